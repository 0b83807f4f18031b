"""The door: three short steps on one page, read before a yes, and a way to say no at each."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from mutuality.groups import operations, queries
from mutuality.groups.models import Invitation
from mutuality.safety import operations as safety
from mutuality.safety import queries as safety_queries
from tests import stolen
from tests.cast import Cast, cookie
from tests.reading_pages import text

NEW = {"name": "Gus", "passphrase": "seven boats on a green lake", "bound": ""}


def guest(cast: Cast) -> Client:
    """Return the browser of someone new who opened an invitation."""
    client = cast.nobody.new_client()
    client.post(f"/invitation/{cast.doors.link}/")
    return client


def steps(page: str) -> list[str]:
    return re.findall(r'class="step(?: start)?" id="(\w+)"', page)


def first(page: str) -> str:
    return re.search(r'class="step start" id="(\w+)"', page)[1]


def test_someone_new_walks_three_steps_and_can_say_no_on_each(cast: Cast) -> None:
    page = guest(cast).get("/door/").content.decode()
    assert steps(page) == ["know", "agreed", "you"] and first(page) == "know"
    # It stands behind the steps, so it is there on each.
    assert page.index('id="you"') < page.index('action="/door/turning-away/"')
    for step in ("agreed", "you"):
        assert f'href="#{step}"' in page


def test_four_lines_come_first_and_all_the_limits_are_on_the_same_page(cast: Cast) -> None:
    page = guest(cast).get("/door/").content.decode()
    know = page[page.index('id="know"') : page.index('id="agreed"')]
    short = know[: know.index('id="all-limits"')]
    assert short.count("<dt>") == 4
    for line in (
        "Ada, who pays",
        ("The person who runs the server could read everything."),
        "calls police",
        "kept for 30 days",
    ):
        assert line in short
    everything = text(guest(cast).get("/limits/"))
    for clause in safety_queries.limits().clauses:
        assert clause.says in everything and clause.asks in know


def test_what_the_limits_say_about_police_and_the_law_is_among_the_four_lines(cast: Cast) -> None:
    safety.state_facts(facts={"law": "Dov must report to the county."}, agency=True, now=cast.now)
    page = guest(cast).get("/door/").content.decode()
    short = page[: page.index('id="all-limits"')]
    assert "Dov must report to the county." in short
    assert "Your employer or treatment provider runs this." in short


def test_someone_of_the_community_is_asked_only_what_they_need(cast: Cast) -> None:
    cast.cy.client.post(f"/invitation/{cast.doors.link}/")
    page = cast.cy.client.get("/door/").content.decode()
    assert steps(page) == ["agreed", "you"] and first(page) == "agreed"
    assert 'name="passphrase"' not in page and 'id="all-limits"' in page
    assert 'value="Cy"' in page


@pytest.mark.parametrize("wrong", [{"name": ""}, {"passphrase": "short"}, {"yes": ""}])
def test_what_was_typed_is_still_there_and_its_step_is_shown(wrong: dict[str, str], cast: Cast) -> None:
    sent = NEW | {"bound": "paid by the centre", "yes": "on"} | wrong
    answer = guest(cast).post("/door/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and first(page) == "you"
    assert "paid by the centre" in page
    assert f'value="{sent["name"]}"' in page or not sent["name"]
    assert "seven boats" not in page


def test_one_comes_straight_into_the_talk_and_may_print_codes(cast: Cast) -> None:
    client = guest(cast)
    answer = client.post("/door/", NEW | {"yes": "on"})
    assert answer["Location"] == reverse("room", args=[cast.room.pk])
    client.cookies.pop(cookie("d"), None)
    page = client.get(answer["Location"]).content.decode()
    assert "You&#x27;ve joined." in page and 'formaction="/you/codes/?then=' in page
    assert client.post("/you/codes/").status_code == 302


def test_what_changed_in_the_limits_is_still_shown_to_someone_who_was_here(cast: Cast) -> None:
    safety.state_facts(facts={"law": "Dov must report to the county."}, agency=None, now=cast.now)
    cast.cy.client.post(f"/invitation/{cast.doors.link}/")
    cast.cy.client.post("/door/", {"name": "Cy", "yes": "on", "limits": "2"})
    assert safety_queries.has_changed(cast.cy.person.pk)
    assert "Dov must report" in text(cast.cy.client.get(f"/rooms/{cast.room.pk}/", follow=True))


def let_in(cast: Cast) -> Client:
    """Return the browser of Kim, who knocked and was let in."""
    knock = cast.doors.knock
    for someone in (cast.ada, cast.dov):
        operations.answer(knock, membership=someone.membership, welcome=True, by=someone.person, now=cast.now)
    client = cast.nobody.new_client()
    client.cookies[cookie("n")] = cast.doors.knock_token
    client.get("/knock/")
    return client


def test_who_knocked_finds_their_name_and_hears_of_no_invitation(cast: Cast) -> None:
    name = cast.doors.knock.text("name")
    page = let_in(cast).get("/door/").content.decode()
    assert f'value="{name}"' in page
    assert "Your request ends" in page and "The invitation ends" not in page
    assert "The invitation ends" in text(guest(cast).get("/door/"))


def test_the_name_of_a_knock_is_sealed_and_goes_with_the_door(cast: Cast) -> None:
    client = let_in(cast)
    opened = Invitation.objects.get(way="opened", by=None, name__isnull=False)
    about, key, sealed = f"groups.invitation.name:{opened.pk}", opened.key_id, opened.name
    assert queries.knocked_as(opened) == cast.doors.knock.text("name")
    assert stolen.opens(sealed, key=key, about=about)
    client.post("/door/turning-away/")
    assert not Invitation.objects.filter(pk=opened.pk).exists()
    assert not stolen.opens(sealed, key=key, about=about)


def test_the_invitation_says_what_it_is_and_not_whose(cast: Cast) -> None:
    answer = cast.nobody.client.get(f"/invitation/{cast.doors.link}/")
    page = text(answer)
    assert "a small support group" in page and "Nothing about you is kept until you say yes" in page
    for whose in ("Bea", "Ada", "Tuesday evening", "Elm Street"):
        assert whose not in page
    assert "<title>Page</title>" in answer.content.decode()


def test_pronouns_are_asked_and_not_needed_and_count_in_this_group(cast: Cast) -> None:
    client = guest(cast)
    assert client.post("/door/", NEW | {"pronouns": "they/them", "yes": "on"}).status_code == 302
    about = text(cast.bea.client.get(f"/groups/{cast.group.pk}/"))
    assert "they/them" in about and "Change how you appear here" in about
    assert stolen.anywhere("they/them") == []
    cast.cy.client.post(
        f"/invitation/{operations.invite(cast.bea.membership, way='link', by=cast.bea.person, now=cast.now)}/"
    )
    assert cast.cy.client.post("/door/", {"name": "Cy", "yes": "on"}).status_code == 302
