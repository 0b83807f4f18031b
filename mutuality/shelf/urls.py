"""Addresses of the shelf. All of it is for everyone; members settle what others say is wrong."""

from mutuality.kit.routes import EVERYONE, act, form, page
from mutuality.shelf.views import pages, wrong

urlpatterns = [
    page("shelf/", pages.shelf, "shelf", EVERYONE, shows_peers=False),
    page("shelf/search/", pages.search, "shelf-search", EVERYONE, shows_peers=False),
    page("shelf/kinds/<slug:kind>/", pages.kind, "shelf-kind", EVERYONE, shows_peers=False),
    page("shelf/booklets/<slug:kind>/", pages.booklet, "shelf-booklet", EVERYONE, shows_peers=False),
    page("shelf/waiting/", wrong.waiting, "shelf-waiting"),
    act("shelf/waiting/<str:suggestion_id>/", wrong.suggestion, "shelf-suggestion", counted="shelf-settling"),
    form(
        "shelf/<slug:text>/wrong/",
        wrong.wrong,
        "shelf-wrong",
        EVERYONE,
        shows_peers=False,
        counted="shelf-wrong",
    ),
    page("shelf/<slug:text>/wrong/said/", wrong.said, "shelf-wrong-said", EVERYONE, shows_peers=False),
    form("shelf/<slug:text>/settling/", wrong.settling, "shelf-settling", counted="shelf-settling"),
    page("shelf/<slug:text>/", pages.entry, "shelf-entry", EVERYONE, shows_peers=False),
]
