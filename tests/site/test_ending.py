"""The last one leaves while the next one comes: the community goes on, or the next one is told that it is over."""

from functools import partial

import pytest

from mutuality.kit import clock
from mutuality.kit.refusals import NotHere
from mutuality.people import operations as people
from mutuality.people.models import Community, Person
from mutuality.site import ending
from tests.at_once import Act, overlapping

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


@pytest.fixture
def comes(cheap_passphrases: None) -> Act:
    """Somebody arrives; by what a larger change calls, so that no slow hash stands between the two."""
    hashed = people.hashed("moss grows under the bridge", known=())
    return partial(people.arrive_hashed, name="Fay", hashed=hashed, now=clock.now())


@pytest.fixture
def leaves(cheap_passphrases: None) -> Act:
    """The only one there leaves for good."""
    people.found_community(name="Elm Street", now=clock.now())
    last = people.arrive(name="Ada", passphrase="moss grows under the bridge", now=clock.now())
    return partial(ending.leave_community, by=last, now=clock.now())


def test_whoever_is_on_the_way_in_keeps_the_community_from_ending(comes: Act, leaves: Act) -> None:
    assert overlapping(comes, leaves) == []
    assert Community.objects.count() == Person.objects.count() == 1


def test_whoever_comes_to_what_is_ending_is_told_so_and_leaves_nothing(comes: Act, leaves: Act) -> None:
    assert [type(trouble) for trouble in overlapping(leaves, comes)] == [NotHere]
    assert not Community.objects.exists() and not Person.objects.exists()


def test_the_duty_that_ends_empty_communities_waits_as_well(comes: Act) -> None:
    people.found_community(name="Elm Street", now=clock.now())
    assert overlapping(comes, partial(ending.erase_if_empty, now=clock.now())) == []
    assert Community.objects.count() == Person.objects.count() == 1
