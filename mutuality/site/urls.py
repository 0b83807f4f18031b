"""All addresses. Each is declared in ``mutuality/site/doors.py`` with who may see it."""

from django.conf import settings
from django.urls import include, path

from mutuality.site.views import demo, founding, home, leaving, limits, moving, numbers, strangers

urlpatterns = [
    # Addresses are tried in this order, and these are asked for most.
    path("", include("mutuality.rooms.urls")),
    path("", home.home, name="home"),
    path("leaving/", leaving.leaving, name="leaving"),
    path("left/", leaving.left, name="left"),
    path("you/words/", leaving.own_words, name="own-words"),
    path("way-back/", leaving.way_back, name="way-back"),
    path("founding/name/", founding.name, name="founding-name"),
    path("founding/limits/", founding.limits, name="founding-limits"),
    path("founding/numbers/", founding.numbers, name="founding-numbers"),
    path("founding/you/", founding.you, name="founding-you"),
    path("founding/<str:token>/", founding.link, name="founding-link"),
    path("limits/rewording/", limits.rewording, name="limits-rewording"),
    path("limits/proposal/", limits.proposal, name="limits-proposal"),
    path("support/numbers/", numbers.numbers, name="numbers"),
    path("support/numbers/<slug:entry>/", numbers.number, name="number"),
    path("support/numbers/changes/<str:asked_id>/", numbers.number_change, name="number-change"),
    path("groups/starters/file/", moving.bringing, name="group-bringing"),
    path("groups/<str:group_id>/moving/", moving.moving, name="moving"),
    path("robots.txt", strangers.robots, name="robots"),
    path(".well-known/gpc.json", strangers.privacy_control, name="privacy-control"),
    path("", include("mutuality.people.urls")),
    path("", include("mutuality.safety.urls")),
    path("", include("mutuality.groups.urls")),
    path("", include("mutuality.meetings.urls")),
    path("", include("mutuality.decisions.urls")),
    path("ui/", include("mutuality.ui.urls")),
]

if settings.DEMO:
    urlpatterns.append(path("demo/<str:token>/", demo.sign_in, name="demo"))

handler400 = "mutuality.site.views.trouble.refused"
handler404 = "mutuality.site.views.trouble.not_here"
handler500 = "mutuality.site.views.trouble.broken"
