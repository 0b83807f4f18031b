"""My own pages: name, comfort, devices, passphrase, drafts."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mutuality.kit import clock, prose
from mutuality.kit.answers import answered
from mutuality.kit.forms import shown
from mutuality.kit.rates import rates
from mutuality.kit.refusals import Refusal
from mutuality.people import access, forms, operations, passkeys, queries
from mutuality.people.middleware import Visit, renewed, token_of
from mutuality.people.models import Person
from mutuality.people.page_access import ask_to_sign_in, has_said_again, said_again, signed_in
from mutuality.people.parked import give_back
from mutuality.people.tries import slow_renaming


@signed_in
def you(request: Visit, me: Person) -> HttpResponse:
    """My page: what I say of myself, how pages look, and the ways to my devices and out."""
    start = {"name": queries.name_of(me)} | {
        part: queries.line_of(me, part=part) for part in ("pronouns", "bound")
    }
    form = forms.Own(request.POST or None, initial=start)
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            _describe(request, me, form)
            return answered(redirect("you"), _("Saved."))
    context = {
        "form": form,
        "codes_left": queries.codes_left(me),
        "passkeys_elsewhere": passkeys.elsewhere_of(me),
        "ask_again": not has_said_again(request),
        "own_device": request.device is not None and request.device.own_device,
    }
    return shown(request, "people/you.html", context)


def _describe(request: Visit, me: Person, form: forms.Own) -> None:
    now = clock.now()
    lines = {
        part: form.told[part] and prose.line(form.told[part], field=part) for part in ("pronouns", "bound")
    }
    if form.told["name"] != queries.name_of(me):
        # Else whoever finds an unlocked phone could take away the name by which its person comes back in.
        if not has_said_again(request):
            raise Refusal(_("To change this name, please enter your passphrase again first."), field="name")
        slow_renaming(key=me.pk)
        operations.rename(name=form.told["name"], by=me, now=now)
    operations.describe(**lines, by=me, now=now)


@signed_in
def comfort(request: Visit, me: Person) -> HttpResponse:
    """How pages look and what they say aloud."""
    form = forms.Comfort(request.POST or None, initial=_comfort_of(me))
    if request.method == "POST" and form.is_valid():
        operations.settle_comfort(**form.settled(), by=me, now=clock.now())
        return answered(redirect("comfort"), _("Saved."))
    return shown(request, "people/comfort.html", {"form": form})


def _comfort_of(me: Person) -> dict[str, object]:
    start: dict[str, object] = {
        part: getattr(me, part) for part in ("theme", "size", "face", "shift_leaves", "announce")
    }
    hours = queries.quiet_hours(me)
    if hours is not None:
        start |= {"quiet_from": hours.begin, "quiet_until": hours.end, "zone": hours.zone}
    return start | {"comfort": me.comfort.split()}


@signed_in
def comfort_default(request: Visit, me: Person) -> HttpResponse:
    """Put how pages look and sound back to how they were at first."""
    operations.put_comfort_back(by=me, now=clock.now())
    return answered(redirect("comfort"), _("Everything is as it was at first."))


@said_again
def devices(request: Visit, me: Person) -> HttpResponse:
    """Where I am signed in: my labels, the day of last use, no addresses."""
    here = request.device.id if request.device else ""
    rows = queries.sessions_of(me, now=clock.now())
    lines = [{"row": row, "label": queries.session_label(row), "here": row.id == here} for row in rows]
    return render(request, "people/devices.html", {"devices": lines})


@said_again
def device(request: Visit, me: Person, session_id: str) -> HttpResponse:
    """One of my devices: give it a name I will know again."""
    row = access.session_of(me, session_id=session_id, now=clock.now())
    form = forms.Label(request.POST or None, initial={"label": queries.session_label(row)})
    give_back(request, form)
    if form.sent(request):
        with form.refusing():
            operations.label_session(row, label=form.told["label"], by=me, now=clock.now())
            return answered(redirect("devices"), _("Saved."))
    return shown(request, "people/device.html", {"form": form, "row": row})


@signed_in
def device_ending(request: Visit, me: Person, session_id: str) -> HttpResponse:
    """Sign one of my devices out."""
    row = access.session_of(me, session_id=session_id, now=clock.now())
    operations.end_sessions([row], by=me, now=clock.now())
    return answered(redirect("devices"), _("That device is signed out."))


@signed_in
def other_devices_ending(request: Visit, me: Person) -> HttpResponse:
    """Sign all my other devices out."""
    here, now = request.device, clock.now()
    assert here is not None
    response = answered(redirect("devices"), _("Your other devices are signed out."))
    if not has_said_again(request):
        # Whoever holds a copy of what this device has could else leave its owner outside.
        operations.end_sessions(me.sessions.exclude(id=here.id), by=me, now=now)
        return response
    token = operations.end_other_sessions(here, token=token_of(request), by=me, now=now)
    return renewed(request, response, token=token)


@said_again
def passphrase(request: Visit, me: Person) -> HttpResponse:
    """A new passphrase; other devices are signed out."""
    form = forms.Passphrase(request.POST or None)
    if form.sent(request):
        with form.refusing():
            assert request.device is not None
            rates.take("passphrase", key=me.pk)
            token = operations.change_passphrase(
                request.device,
                token=token_of(request),
                passphrase=form.told["passphrase"],
                by=me,
                now=clock.now(),
            )
            response = answered(
                redirect("you"), _("You have a new passphrase. Other devices are signed out.")
            )
            return renewed(request, response, token=token)
    return shown(request, "people/passphrase.html", {"form": form})


def draft(request: Visit) -> HttpResponse:
    """Keep what is being typed on a device that is not my own: sealed here, nothing there.

    A fallen curtain takes it too, and gives nothing: only from the page that it covers, which alone knows its mark.
    """
    device = request.device
    if device is None or (request.covered and not _is_covered_page(request)):
        return ask_to_sign_in(request)
    place, words = request.POST.get("place", ""), request.POST.get("draft", "")
    if place.isprintable() and 0 < len(place) <= 64 and not device.own_device:
        operations.keep_draft(place=place, words=words, by=device.person, now=clock.now())
    return HttpResponse(status=204)


def _is_covered_page(request: Visit) -> bool:
    page = request.device.page if request.device else ""
    return page != "" and request.POST.get("page") == page
