"""Home answers what is now: who wrote, what waits for me, when we meet. It urges nobody, and counts nothing."""

import re
from datetime import date, datetime, time

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mutuality.kit.ids import new_id
from mutuality.meetings.models import Sitter
from mutuality.meetings.operations import when
from mutuality.people import operations as people
from mutuality.rooms import operations as rooms
from mutuality.safety import operations as safety
from mutuality.safety.queries import starter
from mutuality.safety.terms import shipped
from tests.cast import Cast, Someone, arrive, bring, found_group, sign_in
from tests.meetings.table import gather
from tests.reading_pages import text

WEEKLY = {
    "rhythm": "weekly",
    "first_on": date(2026, 5, 5),
    "at": time(19),
    "zone": "Europe/Berlin",
    "minutes": 60,
    "way": "here",
    "where": "",
}


def home(someone: Someone) -> HttpResponse:
    return someone.client.get("/")


def new_from(someone: Someone) -> list[str]:
    """Whose words are new on this person's Home, topic by topic."""
    return re.findall(r"New from <bdi>([^<]*)</bdi>", home(someone).content.decode())


def read_all(someone: Someone, cast: Cast) -> None:
    someone.client.get(reverse("topic", args=[cast.topic.pk]))


def test_it_greets_by_the_name_i_chose(cast: Cast) -> None:
    assert "Hello, Ada ." in text(home(cast.ada))


def test_it_says_who_wrote_and_never_how_much(cast: Cast) -> None:
    read_all(cast.ada, cast)
    assert "New from" not in text(home(cast.ada))
    cast.say("first", by=cast.dov)
    cast.say("second", by=cast.dov)
    cast.say("third", by=cast.bea)
    assert new_from(cast.ada) == ["Bea and Dov"]
    assert not re.search(r"\b[23]\b", "".join(new_from(cast.ada)))


def test_three_are_named_and_others_are_said_without_how_many(cast: Cast) -> None:
    bring(cast.ada.membership, cast.cy, now=cast.now)
    read_all(cast.una, cast)
    for someone in (cast.ada, cast.bea, cast.dov):
        cast.say("hello", by=someone)
    assert new_from(cast.una) == ["Dov, Bea and Ada"]
    cast.say("hello", by=cast.cy)
    assert new_from(cast.una) == ["Cy, Dov, Bea and others"]


def test_my_own_words_are_not_new_to_me(cast: Cast) -> None:
    read_all(cast.ada, cast)
    cast.say("mine", by=cast.ada)
    assert "New from" not in text(home(cast.ada))


def test_somebody_i_hid_is_never_among_the_names(cast: Cast) -> None:
    read_all(cast.ada, cast)
    rooms.draw_boundary(cast.bea.place, by=cast.ada.place, now=cast.now)
    cast.say("from Bea", by=cast.bea)
    assert "New from" not in text(home(cast.ada)) and new_from(cast.dov)
    cast.say("from Dov", by=cast.dov)
    assert new_from(cast.ada) == ["Dov"]


def test_a_topic_begun_by_somebody_i_hid_shows_only_once_others_speak_in_it_and_without_its_title(
    cast: Cast,
) -> None:
    rooms.draw_boundary(cast.bea.place, by=cast.ada.place, now=cast.now)
    theirs = rooms.begin(
        title="Named by Bea", words="opening", once=new_id(), by=cast.bea.place, now=cast.now
    )
    assert theirs.pk not in home(cast.ada).content.decode() and "Named by Bea" in text(home(cast.dov))
    cast.say("Dov answers", by=cast.dov, topic=theirs)
    page = home(cast.ada).content.decode()
    assert theirs.pk in page and "Named by Bea" not in page


def test_what_was_said_before_i_came_is_not_there(cast: Cast) -> None:
    assert cast.early_topic is not None
    assert cast.early_topic.pk not in home(cast.bea).content.decode()


def test_words_that_were_taken_back_are_not_new(cast: Cast) -> None:
    read_all(cast.ada, cast)
    word = cast.say("said too soon", by=cast.dov)
    assert new_from(cast.ada) == ["Dov"]
    rooms.take_back(word, by=cast.dov.place, now=cast.now)
    assert "New from" not in text(home(cast.ada))


def test_one_question_more_a_topic_is_never_asked(cast: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            home(cast.dov)
        return len(queries)

    home(cast.dov)
    before = asked()
    for number in range(6):
        rooms.begin(title=f"Topic {number}", words="opening", once=new_id(), by=cast.ada.place, now=cast.now)
    assert asked() == before


@pytest.mark.parametrize("address", ["/", "/meetings/", "/groups/"])
def test_somebody_in_twenty_groups_asks_as_few_questions_as_in_one(address: str, cast: Cast) -> None:
    """Each question is about all of them at once, also for somebody who hid a person in each."""

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert cast.cy.client.get(address).status_code == 200
        return len(queries)

    def one_more(number: int) -> None:
        founded = found_group(cast.bea, now=cast.now, name=f"Group {number}")
        when.settle_times(founded, parts=WEEKLY, now=cast.now)
        bring(founded, cast.cy, now=cast.now)
        talk = {"title": "Here", "words": "opening", "by": founded.place, "now": cast.now}
        rooms.begin(**talk, once=new_id())

    one_more(0)
    rooms.draw_boundary(
        cast.cy.membership.group.room.places.get(person=cast.bea.person), by=cast.cy.place, now=cast.now
    )
    cast.cy.client.get(address)
    before = asked()
    for number in range(1, 20):
        one_more(number)
    assert asked() == before < 36


def test_an_open_meeting_is_one_tap_away(cast: Cast) -> None:
    table = gather(cast)
    seats = reverse("meeting-seats", args=[table.meeting.pk])
    page = home(cast.una)
    assert f'form="acts" formaction="{seats}"' in page.content.decode()
    assert "Ada started it." in text(page)
    inside = cast.una.client.post(seats, follow=True)
    assert Sitter.objects.filter(meeting=table.meeting, membership=cast.una.membership).exists()
    assert inside.redirect_chain[-1][0] == reverse("meeting", args=[table.meeting.pk])
    assert "Back to the meeting" in text(home(cast.ada))


def test_nobody_joins_a_meeting_unasked_in_which_somebody_is_whom_they_hid(cast: Cast) -> None:
    table = gather(cast)
    rooms.draw_boundary(cast.ada.place, by=cast.una.place, now=cast.now)
    page = home(cast.una)
    assert (
        "1 person you hid is in it." in text(page) and "Ada" not in text(page).split("A meeting is open")[1]
    )
    assert reverse("meeting-seats", args=[table.meeting.pk]) not in page.content.decode()
    assert reverse("meeting", args=[table.meeting.pk]) in page.content.decode()


def test_a_meeting_is_told_to_members_only(cast: Cast) -> None:
    gather(cast)
    assert "A meeting is open" not in text(home(cast.cy)) and "A meeting is open" in text(home(cast.una))


def test_a_proposal_waits_for_me_until_i_have_answered(cast: Cast) -> None:
    assert cast.proposal is not None
    where = reverse("decision", args=[cast.proposal.pk])
    assert where in home(cast.dov).content.decode() and "midnight (UTC)" in text(home(cast.dov))
    cast.dov.client.post(
        reverse("acceptance", args=[cast.proposal.pk]), {"round": cast.proposal.round}, follow=True
    )
    assert where not in home(cast.dov).content.decode()


def test_who_asks_to_join_is_named_to_members(cast: Cast) -> None:
    assert cast.doors is not None
    name = cast.doors.knock.text("name")
    assert f"{name} is asking to join. Answer" in text(home(cast.ada))
    assert "is asking to join" not in text(home(cast.cy))


def test_who_is_in_no_group_finds_the_two_ways(cast: Cast) -> None:
    page = home(cast.cy).content.decode()
    assert "not in a group yet" in text(home(cast.cy)) and "Your first steps" not in page
    assert reverse("starters") in page and reverse("spoken") in page


def test_the_first_steps_stay_until_somebody_else_is_here(cast: Cast) -> None:
    assert "Your first steps" not in text(home(cast.dov)), "alone in a group, but not alone here"


@pytest.fixture
def host(db: None, now: datetime, cheap_passphrases: None, fresh_memory: None) -> Someone:
    """Whoever set the community up, on the first evening."""
    people.found_community(name="Elm Street", now=now)
    answers = starter() | {"run_by": "Ada, who pays for the small server"}
    safety.state_limits(answers=answers, numbers=list(shipped().numbers[:3]), now=now)
    someone = Someone("Ada")
    arrive(someone, now=now)
    sign_in(someone, now=now)
    return someone


def test_a_new_host_is_told_the_first_steps(host: Someone, now: datetime) -> None:
    page = text(home(host))
    assert "Your first steps" in page and "In the same room" in page and "start one first" in page
    membership = found_group(host, now=now)
    page = home(host).content.decode()
    assert reverse("invitations", args=[membership.group_id]) in page and 'class="done"' in page
    arrive(Someone("Bo"), now=now)
    assert "Your first steps" not in text(home(host))
