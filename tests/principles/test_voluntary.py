"""What is true now of one principle. The seed's own words, seeds/004_d2a9fb7fecdd025b.txt:

The most basic value of peer support is that people freely choose to participate.
"""

import re
from datetime import timedelta

from mutuality.decisions import operations as decisions
from mutuality.groups import operations as groups
from mutuality.groups import queries as group_queries
from mutuality.groups.models import Knock, Membership
from mutuality.groups.terms import Way
from mutuality.kit.ids import new_id
from mutuality.meetings.models import Sitter, Turn
from mutuality.meetings.operations import turns
from mutuality.outbox.models import Duty
from mutuality.people.models import Person
from mutuality.rooms import operations as rooms
from mutuality.site import wayback, wiring
from tests.cast import Cast
from tests.journeys.looking import everything
from tests.meetings.table import gather
from tests.principles.tables import columns
from tests.reading_pages import text


def test_leaving_is_one_act_with_no_field_to_fill_in(cast: Cast) -> None:
    for address in (f"/groups/{cast.group.pk}/leaving/", "/leaving/"):
        page = cast.bea.client.get(address).content.decode()
        (form,) = re.findall(r'<form(?: class="\w+")? method="post">(.*?)</form>', page, re.DOTALL)
        assert form.count("<input") == 1 and "csrfmiddlewaretoken" in form
        assert "<textarea" not in form and "<select" not in form
        assert cast.bea.client.post(address).status_code == 302
    assert cast.bea.client.get("/you/").status_code == 302


def test_nobody_comes_in_without_saying_yes(cast: Cast) -> None:
    cast.cy.client.post(f"/invitation/{cast.doors.link}/")
    assert cast.cy.client.post("/door/", {"name": "Cy"}).status_code == 422
    assert cast.cy.client.post("/door/", {"name": "Cy", "yes": "on"}).status_code == 302


def test_before_the_yes_one_has_read_the_limits_and_the_agreement(cast: Cast) -> None:
    cast.cy.client.post(f"/invitation/{cast.doors.link}/")
    page = text(cast.cy.client.get("/door/"))
    yes = page.index("I've read what is promised and what the group agreed on")
    for read in (
        "Run by",
        "Would anyone call police",
        "What we agreed on",
        "If someone's life may be in danger",
    ):
        assert page.index(read) < yes
    assert "No, thank you" in page


def test_nobody_else_can_bring_a_person_in(cast: Cast) -> None:
    """An invitation, a knock and the welcome of everybody make a door, and no member."""
    before = (
        set(Membership.objects.values_list("pk", flat=True)),
        set(Person.objects.values_list("pk", flat=True)),
    )
    for way in (Way.LINK, Way.SPOKEN, Way.MANY):
        groups.invite(cast.ada.membership, way=way, by=cast.ada.person, now=cast.now)
    knock = Knock.objects.get(pk=cast.doors.knock.pk)
    for someone in (cast.ada, cast.bea, cast.dov, cast.una):
        groups.answer(knock, membership=someone.membership, welcome=True, by=someone.person, now=cast.now)
    after = (
        set(Membership.objects.values_list("pk", flat=True)),
        set(Person.objects.values_list("pk", flat=True)),
    )
    assert after == before and group_queries.membership_of(cast.cy.person, group_id=cast.group.pk) is None


def test_leaving_is_not_held_up_by_a_turn_or_by_the_floor(cast: Cast) -> None:
    table = gather(cast)
    table.go_to("check-in")
    holder = next(s for s in (cast.ada, cast.bea, cast.dov) if s.name == table.floor)
    turns.take(holder.membership, role="opener", days=28, now=cast.now)
    assert Turn.objects.filter(membership=holder.membership).exists()
    assert holder.client.post(f"/groups/{cast.group.pk}/leaving/")["Location"] == "/groups/"
    assert not Turn.objects.exists() and not Sitter.objects.filter(place__person=holder.person).exists()
    assert table.floor and table.floor != holder.name


def test_whoever_stays_away_stays_a_member_and_is_not_reminded(cast: Cast) -> None:
    here = set(Membership.objects.filter(group=cast.group).values_list("person", flat=True))
    duties = set(Duty.objects.values_list("kind", "ref"))
    for days in (8, 40, 200, 800):
        wiring.sweep(cast.now + timedelta(days=days))
    assert set(Membership.objects.filter(group=cast.group).values_list("person", flat=True)) == here
    assert set(Duty.objects.values_list("kind", "ref")) == duties
    page = text(cast.una.client.get("/")).lower()
    for urging in ("away", "missed", "miss you", "welcome back", "last time", "days since"):
        assert urging not in page


def test_no_table_can_hold_who_came_how_often_or_that_somebody_must(cast: Cast) -> None:
    telling = {
        "attendance",
        "attended",
        "absent",
        "absence",
        "required",
        "mandatory",
        "missed",
        "visits",
        "streak",
    }
    assert not [name for name in columns() if telling & set(name.replace(".", "_").split("_"))]


def _hers(text: str) -> bool:
    return re.search(r"\bBea\b", text) is not None or "Sunday night" in text


def test_only_what_a_group_adopted_together_outlives_whoever_worded_it(cast: Cast) -> None:
    """Source: DESIGN.md, rules that keep people safe, 4. There is no other exception."""
    told = {"why": "Bea says why", "days": 7, "review_on": None, "once": new_id()}
    ours = "Bea worded this for all of us"
    decisions.take_back(cast.proposal, by=cast.bea.membership, now=cast.now)
    row = decisions.propose(
        effect="for-whom", payload={"for_whom": ours}, **told, by=cast.bea.membership, now=cast.now
    )
    for someone in (cast.ada, cast.dov, cast.una):
        decisions.accept(row, round=1, by=someone.membership, now=cast.now)
    before = {where for where, text in everything() if _hers(text)}
    assert {"groups.group.for_whom", "rooms.word.words", "people.person.name"} < before
    cast.bea.client.post("/leaving/")
    after = {(where, text) for where, text in everything() if _hers(text)}
    assert after == {("groups.group.for_whom", ours)}


def test_a_copy_that_somebody_kept_outlives_leaving_and_both_pages_of_leaving_say_so(cast: Cast) -> None:
    """Source: DESIGN.md, rules that keep people safe, 3. What others made for themselves is not taken from them."""
    rooms.set_aside(cast.words["bea"], by=cast.ada.place, now=cast.now)
    for address in (f"/groups/{cast.group.pk}/leaving/", "/leaving/"):
        assert "up to 90 days" in text(cast.bea.client.get(address))
        cast.bea.client.post(address)
    kept = text(cast.ada.client.get("/you/kept/"))
    assert "Bea" in kept and "Sunday night" in kept


def test_leaving_with_a_way_back_is_one_act_too_and_coming_back_needs_nobody(cast: Cast) -> None:
    page = cast.bea.client.post("/leaving/", {"way_back": "yes"})
    assert page.status_code == 200 and cast.bea.client.get("/you/").status_code == 302
    code = wayback.leave(by=cast.dov.person, now=cast.now)
    assert cast.nobody.client.post("/way-back/", {"code": code})["Location"] == "/"
    assert cast.nobody.client.get(f"/groups/{cast.group.pk}/").status_code == 200
