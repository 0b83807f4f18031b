"""That a meeting is open, told at once wherever its people are: on Home, in the talk of the group and in its topics.

One quiet line, which goes with the close. What is noted for open pages is that something changed among these people,
never what; who reads it is asked when it is sent.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString, mark_safe

from mutuality.fast.patterns import Pattern
from mutuality.fast.prepared import Prepared, Several
from mutuality.groups import queries as groups_queries
from mutuality.live import operations as live
from mutuality.live.terms import Audience, For, Hint, Reader, Rendered, topic_of
from mutuality.meetings.models import Meeting, Sitter
from mutuality.people import unended_sessions
from mutuality.people.models import Session
from mutuality.rooms import operations as rooms
from mutuality.vault import operations as vault

KIND = "going-on"
# Every open Home listens to the same, and is sent what is going on in its own reader's circles.
HOME, ALL = "home", "all"
STREAM = f"/live/{HOME}/{ALL}/"
_LINE = Pattern("meetings/going_on.html", names=("id", "circle", "group"))
_OVER = Pattern("meetings/nothing_on.html", names=("circle",))


def home_topic() -> str:
    """Return the live topic of every open Home."""
    return topic_of(HOME, ALL)


def tell(circle_id: str, *, now: datetime) -> None:
    """Say to all open pages of these people that a meeting of theirs has begun or ended."""
    group = groups_queries.of_circle(circle_id)
    live.append([rooms.stream(group.room_id), home_topic()], kind=KIND, ref=circle_id, now=now)


def line(circle_id: str, *, language: str, named: bool = False, reader: str = "") -> SafeString:
    """Return the line about the open meeting of these people; empty where none is open.

    ``named``: with the name of the group, on a page that isn't the group's. ``reader``: a person, who isn't asked to
    join where they have a seat already.
    """
    meeting = _OPEN.first(circle=circle_id)
    if meeting is None or (reader and _SEAT.first(meeting=meeting.pk, person=reader)):
        return SafeString()
    group = groups_queries.group_name(groups_queries.of_circle(circle_id)) if named else ""
    values = {"id": meeting.pk, "circle": circle_id, "group": group}
    filled = _LINE.fill(
        named, lambda marks: marks if named else {**marks, "group": ""}, values, language=language
    )
    # What is filled in is escaped, and all else is the template's own.
    return mark_safe(filled)  # noqa: S308


_OPEN: Prepared[Meeting] = Prepared(
    lambda circle: Meeting.objects.filter(circle=circle, closed_at=None), circle=str
)

_SEAT: Prepared[str] = Prepared(
    lambda meeting, person: Sitter.objects.filter(
        meeting=meeting, place__person=person, carried_by=None, out=False
    ).values_list("pk", flat=True),
    meeting=str,
    person=str,
)


def _no_line(circle_id: str, *, language: str) -> str:
    return _OVER.fill("", lambda marks: marks, {"circle": circle_id}, language=language)


def in_a_room(room: str, hints: Sequence[Hint], audience: Audience) -> list[Rendered]:
    """What open pages of the group's talk are told. Whoever hears of this room is in the group."""
    return [
        Rendered(
            hint.seq,
            "put",
            f"open-{hint.ref}",
            html=audience.each(lambda reader, ref=hint.ref: _as_now(ref, reader.language)),  # type: ignore[misc]
        )
        for hint in hints
    ]


def _as_now(circle_id: str, language: str, *, named: bool = False) -> str:
    return line(circle_id, language=language, named=named) or _no_line(circle_id, language=language)


def _living(now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(Q(curtain_at=None) | Q(curtain_at__gt=now), ends_at__gt=now)


class HomeFeed:
    """The live side of Home: what is going on in the circles of whoever reads."""

    def __init__(self, more: Mapping[str, object] | None = None) -> None:
        """No other app tells anything there yet."""

    def admit(
        self, ref: str, *, token: str | None, language: str, asked: Mapping[str, str], now: datetime
    ) -> Reader | None:
        """Let in who has a session, and whose curtain has not fallen."""
        if ref != ALL or not token:
            return None
        given = vault.token_hash(token)
        here = _AT_THE_DOOR.first(now=now, token_hash=given)
        if here is None or unended_sessions.was_left(here[0], given):
            return None
        session, person, own_language = here
        return Reader(session=session, person=person, language=own_language or language)

    def rights(self, ref: str, readers: Collection[Reader], *, now: datetime) -> Mapping[str, int]:
        """Who of the readers still has a living session. What each is told is asked anew for each notice."""
        here = dict.fromkeys(_ALIVE.all([reader.session for reader in readers], now=now), 0)
        for gone in unended_sessions.all_left():
            here.pop(gone, None)
        return here

    def render(self, ref: str, notices: Sequence[Hint], audience: Audience) -> list[Rendered]:
        """The line about each circle as it is now, for those alone who belong to it at this moment."""
        latest = {notice.ref: notice for notice in notices if notice.kind == KIND}
        return [self._line(hint, audience) for hint in latest.values()]

    def _line(self, hint: Hint, audience: Audience) -> Rendered:
        members = groups_queries.people_of_circle(hint.ref)

        def html(reader: For) -> str | None:
            return _as_now(hint.ref, reader.language, named=True) if reader.person in members else None

        return Rendered(hint.seq, "put", f"open-{hint.ref}", html=audience.each(html, apart=members))


_AT_THE_DOOR: Prepared[tuple[str, str, str]] = Prepared(
    lambda now, token_hash: (
        _living(now).filter(token_hash=token_hash).values_list("id", "person_id", "person__language")
    ),
    now=datetime,
    token_hash=str,
)
_ALIVE: Several[str] = Several(
    lambda ids, now: _living(now).filter(id__in=ids).values_list("id", flat=True), now=datetime
)
