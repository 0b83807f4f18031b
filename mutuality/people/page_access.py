"""Ways into a page: who must be here for it to answer."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from mutuality.kit import clock
from mutuality.kit.current_page import page_of
from mutuality.kit.middleware import ViewMiddleware
from mutuality.kit.rates import is_shared, network_of, rates
from mutuality.kit.routes import route_of
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.parked import park_answers

View = Callable[..., HttpResponse]
Parts = ParamSpec("Parts")
# Where all visitors come from one address, as by Tor, one of them would else use up what all others have.
SHARED_WIDTH = 10


class gate(ViewMiddleware):
    """Asks people to sign in before anything is looked at, unless the address declares that others may come."""

    def process_view(
        self, request: Visit, view: object, args: tuple[object, ...], parts: dict[str, object]
    ) -> HttpResponse | None:
        """To the sign-in page or the curtain and back, or nothing. What an address never takes is refused by itself."""
        route = route_of(request)
        if not route.who.signed_in or request.method not in route.methods:
            return None
        if request.person is None or (route.who.said_again and not has_said_again(request)):
            return ask_to_sign_in(request)
        return None


def signed_in(view: Callable[Concatenate[Visit, Person, Parts], HttpResponse]) -> View:
    """Only for people here, and tells the view who it is. Others are asked to sign in; typed words wait for them."""

    @wraps(view)
    def asked(request: Visit, *args: Parts.args, **kwargs: Parts.kwargs) -> HttpResponse:
        if request.person is not None:
            return view(request, request.person, *args, **kwargs)
        return ask_to_sign_in(request)

    return asked


def ask_to_sign_in(request: Visit) -> HttpResponse:
    """To the sign-in page, or to the curtain, and back; words that were being sent are kept for their writer."""
    then = urlencode({"then": page_of(request)})
    known = request.covered or request.person is not None
    response = redirect(reverse("curtain" if known else "sign-in") + "?" + then)
    device = request.device or request.ended_device
    if request.method == "POST" and device is not None:
        park_answers(request, response, person=device.person, own_device=device.own_device)
    return response


def said_again(view: Callable[Concatenate[Visit, Person, Parts], HttpResponse]) -> View:
    """Own pages and downloads ask for the passphrase again unless it was given in the last ten minutes.

    Source: DESIGN.md, rules that keep people safe, 8.
    """

    @wraps(view)
    def asked(request: Visit, me: Person, *args: Parts.args, **kwargs: Parts.kwargs) -> HttpResponse:
        if has_said_again(request):
            return view(request, me, *args, **kwargs)
        return ask_to_sign_in(request)

    return signed_in(asked)


def has_said_again(request: Visit) -> bool:
    """Whether the passphrase was given on this device in the last ten minutes."""
    device = request.device
    return device is not None and device.confirmed_until is not None and device.confirmed_until > clock.now()


def wanted(request: HttpRequest) -> str:
    """The page of ours to which the person wanted to go, or nothing: what others put there leads nowhere."""
    then = request.POST.get("then") or request.GET.get("then") or ""
    fine = then.startswith("/") and url_has_allowed_host_and_scheme(then, allowed_hosts=None)
    return then if fine else ""


def back_to(request: HttpRequest, *, default: str = "home") -> HttpResponseRedirect:
    """Where the person wanted to go, if that is a page of ours."""
    return redirect(wanted(request) or resolve_url(default))


def _network(request: HttpRequest) -> str:
    return network_of(request.META.get("REMOTE_ADDR", ""))


def slow_down(request: HttpRequest, act: str) -> None:
    """Count a try against its network. Raises TooMany."""
    wide = SHARED_WIDTH if is_shared(request.META.get("REMOTE_ADDR", "")) else 1
    rates.take(act, key=_network(request), wide=wide)
