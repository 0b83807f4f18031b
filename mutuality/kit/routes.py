"""What an address declares of itself, beside the view that answers it: who may come, and what comes before it.

Every list of addresses is read from here. Whatever is not said has the safe answer: only for people who are signed in,
behind the pages that one reads before one is among others, closed in maintenance, and slowed down.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from typing import TypedDict, Unpack

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver, path
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Who:
    """For whom an address answers; to all others it says that there is nothing, or asks them to sign in.

    An app that brings a kind of membership says it in its ``terms``.
    """

    phrase: str
    # Asked to sign in before anything else is looked at.
    signed_in: bool = True
    # Asked for the passphrase too, if it was not given in the last ten minutes.
    said_again: bool = False


EVERYONE = Who("everyone", signed_in=False)
BEARER = Who("anyone who holds the link, or the cookie it became", signed_in=False)
DEVICE = Who("a device with a session, also behind its curtain", signed_in=False)
SIGNED_IN = Who("people of the community")
SAID_AGAIN = Who("people who said their passphrase in the last ten minutes", said_again=True)
OWN = Who("the one person whose it is")
BUILDERS = Who("those who build pages, in development", signed_in=False)

READ, ACT = frozenset({"GET"}), frozenset({"POST"})


@dataclass(frozen=True, kw_only=True)
class Route:
    """What one address says of itself."""

    who: Who = SIGNED_IN
    methods: frozenset[str] = READ
    # It shows words, names or groups of others: how to leave quickly is read before it, once on each device.
    shows_peers: bool = True
    # Changed limits are read before it: unless it says otherwise, before each page that shows peers and is no way out.
    limits_first: bool = True
    # It is a way out: changed limits never come before it, and it is never slowed down for what else was done.
    leads_out: bool = False
    # It writes each time, and could be done again and again: it is counted, apart from all else.
    counted_apart: bool = False
    # What is sent here is taken while the server is in maintenance, as on every way out. A backup from before the pause
    # does not bring back anyone who left: the list beside the key file says what is gone.
    in_maintenance: bool = False
    # Which of the places in the frame is the current one.
    place: str = ""
    # Which of a group's own places is the current one, where the address names something of a group.
    part: str = ""
    # What is counted here, by its names in ``rates.LIMITS`` with spaces between.
    counted: str = ""
    # People look at it; a file, or what only a script asks for, is no page.
    is_page: bool = True

    @property
    def never_slowed(self) -> bool:
        """Whether it is open however often it, and whatever else, was done."""
        return self.leads_out and not self.counted_apart


class Declared(TypedDict, total=False):
    """What an address may say besides for whom it answers: the same as in ``Route``."""

    methods: frozenset[str]
    shows_peers: bool
    limits_first: bool
    leads_out: bool
    counted_apart: bool
    in_maintenance: bool
    place: str
    part: str
    counted: str
    is_page: bool


def page(address: str, view: View, name: str, who: Who = SIGNED_IN, **said: Unpack[Declared]) -> URLPattern:
    """Declare something to read."""
    said.setdefault("methods", READ | {"HEAD"} if who in (EVERYONE, BUILDERS) else READ)
    return _declared(address, view, name, who, said)


def file(address: str, view: View, name: str, who: Who = SIGNED_IN, **said: Unpack[Declared]) -> URLPattern:
    """Declare something to fetch that is no page."""
    said.setdefault("is_page", False)
    return page(address, view, name, who, **said)


def form(address: str, view: View, name: str, who: Who = SIGNED_IN, **said: Unpack[Declared]) -> URLPattern:
    """Declare something to read that takes what is sent from it."""
    said.setdefault("methods", READ | ACT)
    return _declared(address, view, name, who, said)


def act(address: str, view: View, name: str, who: Who = SIGNED_IN, **said: Unpack[Declared]) -> URLPattern:
    """Declare something to send."""
    said.setdefault("methods", ACT)
    said.setdefault("is_page", False)
    said.setdefault("shows_peers", False)
    return _declared(address, view, name, who, said)


def under(place: str, patterns: list[URLPattern], *, part: str = "") -> list[URLPattern]:
    """Put these addresses under one of the places in the frame, so that it is the current one on them.

    ``part``: also under this place of a group.
    """
    for pattern in patterns:
        route = pattern.callback.route  # type: ignore[attr-defined]
        pattern.callback.route = replace(route, place=place, part=part)  # type: ignore[attr-defined]
    return patterns


def _declared(address: str, view: View, name: str, who: Who, said: Declared) -> URLPattern:
    said.setdefault("in_maintenance", said.get("leads_out", False))
    route = Route(who=who, **said)
    if "limits_first" not in said:
        route = replace(route, limits_first=route.shows_peers and route.is_page and not route.leads_out)
    # The one place that says what is taken: a view cannot say otherwise.
    answer = wraps(view)(require_http_methods(sorted(route.methods))(view))
    answer.route = route  # type: ignore[attr-defined]
    return path(address, answer, name=name)


# What an address is taken for that declares nothing: everything is asked before it, whatever is sent.
_SAFE = Route(methods=frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}))


def route_of(request: HttpRequest) -> Route:
    """What the address of this request declares; one that declares nothing has the safe answers."""
    match = request.resolver_match
    return getattr(match.func, "route", _SAFE) if match else _SAFE


def routes() -> Mapping[str, Route]:
    """Every address by its name. Raises ImproperlyConfigured where one declares nothing."""
    found = dict(_named(get_resolver()))
    silent = [name for name, route in found.items() if route is None]
    if silent:
        raise ImproperlyConfigured(
            f"These addresses declare nothing: {', '.join(silent)}. Use page, form, act or file of kit.routes."
        )
    return {name: route for name, route in found.items() if route is not None}


def _named(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Route | None]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _named(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        else:
            yield f"{prefix}{entry.name or entry.pattern}", getattr(entry.callback, "route", None)
