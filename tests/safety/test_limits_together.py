"""Other limits for all: proposed without a name, decided by consent; who cannot agree says why, without a name."""

from datetime import timedelta

import pytest

from mutuality.kit.refusals import NotHere, Refusal
from mutuality.safety import operations, queries, together
from mutuality.safety.models import Rewording, RewordingReason, RewordingVoice, Statement
from mutuality.site import ending, wiring
from tests import stolen
from tests.cast import Cast, Someone, arrive
from tests.reading_pages import text

NEW = "Ada and Bea, on a computer in the centre"


def propose(cast: Cast, by: Someone, **changed: str) -> Rewording:
    told = queries.kept() | ({"run_by": NEW} | changed)
    return together.propose(told, by=by.person, now=cast.now)


def accept(cast: Cast, row: Rewording, *, by: Someone) -> None:
    voice = together.own_voice(by.person, rewording_id=row.pk, now=cast.now)
    together.accept(voice, by=by.person, now=cast.now)


def object_to(cast: Cast, row: Rewording, *, by: Someone, because: str = "It names too much") -> None:
    voice = together.own_voice(by.person, rewording_id=row.pk, now=cast.now)
    together.object_to(voice, because=because, by=by.person, now=cast.now)


def days_pass(cast: Cast, days: int) -> None:
    """Time goes on, and the server is there each day."""
    for _day in range(days):
        cast.now += timedelta(days=1)
        together.sweep(now=cast.now)


def everybody(cast: Cast) -> list[Someone]:
    return [cast.ada, cast.bea, cast.cy, cast.dov, cast.una]


def test_everyones_yes_puts_it_in_force_at_once(cast: Cast) -> None:
    row = propose(cast, cast.bea)
    for someone in (cast.ada, cast.cy, cast.dov):
        accept(cast, row, by=someone)
        accept(cast, row, by=someone)
        assert queries.limits().host != NEW
    before = queries.limits()
    accept(cast, row, by=cast.una)
    after = queries.limits()
    assert (after.host, after.number, after.numbers) == (NEW, before.number + 1, before.numbers)
    assert not Rewording.objects.exists() and not RewordingVoice.objects.exists()


def test_whoever_accepted_it_is_not_shown_it_again_and_whoever_came_meanwhile_is(cast: Cast) -> None:
    row = propose(cast, cast.bea)
    newcomer = Someone("Gus")
    arrive(newcomer, now=cast.now)
    with pytest.raises(NotHere):
        together.own_voice(newcomer.person, rewording_id=row.pk, now=cast.now)
    for someone in (cast.ada, cast.cy, cast.dov, cast.una):
        accept(cast, row, by=someone)
    assert cast.ada.client.get("/").status_code == 200
    assert queries.has_changed(newcomer.person.pk) and not queries.has_changed(cast.una.person.pk)


def test_one_who_never_answers_stops_nothing_and_is_shown_what_changed(cast: Cast) -> None:
    row = propose(cast, cast.bea)
    for someone in (cast.ada, cast.dov):
        accept(cast, row, by=someone)
    days_pass(cast, 14)
    assert queries.limits().host != NEW
    days_pass(cast, 1)
    assert queries.limits().host == NEW and not Rewording.objects.exists()
    assert queries.has_changed(cast.una.person.pk) and not queries.has_changed(cast.dov.person.pk)


def test_too_few_yeses_change_nothing(cast: Cast) -> None:
    row = propose(cast, cast.bea)
    accept(cast, row, by=cast.ada)
    days_pass(cast, 15)
    assert queries.limits().number == 1 and not Rewording.objects.exists()
    propose(cast, cast.bea)


def test_days_on_which_the_server_was_away_are_given_back(cast: Cast) -> None:
    row = propose(cast, cast.bea)
    for someone in (cast.ada, cast.dov):
        accept(cast, row, by=someone)
    cast.now += timedelta(days=40)
    together.sweep(now=cast.now)
    assert queries.limits().number == 1
    object_to(cast, row, by=cast.una)


def test_one_who_cannot_agree_says_why_without_a_name_and_it_can_be_reworded(cast: Cast) -> None:
    row = propose(cast, cast.bea, kept="Everything, for ever")
    for someone in (cast.ada, cast.dov):
        accept(cast, row, by=someone)
    address, sent = "/limits/proposal/", {"wording": row.pk, "round": 1, "answer": "not-this"}
    refused = cast.una.client.post(address, sent)
    assert refused.status_code == 422 and Rewording.objects.count() == 1
    cast.una.client.post(address, sent | {"because": "A <b>child</b> reads here"})
    for someone in (cast.cy, cast.bea):
        page = someone.client.get(address).content.decode()
        assert "A &lt;b&gt;child&lt;/b&gt; reads here" in page and "Una" not in page
    reason = RewordingReason.objects.get()
    days_pass(cast, 14)
    assert queries.limits().number == 1
    together.propose(queries.kept() | {"run_by": NEW}, by=cast.bea.person, now=cast.now)
    assert not RewordingReason.objects.exists()
    assert not stolen.opens(
        reason.because, key=reason.key_id, about=f"safety.rewordingreason.because:{reason.pk}"
    )
    for someone in (cast.ada, cast.dov):
        accept(cast, row, by=someone)
    days_pass(cast, 15)
    assert queries.limits().host == NEW


def test_three_quarters_decide_once_it_was_reworded_twice_for_who_could_not_agree(cast: Cast) -> None:
    row = propose(cast, cast.bea)
    for words in ("First", "Second"):
        object_to(cast, row, by=cast.una)
        together.propose(queries.kept() | {"run_by": words}, by=cast.bea.person, now=cast.now)
    object_to(cast, row, by=cast.una)
    for someone in (cast.ada, cast.dov):
        accept(cast, row, by=someone)
    days_pass(cast, 15)
    assert queries.limits().host == "Second"


def test_an_author_takes_back_what_they_proposed_and_it_leaves_nothing(cast: Cast) -> None:
    row = propose(cast, cast.bea, kept="Everything, for ever")
    about, blob = f"safety.rewording.answers:{row.pk}", row.answers
    assert stolen.opens(blob, key=row.key_id, about=about)
    address, sent = "/limits/proposal/", {"wording": row.pk, "round": 1, "answer": "take-back"}
    cast.cy.client.post(address, sent)
    assert Rewording.objects.count() == 1
    cast.bea.client.post(address, sent)
    assert not stolen.opens(blob, key=row.key_id, about=about)
    for someone in everybody(cast):
        assert someone.client.get(address)["Location"] == "/limits/"
        assert someone.client.post(address, sent | {"answer": "accept"}).status_code == 302
    assert queries.limits().number == 1 and "proposes to change what" not in text(cast.ada.client.get("/"))


def test_who_has_just_arrived_does_not_decide_yet(cast: Cast) -> None:
    cast.now += timedelta(days=14)
    newcomer = Someone("Gus")
    arrive(newcomer, now=cast.now)
    with pytest.raises(Refusal, match="14 days after joining"):
        propose(cast, newcomer)
    assert propose(cast, cast.bea).voices.count() == 5


def test_what_changed_a_short_time_ago_changes_again_only_if_everyone_agrees(cast: Cast) -> None:
    row = propose(cast, cast.bea)
    for someone in (cast.ada, cast.cy, cast.dov, cast.una):
        accept(cast, row, by=someone)
    again = propose(cast, cast.bea, run_by="Someone else")
    for someone in (cast.ada, cast.cy, cast.dov):
        accept(cast, again, by=someone)
    days_pass(cast, 15)
    assert queries.limits().host == NEW
    days_pass(cast, 30)
    later = propose(cast, cast.bea, run_by="Someone else")
    for someone in (cast.ada, cast.cy):
        accept(cast, later, by=someone)
    days_pass(cast, 15)
    assert queries.limits().host == "Someone else"


def test_a_yes_counts_only_for_the_wording_that_was_read(cast: Cast) -> None:
    first = propose(cast, cast.bea)
    propose(cast, cast.bea, kept="Everything, for ever")
    for wording, round in ((first.pk, 1), ("", 2), ("x" * 300, 2), (first.pk, "x"), (first.pk, "9" * 30)):
        cast.ada.client.post("/limits/proposal/", {"wording": wording, "round": round, "answer": "accept"})
    assert RewordingVoice.objects.filter(answer="accept").count() == 1


def test_nobody_learns_who_proposed_or_who_answered(cast: Cast) -> None:
    row = propose(cast, cast.bea)
    address, sent = "/limits/proposal/", {"wording": row.pk, "round": 1}
    untouched = text(cast.cy.client.get(address))
    home = text(cast.cy.client.get("/"))
    assert "proposes to change what" in home
    for someone in (cast.ada, cast.dov):
        cast_answer = someone.client.post(address, sent | {"answer": "accept"})
        assert cast_answer["Location"] == address
    assert text(cast.cy.client.get(address)) == untouched and text(cast.cy.client.get("/")) == home
    assert "Bea" not in untouched.replace(NEW, "") and "proposes to change what" not in text(
        cast.ada.client.get("/")
    )


def test_a_proposal_goes_with_whoever_made_it(cast: Cast) -> None:
    propose(cast, cast.bea)
    ending.leave_community(by=cast.bea.person, now=cast.now)
    assert not Rewording.objects.exists() and queries.limits().number == 1


def test_whoever_leaves_is_not_waited_for(cast: Cast) -> None:
    row = propose(cast, cast.bea)
    for someone in (cast.ada, cast.cy, cast.dov):
        accept(cast, row, by=someone)
    ending.leave_community(by=cast.una.person, now=cast.now)
    assert queries.limits().host == NEW


def test_two_who_stay_are_all_there_are_once_the_third_has_left(cast: Cast) -> None:
    """Who was leaving was still counted, so two of two seemed too few, and what they had accepted ended."""
    for someone in (cast.dov, cast.una):
        ending.leave_community(by=someone.person, now=cast.now)
    row = propose(cast, cast.bea)
    accept(cast, row, by=cast.ada)
    ending.leave_community(by=cast.cy.person, now=cast.now)
    assert queries.limits().host == NEW


def test_whoever_is_left_alone_changes_nothing_by_lapse(cast: Cast) -> None:
    propose(cast, cast.ada)
    for someone in (cast.bea, cast.cy, cast.dov, cast.una):
        ending.leave_community(by=someone.person, now=cast.now)
    assert not Rewording.objects.exists() and queries.limits().number == 1


def test_after_its_days_it_is_over(cast: Cast) -> None:
    row = propose(cast, cast.bea)
    days_pass(cast, 14)
    later = cast.now + timedelta(days=1)
    with pytest.raises(NotHere):
        together.own_voice(cast.una.person, rewording_id=row.pk, now=later)
    wiring.sweep(later)
    assert not Rewording.objects.exists() and queries.limits().number == 1


def test_one_proposal_at_a_time_and_none_that_changes_nothing(cast: Cast) -> None:
    with pytest.raises(Refusal, match="how it is already"):
        together.propose(queries.kept(), by=cast.ada.person, now=cast.now)
    propose(cast, cast.ada)
    with pytest.raises(together.OneAtATime):
        propose(cast, cast.bea)
    sent = {name: said for name, said in queries.kept().items() if isinstance(said, str)}
    answer = cast.bea.client.post("/limits/rewording/", sent | {"run_by": "typed for a while"})
    assert answer.status_code == 422 and b"typed for a while" in answer.content


def test_a_voice_of_somebody_else_moves_nothing(cast: Cast) -> None:
    row = propose(cast, cast.bea)
    voice = together.own_voice(cast.ada.person, rewording_id=row.pk, now=cast.now)
    together.accept(voice, by=cast.cy.person, now=cast.now)
    together.object_to(voice, because="No", by=cast.cy.person, now=cast.now)
    together.take_back(voice, by=cast.cy.person, now=cast.now)
    assert RewordingVoice.objects.filter(answer="accept").count() == 1 and Rewording.objects.count() == 1


def test_facts_that_the_host_states_end_what_was_read_beside_others(cast: Cast) -> None:
    propose(cast, cast.bea)
    operations.state_facts(facts={"takes_over": "Dov takes over"}, agency=None, now=cast.now)
    assert not Rewording.objects.exists()
    assert [(s.number) for s in Statement.objects.order_by("number")] == [1, 2]


def test_the_host_states_facts_and_never_what_all_chose(cast: Cast) -> None:
    for choice in ("passed_on", "police", "traced", "kept"):
        with pytest.raises(NotHere):
            operations.state_facts(facts={choice: "x"}, agency=None, now=cast.now)
    before = queries.kept()
    operations.state_facts(facts={"law": "Dov must report."}, agency=True, now=cast.now)
    after = queries.kept()
    assert {name for name in after if after[name] != before[name]} == {"law", "agency"}


def test_two_of_many_change_nothing_for_those_who_came_since(cast: Cast) -> None:
    """Two who were here first had changed what the others read at the door, and the others were not asked."""
    for someone in (cast.cy, cast.dov, cast.una):
        ending.leave_community(by=someone.person, now=cast.now)
    row = propose(cast, cast.bea)
    for name in ("Gus", "Hal", "Ivy"):
        arrive(Someone(name), now=cast.now)
    accept(cast, row, by=cast.ada)
    assert not Rewording.objects.exists() and queries.limits().number == 1
    again = propose(cast, cast.bea)
    assert again.voices.count() == 5


def test_whoever_met_an_objection_waits_and_all_others_may_propose(cast: Cast) -> None:
    """Six texts a day without a name, before everyone, also before a person who hid their author."""
    row = propose(cast, cast.bea)
    object_to(cast, row, by=cast.ada)
    days_pass(cast, 15)
    assert not Rewording.objects.exists()
    with pytest.raises(Refusal, match="You can propose again from"):
        propose(cast, cast.bea)
    other = propose(cast, cast.cy)
    together.take_back(
        together.own_voice(cast.cy.person, rewording_id=other.pk, now=cast.now),
        by=cast.cy.person,
        now=cast.now,
    )
    days_pass(cast, 30)
    propose(cast, cast.bea)


def test_what_is_proposed_is_folded_until_somebody_opens_it(cast: Cast) -> None:
    propose(cast, cast.bea, kept="Words meant for one person")
    page = cast.cy.client.get("/limits/proposal/").content.decode()
    folded = page.split("Words meant for one person")[0]
    assert folded.rsplit("<details", 1)[1].count("</details>") == 0 and "<details" in folded
    assert "<summary>What is kept, and for how long</summary>" in page


def test_who_stands_at_the_door_learns_that_other_limits_are_proposed(cast: Cast) -> None:
    address = f"/knocking/{cast.doors.many}/"
    assert "Someone here proposes to change what we promise" not in text(cast.nobody.client.get(address))
    propose(cast, cast.bea)
    assert "Someone here proposes to change what we promise" in text(cast.nobody.client.get(address))


def test_somebody_who_arrives_meanwhile_is_asked_too(cast: Cast) -> None:
    """Whether someone was alone was asked before the change: who arrived in between was passed over."""
    for someone in (cast.bea, cast.cy, cast.dov, cast.una):
        ending.leave_community(by=someone.person, now=cast.now)
    answers = queries.kept() | {"run_by": NEW}
    together.change(answers, by=cast.ada.person, now=cast.now)
    assert queries.limits().host == NEW
    arrive(Someone("Gus"), now=cast.now)
    together.change(answers | {"run_by": "Ada alone"}, by=cast.ada.person, now=cast.now)
    assert queries.limits().host == NEW and Rewording.objects.get().voices.count() == 2
