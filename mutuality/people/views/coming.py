"""Signing in and out, printed codes, the curtain."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mutuality.kit import answers, clock, cookies
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.rates import rates
from mutuality.kit.refusals import Refusal
from mutuality.people import ceremony, forms, operations, passphrases, queries, terms, told_devices, tries
from mutuality.people.middleware import Visit, hand_out, renewed, take_away, token_of
from mutuality.people.models import Passkey, Person
from mutuality.people.page_access import ask_to_sign_in, back_to, said_again, slow_down, wanted
from mutuality.people.parked import show_once, shown_once


def settle_in(
    request: Visit,
    response: HttpResponse,
    *,
    person: Person,
    said: bool,
    not_own: bool,
    passkey: Passkey | None = None,
) -> HttpResponse:
    """Give this device a session. One that was open here before ends, and so do its forms.

    ``said``: whether the person just typed the passphrase of this account, or chose it for a new one. Who only holds
    a code or a passkey has not, and is asked for it before their own pages.
    """
    now = clock.now()
    rotate_token(request)
    before = request.device or request.ended_device
    if before is not None:
        operations.end_sessions([before], by=before.person, now=now)
    label = _("Not my own device") if not_own else _("My device")
    request.device, token = operations.sign_in(
        person, said=said, own_device=not not_own, label=label, passkey=passkey, now=now
    )
    hand_out(response, token=token, own_device=not not_own)
    if not not_own and told_devices.has_read(request, person):
        operations.know_way_out(request.device, by=person, now=now)
    if said and not not_own:
        tries.know_device(response, person=person)
    return response


def sign_in(request: Visit) -> HttpResponse:
    """Come back by name and passphrase."""
    form = forms.SignIn(request.POST or None)
    if form.sent(request):
        with form.refusing():
            person = _who(request, form)
            response = answered(back_to(request), _("You're signed in."))
            return settle_in(request, response, person=person, said=True, not_own=form.told["not_own"])
    return sign_in_page(request, form)


def sign_in_page(request: Visit, form: forms.SignIn, *, refused: Refusal | None = None) -> HttpResponse:
    """Where people come back; ``refused`` says why a passkey did not open."""
    then = request.POST.get("then") or request.GET.get("then", "")
    parked = bool(terms.PARKED_COOKIE.of(request))
    context = {"form": form, "then": then, "parked": parked} | way_by_passkey(refused)
    return render(request, "people/sign_in.html", context, status=422 if form.errors or refused else 200)


def way_by_passkey(refused: Refusal | None = None) -> dict[str, object]:
    """What a page needs to offer coming in by a passkey; it is the same for everybody."""
    origin = settings.ADDRESS if ceremony.works_here() else ""
    return {"origin": origin, "refused": [refused.sentence] if refused else []}


def _who(request: Visit, form: forms.SignIn) -> Person:
    counted = tries.count(request, name=form.told["name"])
    try:
        person = operations.check_passphrase(name=form.told["name"], passphrase=form.told["passphrase"])
    except passphrases.Crowded:
        tries.uncount(counted)
        raise
    tries.uncount(counted)
    # Only who knows the passphrase gets here, so this keeps nobody else out.
    rates.take("signed-in", key=person.pk)
    return person


def sign_out(request: Visit) -> HttpResponse:
    """End the session of this device, also when nothing can be written."""
    response = answered(redirect("home"), _("You're signed out."))
    device = request.device or request.ended_device
    if device is not None:
        operations.end_at_once(device, now=clock.now())
    take_away(response)
    if device is not None and not device.own_device:
        cookies.take_all(response)
    request.device = None
    return response


def recovery(request: Visit) -> HttpResponse:
    """Come back with a printed code and a new passphrase."""
    form = forms.Recover(request.POST or None)
    if form.sent(request):
        with form.refusing():
            # A right code always opens: nobody keeps a member out by trying wrong ones. It has 80 random bits.
            if queries.person_with_code(form.told["code"]) is None:
                slow_down(request, "recovery")
            person = operations.recover(
                code=form.told["code"], passphrase=form.told["passphrase"], now=clock.now()
            )
            response = answered(redirect("home"), _("You have a new passphrase, and you're signed in."))
            return settle_in(request, response, person=person, said=False, not_own=form.told["not_own"])
    return shown(request, "people/recovery.html", {"form": form})


def curtain(request: Visit) -> HttpResponse:
    """Say again who one is, before own pages and on devices others may reach."""
    device = request.device
    if device is None:
        return redirect("sign-in")
    form = forms.Curtain(request.POST or None)
    if form.sent(request):
        with form.refusing():
            # Counted for this device alone: whoever holds it keeps nobody out elsewhere, and gains nothing by moving.
            rates.take("curtain", key=device.id)
            token = operations.lift_curtain(
                device, token=token_of(request), passphrase=form.told["passphrase"], now=clock.now()
            )
            return go_on(request, token=token)
    return curtain_page(request, form)


def go_on(request: Visit, *, token: str) -> HttpResponse:
    """Back to where the person was, with what the device has from now on."""
    return renewed(request, back_to(request), token=token)


def curtain_page(request: Visit, form: forms.Curtain, *, refused: Refusal | None = None) -> HttpResponse:
    """The page over the pages. A passkey lifts a fallen curtain; own pages want the passphrase."""
    then = request.POST.get("then") or request.GET.get("then", "")
    context = {"form": form, "then": then, "covered": True}
    if request.covered:
        context |= way_by_passkey(refused)
    return render(request, "people/curtain.html", context, status=422 if form.errors or refused else 200)


def curtain_falling(request: Visit) -> HttpResponse:
    """The last open page of a device that is not one's own goes: cover all of it at once."""
    if request.device is None or request.covered:
        return ask_to_sign_in(request)
    operations.let_curtain_fall(request.device, page=request.POST.get("page", ""), now=clock.now())
    response = HttpResponse(status=204)
    answers.forget(request, response)
    return response


@said_again
def codes(request: Visit, me: Person) -> HttpResponse:
    """Printed codes: made by a click, shown once. Loading the page again makes no new ones."""
    if request.method == "POST":
        made = " ".join(operations.print_codes(by=me, now=clock.now()))
        then = "?" + urlencode({"then": wanted(request)}) if wanted(request) else ""
        response = redirect(request.path + then)
        answered(response, _("These are your new codes. Earlier ones no longer work."))
        return show_once(response, page=request.path, shown={"codes": made}, person=me)
    shown = shown_once(request).get("codes", "").split()
    context = {"codes": shown, "left": queries.codes_left(me), "then": wanted(request)}
    return render(request, "people/codes.html", context)


def four_words(request: HttpRequest) -> HttpResponse:
    """Four words for a passphrase, new each time."""
    from mutuality.people.passphrases import four_words as made

    return render(request, "people/four_words.html", {"words": made()})
