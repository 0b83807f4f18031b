"""Addresses of the shelf. All of it is for everyone."""

from mutuality.kit.routes import EVERYONE, page
from mutuality.shelf.views import pages

urlpatterns = [
    page("shelf/", pages.shelf, "shelf", EVERYONE, shows_peers=False),
    page("shelf/search/", pages.search, "shelf-search", EVERYONE, shows_peers=False),
    page("shelf/kinds/<slug:kind>/", pages.kind, "shelf-kind", EVERYONE, shows_peers=False),
    page("shelf/booklets/<slug:kind>/", pages.booklet, "shelf-booklet", EVERYONE, shows_peers=False),
    page("shelf/<slug:text>/", pages.entry, "shelf-entry", EVERYONE, shows_peers=False),
]
