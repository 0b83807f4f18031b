"""All addresses. Each app declares its own, and here they come together."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

from mutuality.kit.routes import BEARER, EVERYONE, OWN, SAID_AGAIN, act, file, form, page
from mutuality.rooms.terms import MEMBER
from mutuality.site import order
from mutuality.site.views import (
    demo,
    first_days,
    founding,
    group_shelf,
    home,
    how,
    leaving,
    limits,
    meetings,
    moving,
    numbers,
    place,
    strangers,
    walking_out,
)

# Addresses are tried in this order, and those of rooms are asked for most.
_FIRST = "mutuality.rooms.urls"
_EVERY = [f"mutuality.{name}.urls" for name in order.APPS if find_spec(f"mutuality.{name}.urls")]
_OTHERS = [each for each in reversed(_EVERY) if each != _FIRST]

urlpatterns = [
    path("", include(_FIRST)),
    page("", home.home, "home", EVERYONE, place="home"),
    act("first-days/putting-away/", first_days.putting_away, "first-days-away"),
    page("meetings/", meetings.meetings, "my-meetings", place="meetings"),
    page("how/", how.how, "how", EVERYONE, shows_peers=False),
    page("how/reach/", how.reach, "reach", shows_peers=False),
    form("leaving/", leaving.leaving, "leaving", shows_peers=False, leads_out=True, place="you"),
    page("left/", leaving.left, "left", EVERYONE, shows_peers=False),
    form(
        "you/words/",
        leaving.own_words,
        "own-words",
        SAID_AGAIN,
        shows_peers=False,
        counted="own-words",
        place="you",
    ),
    form("way-back/", leaving.way_back, "way-back", EVERYONE, shows_peers=False, counted="way-back"),
    form("founding/name/", founding.name, "founding-name", BEARER, shows_peers=False),
    form("founding/limits/", founding.limits, "founding-limits", BEARER, shows_peers=False),
    form("founding/numbers/", founding.numbers, "founding-numbers", BEARER, shows_peers=False),
    form("founding/you/", founding.you, "founding-you", BEARER, shows_peers=False),
    form("founding/<str:token>/", founding.link, "founding-link", BEARER, shows_peers=False),
    form("limits/rewording/", limits.rewording, "limits-rewording", shows_peers=False, counted="limits"),
    form("limits/proposal/", limits.proposal, "limits-proposal", shows_peers=False),
    page("place/", place.place, "place", shows_peers=False),
    form("place/rewording/", place.rewording, "place-rewording", shows_peers=False, counted="limits"),
    form("place/proposal/", place.proposal, "place-proposal", shows_peers=False),
    page("support/numbers/", numbers.numbers, "numbers", shows_peers=False),
    form("support/numbers/<slug:entry>/", numbers.number, "number", shows_peers=False, counted="number"),
    act("support/numbers/changes/<str:asked_id>/", numbers.number_change, "number-change", counted="number"),
    form(
        "groups/starters/file/",
        moving.bringing,
        "group-bringing",
        shows_peers=False,
        counted="bringing",
        place="groups",
    ),
    form(
        "groups/<str:group_id>/walking-out/",
        walking_out.walking_out,
        "walking-out",
        MEMBER,
        counted="walking-out",
        place="groups",
        part="about",
    ),
    form("along/<str:along_id>/", walking_out.along, "along", OWN, place="groups"),
    form(
        "groups/<str:group_id>/moving/",
        moving.moving,
        "moving",
        MEMBER,
        counted="moving",
        place="groups",
        part="about",
    ),
    form(
        "groups/<str:group_id>/shelf/texts/<slug:entry>/<slug:effect>/",
        group_shelf.proposing,
        "group-shelf-proposing",
        MEMBER,
        counted="propose",
        place="groups",
        part="about",
    ),
    file("robots.txt", strangers.robots, "robots", EVERYONE, shows_peers=False),
    file(".well-known/gpc.json", strangers.privacy_control, "privacy-control", EVERYONE, shows_peers=False),
    *(path("", include(each)) for each in _OTHERS),
    path("ui/", include("mutuality.ui.urls")),
]

if settings.DEMO:
    urlpatterns.append(form("demo/<str:token>/", demo.sign_in, "demo", BEARER, shows_peers=False))

handler400 = "mutuality.site.views.trouble.refused"
handler404 = "mutuality.site.views.trouble.not_here"
handler500 = "mutuality.site.views.trouble.broken"
