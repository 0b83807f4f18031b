"""Addresses of sheets: blank ones for everyone, and those a person keeps."""

from mutuality.kit.routes import EVERYONE, page
from mutuality.sheets.views import pages

urlpatterns = [
    page("sheets/", pages.sheets, "sheets", EVERYONE, shows_peers=False),
    page("sheets/<slug:sheet>/", pages.sheet, "sheet", EVERYONE, shows_peers=False),
]
