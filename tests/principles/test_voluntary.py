"""What is true now of one principle. The seed's own words, seeds/004_d2a9fb7fecdd025b.txt:

The most basic value of peer support is that people freely choose to participate.
"""

import re

from mutuality.decisions import operations as decisions
from mutuality.kit.ids import new_id
from mutuality.rooms import operations as rooms
from mutuality.site import wayback
from tests.cast import Cast
from tests.journeys.looking import everything
from tests.reading_pages import text


def test_leaving_is_one_act_with_no_field_to_fill_in(cast: Cast) -> None:
    for address in (f"/groups/{cast.group.pk}/leaving/", "/leaving/"):
        page = cast.bea.client.get(address).content.decode()
        form = page.split('<form method="post">')[1].split("</form>")[0]
        assert form.count("<input") == 1 and "csrfmiddlewaretoken" in form
        assert "<textarea" not in form and "<select" not in form
        assert cast.bea.client.post(address).status_code == 302
    assert cast.bea.client.get("/you/").status_code == 302


def test_nobody_comes_in_without_saying_yes(cast: Cast) -> None:
    cast.cy.client.post(f"/invitation/{cast.doors.link}/")
    assert cast.cy.client.post("/door/", {"name": "Cy"}).status_code == 422
    assert cast.cy.client.post("/door/", {"name": "Cy", "yes": "on"}).status_code == 302


def _hers(text: str) -> bool:
    return re.search(r"\bBea\b", text) is not None or "Sunday night" in text


def test_only_what_a_group_adopted_together_outlives_whoever_worded_it(cast: Cast) -> None:
    """Source: DESIGN.md, rules that keep people safe, 4. There is no other exception."""
    told = {"why": "Bea says why", "days": 7, "review_on": None, "once": new_id()}
    ours = "Bea worded this for all of us"
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
        assert "A copy that somebody kept for themself stays" in text(cast.bea.client.get(address))
        cast.bea.client.post(address)
    kept = text(cast.ada.client.get("/you/kept/"))
    assert "Bea" in kept and "Sunday night" in kept


def test_leaving_with_a_way_back_is_one_act_too_and_coming_back_needs_nobody(cast: Cast) -> None:
    page = cast.bea.client.post("/leaving/", {"way_back": "yes"})
    assert page.status_code == 200 and cast.bea.client.get("/you/").status_code == 302
    code = wayback.leave(by=cast.dov.person, now=cast.now)
    assert cast.nobody.client.post("/way-back/", {"code": code})["Location"] == "/"
    assert cast.nobody.client.get(f"/groups/{cast.group.pk}/").status_code == 200
