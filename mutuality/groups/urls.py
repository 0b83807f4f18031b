"""Addresses of groups and of their doors."""

from mutuality.groups.views import card, door, group, notes, sheets, shelf
from mutuality.kit.routes import BEARER, EVERYONE, OWN, SAID_AGAIN, act, form, page, under
from mutuality.rooms.terms import MEMBER

inside = [
    # From here one leaves, also because of the limits.
    page("groups/", group.groups, "groups", limits_first=False),
    page("groups/starters/", group.starters, "starters", shows_peers=False),
    form("groups/starters/<slug:slug>/", group.founding, "group-founding", shows_peers=False),
    page("groups/<str:group_id>/", group.group, "group", MEMBER),
    form("groups/<str:group_id>/terms/", group.group_terms, "terms", MEMBER),
    act("groups/<str:group_id>/card/", card.card_showing, "card-showing", MEMBER),
    page("groups/<str:group_id>/ledger/", group.group_ledger, "ledger", MEMBER),
    form("groups/<str:group_id>/leaving/", group.leaving, "group-leaving", MEMBER, leads_out=True),
    form("groups/<str:group_id>/invitations/", door.invitations, "invitations", MEMBER, counted="invite"),
    act(
        "groups/<str:group_id>/invitations/closing/", door.invitations_closing, "invitations-closing", MEMBER
    ),
    act(
        "groups/<str:group_id>/invitations/<str:invitation_id>/cancellation/",
        door.invitation_cancellation,
        "invitation-cancellation",
        MEMBER,
    ),
    form("groups/<str:group_id>/poster/", door.group_poster, "group-poster", MEMBER),
    page("groups/<str:group_id>/knocks/", door.knocks, "knocks", MEMBER),
    act("groups/<str:group_id>/knocks/<str:knock_id>/answers/", door.knock_answers, "knock-answers", MEMBER),
    page("groups/<str:group_id>/sheets/", sheets.sheets, "group-sheets", MEMBER),
    form("groups/<str:group_id>/sheets/<slug:sheet>/", sheets.new, "held-sheet-new", MEMBER),
    page("groups/<str:group_id>/shelf/", shelf.shelf, "group-shelf", MEMBER, counted="find"),
    page("groups/<str:group_id>/shelf/texts/<slug:entry>/", shelf.text, "group-shelf-text", MEMBER),
    form(
        "groups/<str:group_id>/shelf/helped/", shelf.giving, "helped-giving", MEMBER, counted="shelf-helped"
    ),
    act("groups/<str:group_id>/shelf/helped/<str:helped_id>/", shelf.helped, "helped", OWN),
    act(
        "groups/<str:group_id>/shelf/helped/<str:helped_id>/removal/", shelf.removal, "helped-removal", MEMBER
    ),
    page("held/<str:held_id>/", sheets.held, "held-sheet", MEMBER),
    form(
        "held/<str:held_id>/wordings/<str:wording_id>/writing/", sheets.writing, "held-sheet-writing", MEMBER
    ),
    act(
        "held/<str:held_id>/wordings/<str:wording_id>/agreement/",
        sheets.agreement,
        "held-sheet-agreement",
        MEMBER,
    ),
    act(
        "held/<str:held_id>/wordings/<str:wording_id>/taking-back/",
        sheets.taking_back,
        "held-sheet-taking-back",
        OWN,
    ),
    act("held/<str:held_id>/ending/", sheets.ending, "held-sheet-ending", MEMBER),
    form("groups/<str:group_id>/notes/", notes.giving, "belief-notes", MEMBER),
    act("notes/<str:note_id>/taking-back/", notes.taking_back, "belief-note-taking-back", OWN),
    page("shown/<str:shown_id>/", sheets.shown_sheet, "shown-sheet", OWN),
]
own_pages = [
    form("you/card/", card.card, "card", SAID_AGAIN, shows_peers=False),
    form("you/sheets/<str:sheet_id>/showing/", sheets.showing, "own-sheet-showing", OWN),
    page("you/notes/", notes.given, "own-notes", SAID_AGAIN),
    page("you/notes/<str:note_id>/", notes.note, "own-note", OWN),
    act("you/notes/<str:note_id>/putting-away/", notes.putting_away, "own-note-putting-away", OWN),
    act("you/showing/<str:showing_id>/ending/", sheets.showing_ending, "showing-ending", OWN),
]
urlpatterns = [
    *under("groups", inside, part="about"),
    form("invitation/", door.spoken, "spoken", EVERYONE, shows_peers=False, counted="spoken"),
    form(
        "invitation/<str:token>/",
        door.invitation,
        "invitation",
        BEARER,
        shows_peers=False,
        counted="invitation",
    ),
    form(
        "knocking/<str:token>/",
        door.knocking,
        "knocking",
        BEARER,
        shows_peers=False,
        counted="knocking knock",
    ),
    form("poster/<str:code>/", door.poster, "poster", BEARER, shows_peers=False, counted="knocking knock"),
    form("knock/", door.knock, "knock", BEARER, shows_peers=False),
    form("door/", door.door, "door", BEARER, shows_peers=False, counted="door"),
    act("door/turning-away/", door.turning_away, "turning-away", EVERYONE, leads_out=True),
    page("door/turned-away/", door.turned_away, "turned-away", EVERYONE, shows_peers=False),
    *under("you", own_pages),
]
