"""Leaving quickly looks to the others exactly like a lost connection: two equal meetings, and whoever stays compares.

In both, the same people do the same things at the same moments. In one somebody presses Leave quickly, in the other
the line of their page breaks. What the others are given, live and on pages, and what lies in the rows that the others'
pages are made of, is compared byte for byte; only random names of rows are replaced by the order in which they came.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from types import SimpleNamespace

import pytest
from django.core import serializers

from mutuality.kit import clock
from mutuality.kit.rates import rates
from mutuality.live import models as live_models
from mutuality.live import presence, terms
from mutuality.live import queries as live
from mutuality.live.models import Notice
from mutuality.meetings import duties, going_on
from mutuality.meetings.models import Meeting, Moment, Sitter, Turn, Wish
from mutuality.meetings.operations import care, close, floor, room, turns
from mutuality.people import operations as people
from mutuality.rooms import fragments as rendered
from mutuality.rooms import operations as rooms
from mutuality.rooms.models import Place, Topic, Word
from mutuality.site import wiring
from tests.cast import Cast, Someone, sign_in
from tests.live.listening import House, OpenPage, open_house, until
from tests.meetings.table import Table
from tests.safety.worlds import Diary

_NAME = re.compile(r"(?<![0-9a-z])[0-9a-hjkmnp-tv-z]{16}(?:[0-9a-hjkmnp-tv-z]{16})?(?![0-9a-z])")
# Sealed, or a keyed mark: new in every room.
_RANDOM = ("key", "name", "title", "bound", "name_mark")
OURS = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@dataclass
class Time:
    """A clock that only the test moves on, on the wall and in memory alike."""

    now: datetime
    passed: float = 0.0

    def go_on(self, seconds: float) -> None:
        self.passed += seconds
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def moment(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Time:
    moving = Time(cast.now)
    monkeypatch.setattr(clock, "now", lambda: moving.now)
    still = time.monotonic()
    monkeypatch.setattr(presence, "time", SimpleNamespace(monotonic=lambda: still + moving.passed))
    return moving


@pytest.fixture
def house(
    transactional_db: None, cast: Cast, moment: Time, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    monkeypatch.setattr(terms, "HEARTBEAT_SECONDS", 3600.0)  # else a slow evening hears one now and then
    with open_house(wiring.LIVE) as running:
        yield running
    presence._gone.clear()
    presence._open.clear()


@dataclass
class Rows:
    """What lies in one table."""

    table: str
    written: list[str]


@dataclass
class Evening:
    """A meeting, and what those who stay are given of it."""

    table: Table
    cast: Cast
    house: House
    moment: Time
    lines: ExitStack
    open: dict[str, OpenPage] = field(default_factory=dict)
    told: list[object] = field(default_factory=list)

    @property
    def page(self) -> str:
        return f"/meetings/{self.table.meeting.pk}/"

    @property
    def stream(self) -> str:
        return rooms.stream(self.table.meeting.room_id)

    def open_page(self, who: Someone) -> OpenPage:
        """Open this person's page of the meeting as a browser would, with its live line."""
        whole = unescape(who.client.get(self.page).content.decode())
        found = re.search(r'src="(/live/[^"?]*)\??([^"]*)"', whole)
        assert found, "They do not sit in this meeting."
        line = OpenPage(
            self.house.port,
            token=who.token,
            since=live.newest(self.stream),
            address=found[1],
            query=found[2] and "&" + found[2],
        )
        self.open[who.name] = self.lines.enter_context(line)
        until(lambda: presence._open[self.stream, who.person.pk])
        return line

    def do(self, name: str, act: Callable[[], object]) -> None:
        """Something happens; each open line of those who stay is told it to the end, and nothing besides."""
        before = live.newest(self.stream)
        act()
        after = live.newest(self.stream)
        self.told.append(("happened", name, after - before))
        for who, line in self.open.items():
            heard = 0 if after > before else None
            while heard is not None and heard != after:
                (frame,) = line.hear(1)
                self.told.append((who, frame.event, frame.data, frame.id))
                heard = frame.id if frame.id is not None else heard
        assert OpenPage.told_more(self.open) == [], f"Told more at: {name}"

    def look(self) -> None:
        """Those who stay, and a member who never sat in, look at every page that could tell."""
        diary, cast = Diary(self.cast), self.cast
        group = f"/groups/{cast.group.pk}/"
        for who, address in (
            (cast.ada, self.page),
            (cast.ada, self.page + "words/"),
            (cast.dov, self.page),
            (cast.dov, group + "meetings/"),
            (cast.una, self.page),
            (cast.una, group),
            (cast.una, "/"),
        ):
            diary.get(who, address)
        self.told += diary.seen

    def rows(self) -> None:
        """Everything that the database has of this meeting, but for what is the leaver's own."""
        meeting = self.table.meeting.pk
        place = Place.objects.filter(room=self.table.meeting.room_id)
        for rows in (
            Meeting.objects.filter(pk=meeting),
            Sitter.objects.filter(meeting=meeting),
            Moment.objects.filter(meeting=meeting),
            Wish.objects.filter(meeting=meeting),
            Turn.objects.all(),
            place,
            Topic.objects.filter(room=self.table.meeting.room_id),
            Notice.objects.filter(topic=self.stream),
        ):
            fields = [f.name for f in rows.model._meta.fields if f.name not in _RANDOM]
            written = serializers.serialize("json", rows.order_by("pk"), fields=fields)
            written = re.sub(r'"pk": \d+, ', "", written)  # counted through the whole house
            self.told.append(Rows(rows.model.__name__, re.findall(r"\{[^{}]*\{[^{}]*\}\}", written)))
        words = Word.objects.filter(topic__room=self.table.meeting.room_id)
        self.told.append(("Word", sorted(words.values_list("order", "place", "said_at"))))

    def written(self) -> list[str]:
        """All of it, with the names of rows by the order in which they came."""
        names: dict[str, str] = {}

        def known(row: str) -> str:
            return _NAME.sub(lambda found: names.get(found[0], "?"), row)

        def named(found: re.Match[str]) -> str:
            return names.setdefault(found[0], f"row-{len(names)}")

        written = []
        for each in self.told:
            if isinstance(each, Rows):
                # In an order that does not hang on their random names.
                each.written.sort(key=known)
            written.append(_NAME.sub(named, repr(each)))
        return written


Going = Callable[[Evening, Someone], None]


def leaves_quickly(evening: Evening, who: Someone) -> None:
    answer = who.client.get("/exit", headers=OURS)
    assert answer.status_code == 303
    if who.name in evening.open:
        assert [frame.event for frame in evening.open[who.name].hear_the_end()] == ["closed"]


def loses_the_line(evening: Evening, who: Someone) -> None:
    evening.open[who.name].__exit__()


def steps_out(evening: Evening, who: Someone) -> None:
    room.step_out(evening.table.seats[who.name], now=evening.moment.now)
    loses_the_line(evening, who)


def has_the_floor(e: Evening) -> None:
    e.table.act(e.cast.ada, "pass")
    assert e.table.floor == "Bea"


def is_next(e: Evening) -> None:
    assert e.table.order[:2] == ["Ada", "Bea"]


def waits(e: Evening) -> None:
    e.table.act(e.cast.bea, "later")


def listens(e: Evening) -> None:
    e.table.act(e.cast.bea, "listen")


def speaks_on_the_open_floor(e: Evening) -> None:
    e.table.go_to("floor")
    e.table.act(e.cast.bea, "hand")
    assert e.table.floor == "Bea"


def asks_on_the_open_floor(e: Evening) -> None:
    e.table.go_to("floor")
    e.table.act(e.cast.ada, "hand")
    e.table.act(e.cast.bea, "hand")
    assert e.table.order == ["Ada", "Bea"]


def is_silent_on_the_open_floor(e: Evening) -> None:
    e.table.go_to("floor")


def holds_a_turn(e: Evening) -> None:
    turns.take(e.cast.bea.membership, role="facilitator", days=0, now=e.moment.now)
    has_the_floor(e)


def is_the_last(e: Evening) -> None:
    has_the_floor(e)
    for who in (e.cast.ada, e.cast.dov):
        room.step_out(e.table.seats[who.name], now=e.moment.now)


def needs_the_group(e: Evening) -> None:
    has_the_floor(e)
    care.need(e.table.seats["Bea"], now=e.moment.now)


def says_not_yet(e: Evening) -> None:
    close.ask_to_close(e.table.seats["Ada"], now=e.moment.now)
    close.say_not_yet(e.table.seats["Bea"], now=e.moment.now)


def carries_somebody(e: Evening) -> None:
    room.carry(e.table.seats["Bea"], name="Fay", now=e.moment.now)
    has_the_floor(e)


def on_a_device_not_their_own(e: Evening) -> None:
    has_the_floor(e)


SITUATIONS = (
    has_the_floor,
    is_next,
    waits,
    listens,
    speaks_on_the_open_floor,
    asks_on_the_open_floor,
    is_silent_on_the_open_floor,
    holds_a_turn,
    is_the_last,
    needs_the_group,
    says_not_yet,
    carries_somebody,
    on_a_device_not_their_own,
)


@dataclass
class Evenings:
    """Lives the same evening again and again, each in a meeting of its own."""

    cast: Cast
    house: House
    moment: Time

    def live(self, situation: Callable[[Evening], None], going: Going, *, then: bool = True) -> list[str]:
        """What the others were given, from the moment before Bea goes until the meeting has closed."""
        cast = self.cast
        self.moment.now, self.moment.passed = cast.now, 0.0
        self._begin_anew(own_device=situation is not on_a_device_not_their_own)
        meeting = room.open_meeting(cast.ada.membership, now=cast.now)
        table = Table(cast, cast.now, meeting)
        for someone in (cast.ada, cast.bea, cast.dov):
            table.sit(someone)
        table.go_to("check-in")
        with ExitStack() as lines:
            evening = Evening(table, cast, self.house, self.moment, lines)
            situation(evening)
            self._an_evening(evening, going, then=then)
        told = evening.written()
        rooms.erase_room(Meeting.objects.get(pk=meeting.pk).room, now=cast.now)
        Meeting.objects.all().delete()
        Turn.objects.all().delete()
        # How often a meeting began or ended: the counts of the place and of the group, which no evening begins anew.
        for topic in (going_on.home_topic(), rooms.stream(cast.room.pk)):
            live_models.Topic.objects.filter(name=topic).delete()
            Notice.objects.filter(topic=topic).delete()
        return told

    def _begin_anew(self, *, own_device: bool) -> None:
        cast = self.cast
        rates.forget()
        rendered.fragments.clear()
        presence._gone.clear()
        for who, own in ((cast.bea, own_device), (cast.una, True)):
            people.end_sessions(who.person.sessions.all(), by=who.person, now=cast.now)
            sign_in(who, now=cast.now, own_device=own)
            who.__dict__.pop("_client", None)

    def _an_evening(self, evening: Evening, going: Going, *, then: bool) -> None:
        cast, table, moment = self.cast, evening.table, self.moment
        inside = [w for w in (cast.ada, cast.dov) if not Sitter.objects.get(pk=table.seats[w.name].pk).out]
        for who in (*inside, cast.bea):
            evening.open_page(who)
        evening.look()
        leaver = evening.open.pop("Bea")
        evening.open = {"Bea": leaver, **evening.open}

        def goes() -> None:
            staying = evening.open
            going(evening, cast.bea)
            until(lambda: presence.gone_for(evening.stream, person=cast.bea.person.pk) is not None)
            evening.open = {name: line for name, line in staying.items() if name != "Bea"}

        evening.do("one of them goes", goes)
        evening.look()
        if not then:
            return
        for name in ("a minute and a half later", "and again"):
            moment.go_on(91)
            evening.do(name, lambda: duties.tick(now=moment.now))
        evening.look()
        for who in inside:
            seat, line = table.seats[who.name], f"{who.name} goes on"
            evening.do(line, lambda s=seat: care.stop(s, now=moment.now))
            evening.do(
                line,
                lambda s=seat, w=who: floor.say(
                    s, words=f"{w.name} here", once=w.name, then_on=True, now=moment.now
                ),
            )
            evening.do(line, lambda s=seat: floor.move_on(s, holder=table.row().floor or "", now=moment.now))
            evening.do(line, lambda s=seat: floor.next_step(s, step=table.row().step, now=moment.now))
        moment.go_on(91)
        evening.do("later", lambda: duties.tick(now=moment.now))
        evening.look()
        evening.rows()
        moment.go_on(4 * 3600)
        evening.do("hours later", lambda: duties.tick(now=moment.now))
        evening.look()
        assert table.row().closed_at is not None


@pytest.fixture
def evenings(cast: Cast, house: House, moment: Time) -> Evenings:
    return Evenings(cast, house, moment)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_nobody_who_stays_can_tell(evenings: Evenings, situation: Callable[[Evening], None]) -> None:
    out = evenings.live(situation, steps_out, then=False)
    lost = evenings.live(situation, loses_the_line)
    assert out != lost[: len(out)], (
        "Somebody who steps out openly is missed at once: there is something to see."
    )
    left = evenings.live(situation, leaves_quickly)
    assert len(left) > 40
    for one, other in zip(left, lost, strict=True):
        assert one == other
