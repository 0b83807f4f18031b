"""People around a table: a meeting in which the members of the cast sit."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from mutuality.kit.ids import new_id
from mutuality.meetings import queries
from mutuality.meetings.models import DateChange, Meeting, Sitter
from mutuality.meetings.operations import floor, room, when
from tests.cast import Cast, Someone


@dataclass
class Table:
    """An open meeting, and who sits in it in the order in which they came."""

    cast: Cast
    now: datetime
    meeting: Meeting
    seats: dict[str, Sitter] = field(default_factory=dict)

    def sit(self, someone: Someone) -> Sitter:
        """Let somebody sit in."""
        assert someone.membership is not None
        self.seats[someone.name] = room.sit_in(self.meeting, by=someone.membership, now=self.now)
        return self.seats[someone.name]

    def row(self) -> Meeting:
        """The meeting as it stands now."""
        return Meeting.objects.get(pk=self.meeting.pk)

    def scene(self) -> queries.Scene:
        """What is to be seen in the room."""
        return queries.scene(self.row())

    @property
    def floor(self) -> str:
        """The name of whoever has the floor."""
        return self.scene().floor

    @property
    def order(self) -> list[str]:
        """Who has the floor, and who comes after."""
        scene = self.scene()
        return [n for n in (scene.floor, *(scene.names[s.who] for s in scene.round.coming)) if n]

    def act(self, who: Someone, name: str) -> None:
        """Let somebody press one of the buttons about their turn."""
        floor.act(self.seats[who.name], name=name, now=self.now)

    def say(self, who: Someone, words: str, *, then_on: bool = True) -> bool:
        """Let somebody say something; whether it was said."""
        return floor.say(self.seats[who.name], words=words, once=new_id(), then_on=then_on, now=self.now)

    def go_to(self, slug: str) -> None:
        """Let two people take the meeting to the part of this name."""
        while self.scene().step.slug != slug:
            step = self.row().step
            for sitter in list(self.seats.values())[:2]:
                floor.next_step(sitter, step=step, now=self.now)


def first_on(now: datetime) -> date:
    """The first date on which the cast's group meets: in three days."""
    return now.date() + timedelta(days=3)


def times(now: datetime, **other: Any) -> dict[str, Any]:
    """The times of a group that meets every week, at a place that only members know."""
    usual: dict[str, Any] = {
        "rhythm": "weekly",
        "first_on": first_on(now),
        "at": time(19),
        "zone": "Europe/Berlin",
    }
    return usual | {"minutes": 90, "way": "place", "where": "Behind the blue door"} | other


@dataclass
class Gathering:
    """What stands in the rows while the cast meets."""

    meeting: Meeting
    change: DateChange

    @classmethod
    def of(cls, cast: Cast) -> "Gathering":
        """The open meeting of the cast's group, and the change of a date that Bea asked for."""
        return cls(
            Meeting.objects.get(circle=cast.group.circle),
            DateChange.objects.get(series__circle=cast.group.circle),
        )


def gather(cast: Cast) -> Table:
    """Let the group say when it meets, let Bea ask to skip a date, and let all but Una sit in a meeting."""
    assert cast.ada.membership and cast.bea.membership
    when.put_times(cast.group, parts=times(cast.now), now=cast.now)
    when.change_date(cast.bea.membership, on=first_on(cast.now), to_on=None, to_at=None, now=cast.now)
    table = Table(cast, cast.now, room.open_meeting(cast.ada.membership, now=cast.now))
    for someone in (cast.ada, cast.bea, cast.dov):
        table.sit(someone)
    return table
