"""Somebody puts yesterday's backup back, or only holds it beside the living database."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import models

from mutuality.groups import operations as groups
from mutuality.groups import queries as group_queries
from mutuality.groups.models import Group, Invitation, Membership
from mutuality.groups.terms import Way
from mutuality.people import operations as people
from mutuality.people.models import Person
from mutuality.rooms.models import Place
from mutuality.site import ending
from mutuality.vault import sweeping
from tests.cast import Cast
from tests.stolen import opens

Copies = list[tuple[type[models.Model], list[dict[str, Any]]]]


def copied(*kinds: type[models.Model]) -> Copies:
    """The rows of these tables as a backup holds them."""
    return [(kind, list(kind._base_manager.values())) for kind in kinds]


def put_back(copies: Copies) -> None:
    """The rows of a backup where those of today are missing or say something else; then what follows a restore."""
    for kind, rows in copies:
        for row in rows:
            # Past the guard of sealed rows, as a file that is put in place goes past everything.
            if not kind._base_manager.filter(pk=row[kind._meta.pk.attname]).update(**row):
                kind._base_manager.create(**row)
    sweeping.sweep()


def test_whoever_left_a_group_is_not_a_member_again(cast: Cast, now: datetime) -> None:
    before = copied(Place, Membership)
    groups.leave(cast.bea.membership, by=cast.bea.person, now=now)
    put_back(before)
    assert not Membership.objects.filter(person=cast.bea.person).exists()
    assert cast.bea.client.get(f"/groups/{cast.group.pk}/").status_code == 404
    assert cast.ada.client.get(f"/groups/{cast.group.pk}/").status_code == 200


def test_whoever_left_the_community_is_not_here_again(cast: Cast, now: datetime) -> None:
    before = copied(Person, Place, Membership)
    ending.leave_community(by=cast.dov.person, now=now)
    put_back(before)
    assert not Person.objects.filter(pk=cast.dov.person.pk).exists()
    assert not Membership.objects.filter(pk=cast.dov.membership.pk).exists()


def test_a_group_that_ended_is_not_here_again(cast: Cast, now: datetime) -> None:
    from mutuality.circles.models import Circle
    from mutuality.rooms.models import Room

    before = copied(Circle, Room, Group, Place, Membership)
    groups.leave(cast.second, by=cast.dov.person, now=now)
    put_back(before)
    assert not Group.objects.filter(pk=cast.second.group_id).exists()
    assert not Membership.objects.filter(pk=cast.second.pk).exists()


@pytest.mark.parametrize("way", ["opened", "used", "turned away", "taken back"])
def test_an_invitation_that_was_used_up_opens_nothing_again(way: str, cast: Cast, now: datetime) -> None:
    token = groups.invite(cast.bea.membership, way=Way.LINK, by=cast.bea.person, now=now)
    found = group_queries.invitation_for(token, now=now)
    before = copied(Invitation)
    if way == "taken back":
        groups.take_back_all(cast.ada.membership, by=cast.ada.person, now=now)
    else:
        groups.open_door(found, now=now)
    if way == "used":
        groups.come_in(found, name="Cy", bound="", by=cast.cy.person, now=now)
    if way == "turned away":
        groups.turn_away(found, now=now)
    put_back(before)
    assert group_queries.invitation_for(token, now=now) is None


def test_a_person_who_stays_alone_after_a_restore_does_not_stay_so_for_ever(
    cast: Cast, now: datetime
) -> None:
    before = copied(Group, Place, Membership)
    for someone in (cast.ada, cast.bea, cast.una):
        groups.leave(someone.membership, by=someone.person, now=now)
    put_back(before)
    assert group_queries.decides_alone(cast.group)
    groups.sweep(now=now)
    groups.sweep(now=now + timedelta(days=31))
    assert not Group.objects.filter(pk=cast.group.pk).exists()


def test_a_name_one_gave_up_can_no_longer_be_opened(cast: Cast, now: datetime) -> None:
    person = Person.objects.get(pk=cast.bea.person.pk)
    about = f"people.person.name:{person.pk}"
    assert opens(person.name, key=person.key_id, about=about)
    people.rename(name="Robin", by=person, now=now)
    assert not opens(person.name, key=person.key_id, about=about)
    after = Person.objects.get(pk=person.pk)
    assert opens(after.name, key=after.key_id, about=about)


def test_a_line_one_took_back_can_no_longer_be_opened(cast: Cast, now: datetime) -> None:
    people.describe(pronouns="they", bound="paid by the centre", by=cast.bea.person, now=now)
    person = Person.objects.get(pk=cast.bea.person.pk)
    about = f"people.person.bound:{person.pk}"
    assert opens(person.bound, key=person.key_id, about=about)
    people.describe(pronouns="they", bound="", by=person, now=now)
    assert not opens(person.bound, key=person.key_id, about=about)
    page = cast.bea.client.get("/you/").content.decode()
    assert "they" in page and "Bea" in page
