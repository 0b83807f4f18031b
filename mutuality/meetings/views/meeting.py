"""The room of a meeting: sitting in, reading, speaking, and every act in it."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mutuality.groups import access as groups_access
from mutuality.groups.models import Membership
from mutuality.kit import clock, paging
from mutuality.kit.answers import answered
from mutuality.kit.ids import new_id
from mutuality.kit.rates import rates
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.live import queries as live_queries
from mutuality.meetings import access, forms, queries, scene_rendering
from mutuality.meetings.acting import Closed
from mutuality.meetings.models import Meeting, Moment, Sitter
from mutuality.meetings.operations import care, close, floor, room, turns
from mutuality.meetings.scene_rendering import View
from mutuality.meetings.views.when import frame
from mutuality.people import queries as people_queries
from mutuality.people.drafts import arrived, kept_here
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in
from mutuality.people.parked import give_back, taken_from_parked
from mutuality.rooms import moments, quoting, rendering
from mutuality.rooms import operations as rooms
from mutuality.rooms import queries as rooms_queries
from mutuality.rooms import terms as rooms_terms
from mutuality.rooms.models import Place
from mutuality.safety import queries as safety_queries
from mutuality.safety.queries import Hidden


@signed_in
def opening(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """Open a meeting, or find the one that is open, and sit in.

    Where it was opened meanwhile, and someone is there whom they hid, they are told at the door first.
    """
    membership = groups_access.membership_for(me, group_id=group_id)
    meeting = room.open_meeting(membership, now=clock.now())
    if _near(request, me, meeting):
        return redirect("meeting", meeting_id=meeting.pk)
    room.sit_in(meeting, by=membership, now=clock.now())
    return redirect("meeting", meeting_id=meeting.pk)


@signed_in
def meeting_turns(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """Take a role, offer it on, give it up."""
    membership = groups_access.membership_for(me, group_id=group_id)
    role, act, now = request.POST.get("role", ""), request.POST.get("act"), clock.now()
    span = request.POST.get("span", "0")
    if act == "take" and span.isdecimal() and len(span) < 4:
        turns.take(membership, role=role, days=int(span), now=now)
        sentence = _taken(membership, role=role)
    elif act == "offer":
        turns.offer(membership, role=role, to=request.POST.get("to", ""), now=now)
        sentence = _("You've offered this role. It stays with you until they take it.")
    elif act == "lay":
        turns.lay_down(membership, role=role, now=now)
        sentence = _("You've given up this role. Anyone can take it.")
    else:
        raise NotHere
    return answered(redirect("meetings", group_id=group_id), sentence)


def _taken(membership: Membership, *, role: str) -> str:
    """Whether the role is theirs now: of two who take it at once, the first has it."""
    mine = any(held.mine and held.kind.slug == role for held in queries.turns(membership))
    return _("You have this role now.") if mine else _("Someone else has just taken this role.")


@signed_in
def meeting(request: Visit, me: Person, meeting_id: str) -> HttpResponse:
    """The room, for those in it; the way in, for members who are not; what is left, after the close."""
    membership, row = access.meeting_for(me, meeting_id=meeting_id)
    request.circle = row.circle_id
    place = _place(row, membership)
    if row.closed_at is not None:
        return _closed_page(request, me, row, membership, place=place)
    sitter = queries.sitter_of(row, membership=membership)
    if sitter is None or sitter.out or place is None:
        scene = queries.scene(row)
        context = frame(membership) | {
            "meeting": row,
            "lines": scene_rendering.lines(scene.seen_by(safety_queries.hidden_from(me.pk))),
            "scene": scene,
            "near": _near(request, me, row),
        }
        return render(request, "meetings/door.html", context)
    if sitter.away:
        room.come_to(sitter, now=clock.now())
    return _room_page(request, me, row, membership, place=place, by_itself=_by_itself(request))


def _by_itself(request: Visit) -> bool:
    """Whether this person has turned on that the reading page refreshes itself."""
    return request.GET.get("by-itself") == "1"


def _place(meeting: Meeting, membership: Membership) -> Place | None:
    place = rooms_queries.place_of(membership.person, room_id=meeting.room_id or "")
    return None if place is None or place.out else place


def _room_page(
    request: Visit,
    me: Person,
    meeting: Meeting,
    membership: Membership,
    *,
    place: Place,
    by_itself: bool = False,
    form: forms.Speak | None = None,
    sentence: str = "",
    phone: forms.OnThePhone | None = None,
) -> HttpResponse:
    request.circle = meeting.circle_id
    cursor = live_queries.newest(rooms.stream(place.room_id))
    meeting = Meeting.objects.select_related("room", "circle__group__key").get(pk=meeting.pk)
    words = _words(request, meeting, place=place)
    through = scene_rendering.ACTS if by_itself else scene_rendering.SAY
    context = (
        _room(request, me, meeting, membership, through=through)
        | words
        | {
            "form": form or _speak(request, me, meeting),
            "phone": phone or forms.OnThePhone(),
            "sentence": sentence,
            "by_itself": by_itself,
            "cursor": cursor,
            "live": rooms_queries.stream_address(place.room_id, hidden=safety_queries.hidden_from(me.pk)),
            "announce": me.announce,
        }
        | _device(request, meeting)
    )
    return render(request, "meetings/room.html", context, status=422 if sentence else 200)


def _room(
    request: Visit, me: Person, meeting: Meeting, membership: Membership, *, through: str
) -> dict[str, Any]:
    view = View(queries.scene(meeting), me.pk, safety_queries.hidden_from(me.pk), through)
    parts = {part.replace("-", "_"): html for part, html in view.parts().items()}
    return frame(membership) | {
        "meeting": meeting,
        "part": parts,
        "acts_form": through,
        "again": scene_rendering.BY_ITSELF if through == scene_rendering.ACTS else "",
        "near": _near(request, me, meeting),
        "roles": [t for t in queries.turns(membership) if t.row],
    }


def _near(request: Visit, me: Person, meeting: Meeting) -> int:
    """How many people this person hid are in the room, told to them alone."""
    return rooms_queries.hidden_here(meeting.room_id or "", hidden=safety_queries.hidden_from(me.pk))


def _words(request: Visit, meeting: Meeting, *, place: Place) -> dict[str, Any]:
    now, topic = clock.now(), queries.talk(meeting)
    if topic is None:
        return {"topic": "", "said": [], "earlier": None}
    upto = paging.before(request)
    rows = rooms_queries.newest_words(place, topic, now=now, before=upto)
    earlier = rows[1].order if len(rows) > rooms_terms.WORDS_A_PAGE else None
    rows = rows[-rooms_terms.WORDS_A_PAGE :]
    hidden = safety_queries.hidden_from(place.person_id)
    language = get_language() or "en"
    zone = people_queries.zone_of(place.person)
    told = rendering.rendered(rows, language=language, place_id=place.pk, now=now, hidden=hidden, zone=zone)
    html = dict(told)
    said = [(row.order, html[row.pk]) for row in rows if row.pk in html]
    remarks = [
        (m.order, scene_rendering.remark(m, words=topic.pk, hidden=_is_behind(m, hidden)))
        for m in queries.moments(meeting, place=place, now=now)
    ]
    first = rows[0].order if earlier and rows else 0
    both = sorted([*said, *((o, h) for o, h in remarks if o >= first and (upto is None or o < upto))])
    return {"topic": topic.pk, "said": [h for _order, h in both], "earlier": earlier} | _clocks(zone)


def _clocks(zone: str) -> dict[str, str]:
    """By which clocks the page says when something was said, and the phrases it has for that."""
    return {"zone": zone, "gentle": "|".join(moments.phrases())}


def _own_words(meeting: Meeting, membership: Membership) -> dict[str, Any]:
    """After the close, for whoever had stepped out: what they said themself is still theirs to take back."""
    place = rooms_queries.place_of(membership.person, room_id=meeting.room_id or "")
    topic = queries.talk(meeting)
    if place is None or topic is None:
        return {}
    now, hidden = clock.now(), safety_queries.hidden_from(place.person_id)
    rows = rooms_queries.own_words(place, topic, now=now)
    language = get_language() or "en"
    zone = people_queries.zone_of(place.person)
    html = rendering.rendered(rows, language=language, place_id=place.pk, now=now, hidden=hidden, zone=zone)
    return {"topic": topic.pk, "said": [each for _pk, each in html], "own_only": bool(html)} | _clocks(zone)


def _is_behind(row: Moment, hidden: Hidden) -> bool:
    return row.sitter is not None and row.sitter.place.person_id in hidden


def _speak(request: Visit, me: Person, meeting: Meeting) -> forms.Speak:
    """The field, with what was kept for one's turn, and what someone would answer to as a quotation below it."""
    kept = people_queries.draft_of(me, place=floor.draft_place(meeting), now=clock.now())
    topic = queries.talk(meeting)
    may_quote = topic is not None and not meeting.no_cross_talk
    quoted = quoting.asked_for(request, me, topic_id=topic.pk) if topic and may_quote else None
    parts = (kept.strip(), quoting.in_one_field(quoted)) if quoted else (kept,)
    form = forms.Speak(initial={"once": new_id() + new_id(), "words": "\n\n".join(filter(None, parts))})
    give_back(request, form)
    return form


def _device(request: Visit, meeting: Meeting) -> dict[str, Any]:
    assert request.device is not None
    own = request.device.own_device
    return kept_here(request) | {"own_device": own, "draft_key": floor.draft_place(meeting)}


def _closed_page(
    request: Visit,
    me: Person,
    meeting: Meeting,
    membership: Membership,
    *,
    place: Place | None,
    typed: str = "",
) -> HttpResponse:
    words = _words(request, meeting, place=place) if place is not None else _own_words(meeting, membership)
    meeting = Meeting.objects.select_related("circle__group").get(pk=meeting.pk)
    typed = typed or taken_from_parked(request, parts=("words",)).get("words", "")
    context = (
        frame(membership)
        | words
        | {
            "meeting": meeting,
            "ended": scene_rendering.goodbye(meeting, zone=people_queries.zone_of(me)),
            "typed": typed or people_queries.draft_of(me, place=floor.draft_place(meeting), now=clock.now()),
        }
        | kept_here(request)
        | {"draft_key": floor.draft_place(meeting)}
    )
    return render(request, "meetings/closed.html", context)


@signed_in
def seats(request: Visit, me: Person, meeting_id: str) -> HttpResponse:
    """Sit in. Anyone who comes straight from Home is first told at the door of somebody there whom they hid."""
    membership, row = access.meeting_for(me, meeting_id=meeting_id)
    if not request.POST.get("told") and _near(request, me, row):
        return redirect("meeting", meeting_id=meeting_id)
    with suppress(Closed):
        room.sit_in(row, by=membership, now=clock.now())
    return redirect("meeting", meeting_id=meeting_id)


@signed_in
def stepping_out(request: Visit, me: Person, meeting_id: str) -> HttpResponse:
    """Step out, in one act. What was typed is kept."""
    if over := _after_the_close(request, me, meeting_id):
        return over
    sitter = access.seat_for(me, meeting_id=meeting_id)
    _keep_typed(request, sitter)
    room.step_out(sitter, now=clock.now())
    response = redirect(arrived(request, reverse("meetings", args=[sitter.membership.group_id])))
    return answered(response, _("You've left the meeting. You can join again while it is open."))


@signed_in
def words(request: Visit, me: Person, meeting_id: str) -> HttpResponse:
    """Say something with the floor, or keep it for one's turn; on a page of its own where nothing moves."""
    membership, row = access.meeting_for(me, meeting_id=meeting_id)
    if request.method == "POST" and row.closed_at is not None:
        return _closed_page(
            request, me, row, membership, place=_place(row, membership), typed=_typed(request)
        )
    sitter = access.seat_for(me, meeting_id=meeting_id)
    if request.method == "GET":
        return _writing_page(request, me, row, membership)
    voice = access.voice_for(sitter, seat_id=request.POST.get("seat", ""))
    form = forms.Speak(request.POST)
    if not form.is_valid():
        sentence = str(form.errors["words"][0]) if _typed(request).strip() else _nothing_yet()
        return _room_page(request, me, row, membership, place=sitter.place, form=form, sentence=sentence)
    try:
        said = _say(request, voice)
    except Closed:
        row.refresh_from_db()
        return _closed_page(
            request, me, row, membership, place=_place(row, membership), typed=_typed(request)
        )
    except Refusal as refusal:
        form.add_error("words", refusal.sentence)
        return _room_page(
            request, me, row, membership, place=sitter.place, form=form, sentence=refusal.sentence
        )
    if request.POST.get("page") == "writing":
        return redirect(arrived(request, reverse("meeting-words", args=[meeting_id])))
    if said and _by_script(request):
        return HttpResponse(status=204)
    # Said or kept for one's turn: either way it is here now, and the device need not keep it.
    response = redirect(arrived(request, reverse("meeting", args=[meeting_id]) + "#turn"))
    return response if said else answered(response, _kept())


def _by_script(request: Visit) -> bool:
    """Whether a page that stays open sent this. It hears by its live feed what came of it."""
    return request.headers.get("Sec-Fetch-Mode") == "cors"


def _kept() -> str:
    return _("It's saved here for you. You haven't said it yet.")


def _say(request: Visit, voice: Sitter) -> bool:
    """Say it, or keep it for their turn; whether it was said."""
    rates.take("say", key=voice.place_id)
    once = request.POST.get("once", "")[:64] or new_id()
    then_on = request.POST.get("then") == "on"
    return floor.say(voice, words=_typed(request), once=once, then_on=then_on, now=clock.now())


def _nothing_yet() -> str:
    return _("Write something first, then send it.")


def _typed(request: Visit) -> str:
    return request.POST.get("words", "")


def _keep_typed(request: Visit, sitter: Sitter) -> None:
    """A button beside the words sends them along; they stay with the person."""
    if "words" in request.POST:
        floor.keep(sitter, words=_typed(request), now=clock.now())


def _after_the_close(request: Visit, me: Person, meeting_id: str) -> HttpResponse | None:
    """A button that was pressed as the meeting closed: what was typed beside it is kept, and stands on the page."""
    _membership, row = access.meeting_for(me, meeting_id=meeting_id)
    if row.closed_at is None:
        return None
    if _typed(request).strip():
        floor.keep_for(me, meeting=row, words=_typed(request), now=clock.now())
    return redirect(arrived(request, reverse("meeting", args=[meeting_id])))


def _writing_page(request: Visit, me: Person, meeting: Meeting, membership: Membership) -> HttpResponse:
    context = _room(request, me, meeting, membership, through=scene_rendering.SAY)
    context |= {"form": _speak(request, me, meeting), "writing": True} | _device(request, meeting)
    return render(request, "meetings/writing.html", context)


def _acted(
    request: Visit, me: Person, meeting_id: str, do: Callable[[Sitter], str | None], *, always: bool = False
) -> HttpResponse:
    """One act in the room, answered with the sentence that ``do`` returns. What was typed is kept.

    A refusal is said without losing anything. ``always``: what works however often one acts.
    """
    if over := _after_the_close(request, me, meeting_id):
        return over
    sitter = access.seat_for(me, meeting_id=meeting_id)
    if not always:
        rates.take("act", key=sitter.pk)
    _keep_typed(request, sitter)
    sentence = None
    try:
        sentence = do(sitter)
    except Closed:
        pass
    except Refusal as refusal:
        return _room_page(
            request, me, sitter.meeting, sitter.membership, place=sitter.place, sentence=refusal.sentence
        )
    reading = scene_rendering.BY_ITSELF if _by_itself(request) else ""
    where = reverse("meeting", args=[meeting_id]) + reading + ("" if always else "#turn")
    response = redirect(arrived(request, where))
    return answered(response, sentence) if sentence else response


@signed_in
def turn(request: Visit, me: Person, meeting_id: str) -> HttpResponse:
    """My own turn: pass, come back later, listen, ask for the floor, give it on."""
    # The value of one button says what to do, and for whose seat.
    name, _for, seat_id = request.POST.get("act", "").partition("/")
    return _acted(request, me, meeting_id, lambda s: _turned(request, s, name=name, seat_id=seat_id))


def _turned(request: Visit, sitter: Sitter, *, name: str, seat_id: str) -> str | None:
    floor.act(access.voice_for(sitter, seat_id=seat_id), name=name, now=clock.now())
    if name == "done" and _typed(request).strip():
        return _("Your turn has passed on. What you typed wasn't said. It is still in the field.")
    return None


@signed_in
def floor_offers(request: Visit, me: Person, meeting_id: str) -> HttpResponse:
    """Offer the floor on after the gentle time, or, with a second person, now."""
    name, _of, holder = request.POST.get("act", "").partition("/")
    ways = {"offer": floor.offer_on, "on": floor.move_on}
    if name not in ways:
        raise NotHere
    return _acted(request, me, meeting_id, lambda s: ways[name](s, holder=holder, now=clock.now()))


@signed_in
def steps(request: Visit, me: Person, meeting_id: str) -> HttpResponse:
    """On to the next part; not yet; taking that wish back."""
    way = {"not-yet": floor.wait, "take-back": floor.take_step_back}.get(request.POST.get("act", ""))
    if way is not None:
        return _acted(request, me, meeting_id, lambda s: way(s, now=clock.now()))
    step = request.POST.get("after", "")
    if not (step.isdecimal() and len(step) < 3):
        raise NotHere
    return _acted(request, me, meeting_id, lambda s: floor.next_step(s, step=int(step), now=clock.now()))


@signed_in
def needs(request: Visit, me: Person, meeting_id: str) -> HttpResponse:
    """I need the group now; I'm here with you; we can go on."""
    ways = {"need": care.need, "stay": care.stay_with, "go-on": care.go_on}
    act = request.POST.get("act", "")
    if act not in ways:
        raise NotHere
    return _acted(request, me, meeting_id, lambda s: ways[act](s, now=clock.now()), always=act == "need")


@signed_in
def stops(request: Visit, me: Person, meeting_id: str) -> HttpResponse:
    """Please stop; let everyone know that it was I who asked."""
    if request.POST.get("act") == "name":
        return _acted(request, me, meeting_id, lambda s: care.show_name(s, now=clock.now()))
    return _acted(request, me, meeting_id, _stopped, always=True)


def _stopped(sitter: Sitter) -> str | None:
    """Whoever presses it is answered each time: by the card of their own, or by this."""
    if care.stop(sitter, now=clock.now()):
        return _("The group has already been asked to stop. It is paused.")
    return None


@signed_in
def closing(request: Visit, me: Person, meeting_id: str) -> HttpResponse:
    """Close; not yet; ready to close; stay after all."""
    ways = {
        "close": close.ask_to_close,
        "not-yet": close.say_not_yet,
        "ready": close.take_not_yet_back,
        "stay": close.stay_open,
    }
    way = ways.get(request.POST.get("act", ""))
    if way is None:
        raise NotHere
    return _acted(request, me, meeting_id, lambda s: way(s, now=clock.now()))


@signed_in
def phone_seats(request: Visit, me: Person, meeting_id: str) -> HttpResponse:
    """Sit in for somebody on the phone, or let them go."""
    name, _of, seat_id = request.POST.get("act", "").partition("/")
    if name == "gone":
        return _acted(
            request,
            me,
            meeting_id,
            lambda s: room.hang_up(_carried(s, seat_id=seat_id), now=clock.now()),
        )
    form = forms.OnThePhone(request.POST)
    said = str(request.POST.get("name", "")) if form.is_valid() else ""
    return _acted(request, me, meeting_id, lambda s: _carry(s, name=said))


def _carry(sitter: Sitter, *, name: str) -> None:
    """Each who comes in by phone is said to the room: two for each seat that one person can carry, in five minutes."""
    rates.take("phone", key=sitter.pk)
    room.carry(sitter, name=name, now=clock.now())


def _carried(sitter: Sitter, *, seat_id: str) -> Sitter:
    if seat_id in ("", sitter.pk):
        raise NotHere
    return access.voice_for(sitter, seat_id=seat_id)
