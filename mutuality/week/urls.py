"""Addresses of the week, of what happens in it, and of calendars."""

from mutuality.kit.routes import BEARER, OWN, SAID_AGAIN, act, file, form, page, under
from mutuality.rooms.terms import MEMBER
from mutuality.week.views import calendars, occasion, own, week

inside = [
    page("week/", week.week, "week"),
    page("week/sheet/", week.wall, "week-sheet"),
    form("week/new/", occasion.adding, "occasion-new", counted="occasion"),
    form("week/own/new/", own.adding, "own-date-new", shows_peers=False),
    form("week/own/<str:own_id>/", own.own_date, "own-date", OWN, shows_peers=False),
    act("week/own/<str:own_id>/erasing/", own.erasing, "own-date-erasing", OWN),
    form("week/calendars/", calendars.calendars, "calendars", SAID_AGAIN, shows_peers=False),
    act("week/calendars/<str:feed_id>/closing/", calendars.closing, "calendar-closing", OWN),
    page("week/<str:occasion_id>/", occasion.occasion, "occasion", MEMBER),
    form("week/<str:occasion_id>/wording/", occasion.wording, "occasion-wording", MEMBER, counted="occasion"),
    form(
        "week/<str:occasion_id>/dates/<day:on>/",
        occasion.occasion_date,
        "occasion-date",
        MEMBER,
        counted="occasion",
    ),
    form(
        "week/<str:occasion_id>/dates/new/", occasion.extra_date, "occasion-extra", MEMBER, counted="occasion"
    ),
    act("week/<str:occasion_id>/wishes/<str:change_wish_id>/", occasion.wishes, "occasion-wish", MEMBER),
    act("week/<str:occasion_id>/holding/", occasion.holding, "occasion-holding", MEMBER),
    act("week/<str:occasion_id>/following/", occasion.following, "occasion-following", MEMBER),
    act("week/<str:occasion_id>/openers/<day:on>/", occasion.openers, "occasion-openers", MEMBER),
    act("week/<str:occasion_id>/showing/", occasion.showing, "occasion-showing", MEMBER),
    act("week/<str:occasion_id>/ending/", occasion.ending, "occasion-ending", MEMBER),
]
urlpatterns = [
    *under("meetings", inside),
    file("calendars/<str:token>/", calendars.feed, "feed", BEARER, shows_peers=False, counted="feed"),
]
