"""Addresses that answer everybody, signed in or not; and what a person keeps for their own safety."""

from mutuality.kit.routes import EVERYONE, OWN, READ, SAID_AGAIN, act, file, form, page, under
from mutuality.safety.views import limits, own, pages

own_pages = [
    page("you/boundaries/", own.boundaries, "boundaries", SAID_AGAIN, shows_peers=False),
    act("you/boundaries/<str:boundary_id>/lifting/", own.boundary_lifting, "boundary-lifting", OWN),
    page("you/kept/", own.kept, "kept", SAID_AGAIN, limits_first=False),
    file("you/kept/file/", own.kept_file, "kept-file", SAID_AGAIN, shows_peers=False),
    act("you/kept/<str:kept_id>/erasing/", own.kept_erasing, "kept-erasing", OWN),
]
urlpatterns = [
    page("support/", pages.support, "support", EVERYONE, shows_peers=False),
    page("safety/", pages.safety, "safety", EVERYONE, shows_peers=False),
    page("limits/", pages.limits, "limits", EVERYONE, shows_peers=False),
    # What is read before a page can also be read to the end in maintenance, else the page could not be read.
    form("limits/changes/", limits.changes, "limits-changes", shows_peers=False, in_maintenance=True),
    page("limits/sheet/", limits.sheet, "limits-sheet", EVERYONE, shows_peers=False),
    page("limits/<int:number>/", limits.version, "limits-version", shows_peers=False),
    file(
        "exit",
        pages.exit_now,
        "exit",
        EVERYONE,
        methods=READ,
        shows_peers=False,
        leads_out=True,
    ),
    act("way-out/", pages.way_out, "way-out", in_maintenance=True),
    page("away/", pages.away, "away", EVERYONE, shows_peers=False),
    *under("you", own_pages),
]
