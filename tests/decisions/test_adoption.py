"""The answer that was still missing makes it so, in the same moment."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from mutuality.decisions import operations, queries
from mutuality.decisions.models import Position, Proposal
from mutuality.groups import hooks
from mutuality.groups import queries as groups
from mutuality.groups.models import Invitation
from mutuality.groups.operations import NobodyInvites, invite
from mutuality.kit.clock import end_of
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.ledger import queries as ledger
from mutuality.live.models import Notice
from mutuality.live.terms import For, Hint
from mutuality.meetings.operations import when
from mutuality.rooms import operations as rooms
from mutuality.rooms.feed import RoomFeed
from tests.decisions.conftest import Circle
from tests.live.audience import audience
from tests.meetings.table import times

pytestmark = pytest.mark.django_db(transaction=True)


def everybody(three: Circle, proposal: Proposal) -> None:
    for name in ("Ada", "Bea", "Cy"):
        three.accept(proposal, by=name)


def five_of(circle: Callable[..., Circle]) -> Circle:
    """Ada to Eli, who have accepted their starting terms."""
    five = circle("Ada", "Bea", "Cy")
    terms = Proposal.objects.get(by_itself=True)
    for name in ("Ada", "Bea", "Cy"):
        five.accept(terms, by=name)
    for name in ("Dov", "Eli"):
        five.come(name)
    return five


def test_everyones_yes_is_enough_at_once(three: Circle) -> None:
    asked = three.propose("Ada")
    three.accept(asked, by="Bea")
    assert three.settings.retention_days == 30
    three.accept(asked, by="Cy")
    assert three.settings.retention_days == 7
    assert three.fresh(asked).outcome == "adopted"


def test_no_answer_is_no_yes(three: Circle) -> None:
    asked = three.propose("Ada")
    three.days_pass(8)
    assert three.fresh(asked).outcome == "over"
    assert three.settings.retention_days == 30


def test_who_never_answers_stops_nothing(three: Circle) -> None:
    asked = three.propose("Bea")
    three.accept(asked, by="Cy")
    three.days_pass(7)
    assert three.settings.retention_days == 30
    three.days_pass(1)
    assert three.settings.retention_days == 7 and three.fresh(asked).outcome == "adopted"
    assert "Enough people agreed, and no one objected." in [
        line.clause for line in groups.ledger_lines(three.group)
    ]


def test_one_and_who_invited_them_give_the_others_as_many_days_again(three: Circle) -> None:
    """They may be one person with two accounts."""
    asked = three.propose("Ada")
    three.accept(asked, by="Bea")
    three.days_pass(14)
    assert three.fresh(asked).closed_on is None and three.settings.retention_days == 30
    three.days_pass(1)
    assert three.settings.retention_days == 7


def test_one_of_two_decides_after_twice_the_time_and_the_other_can_object(pair: Circle) -> None:
    asked = pair.propose("Ada")
    pair.days_pass(14)
    assert pair.settings.retention_days == 30
    pair.days_pass(1)
    assert pair.settings.retention_days == 7 and pair.fresh(asked).outcome == "adopted"
    pair.days_pass(30)
    again = pair.propose("Ada", retention_days=90)
    pair.days_pass(10)
    pair.object_to(again, by="Bea")
    pair.days_pass(20)
    assert pair.fresh(again).outcome == "over" and pair.settings.retention_days == 7


def test_an_objection_stops_it_and_after_two_other_wordings_three_quarters_decide(
    circle: Callable[..., Circle], db: None
) -> None:
    five = five_of(circle)
    asked = five.propose("Ada")
    for name in ("Bea", "Cy"):
        five.accept(asked, by=name)
    five.object_to(asked, by="Dov")
    for days in (1, 90):
        five.days_pass(7)
        assert five.fresh(asked).closed_on is None or five.fresh(asked).outcome == "over"
        five.amend(asked, by="Ada", retention_days=days)
        for name in ("Bea", "Cy"):
            five.accept(asked, by=name)
        five.object_to(asked, by="Dov")
    five.days_pass(8)
    assert five.fresh(asked).outcome == "adopted" and five.settings.retention_days == 90
    assert "Three quarters of those who answered agreed." in [
        line.clause for line in groups.ledger_lines(five.group)
    ]


def test_what_too_many_cannot_agree_with_is_declined_and_rests(
    circle: Callable[..., Circle], db: None
) -> None:
    five = five_of(circle)
    asked = five.propose("Ada")
    for days in (1, 90):
        five.object_to(asked, by="Dov")
        five.amend(asked, by="Ada", retention_days=days)
    five.accept(asked, by="Bea")
    five.object_to(asked, by="Dov")
    five.days_pass(8)
    assert five.fresh(asked).outcome == "declined" and five.settings.retention_days == 30
    for by, effect, changed in (
        ("Bea", "retention", {"retention_days": 1}),
        ("Bea", "terms", {"retention_days": 1}),
    ):
        with pytest.raises(operations.Rests):
            five.propose(by, effect=effect, **changed)
    five.propose("Bea", effect="name", group_name="Wednesday")
    five.days_pass(30)
    five.propose("Cy", retention_days=1)


def test_what_was_adopted_changes_again_at_once_only_if_everyone_agrees(
    circle: Callable[..., Circle], db: None
) -> None:
    five = five_of(circle)
    asked = five.propose("Bea")
    for name in ("Cy", "Dov"):
        five.accept(asked, by=name)
    five.days_pass(8)
    again = five.propose("Bea", retention_days=1)
    for name in ("Ada", "Cy", "Dov"):
        five.accept(again, by=name)
    five.days_pass(8)
    assert five.fresh(again).outcome == "over" and five.settings.retention_days == 7
    mended = five.propose("Bea", retention_days=1)
    for name in ("Ada", "Cy", "Dov", "Eli"):
        five.accept(mended, by=name)
    assert five.settings.retention_days == 1


def test_days_on_which_the_server_was_away_count_for_nothing(three: Circle) -> None:
    asked = three.propose("Bea")
    three.accept(asked, by="Cy")
    three.days_pass(2)
    three.now += timedelta(days=20)
    operations.sweep(now=three.now)
    assert three.fresh(asked).closed_on is None and three.settings.retention_days == 30
    three.object_to(asked, by="Ada")
    three.accept(asked, by="Ada")


def test_nobody_who_has_just_joined_decides_on_what_keeps_people_safe(three: Circle) -> None:
    three.days_pass(14)
    three.come("Dov")
    asked = three.propose("Ada")
    with pytest.raises(NotHere):
        three.accept(asked, by="Dov")
    with pytest.raises(operations.TooSoon):
        three.propose("Dov", effect="inviting", inviting="nobody")
    three.propose("Dov", effect="name", group_name="Wednesday")
    for name in ("Bea", "Cy"):
        three.accept(asked, by=name)
    assert three.settings.retention_days == 7


def test_it_is_open_until_people_have_met(three: Circle) -> None:
    when.put_times(three.group, parts=times(three.now + timedelta(days=9)), now=three.now)
    meets = hooks.next_meeting(three.group, now=three.now)
    assert meets and three.propose("Ada").until == max(meets, three.now.date() + timedelta(days=7)) == meets


def test_not_like_this_holds_it_until_it_is_taken_back(three: Circle) -> None:
    asked = three.propose("Ada")
    three.object_to(asked, by="Bea")
    three.accept(asked, by="Cy")
    assert three.settings.retention_days == 30
    three.accept(asked, by="Bea")
    assert three.settings.retention_days == 7


def test_a_yes_can_become_a_no_until_it_is_adopted(three: Circle) -> None:
    asked = three.propose("Ada")
    three.accept(asked, by="Bea")
    three.object_to(asked, by="Ada")
    three.accept(asked, by="Cy")
    assert three.settings.retention_days == 30


def test_not_like_this_needs_a_reason(three: Circle) -> None:
    asked = three.propose("Ada")
    with pytest.raises(Refusal) as refused:
        three.object_to(asked, by="Bea", because=" ")
    assert refused.value.field == "because"
    three.object_to(asked, by="Bea", because="It is too short")
    assert b"short" not in bytes(Position.objects.get().because)


def test_a_second_click_on_accept_changes_nothing(three: Circle) -> None:
    asked = three.propose("Ada")
    for name in ("Bea", "Bea", "Cy", "Cy"):
        three.accept(asked, by=name)
    assert [line.kind for line in ledger.entries(three.group.pk)].count("adopted-retention") == 1


def test_an_answer_after_the_end_is_refused_and_changes_nothing(three: Circle) -> None:
    asked = three.propose("Ada")
    three.days_pass(8)
    for late in (lambda: three.accept(asked, by="Bea"), lambda: three.object_to(asked, by="Bea")):
        with pytest.raises(operations.Ended):
            late()
    assert asked.voices.exclude(answer="").count() == 1


def test_the_last_day_still_counts(three: Circle) -> None:
    asked = three.propose("Ada")
    three.days_pass(7)
    operations.sweep(now=three.now)
    three.accept(asked, by="Bea")
    three.accept(asked, by="Cy")
    assert three.settings.retention_days == 7


def test_the_ledger_says_what_was_adopted_and_names_nobody(three: Circle) -> None:
    day = three.now.date() + timedelta(days=60)
    Proposal.objects.filter(pk=three.propose("Ada").pk).update(review_on=day)
    everybody(three, Proposal.objects.get(effect="retention"))
    line = groups.ledger_lines(three.group)[0]
    assert (line.says, line.text, line.by, line.together) == (
        "Adopted: How long messages are kept", "One week instead of 30 days", "", True,
    )  # fmt: skip
    assert ledger.entries(three.group.pk)[-1].ends_on == day
    assert ledger.verify(three.group.pk) is None


EVERY = [
    ("agreement", {"agreement": "We speak one at a time.", "in_danger": "We ask."}, "agreement"),
    ("for-whom", {"for_whom": "Whoever walks"}, "for_whom"),
    ("name", {"group_name": "Wednesday"}, "name"),
    ("our-limits", {"our_limits": "Dov is paid by the centre and tells nobody."}, "our_limits"),
    ("retention", {"retention_days": 1}, "retention_days"),
    ("inviting", {"inviting": "nobody"}, "inviting"),
    ("meetings", {"meetings": 12}, "meetings"),
    ("format", {"starter": "topic"}, "starter"),
    ("turns", {"turns": ["opener"]}, "turns"),
    ("turns", {"own_turns": "Tea and chairs"}, "own_turns"),
]


@pytest.mark.parametrize(("effect", "payload", "part"), EVERY)
def test_every_setting_changes_by_its_own_decision_and_alone(
    three: Circle, effect: str, payload: dict, part: str
) -> None:
    before = three.settings._asdict()
    everybody(three, three.propose("Ada", effect=effect, **payload))
    after = three.settings._asdict()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == ({"agreement", "in_danger"} if effect == "agreement" else {part})


def test_when_nobody_invites_no_door_is_made_and_open_ones_stay(three: Circle) -> None:
    ada = three.of("Ada")
    invite(ada, way="link", by=ada.person, now=three.now)
    everybody(three, three.propose("Ada", effect="inviting", inviting="nobody"))
    with pytest.raises(NobodyInvites):
        invite(ada, way="link", by=ada.person, now=three.now)
    assert Invitation.objects.count() == 1


def test_what_was_said_is_never_kept_longer_nor_shown_wider(three: Circle) -> None:
    ada = three.of("Ada").place
    topic = rooms.begin_topic(title="Here", by=ada, now=three.now)
    first = rooms.say(topic, words="Said under thirty days", once="a", by=ada, now=three.now)
    everybody(three, three.propose("Ada", retention_days=90))
    first.refresh_from_db()
    assert first.ends_at == end_of(three.now, days=30)
    second = rooms.say(topic, words="Said under ninety days", once="b", by=ada, now=three.now)
    assert second.ends_at == end_of(three.now, days=90)
    everybody(three, three.propose("Bea", retention_days=1))
    second.refresh_from_db()
    assert second.ends_at == end_of(three.now, days=90)


def test_open_pages_of_the_room_hear_the_new_rule(three: Circle) -> None:
    room = three.group.room_id
    everybody(three, three.propose("Ada"))
    told = Notice.objects.filter(topic=f"room/{room}", kind="rule").get()
    rendered = RoomFeed().render(room, [Hint(told.seq, "rule", room)], audience())
    assert [(one.event, one.target) for one in rendered] == [("put", "rule")]
    assert "one week" in rendered[0].html[For("en")]


def test_a_change_that_fails_leaves_the_answer_unsaid(three: Circle, monkeypatch) -> None:
    asked = three.propose("Ada")
    three.accept(asked, by="Bea")

    def broken(*args, **kwargs):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("mutuality.ledger.operations.record", broken)
        with pytest.raises(RuntimeError):
            three.accept(asked, by="Cy")
    assert three.settings.retention_days == 30
    assert list(queries.stances(asked).values()).count("") == 1
    three.accept(asked, by="Cy")
    assert three.settings.retention_days == 7


def test_two_answers_at_the_same_moment_adopt_once(three: Circle) -> None:
    asked = three.propose("Ada")
    at_once, trouble = threading.Barrier(4), []

    def answer(name: str) -> None:
        try:
            membership = three.of(name)
            at_once.wait(timeout=10)
            operations.accept(asked, round=1, by=membership, now=three.now)
        except Exception as error:
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=(name,)) for name in ("Bea", "Cy", "Bea", "Cy")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not trouble
    assert three.fresh(asked).outcome == "adopted"
    kinds = [line.kind for line in ledger.entries(three.group.pk)]
    assert kinds.count("adopted-retention") == 1
    assert ledger.verify(three.group.pk) is None


def test_a_yes_and_a_leaving_at_the_same_moment_hold_nobody_up(three: Circle) -> None:
    from mutuality.groups import operations as group_acts

    asked = three.propose("Ada")
    at_once, trouble = threading.Barrier(2), []
    bea, cy = three.of("Bea"), three.of("Cy")

    def act(what) -> None:
        try:
            at_once.wait(timeout=10)
            what()
        except Exception as error:
            trouble.append(error)
        finally:
            connection.close()

    acts = (
        lambda: operations.accept(asked, round=1, by=bea, now=three.now),
        lambda: group_acts.leave(cy, by=cy.person, now=three.now),
    )
    threads = [threading.Thread(target=act, args=(what,)) for what in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not trouble
    assert three.fresh(asked).outcome == "adopted"
    assert three.settings.retention_days == 7
