"""When the limits change, each person is shown what changed, once, and nothing stands between them and the way out."""

import pytest
from django.urls import reverse

from mutuality.kit.routes import routes
from mutuality.people import queries as people
from mutuality.people.models import Person
from mutuality.safety import operations, queries
from mutuality.safety.models import ReadLimits
from mutuality.site import ending, wayback
from tests.architecture.test_doors import parts
from tests.cast import Cast
from tests.meetings.table import gather
from tests.principles.tables import columns
from tests.reading_pages import text

NOW = "Dov must report a plan to harm a child to the county."
YES = {"name": "Gus", "passphrase": "seven boats on a green lake", "yes": "on", "bound": ""}

UNMARKED = ["run_by", "who_else", "takes_over", "law"]


def change(cast: Cast, **facts: str) -> None:
    operations.state_facts(facts=facts or {"law": NOW}, agency=None, now=cast.now)


def among_others(cast: Cast) -> list[str]:
    return ["/", f"/groups/{cast.group.pk}/", f"/rooms/{cast.room.pk}/", f"/topics/{cast.topic.pk}/"]


def test_nothing_is_in_the_way_while_nothing_changed(cast: Cast) -> None:
    for address in among_others(cast):
        assert cast.bea.client.get(address).status_code == 200
    assert cast.bea.client.get("/limits/changes/")["Location"] == "/limits/"


def test_what_changed_is_shown_before_one_is_among_others_again_and_then_not_any_more(cast: Cast) -> None:
    change(cast)
    for address in among_others(cast):
        answer = cast.bea.client.get(address)
        assert answer.status_code == 302 and answer["Location"].startswith("/limits/changes/?then=")
    page = text(cast.bea.client.get(answer["Location"]))
    assert "Before" in page and "As far as we know, no law makes us report" in page and NOW in page
    assert "Nothing that is said here" not in page
    sent = {"number": "2", "then": f"/rooms/{cast.room.pk}/"}
    assert cast.bea.client.post("/limits/changes/", sent)["Location"] == sent["then"]
    for address in among_others(cast):
        assert cast.bea.client.get(address).status_code == 200
    assert cast.ada.client.get("/").status_code == 302


def test_support_safety_leaving_and_ones_own_pages_are_never_behind_it(cast: Cast) -> None:
    change(cast)
    for address in ("/support/", "/safety/", "/limits/", "/leaving/", "/you/", "/groups/", "/limits/sheet/"):
        assert cast.bea.client.get(address).status_code == 200, address
    assert cast.bea.client.get("/exit").status_code == 303


def test_it_is_before_every_page_that_shows_peers(cast: Cast) -> None:
    """A bookmark to a decision, a ledger or the page where one speaks in a meeting does not lead past it."""
    gather(cast)
    change(cast)
    first = [name for name, route in routes().items() if route.limits_first and "GET" in route.methods]
    assert {"home", "group", "topic", "decision", "ledger", "meeting-words", "knocks"} <= set(first)
    for name in first:
        answer = cast.bea.client.get(reverse(name, kwargs=parts(name, cast)))
        assert answer.get("Location", "").startswith("/limits/changes/?then="), name


def test_words_that_are_being_sent_do_not_meet_it(cast: Cast) -> None:
    change(cast)
    answer = cast.bea.client.post(f"/topics/{cast.topic.pk}/", {"words": "Said meanwhile", "once": "x" * 20})
    assert "limits" not in answer.get("Location", "")
    asked = cast.ada.client.get(f"/topics/{cast.topic.pk}/", headers={"Sec-Fetch-Dest": "empty"})
    assert asked.status_code == 200


def test_whoever_does_not_agree_leaves_from_there_in_one_act(cast: Cast) -> None:
    change(cast)
    page = cast.bea.client.get("/limits/changes/").content.decode()
    assert '<form method="post" action="/leaving/">' in page
    assert cast.bea.client.post("/leaving/")["Location"] == "/left/"


def test_the_place_mark_is_a_number_without_a_day_and_goes_with_its_person(cast: Cast) -> None:
    change(cast)
    cast.bea.client.post("/limits/changes/", {"number": "2"})
    assert [name for name in columns() if name.startswith("safety.readlimits.")] == [
        "safety.readlimits.person_id",
        "safety.readlimits.number",
    ]
    assert ReadLimits.objects.filter(person=cast.bea.person).count() == 1
    ending.leave_community(by=cast.bea.person, now=cast.now)
    assert not ReadLimits.objects.exists()


def test_coming_back_by_a_way_back_one_is_shown_what_changed_meanwhile_and_no_more(cast: Cast) -> None:
    change(cast)
    operations.note_read(2, by=cast.bea.person, now=cast.now)
    code = wayback.leave(by=cast.bea.person, now=cast.now)
    person = wayback.come_back(code=code, now=cast.now)
    assert queries.read_up_to(person.pk) == 2
    code = wayback.leave(by=person, now=cast.now)
    change(cast, takes_over="Una takes over")
    assert queries.has_changed(wayback.come_back(code=code, now=cast.now).pk)


def _newcomer() -> str:
    """Whoever came last: nobody of the cast."""
    known = {"Ada", "Bea", "Cy", "Dov", "Una"}
    return next(p.pk for p in Person.objects.all() if people.name_of(p) not in known)


def test_a_newcomer_who_said_yes_to_them_at_the_door_is_not_shown_them_again(cast: Cast) -> None:
    change(cast)
    client = cast.nobody.client
    client.post(f"/invitation/{cast.doors.link}/")
    page = client.get("/door/").content.decode()
    assert 'name="limits" value="2"' in page
    client.post("/door/", YES | {"limits": "2"})
    assert not queries.has_changed(_newcomer())


def test_a_yes_to_limits_that_changed_meanwhile_counts_for_what_was_read(cast: Cast) -> None:
    client = cast.nobody.client
    client.post(f"/invitation/{cast.doors.link}/")
    client.get("/door/")
    change(cast)
    client.post("/door/", YES | {"limits": "1"})
    assert queries.has_changed(_newcomer())


@pytest.mark.parametrize("number", ["999", "0", "-1", "", "x", "9" * 40, "²"])
def test_a_made_up_number_marks_nothing_that_is_not_there(number: str, cast: Cast) -> None:
    change(cast)
    assert cast.bea.client.post("/limits/changes/", {"number": number}).status_code == 302
    assert queries.read_up_to(cast.bea.person.pk) in (1, 2)
    change(cast, takes_over="Una takes over")
    assert queries.has_changed(cast.bea.person.pk)


def test_the_way_on_leads_nowhere_else(cast: Cast) -> None:
    change(cast)
    sent = {"number": "2", "then": "https://example.org/"}
    assert cast.bea.client.post("/limits/changes/", sent)["Location"] == "/"


def test_each_version_is_readable_by_its_date_for_those_who_are_here(cast: Cast) -> None:
    change(cast)
    list_of = text(cast.bea.client.get("/limits/"))
    assert "Earlier versions" in list_of and "Version 1, from" in list_of
    assert "As far as we know, no law makes us report" in text(cast.bea.client.get("/limits/1/"))
    second = text(cast.bea.client.get("/limits/2/"))
    assert "What this version changed" in second and NOW in second
    assert cast.bea.client.get("/limits/3/").status_code == 404
    assert cast.nobody.client.get("/limits/1/").status_code == 302
    assert "Earlier versions" not in text(cast.nobody.client.get("/limits/"))


def test_what_was_chosen_bears_a_mark_and_plain_facts_and_the_law_bear_none(cast: Cast) -> None:
    """ "The law requires this" under "no law makes us report" would say two things at once.

    And "Our own choice" under "No one else that we know of" would say nothing.
    """
    clauses = queries.limits().clauses
    assert len(clauses) == 8 and [clause.slug for clause in clauses if not clause.mark_name] == UNMARKED
    for address in ("/limits/", "/limits/sheet/", "/limits/sheet/?letters=large"):
        page = cast.nobody.client.get(address).content.decode()
        assert page.count('class="mark') == 4, address
    large = cast.nobody.client.get("/limits/sheet/?letters=large").content.decode()
    assert "large-letters" in large and "<title>Page</title>" in large and "Elm Street" not in large


def test_where_an_agency_hosts_a_fixed_line_says_so_and_its_coming_is_shown_as_a_change(cast: Cast) -> None:
    line = "Your employer or treatment provider runs this."
    cast.nobody.client.post(f"/invitation/{cast.doors.link}/")
    assert line not in text(cast.nobody.client.get("/door/"))
    operations.state_facts(facts={}, agency=True, now=cast.now)
    for address in ("/limits/", "/door/", "/limits/sheet/", f"/knocking/{cast.doors.many}/"):
        assert line in text(cast.nobody.client.get(address)), address
    assert line in text(cast.bea.client.get("/limits/changes/"))
