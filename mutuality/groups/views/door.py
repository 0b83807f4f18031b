"""Doors: making invitations, arriving by them, knocking, answering."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mutuality.groups import access, forms, hooks, operations, queries, terms
from mutuality.groups.models import Invitation, Membership, Poster
from mutuality.groups.views.group import frame
from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.cookies import Cookie
from mutuality.kit.forms import shown
from mutuality.kit.ids import new_id
from mutuality.kit.rates import TooMany, rates
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.people import operations as people
from mutuality.people import queries as people_queries
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in, slow_down
from mutuality.people.parked import show_once, shown_once
from mutuality.people.views.coming import settle_in
from mutuality.rooms import operations as rooms
from mutuality.safety import operations as safety
from mutuality.safety import queries as safety_queries


@signed_in
def invitations(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """Ways in: make one, see which are open, take all back. A made link is shown once, and loading makes no other."""
    membership = access.membership_for(me, group_id=group_id)
    now = clock.now()
    if request.method == "POST":
        return _make(request, me, membership)
    told = shown_once(request)
    made = _shown(told["token"], way=told["way"], now=now) if told else {}
    asked, most = request.GET.get("after", "")[:16], terms.LINES_A_PAGE
    after = asked if asked.isalnum() else ""
    found = queries.open_invitations(membership.group, after=after, most=most + 1, now=now)
    rows = [
        {
            "row": i,
            "way": terms.Way(i.way).label,
            "by": queries.inviter_name(i),
            "mine": i.by_id == membership.pk,
        }
        for i in found[:most]
    ]
    later = found[most - 1].pk if len(found) > most else ""
    context = frame(membership) | {"made": made, "open": rows, "later": later, "now": now}
    context |= {"zone": people_queries.zone_of(me), "this_computer": _this_computer(), "reach": _reach()}
    return render(request, "groups/invitations.html", context)


def _make(request: Visit, me: Person, membership: Membership) -> HttpResponse:
    way = request.POST.get("way", "")
    if way not in ("link", "spoken", "many"):
        raise NotHere
    slow_down(request, "invite")
    rates.take("invite/member", key=membership.pk)
    response = redirect("invitations", group_id=membership.group_id)
    try:
        token = operations.invite(membership, way=way, by=me, now=clock.now())
    except operations.NobodyInvites:
        return response
    return show_once(response, page=request.path, shown={"way": way, "token": token}, person=me)


def _this_computer() -> bool:
    """Return whether our addresses lead nowhere but to the computer on which they are opened."""
    return urlsplit(settings.ADDRESS).hostname in ("localhost", "127.0.0.1", "::1")


def _reach() -> str:
    """Return the page about how others reach this place, where there is one."""
    try:
        return reverse("reach")
    except NoReverseMatch:
        return ""


def _shown(token: str, *, way: str, now: datetime) -> dict[str, Any]:
    ends = now + terms.INVITATION_STAYS
    if way == "spoken":
        return {"way": way, "words": token, "address": settings.ADDRESS + reverse("spoken"), "ends": ends}
    name = "knocking" if way == "many" else "invitation"
    address = settings.ADDRESS + reverse(name, args=[token])
    if _this_computer():
        return {"way": way, "address": address, "ends": ends}
    # What the phone's own message begins with says nothing of a group: others may see it.
    message = _("Here is the link I told you about: %(link)s") % {"link": address}
    drawn = segno.make(address, error="m").svg_inline(
        scale=5, border=2, svgclass="qr", lineclass=None, omitsize=True
    )
    picture = mark_safe(drawn)  # noqa: S308 (made by segno from our own address)
    return {
        "way": way,
        "address": address,
        "qr": picture,
        "sms": f"sms:?&body={quote(message)}",
        "ends": ends,
    }


@signed_in
def invitations_closing(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """Take back everything that is open, in one act."""
    membership = access.membership_for(me, group_id=group_id)
    operations.take_back_all(membership, by=me, now=clock.now())
    return answered(redirect("invitations", group_id=group_id), _("All open invitations are canceled."))


@signed_in
def invitation_cancellation(request: Visit, me: Person, group_id: str, invitation_id: str) -> HttpResponse:
    """Take back this one. A second click finds it gone."""
    membership, now = access.membership_for(me, group_id=group_id), clock.now()
    response = redirect("invitations", group_id=group_id)
    with suppress(NotHere):
        found = access.open_invitation(membership, invitation_id=invitation_id, now=now)
        operations.take_back_one(found, by=membership, now=now)
    return answered(response, _("That invitation is canceled."))


def _closed(request: Visit) -> HttpResponse:
    return render(request, "groups/closed_door.html", status=404)


def _cookied(response: HttpResponse, *, cookie: Cookie, token: str, seconds: float) -> HttpResponse:
    cookie.give(response, token, seconds=seconds)
    return response


def invitation(request: Visit, token: str) -> HttpResponse:
    """Arriving by a link. Looking at it uses nothing up; opening the door does, and keeps it for this device."""
    slow_down(request, "invitation")
    found = queries.invitation_for(token, now=clock.now())
    if found is None or found.opened or found.way != terms.Way.LINK:
        return _closed(request)
    if request.method == "POST":
        return _open(request, found)
    return render(request, "groups/invitation.html")


def _open(request: Visit, found: Invitation) -> HttpResponse:
    try:
        token = operations.open_door(found, now=clock.now())
    except operations.NotOpen:
        return _closed(request)
    stays = terms.INVITATION_STAYS.total_seconds()
    return _cookied(redirect("door"), cookie=terms.DOOR_COOKIE, token=token, seconds=stays)


def spoken(request: Visit) -> HttpResponse:
    """Arriving by four words that somebody said; or by those that find the answer to one's own knock."""
    form = forms.Spoken(request.POST or None)
    if form.sent(request):
        with form.refusing(field="four"):
            found = queries.invitation_for(queries.spoken_form(form.told["four"]), now=clock.now())
            if found is not None and not found.opened:
                # Right words always open: nobody keeps a guest out by trying wrong ones.
                return _open(request, found)
            if hanging := queries.poster_with(queries.spoken_form(form.told["four"])):
                return redirect("poster", hanging.text("code"))
            if (answer := queries.answer_token(form.told["four"])) and _is_answered(answer):
                stays = terms.KNOCK_STAYS.total_seconds()
                return _cookied(redirect("knock"), cookie=terms.KNOCK_COOKIE, token=answer, seconds=stays)
            slow_down(request, "spoken")
            form.add_error("four", operations.no_such_words())
    return shown(request, "groups/spoken.html", {"form": form})


def _is_answered(token: str) -> bool:
    """Whether these words lead to a knock that waits, or to a door that was opened after one."""
    now = clock.now()
    opened = queries.invitation_for(token, now=now)
    return queries.knock_for(token, now=now) is not None or (opened is not None and opened.opened)


def _at_the_door(request: Visit) -> Invitation | None:
    token = terms.DOOR_COOKIE.of(request)
    found = queries.invitation_for(token, now=clock.now())
    return found if found is not None and found.opened else None


def door(request: Visit) -> HttpResponse:
    """At the door, in short steps: what to know, what we agreed on, a name; yes, or away leaving nothing behind."""
    found = _at_the_door(request)
    if found is None:
        return _closed(request)
    if request.person is not None and queries.membership_of(request.person, group_id=found.group_id):
        return redirect("room", room_id=found.group.room_id)
    form = _door_form(request, found)
    if form.sent(request):
        with form.refusing(), _yes_to_this(form), _few_names(found):
            return _come_in(request, found, form)
    context = _read_at_the_door(found) | {"form": form, "step": _first_step(request, form)}
    return shown(request, "groups/door.html", context)


def _limits() -> dict[str, Any]:
    """Return the limits of the place: in short, and all of them."""
    limits = safety_queries.limits()
    return {
        "limits": limits,
        "short": {clause.slug: clause.says for clause in limits.clauses} if limits else {},
        "rewording": safety_queries.open_rewording(today=clock.now().date()),
    }


def _first_step(request: Visit, form: forms.Yes | forms.YesAndArrive) -> str:
    if form.errors:
        return "agreed" if form.to_read_again else "you"
    return "agreed" if request.person else "know"


def _read_at_the_door(found: Invitation) -> dict[str, Any]:
    """Return what stands on all steps. They are one page, so that going back and forth loses and keeps nothing."""
    group, now = found.group, clock.now()
    return _limits() | {
        "about_to_change": hooks.about_to_change(group, now=now),
        "terms": queries.terms_of(group),
        "read": queries.wording_mark(group),
        "retention": queries.retention_name(group),
        "invited": queries.inviter_name(found),
        "knocked": found.way == terms.Way.OPENED,
        "sign_in": reverse("sign-in") + "?" + urlencode({"then": reverse("door")}),
    }


@contextmanager
def _yes_to_this(form: forms.Yes | forms.YesAndArrive) -> Iterator[None]:
    """Lead back to what was agreed if the yes was to something else."""
    try:
        yield
    except operations.SaidAnew:
        form.to_read_again = True
        raise


@contextmanager
def _few_names(found: Invitation) -> Iterator[None]:
    """Each refused name tells something of who is here. So all the people whom one member invites have 20 a day.

    Whether it belongs to someone in the group, or in another one, is not told at the door.
    """
    key = str(found.by_id or found.pk)
    try:
        rates.take("door/name", key=key)
    except TooMany:
        sentence = _(
            "Today 20 names were tried, which is the limit. "
            "Please try again tomorrow, or ask someone else to invite you."
        )
        raise Refusal(sentence, field="name") from None
    try:
        yield
    except (people.NameTaken, rooms.NameTaken):
        raise Refusal(_("This name can't be used here. Please choose another one."), field="name") from None
    except Refusal:
        rates.give_back("door/name", key=key)
        raise
    rates.give_back("door/name", key=key)


def _door_form(request: Visit, found: Invitation) -> forms.Yes | forms.YesAndArrive:
    if request.person is None:
        return forms.YesAndArrive(request.POST or None, initial={"name": queries.knocked_as(found)})
    start = {
        "name": people_queries.name_of(request.person),
        "pronouns": people_queries.line_of(request.person, part="pronouns"),
        "bound": people_queries.line_of(request.person, part="bound"),
    }
    return forms.Yes(request.POST or None, initial=start)


def _come_in(request: Visit, found: Invitation, form: forms.Yes | forms.YesAndArrive) -> HttpResponse:
    slow_down(request, "door")
    told, now = form.told, clock.now()
    talk = reverse("room", args=[found.group.room_id])
    response: HttpResponse = redirect(talk)
    joined = _("You've joined. Write when you want to. You don't have to.")
    if request.person is not None:
        # Limits that changed since they read them are still shown to them, as what changed, before their next word.
        here = {part: told[part] for part in ("name", "pronouns", "bound", "read")}
        operations.come_in(found, **here, by=request.person, now=now)
        answered(response, joined)
    else:
        person = _arrive(found, told)
        safety.note_read(told["limits"] or safety_queries.FIRST, by=person, now=now)
        settle_in(request, response, person=person, said=True, not_own=told["not_own"])
        codes = reverse("codes") + "?" + urlencode({"then": talk})
        answered(response, joined, undo=(codes, _("Print codes for a forgotten passphrase")))
    terms.DOOR_COOKIE.take(response)
    return response


def _arrive(found: Invitation, told: Mapping[str, Any]) -> Person:
    community = people_queries.community()
    return operations.arrive_and_come_in(
        found,
        name=told["name"],
        pronouns=told["pronouns"],
        bound=told["bound"],
        passphrase=told["passphrase"],
        community_name=people_queries.community_name(community) if community else "",
        language=get_language() or "",
        now=clock.now(),
        read=told["read"],
    )


def turning_away(request: Visit) -> HttpResponse:
    """No, thank you. The invitation is used up; nothing of the person at the door was kept."""
    found = _at_the_door(request)
    if found is not None:
        operations.turn_away(found, now=clock.now())
    response = redirect("turned-away")
    terms.DOOR_COOKIE.take(response)
    return response


def turned_away(request: Visit) -> HttpResponse:
    """What is left of a visit at the door: nothing."""
    return render(request, "groups/turned_away.html")


def knocking(request: Visit, token: str) -> HttpResponse:
    """Arriving by a link for many: the limits, then a knock that members answer."""
    slow_down(request, "knocking")
    found = queries.invitation_for(token, now=clock.now())
    if found is None or found.way != terms.Way.MANY:
        return _closed(request)
    return _knocking(request, found)


def _knocking(request: Visit, found: Invitation | Poster, **more: str) -> HttpResponse:
    form = forms.Knock(request.POST or None, initial={"once": new_id() + new_id()})
    if form.sent(request):
        with form.refusing():
            slow_down(request, "knock")
            if isinstance(found, Poster):
                rates.take("knock/poster", key=found.pk)
            told = {part: form.told[part] for part in ("name", "words", "once")}
            kept = operations.knock(found, **told, now=clock.now())
            stays = terms.KNOCK_STAYS.total_seconds()
            return _cookied(redirect("knock"), cookie=terms.KNOCK_COOKIE, token=kept, seconds=stays)
    return shown(request, "groups/knocking.html", _limits() | {"form": form, **more})


def poster(request: Visit, code: str) -> HttpResponse:
    """Arriving by a poster on a wall: what it says, the limits, then a knock that members answer."""
    slow_down(request, "knocking")
    found = queries.poster_for(code)
    if found is None or not queries.is_open(found):
        return render(request, "groups/poster_closed.html", status=404)
    return _knocking(request, found, says=found.text("says"))


@signed_in
def group_poster(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """The poster of my group: make it, print it, pause it, take it down."""
    membership, now = access.membership_for(me, group_id=group_id), clock.now()
    row = queries.poster_of(membership.group)
    act = request.POST.get("act", "")
    if act in _POSTER_ACTS:
        _POSTER_ACTS[act](membership, by=me, now=now)
        return answered(redirect("group-poster", group_id), _POSTER_ANSWERS[act]())
    form = forms.Poster(request.POST or None, initial={"says": row.text("says") if row else ""})
    if form.sent(request):
        rates.take("invite/member", key=membership.pk)
        with form.refusing(field="says"):
            operations.hang_poster(membership, says=form.told["says"], by=me, now=now)
            return answered(redirect("group-poster", group_id), _("Saved. Print it below."))
    context = frame(membership) | {"form": form, "row": row, **(_printed(row) if row else {})}
    return shown(request, "groups/poster.html", context | {"this_computer": _this_computer()})


_POSTER_ACTS: Mapping[str, Callable[..., None]] = {
    "pause": partial(operations.pause_poster, paused=True),
    "open": partial(operations.pause_poster, paused=False),
    "end": operations.take_poster_down,
}
_POSTER_ANSWERS: Mapping[str, Callable[[], str]] = {
    "pause": lambda: _("Paused. The poster leads nowhere until someone opens it again."),
    "open": lambda: _("It's open again."),
    "end": lambda: _("The poster is taken down. Its address and words lead nowhere now."),
}


def _printed(row: Poster) -> dict[str, Any]:
    """What stands on the paper. The picture is of our own address."""
    address = settings.ADDRESS + reverse("poster", args=[row.text("code")])
    drawn = segno.make(address, error="m").svg_inline(
        scale=5, border=2, svgclass="qr", lineclass=None, omitsize=True
    )
    return {
        "says": row.text("says"),
        "short": address.partition("://")[2],
        "four": row.text("four"),
        "words_at": (settings.ADDRESS + reverse("spoken")).partition("://")[2],
        "qr": mark_safe(drawn),  # noqa: S308 (made by segno from our own address)
        "strips": range(terms.STRIPS),
    }


def knock(request: Visit) -> HttpResponse:
    """Waiting after a knock: nobody yet, or the door is open. One can step back at any time."""
    now, token = clock.now(), terms.KNOCK_COOKIE.of(request)
    opened = queries.invitation_for(token, now=now)
    waiting = queries.knock_for(token, now=now)
    if request.method == "POST":
        if waiting is not None:
            operations.step_back(waiting, now=now)
        response: HttpResponse = redirect("turned-away")
    elif opened is not None and opened.opened and token:
        stays = terms.INVITATION_STAYS.total_seconds()
        response = _cookied(redirect("door"), cookie=terms.DOOR_COOKIE, token=token, seconds=stays)
    else:
        context = {
            "waiting": waiting,
            "four": queries.answer_words(token),
            "address": settings.ADDRESS + reverse("spoken"),
        }
        return render(request, "groups/knock.html", context, status=200 if waiting else 404)
    terms.KNOCK_COOKIE.take(response)
    return response


@signed_in
def knocks(request: Visit, me: Person, group_id: str) -> HttpResponse:
    """Who is at my group's door."""
    membership = access.membership_for(me, group_id=group_id)
    members = len(queries.ids_in(membership.group))
    context = frame(membership) | {
        "knocks": queries.knocks(membership, now=clock.now()),
        "needed": min(members, terms.ANSWERS_NEEDED),
        "third": members > terms.ANSWERS_NEEDED,
    }
    return render(request, "groups/knocks.html", context)


@signed_in
def knock_answers(request: Visit, me: Person, group_id: str, knock_id: str) -> HttpResponse:
    """Say yes or not now to a knock."""
    membership = access.membership_for(me, group_id=group_id)
    welcome = request.POST.get("welcome")
    if welcome not in ("yes", "no"):
        raise NotHere
    row = access.knock_to_answer(membership, knock_id=knock_id, now=clock.now())
    operations.answer(row, membership=membership, welcome=welcome == "yes", by=me, now=clock.now())
    return answered(redirect("knocks", group_id=group_id), _("Your answer is saved."))
