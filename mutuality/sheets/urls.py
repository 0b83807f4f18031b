"""Addresses of sheets: blank ones for everyone, and those a person keeps."""

from mutuality.kit.routes import EVERYONE, OWN, SAID_AGAIN, act, form, page, under
from mutuality.sheets.views import own, pages

own_pages = [
    page("you/sheets/", own.own_sheets, "own-sheets", SAID_AGAIN, shows_peers=False),
    form("you/sheets/new/<slug:sheet>/", own.new, "own-sheet-new", SAID_AGAIN, shows_peers=False),
    form("you/sheets/<str:sheet_id>/", own.own_sheet, "own-sheet", OWN, shows_peers=False),
    page("you/sheets/<str:sheet_id>/versions/", own.versions, "own-sheet-versions", OWN, shows_peers=False),
    act("you/sheets/<str:sheet_id>/keeping/", own.keeping, "own-sheet-keeping", OWN),
    act("you/sheets/<str:sheet_id>/erasing/", own.erasing, "own-sheet-erasing", OWN),
]
urlpatterns = [
    page("sheets/", pages.sheets, "sheets", EVERYONE, shows_peers=False),
    page("sheets/<slug:sheet>/", pages.sheet, "blank-sheet", EVERYONE, shows_peers=False),
    *under("you", own_pages),
]
