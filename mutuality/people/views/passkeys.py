"""Coming in by a passkey, and my passkeys: added, named, removed."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from mutuality.kit import clock
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.people import ceremony, forms, terms
from mutuality.people import passkeys as ways_in
from mutuality.people.middleware import Visit, ticket_of, token_of
from mutuality.people.models import Passkey, Person, Session
from mutuality.people.page_access import back_to, said_again, slow_down
from mutuality.people.parked import give_back
from mutuality.people.views.coming import curtain_page, go_on, settle_in, sign_in_page


def _asked(ticket: str, options: dict[str, Any]) -> HttpResponse:
    response = JsonResponse(options)
    # It goes with the window; when it runs out stands in it.
    terms.TICKET_COOKIE.give(response, ticket)
    return response


def challenge(request: HttpRequest) -> HttpResponse:
    """What a device must answer for its person to come in. It names nobody and is good once, for this browser."""
    if not ceremony.works_here():
        raise NotHere
    ticket = ceremony.new_ticket(now=clock.now())
    return _asked(ticket, ceremony.to_answer(ticket))


def _answered(request: Visit) -> Passkey:
    answer, ticket = request.POST.get("passkey", ""), ticket_of(request)
    try:
        return ways_in.answered(answer, ticket=ticket, now=clock.now())
    except ceremony.NoFit:
        # A right answer always opens. Wrong ones cannot guess a key; they are slowed down for the work they make.
        slow_down(request, "passkey")
        raise


def sign_in(request: Visit) -> HttpResponse:
    """Come back by a passkey, without typing."""
    not_own = bool(request.POST.get("not_own"))
    try:
        found = _answered(request)
    except Refusal as refusal:
        started = {"name": request.POST.get("name", ""), "not_own": not_own}
        return sign_in_page(request, forms.SignIn(initial=started), refused=refusal)
    response = answered(back_to(request), _("You're signed in."))
    return settle_in(request, response, person=found.person, said=False, not_own=not_own, passkey=found)


def curtain(request: Visit) -> HttpResponse:
    """Lift a fallen curtain by a passkey."""
    if request.device is None:
        return redirect("sign-in")
    try:
        token = ways_in.lift_curtain(
            request.device, token=token_of(request), passkey=_answered(request), now=clock.now()
        )
    except Refusal as refusal:
        return curtain_page(request, forms.Curtain(), refused=refusal)
    return go_on(request, token=token)


def _here(request: Visit) -> Session:
    assert request.device is not None
    return request.device


@said_again
def passkeys(request: Visit, me: Person) -> HttpResponse:
    """My passkeys by the names I gave them; on a device of my own, a further one."""
    device = _here(request)
    form = forms.NewPasskey(request.POST or None)
    if form.sent(request):
        with form.refusing():
            _add(request, device, label=form.told["label"], by=me)
            return answered(redirect("passkeys"), _("The passkey was added. You can sign in with it now."))
    context = {
        "form": form,
        "passkeys": ways_in.shown_to(me),
        "own_device": device.own_device,
        "works": ceremony.works_here(),
        "origin": settings.ADDRESS,
    }
    return shown(request, "people/passkeys.html", context)


def _add(request: Visit, device: Session, *, label: str, by: Person) -> None:
    answer, ticket = request.POST.get("passkey", ""), ticket_of(request)
    try:
        ways_in.add(answer=answer, label=label, ticket=ticket, session=device, by=by, now=clock.now())
    except ceremony.NoFit as no_fit:
        raise Refusal(_("Your device made no passkey that works here. Nothing was changed.")) from no_fit


@said_again
def adding(request: Visit, me: Person) -> HttpResponse:
    """What a device must answer for a passkey to be added on it."""
    device = _here(request)
    if not ceremony.works_here() or not device.own_device:
        raise Refusal(_("No passkey can be made on this device."))
    ticket = ceremony.new_ticket(now=clock.now())
    about, handle = ways_in.about_adding(device), ways_in.handle_of(me)
    return _asked(ticket, ceremony.to_add(ticket, about=about, handle=handle, known=ways_in.ids_of(me)))


@said_again
def passkey(request: Visit, me: Person, passkey_id: str) -> HttpResponse:
    """One of my passkeys: give it a name I will know again."""
    row = ways_in.mine(me, passkey_id=passkey_id)
    form = forms.PasskeyLabel(request.POST or None, initial={"label": ways_in.label_of(row)})
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            ways_in.label(row, label=form.told["label"], by=me, now=clock.now())
            return answered(redirect("passkeys"), _("Saved."))
    context = {"form": form, "row": row}
    return shown(request, "people/passkey.html", context)


@said_again
def removal(request: Visit, me: Person, passkey_id: str) -> HttpResponse:
    """This passkey opens nothing any more."""
    device = _here(request)
    ways_in.remove(ways_in.mine(me, passkey_id=passkey_id), session=device, by=me, now=clock.now())
    return answered(redirect("passkeys"), _("The passkey was removed. It no longer opens anything here."))
