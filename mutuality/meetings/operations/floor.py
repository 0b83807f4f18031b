"""Speaking when one has the floor, and every act around a turn."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from mutuality.groups.terms import Role
from mutuality.kit import prose
from mutuality.kit.locks import operation
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.meetings import acting, queries, terms
from mutuality.meetings import round as rounds
from mutuality.meetings.models import Meeting, Sitter, Wish
from mutuality.people import operations as people
from mutuality.people import queries as people_queries
from mutuality.people.models import Person
from mutuality.rooms import operations as rooms
from mutuality.rooms import queries as rooms_queries
from mutuality.rooms import terms as rooms_terms

# What one can do about one's own turn: the name on the button → the rule of the round.
ACTS: dict[str, Callable[..., rounds.Round]] = {
    "done": rounds.finish,
    "pass": rounds.pass_on,
    "later": rounds.come_back,
    "listen": rounds.listen,
    "part": rounds.take_part,
    "here": rounds.arrive,
    "hand": rounds.raise_hand,
    "lower": rounds.lower_hand,
}


class TooEarly(Refusal):
    """It is still somebody's gentle time."""


def draft_place(meeting: Meeting) -> str:
    """Where a person's words wait for their turn, sealed: the address of the page they are typed on."""
    return f"/meetings/{meeting.pk}/"


@operation
def say(voice: Sitter, *, words: str, once: str, then_on: bool, now: datetime) -> bool:
    """Say something with the floor, or keep it sealed for one's turn; whether it was said.

    The same form sent twice says it once. Raises Closed, and Refusal for broken or over-long words.
    """
    held = acting.hold(voice.meeting_id)
    text = prose.clean(words, most=rooms_terms.MOST_WORDS)
    said = _as_said(voice, text)
    if rooms_queries.already_said(rooms_queries.said_mark(once, words=said, place=voice.place)) is not None:
        return True
    person = voice.place.person
    if not acting.sits(voice) or not _may_speak(held, voice):
        _wait(voice, held, words=text, now=now)
        return False
    topic = queries.talk(held)
    assert topic is not None
    rooms.say(topic, words=said, once=once, by=voice.place, now=now, someone_needs_us=held.rests)
    if voice.carried_by_id is None:
        people.keep_draft(place=draft_place(held), words="", by=person, now=now)
    on = then_on and held.floor == voice.pk
    acting.turn(held, (lambda r: rounds.finish(r, who=voice.pk)) if on else _as_it_is, now=now)
    return True


def _may_speak(held: Meeting, voice: Sitter) -> bool:
    """While someone needs the group, everyone can speak. In a pause no one does: it's for a breath."""
    return held.rests or (held.floor == voice.pk and not held.paused)


def _rests(held: Meeting) -> bool:
    """Whether nobody's turn runs: the round stays where it is until the meeting goes on."""
    return held.rests or held.paused


def _wait(voice: Sitter, held: Meeting, *, words: str, now: datetime) -> None:
    """What cannot be said now waits. Words for somebody on the phone come after one's own and do not replace them."""
    person, place = voice.place.person, draft_place(held)
    if voice.carried_by_id is not None:
        words = f"{people_queries.draft_of(person, place=place, now=now)}\n\n{words}".strip()
        prose.check_length(words, most=rooms_terms.MOST_WAITING)
    people.keep_draft(place=place, words=words, by=person, now=now)


def _as_it_is(round_: rounds.Round) -> rounds.Round:
    return round_


def _as_said(voice: Sitter, text: str) -> str:
    if voice.carried_by_id is None:
        return text
    return _("%(name)s, on the phone: %(words)s") % {"name": queries.seat_name(voice), "words": text}


@operation
def keep(sitter: Sitter, *, words: str, now: datetime) -> None:
    """Keep what somebody has typed so far, sealed, for their turn."""
    keep_for(sitter.place.person, meeting=sitter.meeting, words=words, now=now)


@operation
def keep_for(person: Person, *, meeting: Meeting, words: str, now: datetime) -> None:
    """The same for somebody who may sit there no more: after the close they find it where the meeting was."""
    people.keep_draft(place=draft_place(meeting), words=words, by=person, now=now)


@operation
def act(voice: Sitter, *, name: str, now: datetime) -> None:
    """Pass, come back later, listen, ask for the floor, give it on. A second click changes nothing.

    Raises Closed; Refusal where this is the second place already; NotHere for no such act.
    """
    rule = ACTS.get(name)
    if rule is None:
        raise NotHere
    held = acting.hold(voice.meeting_id)
    if not acting.sits(voice):
        return
    try:
        acting.turn(held, lambda r: rule(r, who=voice.pk), now=now)
    except rounds.NotYours:
        return
    except rounds.SecondPlace:
        raise Refusal(_("We have already come back to you. You can say something, or pass.")) from None


@operation
def offer_on(sitter: Sitter, *, holder: str, now: datetime) -> None:
    """After the gentle time anyone may offer the floor on; whoever had it comes back later. Raises TooEarly."""
    held = acting.hold(sitter.meeting_id)
    if held.floor != holder or held.floor_since is None or _rests(held):
        return
    if now < held.floor_since + timedelta(minutes=held.gentle_minutes):
        raise TooEarly(
            _("It's still their turn. You can do this a little later, or two of you can do it now.")
        )
    _offer_on(held, holder=holder, now=now)


def _offer_on(held: Meeting, *, holder: str, now: datetime) -> None:
    acting.turn(held, lambda r: rounds.offer_on(r, who=holder), now=now)
    # Whoever is the only one left has it again at once, and time of their own for it.
    if held.floor == holder:
        acting.put(held, floor_since=now)


@operation
def move_on(sitter: Sitter, *, holder: str, now: datetime) -> None:
    """Two who say so move the round on, at any time; whoever had the floor comes back later."""
    held = acting.hold(sitter.meeting_id)
    if held.floor != holder or _rests(held):
        return
    if acting.agreed_by_enough(held, kind="on", sitter=sitter, alone=False, now=now):
        _offer_on(held, holder=holder, now=now)


@operation
def pass_quietly(meeting: Meeting, *, who: str, now: datetime) -> None:
    """The connection of whoever has the floor was lost: they come back later, and nobody remarks on it."""
    held = acting.hold(meeting.pk)
    acting.turn(held, lambda r: rounds.offer_on(r, who=who), now=now)


@operation
def next_step(sitter: Sitter, *, step: int, now: datetime) -> None:
    """On to the next part: by the facilitator, by anyone when the round is over, or by two. Raises Closed."""
    held = acting.hold(sitter.meeting_id)
    following = queries.part_after(held)
    if held.step != step or following is None or _rests(held):
        return
    Wish.objects.filter(sitter=sitter, kind="wait").delete()
    if acting.agreed_by_enough(held, kind="step", sitter=sitter, alone=_may_alone(held, sitter), now=now):
        acting.put(held, step=held.step + 1)
        acting.turn(held, lambda r: rounds.begin(r, hands=following.hands), now=now)
        acting.remark(held, kind=terms.Said.STEP, sitter=None, now=now)


@operation
def wait(sitter: Sitter, *, now: datetime) -> None:
    """Not yet. It is shown to those who would start the next part, and stops nobody."""
    held = acting.hold(sitter.meeting_id)
    Wish.objects.filter(sitter=sitter, kind="step").delete()
    about = queries.wish_about(held, kind="wait")
    Wish.objects.get_or_create(sitter=sitter, kind="wait", about=about, defaults={"meeting": held, "at": now})
    acting.tell(held, now=now)


@operation
def take_step_back(sitter: Sitter, *, now: datetime) -> None:
    """Take back that I would like to start the next part."""
    held = acting.hold(sitter.meeting_id)
    Wish.objects.filter(sitter=sitter, kind="step").delete()
    acting.tell(held, now=now)


def _may_alone(meeting: Meeting, sitter: Sitter) -> bool:
    if queries.has_turn(sitter.membership, role=Role.FACILITATOR):
        return True
    return queries.round_of(meeting, rows=queries.sitters(meeting)).is_over
