"""An address says for whom it is and what comes before it; what it does not say has the safe answer."""

import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import include, path

from mutuality.kit.rates import LIMITS
from mutuality.kit.routes import (
    EVERYONE,
    READ,
    SIGNED_IN,
    Route,
    Who,
    act,
    file,
    form,
    page,
    route_of,
    routes,
    under,
)
from tests.architecture.reading import modules
from tests.cast import Cast


def view(request: HttpRequest, **parts: str) -> HttpResponse:
    """What is behind the door."""
    return HttpResponse("behind the door")


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse("not here", status=404)


PAIR = Who("the two of this pair")
inside = [
    page("pairs/<str:pair_id>/", view, "pair", PAIR),
    act("pairs/<str:pair_id>/ending/", view, "ending"),
]
urlpatterns = [
    path("", include("mutuality.site.urls")),
    page("plain/", view, "plain"),
    path("silent/", view, name="silent"),
    *under("groups", inside),
]
handler404 = "tests.kit.test_routes.missing"


def declared(pattern: object) -> Route:
    return pattern.callback.route  # type: ignore[attr-defined]


def test_what_is_not_said_is_safe() -> None:
    plain = declared(page("x/", view, "x"))
    assert plain.who == SIGNED_IN and plain.who.signed_in and plain.methods == READ
    assert plain.shows_peers and plain.limits_first
    assert not plain.leads_out and not plain.in_maintenance


def test_limits_are_read_before_pages_with_peers_and_never_before_a_way_out() -> None:
    assert not declared(form("x/", view, "x", leads_out=True)).limits_first
    assert not declared(page("x/", view, "x", shows_peers=False)).limits_first
    assert not declared(file("x/", view, "x")).limits_first
    assert declared(page("x/", view, "x", shows_peers=False, limits_first=True)).limits_first


def test_an_app_brings_a_kind_of_membership_and_a_place() -> None:
    assert [declared(one).place for one in inside] == ["groups", "groups"]
    assert declared(inside[0]).who == PAIR and declared(inside[0]).who.signed_in
    assert declared(page("x/", view, "x", EVERYONE)).methods == {"GET", "HEAD"}


@override_settings(ROOT_URLCONF="tests.kit.test_routes")
def test_an_address_that_declares_nothing_is_named_at_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="silent"):
        routes()


@pytest.mark.parametrize("address", ["/plain/", "/silent/", "/pairs/x/"])
@override_settings(ROOT_URLCONF="tests.kit.test_routes")
def test_an_address_that_says_nothing_is_behind_the_sign_in(address: str, cast: Cast) -> None:
    assert cast.nobody.client.get(address)["Location"].startswith("/sign-in/")
    assert cast.bea.client.get(address).content == b"behind the door"
    assert cast.nobody.client.post(address).status_code == (302 if address == "/silent/" else 405)


@override_settings(ROOT_URLCONF="tests.kit.test_routes")
def test_an_address_takes_what_it_declares_and_nothing_else(cast: Cast) -> None:
    assert cast.bea.client.post("/plain/").status_code == 405
    assert cast.bea.client.get("/pairs/x/ending/").status_code == 405
    assert cast.bea.client.post("/pairs/x/ending/").status_code == 200


def test_a_request_that_leads_nowhere_has_the_safe_answers() -> None:
    assert route_of(HttpRequest()).who == SIGNED_IN and not route_of(HttpRequest()).in_maintenance


def test_every_limit_is_counted_where_an_address_names_it() -> None:
    """The numbers are in one table; a view names the limit, and so does its address."""
    counts = re.compile(r"""(?:rates\.take|slow_down)\((?:request, )?"([\w/-]+)\"""")
    in_views = {limit for path in modules() for limit in counts.findall(path.read_text())}
    in_addresses = {limit for route in routes().values() for limit in route.counted.split()}
    assert in_views == set(LIMITS) - {"sign-in/many-try"}
    assert in_addresses == {limit.split("/")[0] for limit in LIMITS} - {"act-of-any-kind", "park"}
