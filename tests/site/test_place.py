"""The whole place decides with the same pages: its name, the language it speaks first, who may start groups."""

from datetime import timedelta

import pytest
from django.test import Client

from mutuality.kit.refusals import Refusal
from mutuality.ledger import queries as ledger
from mutuality.people import queries as people
from mutuality.people.models import Community, Person
from mutuality.safety import operations as safety_operations
from mutuality.safety import putting_right, subjects, together
from mutuality.safety import queries as safety
from mutuality.safety.models import Rewording
from mutuality.safety.terms import PLACE
from tests.cast import Cast, Someone, arrive, sign_in
from tests.reading_pages import text

pytestmark = pytest.mark.both
SENT = {"name": "Willow Row", "language": "", "starting": ""}
PAGE = "/place/proposal/"


def answer(cast: Cast, by: Someone, said: str, **sent: str) -> int:
    row = safety.open_rewording(today=cast.now.date(), subject=PLACE)
    told = {"answer": said, "wording": row.pk, "round": str(row.round)} if row else {"answer": said}
    return by.client.post(PAGE, told | sent).status_code


def days_pass(cast: Cast, days: int) -> None:
    for _day in range(days):
        cast.now += timedelta(days=1)
        together.sweep(now=cast.now)


def called() -> str:
    return people.community_name(Community.objects.select_related("key").get())


def test_a_name_is_proposed_answered_adopted_and_written_down(cast: Cast) -> None:
    page = text(cast.bea.client.get("/place/"))
    assert "Elm Street" in page and "Who may start a group" in page and "Propose a change" in page
    assert "Enough" not in page and "three people agreed" in text(cast.bea.client.get("/place/rewording/"))
    assert cast.bea.client.post("/place/rewording/", SENT).status_code == 302
    home = text(cast.cy.client.get("/"))
    assert "Someone proposes a change for all of us here." in home
    page = text(cast.cy.client.get(PAGE))
    assert "Willow Row" in page and "Elm Street" in page and "Bea" not in page
    assert "Why someone can't agree" not in page
    for someone in (cast.ada, cast.cy):
        assert answer(cast, someone, "accept") == 302
    days_pass(cast, 15)
    assert called() == "Willow Row" and "Willow Row" in text(cast.una.client.get("/"))
    page = text(cast.una.client.get("/place/"))
    assert "Elm Street → Willow Row" in page and "no one objected" in page
    assert "What belongs to all of us here was changed" in text(cast.una.client.get("/"))
    assert ledger.verify(subjects.LEDGER) is None
    # What was put right of the numbers is another list.
    assert putting_right.record() == []


def test_one_who_cannot_agree_says_why_without_a_name(cast: Cast) -> None:
    cast.bea.client.post("/place/rewording/", SENT)
    assert answer(cast, cast.cy, "not-this", because="") == 422
    assert answer(cast, cast.cy, "not-this", because="It tells where we are") == 302
    page = text(cast.ada.client.get(PAGE))
    assert "It tells where we are" in page and "Cy" not in page
    for someone in (cast.ada, cast.dov, cast.una):
        answer(cast, someone, "accept")
    days_pass(cast, 31)
    assert called() == "Elm Street" and not Rewording.objects.exists()
    with pytest.raises(Refusal):
        together.propose(SENT, by=cast.bea.person, now=cast.now, subject=PLACE)


def test_limits_and_place_are_open_beside_each_other_and_one_ends_without_the_other(cast: Cast) -> None:
    together.propose(safety.kept() | {"run_by": "All of us"}, by=cast.ada.person, now=cast.now)
    cast.bea.client.post("/place/rewording/", SENT)
    assert Rewording.objects.count() == 2
    assert cast.una.client.post("/place/rewording/", SENT | {"name": "Other"}).status_code == 422
    row = safety.open_rewording(today=cast.now.date())
    for someone in (cast.bea, cast.cy, cast.dov, cast.una):
        voice = together.own_voice(someone.person, rewording_id=row.pk, now=cast.now)
        together.accept(voice, by=someone.person, now=cast.now)
    assert safety.limits().host == "All of us"
    assert safety.open_rewording(today=cast.now.date(), subject=PLACE) is not None


def test_who_may_start_groups_is_settled_and_holds(cast: Cast) -> None:
    Person.objects.update(joined_on=cast.now.date() - timedelta(days=20))
    ada, today = Person.objects.get(pk=cast.ada.person.pk), cast.now.date()
    together.propose(SENT | {"name": "Elm Street", "starting": "later"}, by=ada, now=cast.now, subject=PLACE)
    for someone in (cast.bea, cast.cy, cast.dov, cast.una):
        assert answer(cast, someone, "accept") == 302
    assert Community.objects.get().starting == "later"
    newcomer = Someone("Gus")
    arrive(newcomer, now=cast.now)
    sign_in(newcomer, now=cast.now)
    assert not people.may_start_groups(newcomer.person, today=today)
    sent = {"group_name": "Mine", "for_whom": "Me", "agreement": "We listen", "in_danger": "We call"}
    sent |= {"retention_days": "30", "name": "Gus", "once": "once", "meetings": ""}
    answered = newcomer.client.post("/groups/starters/open-talk/", sent)
    assert answered.status_code == 422 and "once they have been here for 14 days" in text(answered)
    assert people.may_start_groups(ada, today=today)
    assert people.may_start_groups(newcomer.person, today=today + timedelta(days=14))


def test_the_language_of_the_place_meets_those_whose_browser_asks_for_none_of_ours(cast: Cast) -> None:
    together.propose(
        SENT | {"name": "Elm Street", "language": "es"}, by=cast.bea.person, now=cast.now, subject=PLACE
    )
    for someone in (cast.ada, cast.cy, cast.dov, cast.una):
        assert answer(cast, someone, "accept") == 302

    def spoken(asked: str) -> str:
        return Client().get("/", headers={"accept-language": asked} if asked else {})["Content-Language"]

    assert spoken("fr, de;q=0.5") == "es" and spoken("en, fr") == "en" and spoken("") == "en"


def test_what_was_settled_rests_and_then_takes_everyone(cast: Cast) -> None:
    together.propose(SENT, by=cast.bea.person, now=cast.now, subject=PLACE)
    for someone in (cast.ada, cast.cy, cast.dov, cast.una):
        answer(cast, someone, "accept")
    row = together.propose(SENT | {"name": "Ash"}, by=cast.ada.person, now=cast.now, subject=PLACE)
    assert row.kind == "all"
    days_pass(cast, 31)
    row = together.propose(SENT | {"name": "Ash"}, by=cast.ada.person, now=cast.now, subject=PLACE)
    assert row.kind == "consent"


@pytest.mark.parametrize("sent", [{"name": ""}, {"name": "x" * 41}, {"language": "xx"}, {"starting": "me"}])
def test_what_cannot_be_is_refused_and_nothing_is_proposed(cast: Cast, sent: dict[str, str]) -> None:
    assert cast.bea.client.post("/place/rewording/", SENT | sent).status_code == 422
    assert not Rewording.objects.exists() and called() == "Elm Street"


def test_leaving_takes_ones_proposal_along(cast: Cast) -> None:
    together.propose(SENT, by=cast.bea.person, now=cast.now, subject=PLACE)
    together.depart(by=cast.bea.person, now=cast.now)
    assert not Rewording.objects.exists()


def test_what_the_person_at_the_server_states_is_written_down(cast: Cast) -> None:
    safety_operations.state_facts(facts={"run_by": "Someone else"}, agency=None, now=cast.now)
    safety_operations.note_read(safety.limits().number, by=cast.una.person, now=cast.now)
    page = text(cast.una.client.get("/place/"))
    assert "The person who runs the server changed what they say about it" in page
    assert "No one else had to agree" in page and ledger.verify(subjects.LEDGER) is None
