"""Support, safety, limits, leaving quickly, and the page before another site."""

from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from mutuality.kit import clock, cookies
from mutuality.kit.current_page import before
from mutuality.kit.prose import site_of
from mutuality.kit.refusals import NotHere
from mutuality.people import operations as people
from mutuality.people import queries as people_queries
from mutuality.people import told_devices
from mutuality.people.middleware import Visit, token_of
from mutuality.people.models import Person
from mutuality.people.page_access import back_to, signed_in
from mutuality.safety import queries, terms


def support(request: HttpRequest) -> HttpResponse:
    """Numbers to call now. The same page for everybody, in the same place everywhere."""
    shipped = terms.shipped()
    limits = _limits()
    numbers = limits.numbers if limits else [terms.as_read(number) for number in shipped.numbers]
    context = {
        "numbers": numbers,
        "dated": shipped.dated,
        "changed": limits.numbers_on if limits else None,
        "own": limits is not None,
    }
    return render(request, "safety/support.html", context)


def _limits() -> queries.Limits | None:
    """Those of this community; None before it is founded, and where nothing can be read: some are better than none."""
    with suppress(Exception):
        return queries.limits()
    return None


def safety(request: HttpRequest) -> HttpResponse:
    """What this place does for one's safety on a device, and what it cannot do."""
    return render(request, "safety/safety.html", {"away": settings.EXIT_TO})


def limits(request: Visit) -> HttpResponse:
    """The limits statement in force."""
    found = queries.limits()
    if found is None:
        raise NotHere
    here = request.person is not None
    context = {
        "limits": found,
        "alone": here and people_queries.is_alone(),
        "versions": queries.versions() if here else [],
        "open": queries.open_rewording(today=clock.now().date()) if here else None,
    }
    return render(request, "safety/limits.html", context)


_FETCHED_AHEAD = ("Sec-Purpose", "Purpose", "X-Moz", "X-Purpose")
_NO_PAGE = ("image/", "video/", "audio/", "font/", "text/css")


def _meant(request: HttpRequest) -> bool:
    """Whether a person on a page of ours asked for this, not another site and not a prefetcher."""
    if any(request.headers.get(name) for name in _FETCHED_AHEAD):
        return False
    site = request.headers.get("Sec-Fetch-Site")
    if site is None:
        return _may_be_meant(request)
    return site == "same-origin" and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def _may_be_meant(request: HttpRequest) -> bool:
    """Browsers that do not say who asked are believed, unless something else shows that it was another site or no page.

    For them leaving matters more than a stray sign-out. The link itself carries no referrer.
    """
    came = before(request).netloc
    wanted = request.headers.get("Accept", "").strip().lower()
    return came in ("", request.get_host()) and not wanted.startswith(_NO_PAGE)


def exit_now(request: Visit) -> HttpResponse:
    """Leave quickly: the session here ends, and the browser goes somewhere ordinary.

    It goes, and knows nothing any more, also when the disk is full and the session cannot be ended. It waits for
    nobody who writes: what cannot be ended yet opens nothing, and is ended later.
    """
    if not _meant(request):
        return render(request, "safety/exit_refused.html", status=403)
    response = HttpResponseRedirect(settings.EXIT_TO, status=303)
    # Also one that was given another token, when the answer that brought it got lost on the way.
    device = request.device or request.ended_device
    if device is not None:
        people.end_at_once(device, now=clock.now())
    elif request.unseen:
        people.end_unseen(token_of(request))
    cookies.take_all(response)
    response["Cache-Control"] = "no-store"
    return response


@signed_in
def way_out(request: Visit, me: Person) -> HttpResponse:
    """Note on this device that its person has read how to leave quickly, or hides the lines about it on Home."""
    assert request.device is not None
    people.know_way_out(request.device, by=me, now=clock.now())
    response = back_to(request)
    if "hide" in request.POST:
        told_devices.hide_lines(request, response, by=me)
    else:
        told_devices.note_read(request, response, by=me)
    return response


def away(request: HttpRequest) -> HttpResponse:
    """Say which site a link leads to, before anyone goes there. Raises NotHere for what is no web address."""
    address = request.GET.get("to", "")
    site = site_of(address) if len(address) < 2000 else None
    if site is None:
        raise NotHere
    return render(request, "safety/away.html", {"site": site, "address": address})
