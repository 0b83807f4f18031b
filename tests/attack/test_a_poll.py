"""Who would bend a question to a group: two tabs, three accounts, a leaver, a boundary, friends, a forged form."""

import pytest

from mutuality.groups import operations as groups
from mutuality.groups import queries as groups_queries
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.meetings.models import Turn
from mutuality.meetings.operations import turns
from mutuality.polls import operations, queries
from mutuality.polls.models import Asked, Poll
from mutuality.rooms import operations as rooms
from tests.decisions.conftest import circle  # noqa: F401
from tests.polls.conftest import Asking, six  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def test_two_tabs_are_one_answer(six: Asking) -> None:  # noqa: F811
    poll = six.ask()
    for choice in ("0", "1", "1"):
        assert six.post(poll, "answer", by="Bea", answer=choice) == 302
    assert [row.said for row in Asked.objects.filter(took=True)] == ["010"]


def test_friends_who_are_added_in_mid_poll_do_not_answer(six: Asking) -> None:  # noqa: F811
    poll = six.ask(kind="lot", options=())
    six.group.come("Gus")
    with pytest.raises(NotHere):
        six.answer(poll, Gus="1")
    six.answer(poll, Bea="1")
    six.days_pass(8)
    assert Asked.objects.get(drawn=True).membership == six.group.of("Bea")


def test_nobody_from_outside_reads_or_answers(six: Asking) -> None:  # noqa: F811
    poll = six.ask(question="Only ours")
    groups.leave(six.group.of("Fay"), by=six.group.people["Fay"].person, now=six.now)
    client = six.group.people["Fay"].client
    assert client.get(f"/polls/{poll.pk}/").status_code == 404
    for act in ("answer", "taking-back", "next-draw", "proposal"):
        assert client.post(f"/polls/{poll.pk}/{act}/", {"answer": "0", "place": "0"}).status_code == 404


def test_a_boundary_in_mid_poll_hides_the_question_for_one_and_tells_nobody(six: Asking) -> None:  # noqa: F811
    poll = six.ask("Ada", question="Ada's words")
    before = six.page(poll, of="Ada")
    bea = six.group.of("Bea").place
    rooms.draw_boundary(six.group.of("Ada").place, by=bea, now=six.now)
    page = six.page(poll, of="Bea")
    assert "Show the question of someone you hid" in page
    listed = six.group.people["Bea"].client.get(f"/groups/{six.group.group.pk}/polls/").content.decode()
    assert "Ada&#x27;s words" not in listed
    assert six.post(poll, "answer", by="Bea", answer="0") == 302
    assert "someone you hid" not in six.page(poll, of="Ada") and before.count("Bea") <= 1


def test_who_was_not_drawn_hands_nothing_on(six: Asking) -> None:  # noqa: F811
    poll = six.ask(kind="lot", options=())
    six.answer(poll, Bea="1", Cy="0")
    six.days_pass(8)
    for name in ("Ada", "Cy", "Dov"):
        assert six.post(poll, "next-draw", by=name) == 302
    assert Asked.objects.get(drawn=True).membership == six.group.of("Bea")


def test_a_role_that_the_group_has_not_is_not_drawn_for(six: Asking) -> None:  # noqa: F811
    with pytest.raises(NotHere):
        six.ask(kind="lot", options=(), role="ruler")
    assert not Turn.objects.exists() and not Poll.objects.exists()


def test_who_has_the_role_keeps_it(six: Asking) -> None:  # noqa: F811
    """A draw takes nothing from the one who has it."""
    role = groups_queries.turn_kinds(six.group.group)[0].slug
    turns.take(six.group.of("Ada"), role=role, days=28, now=six.now)
    poll = six.ask(kind="lot", options=(), role=role)
    six.answer(poll, Bea="1")
    six.days_pass(8)
    assert Turn.objects.get().membership == six.group.of("Ada")


def test_a_flood_of_questions_is_one_each_and_twenty_a_day(six: Asking) -> None:  # noqa: F811
    six.ask()
    for _time in range(3):
        with pytest.raises(operations.OneEach):
            six.ask(question="And this?")
    assert Poll.objects.count() == 1


def test_a_secret_vote_of_three_accounts_shows_nothing(six: Asking) -> None:  # noqa: F811
    """Mal can't learn what two others said by answering three times himself: below five, no number is shown."""
    poll = six.ask("Ada", sight="secret")
    six.answer(poll, Ada="100", Bea="100", Cy="100", Dov="010")
    six.days_pass(8)
    read = queries.reading(six.fresh(poll), membership=six.group.of("Ada"), today=six.now.date())
    assert read.too_few and not read.lines


def test_a_time_that_others_decide_about_is_not_proposed_over_them(six: Asking) -> None:  # noqa: F811
    times = [f"{six.now.date()}T{hour}:00+00:00" for hour in (19, 20)]
    poll = six.ask(kind="times", options=times, zone="UTC")
    six.days_pass(8)
    assert six.post(poll, "proposal", by="Bea", place="0") == 302
    # Another about the same thing leads to what is open.
    assert six.post(poll, "proposal", by="Cy", place="1") == 302
    with pytest.raises(Refusal):
        operations.propose_time(six.fresh(poll), place=1, by=six.group.of("Cy"), now=six.now)
