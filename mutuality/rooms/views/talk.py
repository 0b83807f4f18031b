"""Topics and words: reading and speaking."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mutuality.fast.patterns import Page
from mutuality.kit import clock, paging
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.ids import new_id
from mutuality.kit.rates import rates
from mutuality.kit.refusals import Refusal
from mutuality.live import queries as live_queries
from mutuality.people import queries as people_queries
from mutuality.people.drafts import arrived, kept_here
from mutuality.people.middleware import Visit, session_name
from mutuality.people.models import Person
from mutuality.people.page_access import has_said_again, signed_in
from mutuality.people.parked import give_back
from mutuality.rooms import (
    access,
    forms,
    frames,
    moments,
    operations,
    page_parts,
    queries,
    rendering,
    terms,
    undo,
)
from mutuality.rooms.drafts import begun, drop_draft
from mutuality.rooms.models import Place, Topic, Word
from mutuality.rooms.quoting import asked_for, quotation


@signed_in
def room(request: Visit, me: Person, room_id: str) -> HttpResponse:
    """The topics of a room, and a way to begin one."""
    now = clock.now()
    cursor = live_queries.newest(operations.stream(room_id))
    place = access.open_place_for(me, room_id=room_id)
    form = forms.Begin(request.POST or None, initial={} if request.POST else _start(request))
    if form.sent(request):
        with form.refusing():
            rates.take("say", key=place.pk)
            row = _begin(form, place=place)
            drop_draft(request)
            return redirect(arrived(request, reverse("topic", args=[row.pk])))
    context = {
        "form": form,
        "room_id": room_id,
        "topics": (topics := _with_times(queries.topics(place, now=now), me, now=now)),
        "any_new": any(line.new for line in topics),
        # For someone new, what was said before has no titles: what they can do here comes first.
        "any_title": any(line.title for line in topics),
        "gentle": "|".join(moments.phrases()),
        "zone": people_queries.zone_of(me),
        "cursor": cursor,
    } | (frame := _frame(request, me, place, queries.near(place), part=terms.TOPICS))
    heading = frames.heading_of(place)
    context |= {
        "up": heading.address,
        "up_name": heading.title,
        "csrf_token": (token := page_parts.token_of(request)),
        "speak": page_parts.speak_or_why_not(form, frame, token=token, now=now),
        "beside": page_parts.beside(frame["people"], all_people=frame["all_people"]),
    }
    return shown(request, "rooms/room.html", context)


@signed_in
def reading(request: Visit, me: Person, room_id: str) -> HttpResponse:
    """All topics of this room are read."""
    place = access.open_place_for(me, room_id=room_id)
    operations.mark_all_read(place, now=clock.now())
    return answered(redirect("room", room_id=room_id), _("All topics here are marked as read."))


def _begin(form: forms.Begin, *, place: Place) -> Topic:
    told = {name: form.told[name] for name in ("title", "words", "note", "asks", "once")}
    return operations.begin(**told, by=place, now=clock.now())


def _with_times(lines: list[queries.TopicLine], me: Person, *, now: datetime) -> list[queries.TopicLine]:
    zone, language = people_queries.zone_of(me), get_language() or "en"
    return [line.told(now=now, zone=zone, language=language) for line in lines]


def _start(request: Visit) -> dict[str, str]:
    """A fresh form, or the words that met an ended session."""
    return {"once": new_id() + new_id()} | begun(request)


def _frame(request: Visit, me: Person, place: Place, near: queries.Near, *, part: str) -> dict[str, Any]:
    """What every page of a room shows: who is here, how long words stay, and how drafts are kept."""
    assert request.device is not None
    request.circle = place.room.circle_id
    near = near if has_said_again(request) else near.unnamed()
    language = get_language() or "en"
    here = rendering.everybody(place, near=near, language=language, most=terms.MOST_BESIDE)
    all_people = reverse("room-people", args=[place.room_id]) if here.total > len(here.lines) else ""
    return {
        "people": here.lines,
        "all_people": all_people,
        "who_reads": page_parts.who_reads(
            here.total, hidden=near.count, days=place.room.retention_days, language=language
        ),
        "place": place,
        "near": near,
        "retention": dict(terms.RETENTIONS).get(place.room.retention_days, place.room.retention_days),
        "days": place.room.retention_days,
        "own_device": request.device.own_device,
        "announce": me.announce,
        "quiet": people_queries.quiet_from_now(me, now=clock.now()),
        "live": queries.stream_address(place.room_id, hidden=near.hidden, part=part),
        **kept_here(request),
    }


@signed_in
def topic(request: Visit, me: Person, topic_id: str) -> HttpResponse:
    """One topic: what was said since I came, and a place to speak."""
    place, row = access.topic_for(me, topic_id=topic_id)
    quoted = asked_for(request, me, topic_id=row.pk)
    fresh = {} if request.POST else _start(request) | (quotation(quoted) if quoted else {})
    form = forms.Say(request.POST or None, initial=fresh)
    if form.sent(request):
        with form.refusing():
            rates.take("say", key=place.pk)
            word = operations.say(
                row,
                words=form.told["words"],
                note=form.told["note"],
                asks=form.told["asks"],
                once=form.told["once"],
                by=place,
                now=clock.now(),
            )
            drop_draft(request)
            if _by_script(request):
                return HttpResponse(status=204)
            return HttpResponseRedirect(arrived(request, f"{request.path}#w-{word.pk}"))
    return _topic_page(request, me, place=place, row=row, form=form)


def _topic_page(request: Visit, me: Person, *, place: Place, row: Topic, form: forms.Say) -> HttpResponse:
    now = clock.now()
    cursor = live_queries.newest(operations.stream(place.room_id))
    near = queries.near(place)
    words = queries.newest_words(place, row, now=now, before=paging.before(request))
    earlier = words[1].order if len(words) > terms.WORDS_A_PAGE else None
    words = words[-terms.WORDS_A_PAGE :]
    read_to, zone = queries.read_to(place, row), people_queries.zone_of(me)
    if words and words[-1].order > read_to:
        operations.mark_read(row, upto=words[-1].order, by=place, now=now)
    frame = _frame(request, me, place, near, part=row.pk)
    language = get_language() or "en"
    shown = rendering.rendered(
        words, language=language, place_id=place.pk, now=now, hidden=near.hidden, zone=zone
    )
    known, new = _split(shown, at=_first_new(words, place=place, read_to=read_to))
    decides = {"gentle": "|".join(moments.phrases())}
    values = {name: frame[name] for name in ("live", "announce", "quiet", "who_reads")} | {
        "zone": zone,
        "topic_id": row.pk,
        "title": queries.title_for(place, row, now=now, hidden=near.hidden),
        "room_id": place.room_id,
        "known": known,
        "new": new,
        "earlier": earlier,
        "cursor": cursor,
        "here": request.path,
        "csrf_token": (token := page_parts.token_of(request)),
        "speak": page_parts.speak_or_why_not(form, frame, token=token, now=now),
        "beside": page_parts.beside(frame["people"], all_people=frame["all_people"]),
    }
    return _TOPIC_PAGE.answer(request, decides, values, status=422 if form.errors else 200)


_TOPIC_PAGE = Page(
    "rooms/topic.html",
    names=(
        *("community_name", "page_mark", "csrf_token", "here", "group_rail", "group_tabs", "going_on"),
        *("live", "announce", "quiet", "cursor", "room_id", "topic_id", "title", "earlier"),
        *("known", "new", "speak", "beside", "who_reads", "zone"),
    ),
)


def _first_new(words: list[Word], *, place: Place, read_to: int) -> str:
    """The first word of somebody else that I have not read, once I have read any."""
    if read_to < place.floor:
        return ""
    return next((w.pk for w in words if w.order > read_to and w.place_id != place.pk), "")


def _split(words: list[tuple[str, str]], *, at: str) -> tuple[SafeString, SafeString]:
    """The words before this one and those from it on, out of fragments whose words were escaped one by one."""
    names = [name for name, _html in words]
    place = names.index(at) if at in names else len(words)
    known, new = ("".join(html for _name, html in some) for some in (words[:place], words[place:]))
    return mark_safe(known), mark_safe(rendering.with_head(new))  # noqa: S308


def _by_script(request: Visit) -> bool:
    """Whether a page that stays open sent this. It hears by its live feed what came of it."""
    return request.headers.get("Sec-Fetch-Mode") == "cors"


def talk_of(place: Place, word: Word) -> str:
    """Where this word is read among the others."""
    return frames.heading_of(place).address if place.room.led else reverse("topic", args=[word.topic_id])


@signed_in
def word(request: Visit, me: Person, word_id: str) -> HttpResponse:
    """One of my own words: say it differently, or take it back."""
    now = clock.now()
    place, row = access.own_word_for(me, word_id=word_id, now=now)
    request.circle = place.room.circle_id
    spoken = queries.opened([row])[0]
    form = forms.Words(
        request.POST or None, initial={"words": spoken.words, "note": spoken.note, "asks": spoken.asks}
    )
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            told = {name: form.told[name] for name in ("words", "note", "asks")}
            operations.reword(row, **told, by=place, now=now)
            return redirect(arrived(request, f"{talk_of(place, row)}#w-{row.pk}"))
    context = {"form": form, "word": spoken, "talk": talk_of(place, row), **kept_here(request)}
    return shown(request, "rooms/own_word.html", context)


@signed_in
def withdrawal(request: Visit, me: Person, word_id: str) -> HttpResponse:
    """Take my word back. A second click finds it gone and says so calmly, like the first."""
    now = clock.now()
    place, row = access.own_word_for(me, word_id=word_id, now=now)
    response = redirect(talk_of(place, row))
    kept = undo.packed(row)
    operations.take_back(row, by=place, now=now)
    here = undo.offer(response, kept, session=session_name(request), now=now)
    back = (reverse("word-return", args=[row.pk]), _("Bring it back")) if here else None
    sentence = _("Taken back and erased here. You can bring it back for 10 seconds.")
    return answered(response, sentence if here else _("Taken back and erased here."), undo=back)


@signed_in
def word_return(request: Visit, me: Person, word_id: str) -> HttpResponse:
    """Bring back what I took back a moment ago. Later there is nothing left to bring back."""
    now = clock.now()
    kept = undo.offered(request, session=session_name(request), now=now)
    topic = queries.topic_row(kept["topic"]) if kept and kept["id"] == word_id else None
    place = queries.place_of(me, room_id=topic.room_id) if topic else None
    if kept is None or topic is None or place is None:
        return answered(redirect("home"), _("It is erased. There is nothing left to bring back."))
    try:
        row = operations.say_again(kept, by=place, now=now)
    except Refusal as refusal:
        return answered(redirect("home"), refusal.sentence)
    response = redirect(f"{talk_of(place, row)}#w-{row.pk}")
    undo.COOKIE.take(response)
    return answered(response, _("It's back. Signals that others gave to it are gone."))


@signed_in
def signals(request: Visit, me: Person, word_id: str) -> HttpResponse:
    """Give a quiet signal to a word, or take mine back."""
    now = clock.now()
    place, row = access.word_for(me, word_id=word_id, now=now)
    kind = request.POST.get("kind", "")
    given = operations.signal(row, kind=kind, by=place, now=now)
    if _by_script(request):
        return HttpResponse(status=204)
    said = _("They can see it: {signal}") if given else _("Taken back: {signal}")
    sentence = said.format(signal=terms.Kind(kind).label)
    return answered(redirect(f"{talk_of(place, row)}#w-{row.pk}"), sentence)
