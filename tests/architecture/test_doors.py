"""Every address, asked for by every member of the cast, answers as it declares beside its view."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mutuality.concerns import talks
from mutuality.concerns.models import Along, Concern, Panel, Seat, Talk
from mutuality.concerns.terms import PARTY, TALKER
from mutuality.decisions.terms import DECIDER, REWORDER
from mutuality.first_aid.models import Asked, Step
from mutuality.first_aid.terms import Kind
from mutuality.groups import holding
from mutuality.groups import operations as groups
from mutuality.groups.models import Invitation, Poster
from mutuality.kit.ids import new_id
from mutuality.kit.routes import (
    BEARER,
    BUILDERS,
    DEVICE,
    EVERYONE,
    OWN,
    SAID_AGAIN,
    SIGNED_IN,
    Who,
    routes,
)
from mutuality.meetings.terms import SITTER
from mutuality.people.models import Passkey
from mutuality.polls import operations as polls
from mutuality.polls.models import Poll
from mutuality.polls.terms import POLLED
from mutuality.rooms import operations as rooms
from mutuality.rooms.terms import MEMBER, NEIGHBOUR
from mutuality.safety import operations as safety
from mutuality.safety import queries
from mutuality.safety import together as limits
from mutuality.safety.models import Boundary, Kept, NumberChange
from mutuality.sheets import data_files
from mutuality.sheets import operations as sheets
from mutuality.sheets.answers import Filled
from mutuality.sheets.models import BeliefNote, Held, OwnSheet, Shown, Wording
from mutuality.shelf import own as own_shelf
from mutuality.shelf.models import Helped, Suggestion
from mutuality.study import operations as study
from mutuality.study.models import Made, Study, Wish
from mutuality.ui import assets
from tests.cast import Cast, Someone, cookie, keep, kept
from tests.first_aid import table as first_aid
from tests.meetings.table import Gathering, first_on, gather
from tests.people.device import Device, add
from tests.week import scene as week

MEMBERS = {"ada", "bea", "dov", "una"}
SITTERS = MEMBERS - {"una"}
HERE = MEMBERS | {"cy"}
# The one whose row the address names in these tests.
OWNER = "bea"
# The one whose place the address names.
BESIDE = "una"
# Whom each kind of door lets in; a new kind of membership says it here.
LET_IN: dict[Who, set[str]] = {
    SIGNED_IN: HERE,
    SAID_AGAIN: HERE,
    DEVICE: HERE,
    MEMBER: MEMBERS,
    DECIDER: MEMBERS,
    POLLED: MEMBERS,
    # Ada can't agree with what Bea proposed.
    REWORDER: {OWNER, "ada"},
    SITTER: SITTERS,
    NEIGHBOUR: MEMBERS - {BESIDE},
    OWN: {OWNER},
    PARTY: {OWNER, BESIDE, "ada"},
    TALKER: {OWNER, BESIDE, "ada"},
    BUILDERS: set(),
}
DOORS = routes()


@pytest.fixture
def cast(
    db: None, now: datetime, cheap_passphrases: None, fresh_memory: None, request: pytest.FixtureRequest
) -> Iterator[Cast]:
    """The community while a meeting is open, in which all members but Una sit; built once, and put back."""
    if (world := kept("doors")) is None:
        made = request.getfixturevalue("cast")
        _meet(made)
        keep(made, name="doors")
        yield made
        return
    with world.going_on():
        yield world.put_back()


def _meet(cast: Cast) -> None:
    gather(cast)
    rooms.draw_boundary(cast.dov.place, by=cast.bea.place, now=cast.now)
    rooms.set_aside(cast.words["ada"], by=cast.bea.place, now=cast.now)
    safety.write_card(lines={"please": "Sit with me"}, by=cast.una.person, now=cast.now)
    add(cast.bea.client, Device())
    safety.show_card(cast.una.place.pk, by=cast.una.person, now=cast.now)
    hold_sheets(cast)
    ask_the_group(cast)
    fill_shelf(cast)
    study_together(cast)
    folded = {"about": cast.una, "word": cast.words["una"].pk}
    first_aid.agree(cast, first_aid.ask(cast, Kind.FOLD, by=cast.ada, **folded), by=cast.dov)
    first_aid.ask(cast, Kind.PAUSE, by=cast.bea)
    be_hard_between_people(cast)
    week.fill(cast)
    groups.hang_poster(cast.bea.membership, says="Come by", by=cast.bea.person, now=cast.now)
    limits.propose(queries.kept() | {"run_by": "Ada and Bea"}, by=cast.bea.person, now=cast.now)


def ask_the_group(cast: Cast, *, said: str = "tea") -> None:
    """Bea asks her group something."""
    assert cast.bea.membership is not None
    polls.ask(
        kind="one", sight="named", question=said, options=[f"{said} 1", f"{said} 2"], days=7, once="once",
        by=cast.bea.membership, now=cast.now,
    )  # fmt: skip


def be_hard_between_people(cast: Cast) -> None:
    """Bea has a concern about Una, and Ada is of its circle. Bea is drawn for another, and is asked along."""
    assert cast.bea.person and cast.una.person and cast.bea.membership and cast.una.membership
    panel, until = Panel.add(group=cast.group), cast.now + timedelta(days=3)
    concern = {"by": cast.bea.person, "about": cast.una.person, "named": True, "clause": "We listen"}
    Concern.add(
        **concern,
        group=cast.group,
        panel=panel,
        words="They shouted",
        stage="deciding",
        until=until,
        opened_on=cast.now.date(),
    )
    Seat.add(panel=panel, membership=cast.ada.membership, said="yes", until=until)
    Seat.add(panel=Panel.add(group=cast.group), membership=cast.bea.membership, until=until)
    told = {"about": cast.una.membership, "beside": cast.ada.membership, "on": cast.now.date()}
    talks.ask(cast.bea.membership, **told, by=cast.bea.person, now=cast.now)
    Along.add(to=cast.bea.membership, by=cast.ada.membership, name="Ada", ends_on=until.date())


def hold_sheets(cast: Cast, *, said: str = "tea") -> None:
    """Bea and Una keep a sheet each, and show it to each other; Bea began one with all of the group."""
    until = cast.now.date() + timedelta(days=7)
    for mine, other in ((cast.bea, cast.una), (cast.una, cast.bea)):
        assert mine.membership is not None
        row = sheets.keep(
            data_files.every()["meeting"], title="", said={"want": said}, by=mine.person, now=cast.now
        )
        holding.show(mine.membership, row, to=other.place.pk, until=until, by=mine.person, now=cast.now)
        told = {"to": other.place.pk, "words": said, "may_outlive": False}
        holding.give_note(mine.membership, **told, by=mine.person, now=cast.now)
    assert cast.bea.membership is not None
    helps = data_files.every()["helps"]
    holding.begin(
        cast.bea.membership, helps, Filled({"stop": said}), other=None, by=cast.bea.person, now=cast.now
    )


def fill_shelf(cast: Cast, *, said: str = "tea") -> None:
    """Bea and Una wrote what has helped them, and someone who left did."""
    for someone in (cast.bea, cast.una, cast.ada):
        own_shelf.give(
            cast.group.circle_id,
            place=someone.place.pk,
            words=said,
            stays=True,
            by=someone.person,
            now=cast.now,
        )
    own_shelf.let_leave(cast.ada.place.pk, now=cast.now)


def study_together(cast: Cast, *, said: str = "tea") -> None:
    """Bea and Una wish to learn something, and make a text."""
    row = study.begin(title=said, sessions=2, by=cast.bea.membership, now=cast.now)
    for someone in (cast.bea, cast.una):
        study.wish(row, words=said, shows=False, by=someone.membership, now=cast.now)
    made = study.make(row, title=said, words=said, stays=False, by=cast.bea.membership, now=cast.now)
    study.ask(made, place=cast.una.place.pk, by=cast.bea.membership, now=cast.now)


def expected(name: str, who: str) -> str:
    """What an address promises one of the cast: ``open``, ``nothing`` or ``asked`` (to sign in)."""
    door = DOORS[name].who
    if door in (EVERYONE, BEARER):
        return "open"
    if who not in HERE and door != BUILDERS:
        return "asked"
    return "open" if who in LET_IN[door] else "nothing"


def heard(answer: HttpResponse) -> str:
    """The answer in the same three words, or the bare status where it is none of them."""
    if answer.status_code == 302 and answer["Location"].startswith(("/sign-in/", "/curtain/")):
        return "asked"
    if answer.status_code == 404:
        return "nothing"
    return "open" if answer.status_code in (200, 204, 302, 303, 422) else str(answer.status_code)


def parts(name: str, cast: Cast) -> dict[str, object]:
    """What stands in the address: always what is there, and Bea's where it is somebody's. Looked up once in a test."""
    known: dict[str, dict[str, object]] = vars(cast).setdefault("_parts", {})
    if name not in known:
        known[name] = _looked_up(name, cast)
    return known[name]


def _looked_up(name: str, cast: Cast) -> dict[str, object]:
    assert cast.doors and cast.topic and cast.bea.session and cast.proposal
    here = {
        "token": {"knocking": cast.doors.many, "founding-link": "none", "feed": week.CALENDAR}.get(
            name, cast.doors.link
        ),
        "group_id": cast.group.pk,
        "knock_id": cast.doors.knock.pk,
        "invitation_id": _first(Invitation.objects.filter(by=cast.bea.membership)),
        "room_id": cast.room.pk,
        "topic_id": cast.topic.pk,
        "word_id": cast.words["bea"].pk,
        "place_id": (cast.bea if name == "appearance" else cast.una).place.pk,
        "boundary_id": _first(Boundary.objects.filter(by=cast.bea.person)),
        "kept_id": _first(Kept.objects.filter(person=cast.bea.person)),
        "session_id": cast.bea.session.id,
        "passkey_id": _first(Passkey.objects.filter(person=cast.bea.person)),
        "proposal_id": cast.proposal.pk,
        "poll_id": _first(Poll.objects.all()),
        "poll_kind": "one",
        "meeting_id": Gathering.of(cast).meeting.pk,
        "change_id": Gathering.of(cast).change.pk,
        "entry": {"group-shelf-text": "grounding"}.get(name, "new"),
        "helped_id": _first(
            Helped.objects.filter(place=None if name == "helped-removal" else cast.bea.place)
        ),
        "asking_id": _first(Asked.objects.all()),
        "seat_id": _first(Seat.objects.filter(membership=cast.bea.membership)),
        "concern_id": _first(Concern.objects.all()),
        "talk_id": _first(Talk.objects.all()),
        "along_id": _first(Along.objects.all()),
        "step_id": _first(Step.objects.all()),
        "kind": "techniques",
        "text": "grounding",
        "study_id": _first(Study.objects.all()),
        "wish_id": _first(Wish.objects.filter(place=cast.bea.place)),
        "made_id": _first(Made.objects.all()),
        "suggestion_id": _first(Suggestion.objects.all()),
        "asked_id": _first(NumberChange.objects.all()),
        "on": first_on(cast.now),
        "number": 1,
        "effect": {"group-shelf-proposing": "shelf-text"}.get(name, "name"),
        "slug": "open-talk",
        "sheet": {"held-sheet-new": "helps"}.get(name, "meeting"),
        "held_id": _first(Held.objects.all()),
        "wording_id": _first(Wording.objects.all()),
        "note_id": _first(BeliefNote.objects.filter(**_side(name, cast))),
        "shown_id": _first(Shown.objects.filter(to=cast.bea.place)),
        "showing_id": _first(Shown.objects.filter(by=cast.bea.place)),
        "sheet_id": _first(OwnSheet.objects.filter(person=cast.bea.person)),
        **week.names(cast),
        "code": poster.text("code") if (poster := Poster.objects.first()) else "none",
        "digest": assets.asset("style").digest,
        "name": {"ui:sheet": "reading", "ui:letters": "latin-400"}.get(name, "page"),
    }
    route = next(
        p.pattern for p in patterns(get_resolver()) if p.name == name.split(":")[-1] and p.name != "demo"
    )
    return {part: here[part] for part in route.converters}


def _side(name: str, cast: Cast) -> dict[str, object]:
    """Of a note, whose side an address is for: whoever gave it, or whoever keeps it."""
    return {"by" if name == "belief-note-taking-back" else "to": cast.bea.place}


def _first(rows: QuerySet) -> str:
    """The name of the first of these rows, or of none where a story has none."""
    return rows.values_list("pk", flat=True).first() or "0000000000000000"


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


SENT = {
    "signals": {"kind": "heard"},
    "occasion-date": {"act": "off"},
    "invitations": {"way": "link"},
    "knock-answers": {"welcome": "yes"},
    "meeting-turns": {"act": "take", "role": "welcomer"},
    "meeting-turn": {"act": "listen"},
    "meeting-floor": {"act": "offer/nobody"},
    "meeting-steps": {"after": "0"},
    "meeting-needs": {"act": "need"},
    "meeting-closing": {"act": "close"},
}


def ask(name: str, method: str, cast: Cast, someone: Someone, **changed: str) -> HttpResponse:
    """One request, and then everything as it was before."""
    address = reverse(name, kwargs=parts(name, cast) | changed)
    client = someone.new_client()
    assert cast.doors
    client.cookies[cookie("d")] = cast.doors.opened
    client.cookies[cookie("n")] = cast.doors.knock_token
    with transaction.atomic():
        if method == "POST":
            answer = client.post(address, SENT.get(name, {}))
        else:
            answer = client.generic(method, address + ("?to=https://example.org/" if name == "away" else ""))
        transaction.set_rollback(True)
    return answer


def addresses_to_ask() -> list[str]:
    founding = {name for name in DOORS if name.startswith("founding-")}
    return sorted(set(DOORS) - founding - {"demo"})


@pytest.mark.parametrize("name", addresses_to_ask())
def test_each_of_the_cast_meets_the_door_that_was_declared(name: str, cast: Cast) -> None:
    door = DOORS[name]
    for method in ("GET", "POST"):
        answers = {who: heard(ask(name, method, cast, s)) for who, s in cast.everybody.items()}
        promised = dict.fromkeys(cast.everybody, "405")
        if method in door.methods:
            promised = {who: expected(name, who) for who in cast.everybody}
        if name == "curtain":
            promised |= dict.fromkeys(("eli", "nobody"), "asked")
        assert answers == promised, f"{method} {name}"


FOUNDING = sorted(name for name in DOORS if name.startswith("founding-"))


@pytest.mark.parametrize("name", FOUNDING)
def test_a_founded_place_has_no_founding_door(name: str, cast: Cast) -> None:
    for someone in cast.everybody.values():
        assert heard(ask(name, "GET", cast, someone)) == "nothing"
        assert heard(ask(name, "POST", cast, someone)) == "nothing"


def bare(answer: HttpResponse) -> str:
    """The body without what is new in every answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def foreign() -> list[tuple[str, str, str]]:
    """Each address with an id that is not everyone's: its name, which part is the id, and each way of asking."""
    found = {p.name: [c for c in p.pattern.converters if c.endswith("_id")] for p in patterns(get_resolver())}
    return sorted(
        (name, part, method)
        for name, many in found.items()
        if name in DOORS and DOORS[name].who != SIGNED_IN
        for part in many
        for method in DOORS[name].methods
    )


@pytest.mark.parametrize(("name", "part", "method"), foreign())
def test_not_yours_and_not_there_are_the_same_answer(name: str, part: str, method: str, cast: Cast) -> None:
    outsider = cast.cy
    theirs = ask(name, method, cast, outsider)
    for made_up in (new_id(), "no", "x" * 200, "ü", "\x00", "'", "..", "%2e", "null", "-1"):
        missing = ask(name, method, cast, outsider, **{part: made_up})
        assert (missing.status_code, bare(missing)) == (theirs.status_code, bare(theirs)), repr(made_up)
        assert dict(missing.headers) == dict(theirs.headers)
    assert theirs.status_code == 404


def test_a_member_meets_the_same_nothing_for_what_is_another_persons(cast: Cast) -> None:
    for name in ("word", "withdrawal", "device", "device-ending"):
        method = "POST" if "GET" not in DOORS[name].methods else "GET"
        theirs = ask(name, method, cast, cast.ada)
        part = "session_id" if name.startswith("device") else "word_id"
        missing = ask(name, method, cast, cast.ada, **{part: new_id()})
        assert theirs.status_code == missing.status_code == 404
        assert bare(theirs) == bare(missing)


def test_an_unknown_address_is_the_same_nothing(cast: Cast) -> None:
    unknown, theirs = cast.cy.client.get("/nowhere/"), ask("room", "GET", cast, cast.cy)
    here = re.sub(r'\s+aria-current="page"', "", bare(theirs))
    assert (unknown.status_code, bare(unknown)) == (404, here)
