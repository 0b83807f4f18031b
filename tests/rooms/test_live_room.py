"""A room that is open on somebody's screen: what it is told, and what it is not told once a right is lost.

Each test of a lost right first shows that the same stream was told such words a moment before.
"""

import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta

import pytest

from mutuality.groups import operations as groups
from mutuality.kit.locks import writing
from mutuality.live import queries as live
from mutuality.live.frames import CLOSED
from mutuality.live.terms import Reader
from mutuality.people import operations as people
from mutuality.people.models import Session
from mutuality.rooms import operations as rooms
from mutuality.rooms.feed import RoomFeed
from mutuality.site import ending
from tests.cast import Cast, Someone, bring, sign_in
from tests.live.listening import House, OpenPage, open_house

SECRET = "said after the right was lost"


class SlowFeed(RoomFeed):
    """The feed of rooms, which can be held just before it asks who may hear."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()
        self.asked = threading.Event()
        self.go.set()

    def rights(self, ref: str, readers: Collection[Reader], *, now: datetime) -> Mapping[str, int]:
        """Wait until let go, then ask."""
        self.asked.set()
        assert self.go.wait(10)
        return super().rights(ref, readers, now=now)

    def hold(self) -> None:
        """Stop before the next question."""
        self.go.clear()
        self.asked.clear()


@pytest.fixture
def feed() -> SlowFeed:
    """A feed that can be held."""
    return SlowFeed()


@pytest.fixture
def house(transactional_db: None, cast: Cast, feed: SlowFeed) -> Iterator[House]:
    """The server, with the room of the cast in it."""
    with open_house({"room": feed}) as running:
        yield running


def page_of(someone: Someone, cast: Cast, house: House) -> OpenPage:
    """This person's page of the room, open from now on."""
    since = live.newest(rooms.stream(cast.room.pk))
    return OpenPage(house.port, token=someone.token, since=since, address=f"/live/room/{cast.room.pk}/")


def test_words_arrive_on_open_pages_and_in_the_authors_own_form(cast: Cast, house: House) -> None:
    with page_of(cast.ada, cast, house) as ada, page_of(cast.bea, cast, house) as bea:
        word = cast.say("The kettle is on", by=cast.bea)
        frames = {name: page.hear(2) for name, page in (("ada", ada), ("bea", bea))}
    of_word = {name: next(f for f in heard if f"w-{word.pk}" in f.data) for name, heard in frames.items()}
    assert "The kettle is on" in of_word["ada"].data and "I hear you" in of_word["ada"].data
    assert "The kettle is on" in of_word["bea"].data and "I hear you" not in of_word["bea"].data


def _leaves_the_group(cast: Cast, someone: Someone) -> None:
    groups.leave(someone.membership, by=someone.person, now=cast.now)


def _leaves_the_community(cast: Cast, someone: Someone) -> None:
    ending.leave_community(by=someone.person, now=cast.now)


def _signs_out(cast: Cast, someone: Someone) -> None:
    people.end_sessions([someone.session], by=someone.person, now=cast.now)


def _session_runs_out(cast: Cast, someone: Someone) -> None:
    with writing():
        Session.objects.filter(pk=someone.session.pk).update(ends_at=cast.now - timedelta(seconds=1))


def _curtain_falls(cast: Cast, someone: Someone) -> None:
    with writing():
        Session.objects.filter(pk=someone.session.pk).update(curtain_at=cast.now - timedelta(seconds=1))


def _changes_the_passphrase_elsewhere(cast: Cast, someone: Someone) -> None:
    old = someone.session
    sign_in(someone, now=cast.now)
    new = "nine quiet herons stand"
    people.change_passphrase(
        someone.session, token=someone.token, passphrase=new, by=someone.person, now=cast.now
    )
    assert not Session.objects.filter(pk=old.pk).exists()


LOSSES = [
    _leaves_the_group,
    _leaves_the_community,
    _signs_out,
    _session_runs_out,
    _curtain_falls,
    _changes_the_passphrase_elsewhere,
]


@pytest.mark.parametrize("lose", LOSSES)
def test_a_right_lost_between_commit_and_delivery_is_lost(
    cast: Cast, house: House, feed: SlowFeed, lose: Callable[[Cast, Someone], None]
) -> None:
    reader = cast.una if lose is _curtain_falls else cast.bea
    with page_of(reader, cast, house) as page:
        cast.say("still for everybody", by=cast.ada)
        assert any("still for everybody" in frame.data for frame in page.hear(2))
        feed.hold()
        cast.say(SECRET, by=cast.ada)
        assert feed.asked.wait(10)
        lose(cast, reader)
        feed.go.set()
        heard = page.hear_the_end()
    assert SECRET not in "".join(frame.data for frame in heard)
    assert [frame.event for frame in heard][-1:] == ["closed"]


def test_a_word_taken_back_before_delivery_is_never_delivered(
    cast: Cast, house: House, feed: SlowFeed
) -> None:
    with page_of(cast.bea, cast, house) as page:
        feed.hold()
        word = cast.say(SECRET, by=cast.ada)
        assert feed.asked.wait(10)
        rooms.take_back(word, by=cast.ada.place, now=cast.now)
        feed.go.set()
        end = cast.say("and now something else", by=cast.ada)
        heard = []
        while not any(f"w-{end.pk}" in frame.data for frame in heard):
            heard += page.hear(1)
    assert SECRET not in "".join(frame.data for frame in heard)


def test_who_leaves_takes_words_and_signals_from_open_pages(cast: Cast, house: House) -> None:
    place = cast.bea.place.pk
    with page_of(cast.ada, cast, house) as page:
        groups.leave(cast.bea.membership, by=cast.bea.person, now=cast.now)
        dropped = [frame.data for frame in page.hear(1) if frame.event == "drop"]
    assert f"by:{place}" in dropped


def test_a_newcomer_is_told_nothing_of_what_was_said_before(cast: Cast, house: House) -> None:
    bring(cast.ada.membership, cast.cy, now=cast.now)
    with page_of(cast.cy, cast, house) as cy, page_of(cast.dov, cast, house) as dov:
        rooms.reword(cast.words["ada"], words="reworded, but said before", by=cast.ada.place, now=cast.now)
        rooms.signal(cast.words["dov"], kind="with", by=cast.ada.place, now=cast.now)
        assert "reworded, but said before" in "".join(frame.data for frame in dov.hear(2))
        cast.say("said for all", by=cast.ada)
        heard = "".join(frame.data for frame in cy.hear(1))
    assert "said for all" in heard
    assert "said before" not in heard and "I let the phone ring" not in heard


@pytest.mark.parametrize("who", ["cy", "nobody", "eli"])
def test_the_door_of_the_stream_is_shut_for_others(cast: Cast, house: House, who: str) -> None:
    someone = cast.everybody[who]
    with page_of(cast.ada, cast, house) as member:
        assert member.status == 200
    answers = []
    for room in (cast.room.pk, "0000000000000000"):
        address = f"/live/room/{room}/"
        with OpenPage(house.port, token=someone.token, address=address) as page:
            answers.append((page.status, page.body()))
    assert answers[0] == answers[1]
    assert answers[0] == (200, CLOSED)
