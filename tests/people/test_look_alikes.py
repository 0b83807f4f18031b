"""When the table of look-alikes grows, everyone still comes in by their name, and no new look-alike does."""

from datetime import datetime

import pytest

from mutuality.kit import names
from mutuality.people import operations
from mutuality.people.models import Person
from mutuality.rooms import operations as rooms
from mutuality.vault import operations as vault
from mutuality.vault import sweeping
from tests.cast import Cast

PERSIAN, ARABIC = "مینا", "مينا"
WORDS = "four quiet words of hers"


def earlier_mark(name: str) -> str:
    return vault.mark(names.earlier_skeleton(name), about="people.sign_in")


def came_before(name: str, *, now: datetime, passphrase: str = WORDS) -> Person:
    """Somebody who came in while names were compared by the earlier table."""
    person = operations.arrive(name=f"Someone {passphrase}", passphrase=passphrase, now=now)
    operations.rename(name=name, by=person, now=now)
    Person.objects.filter(pk=person.pk).update(sign_in=earlier_mark(name))
    return person


@pytest.fixture
def two_who_look_alike(cast: Cast, now: datetime) -> tuple[Person, Person]:
    first = came_before(PERSIAN, now=now)
    Person.objects.filter(pk=first.pk).update(sign_in="kept aside")
    second = came_before(ARABIC, now=now, passphrase="other quiet words of his")
    Person.objects.filter(pk=first.pk).update(sign_in=earlier_mark(PERSIAN))
    assert earlier_mark(PERSIAN) != earlier_mark(ARABIC)
    return first, second


@pytest.mark.parametrize("renewed", [False, True])
def test_who_came_before_signs_in_by_the_same_name(cast: Cast, now: datetime, renewed: bool) -> None:
    person = came_before(PERSIAN, now=now)
    if renewed:
        operations.renew_name_marks(now=now)
        assert operations.check_passphrase(name=ARABIC, passphrase=WORDS) == person
    assert operations.check_passphrase(name=PERSIAN, passphrase=WORDS) == person
    with pytest.raises(operations.WrongPassphrase):
        operations.check_passphrase(name=PERSIAN, passphrase="not her words at all")


@pytest.mark.parametrize("renewed", [False, True])
def test_two_whose_names_look_alike_by_now_both_come_in(
    two_who_look_alike: tuple[Person, Person], now: datetime, renewed: bool
) -> None:
    first, second = two_who_look_alike
    if renewed:
        operations.renew_name_marks(now=now)
        operations.renew_name_marks(now=now)
    assert operations.check_passphrase(name=PERSIAN, passphrase=WORDS) == first
    assert operations.check_passphrase(name=ARABIC, passphrase="other quiet words of his") == second


@pytest.mark.parametrize("renewed", [False, True])
def test_a_name_that_somebody_has_is_not_given_again(cast: Cast, now: datetime, renewed: bool) -> None:
    person = came_before(PERSIAN, now=now)
    if renewed:
        operations.renew_name_marks(now=now)
    with pytest.raises(operations.NameTaken):
        operations.arrive(name=PERSIAN, passphrase="words of someone else", now=now)
    with pytest.raises(operations.NameTaken):
        operations.rename(name=PERSIAN, by=cast.bea.person, now=now)
    operations.rename(name=PERSIAN, by=person, now=now)


def test_renewing_leaves_whoever_was_found_already_as_they_are(cast: Cast, now: datetime) -> None:
    before = dict(Person.objects.values_list("pk", "sign_in"))
    operations.renew_name_marks(now=now)
    assert dict(Person.objects.values_list("pk", "sign_in")) == before


def test_in_a_room_too_nobody_comes_in_under_the_name_of_another(cast: Cast, now: datetime) -> None:
    rooms.Place.objects.filter(pk=cast.bea.place.pk).update(name_mark="")
    rooms.renew_name_marks(now=now)
    outsider = came_before(PERSIAN, now=now)
    with pytest.raises(rooms.NameTaken):
        rooms.take_place(cast.room, name="Веа\ufe0f", bound="", by=outsider, now=now)


def test_who_is_without_a_name_since_a_restore_is_found_as_before(cast: Cast, now: datetime) -> None:
    # The backup is from before a renaming, so its name cannot be opened any more; only the mark tells who it is.
    person = operations.arrive(name="Wren of Earlier", passphrase=WORDS, now=now)
    vault.forget([person.key_id])
    sweeping.sweep()
    operations.renew_name_marks(now=now)
    assert operations.check_passphrase(name="Wren of Earlier", passphrase=WORDS) == person
