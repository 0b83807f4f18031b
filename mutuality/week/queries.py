"""What is on in the next days: meetings of one's groups, and what happens in them and in the whole place."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext as _

from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Membership
from mutuality.meetings import overview as meetings_overview
from mutuality.meetings import queries as meetings_queries
from mutuality.meetings import terms as meetings_terms
from mutuality.occasions import queries as occasions_queries
from mutuality.occasions import terms as occasions_terms
from mutuality.occasions.models import Occasion, OwnDate
from mutuality.occasions.queries import Seen
from mutuality.occasions.times import Date, Times, between
from mutuality.occasions.times import there as zone_of
from mutuality.people import queries as people_queries
from mutuality.people.models import Person
from mutuality.safety import queries as safety_queries
from mutuality.safety.queries import Hidden
from mutuality.week.terms import DAYS


@dataclass(frozen=True, slots=True)
class Line:
    """One date as someone reads it. ``kind`` and ``ref`` say what it is and where it leads."""

    when: Date
    zone: str
    title: str
    kind: str
    ref: str
    group: str = ""
    way: str = ""
    where: str = ""
    access: tuple[str, ...] = ()
    topic: str = ""
    opener: str = ""
    needs_opener: bool = False
    everyone: bool = False
    # Whether it is among this person's own: their groups', what they follow, what they alone see.
    mine: bool = True

    @property
    def day(self) -> date:
        """The day on which it begins, where it is."""
        return self.when.begins.date()


@dataclass(frozen=True, slots=True)
class Day:
    """One day with what is on."""

    day: date
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Week:
    """The days from today on, by the clocks that most of it goes by."""

    days: Sequence[Day]
    zone: str
    # What has no fixed dates: its name in addresses, and its title.
    arranged: Sequence[tuple[str, str]] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is on."""
        return not any(day.lines for day in self.days)


def of(person: Person, *, now: datetime) -> Week:
    """Return the week of this person: today first, then seven days."""
    who, until = reader(person), now + timedelta(days=DAYS + 1)
    found, arranged = occasions_queries.for_person(who.circles, since=now, until=until)
    return _week(list(_lines(found, who, now=now, until=until)), arranged, now=now)


def for_the_wall(*, now: datetime) -> Week:
    """Return the week as it hangs on a wall: what everyone here may read, and nothing of one person's own."""
    until = now + timedelta(days=DAYS + 1)
    found, arranged = occasions_queries.for_person((), since=now, until=until)
    lines = [line for each in found for line in _of_occasion(each, Reader(), now=now, until=until)]
    return _week(lines, arranged, now=now)


def for_home(person: Person, *, circles: Mapping[str, str], hidden: Hidden, now: datetime) -> list[Line]:
    """Return what is off or has moved in the next days, also of the whole place; then what is on among one's own.

    Meetings of one's groups that take place are on Home already.
    """
    who = Reader(person.pk, circles, hidden, frozenset(occasions_queries.followed_ids(person.pk)))
    until = now + timedelta(days=DAYS)
    found = occasions_queries.near(
        person.pk, list(who.circles), since=now.date() - timedelta(days=1), until=until.date()
    )
    lines = [line for each in found for line in _of_occasion(each, who, now=now, until=until)]
    lines += [line for line in _meetings(who.circles, now=now, until=until) if line.when.off]
    lines += [
        line for row in occasions_queries.own_dates(person.pk) for line in _own(row, now=now, until=until)
    ]
    return sorted((line for line in lines if line.mine or line.when.off), key=_loud_first)


def _loud_first(line: Line) -> tuple[bool, datetime, str]:
    return not line.when.off, *_by_time(line)


def _week(lines: Sequence[Line], arranged: Sequence[Occasion], *, now: datetime) -> Week:
    zones = Counter(line.zone for line in lines if line.zone)
    zone = zones.most_common(1)[0][0] if zones else "UTC"
    today = now.astimezone(zone_of(zone)).date()
    days: dict[date, list[Line]] = {today + timedelta(days=number): [] for number in range(DAYS)}
    for line in lines:
        # What began yesterday and goes on is still today's.
        if (day := max(line.day, today)) in days:
            days[day].append(line)
    return Week([Day(day, sorted(some, key=_by_time)) for day, some in days.items()], zone, _named(arranged))


def _named(rows: Sequence[Occasion]) -> list[tuple[str, str]]:
    return sorted(((row.pk, row.text("title")) for row in rows), key=lambda each: each[1].casefold())


def _by_time(line: Line) -> tuple[datetime, str]:
    return line.when.begins.astimezone(UTC), line.title.casefold()


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: which circles are theirs and how these are called, whom they hid, and what they follow."""

    person: str = ""
    circles: Mapping[str, str] = field(default_factory=dict)
    hidden: Hidden = frozenset()
    follows: frozenset[str] = frozenset()


def reader(person: Person) -> Reader:
    """Return what decides what this person reads."""
    circles = {group.circle: group.name for group in groups_queries.named_of(person)}
    return Reader(
        person.pk,
        circles,
        safety_queries.hidden_from(person.pk),
        frozenset(occasions_queries.followed_ids(person.pk)),
    )


def _lines(found: Sequence[Seen], who: Reader, *, now: datetime, until: datetime) -> Iterator[Line]:
    yield from _meetings(who.circles, now=now, until=until)
    named = _names([each.row for each in found if each.row.opener], who)
    for each in found:
        for line in _of_occasion(each, who, now=now, until=until):
            yield _with_opener(line, each, named) if each.row.opener else line
    for row in occasions_queries.own_dates(who.person):
        yield from _own(row, now=now, until=until)


def _of_occasion(found: Seen, who: Reader, *, now: datetime, until: datetime) -> Iterator[Line]:
    dates = between(found.times, since=now, until=until)
    if not dates:
        return
    row = found.row
    ours = row.circle_id is None or row.circle_id in who.circles
    line = Line(
        dates[0],
        row.zone,
        row.text("title"),
        "occasion",
        row.pk,
        group=who.circles.get(row.circle_id or "", ""),
        way=str(occasions_terms.Way(row.way).label),
        where=row.text("where") if ours or row.where_to == occasions_terms.Shown.PLACE else "",
        access=tuple(str(each.label) for each in occasions_queries.access_of(row)),
        everyone=row.circle_id is None,
        mine=row.circle_id in who.circles or row.pk in who.follows,
    )
    for day in dates:
        topic = found.topics.get(day.on, "") if day.on and not day.off else ""
        yield replace(line, when=day, topic=topic)


def _with_opener(line: Line, found: Seen, named: Mapping[tuple[str, date], str]) -> Line:
    if line.when.off:
        return line
    name = named.get((found.row.pk, line.when.on or line.day), "")
    return replace(line, opener=name, needs_opener=not name)


def _names(rows: Sequence[Occasion], who: Reader) -> dict[tuple[str, date], str]:
    """Who opens when, by the name under which this reader knows them."""
    found = occasions_queries.openers([row.pk for row in rows])
    circles = {row.pk: row.circle_id for row in rows}
    return {key: name_in(opener.person, circles[key[0]], who) for key, opener in found.items()}


def name_in(person: Person, circle: str | None, who: Reader) -> str:
    """Return the name under which this reader knows someone in a circle, or in the whole place."""
    if person.pk in who.hidden:
        return _("Someone")
    if circle is None:
        return people_queries.name_of(person)
    # In a group people go by the name they have there, and only its members read it.
    if circle not in who.circles:
        return _("Someone")
    membership = groups_queries.membership_in(person, circle_id=circle)
    return groups_queries.member_name(membership) if membership else _("Someone")


def opener_names(row: Occasion, who: Reader) -> dict[date, str]:
    """Return who opens on which date of one occasion, as this reader knows them."""
    return {day: name for (_ref, day), name in _names([row], who).items()}


def _meetings(circles: Mapping[str, str], *, now: datetime, until: datetime) -> Iterator[Line]:
    for series, times in meetings_overview.times_among(circles):
        way = str(meetings_terms.Way(series.way).label)
        for day in between(times, since=now, until=until):
            yield Line(
                day,
                series.zone,
                _("Meeting"),
                "meeting",
                series.circle.group.pk,
                group=circles[series.circle_id],
                way=way,
                where=meetings_queries.where(series),
            )


def _own(row: OwnDate, *, now: datetime, until: datetime) -> Iterator[Line]:
    for day in between(occasions_queries.times_of(row), since=now, until=until):
        yield Line(day, row.zone, row.text("title"), "own", row.pk, where=row.text("where"))


# Calendars


@dataclass(frozen=True, slots=True)
class Dated:
    """One series in a calendar: its name there, its number, how it goes. What it is called is read only if needed."""

    uid: str
    sequence: int
    times: Times
    row: Occasion | OwnDate | None = None
    group: str = ""


def mine(person: Person, *, circle: str | None) -> list[Dated]:
    """Return what stands in a person's calendar: all that is theirs, or what belongs to one circle of theirs."""
    circles = {group.circle: group.name for group in groups_queries.named_of(person)}
    if circle is not None:
        circles = {circle: circles[circle]} if circle in circles else {}
    found = occasions_queries.of_circles(list(circles))
    if circle is None:
        followed = occasions_queries.followed_by(person.pk, circles)
        found = list({each.row.pk: each for each in [*found, *followed]}.values())
    dated = [Dated(each.row.pk, each.row.sequence, each.times, each.row) for each in found]
    for series, times in meetings_overview.times_among(circles):
        dated.append(Dated(series.pk, series.sequence, times, group=circles[series.circle_id]))
    if circle is None:
        own = occasions_queries.own_dates(person.pk)
        dated += [Dated(row.pk, row.sequence, occasions_queries.times_of(row), row) for row in own]
    return dated


def state_of(person: Person, *, circle: str | None) -> list[tuple[str, int]]:
    """Return the names and numbers of the rows that ``mine`` reads: others as soon as anything in them is another."""
    circles = groups_queries.circles_of(person.pk)
    if circle is not None:
        circles = [each for each in circles if each == circle]
    whose = person.pk if circle is None else ""
    return [*occasions_queries.numbers(whose, circles), *meetings_overview.numbers(circles)]


def are_two(row: Occasion, one: str, other: str) -> bool:
    """Return whether these two people are enough for what takes two, where this occasion belongs."""
    if row.circle_id is None:
        return groups_queries.people_are_two({one, other})
    ids = _memberships(row.circle_id)
    return {one, other} <= set(ids) and groups_queries.may_act_together(
        [ids[one], ids[other]], there=list(ids.values())
    )


def is_alone(row: Occasion) -> bool:
    """Return whether no one else is there who could agree to a change."""
    if row.circle_id is None:
        return people_queries.is_alone()
    return len(_memberships(row.circle_id)) == 1


def _memberships(circle: str) -> dict[str, str]:
    return dict(Membership.objects.filter(group__circle=circle).values_list("person", "pk"))
