"""Which turns there are belongs to the group: a founder's to begin with, then everybody's."""

import pytest
from django.urls import reverse

from mutuality.ballots import effects
from mutuality.groups import formats
from mutuality.groups import operations as groups
from mutuality.groups import queries as group_queries
from mutuality.groups.models import Group, Membership
from mutuality.groups.queries import Turns
from mutuality.groups.wording import own_turns, usual_turns
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.meetings import export, queries
from mutuality.meetings.models import Turn
from mutuality.meetings.operations import floor, turns
from tests.cast import Cast, Someone
from tests.meetings.test_effects import all_accept, propose
from tests.reading_pages import text

TEA = "Tea and chairs"


def settle(cast: Cast, *usual: str, own: str = "") -> None:
    """Let everybody decide on the turns."""
    all_accept(cast, propose(cast, "turns", {"turns": list(usual), "own_turns": own}))


def group_of(cast: Cast) -> Group:
    return Group.objects.select_related("key", "room").get(pk=cast.group.pk)


def fresh(someone: Someone) -> Membership:
    """The membership as a page finds it now."""
    assert someone.membership is not None
    return Membership.objects.get(pk=someone.membership.pk)


def names(cast: Cast) -> list[str]:
    return [kind.name for kind in group_queries.turn_kinds(group_of(cast))]


def slug(cast: Cast, name: str) -> str:
    return next(kind.slug for kind in group_queries.turn_kinds(group_of(cast)) if kind.name == name)


def take(someone: Someone, role: str, cast: Cast) -> None:
    assert someone.membership is not None
    turns.take(someone.membership, role=role, days=28, now=cast.now)


def test_a_group_begins_with_the_turns_of_its_format(cast: Cast) -> None:
    assert names(cast) == ["Opening reader", "Facilitator", "Timekeeper", "Greeter"]
    began = groups.found(
        wording=group_queries.terms_of(cast.group), starter="twelve-step", retention_days=7, meetings=None,
        name="Cy", bound="", by=cast.cy.person, now=cast.now,
    )  # fmt: skip
    assert group_queries.turns_of(began.group) == Turns(
        ["opener", "time-keeper", "welcomer"], "Reader\nTea and chairs"
    )


def test_a_founder_alone_settles_them_and_no_one_does_for_others(cast: Cast) -> None:
    alone = reverse("terms", args=[cast.second.group_id])
    page = text(cast.dov.client.get(alone))
    assert "Roles people take in turn" in page and "Your own roles" in page
    wording = group_queries.terms_of(cast.second.group)
    said = {
        "group_name": wording.name, "for_whom": wording.for_whom, "agreement": wording.agreement,
        "in_danger": wording.in_danger, "retention_days": 30, "meetings": "", "turns": ["opener"],
        "own_turns": "Tea and chairs\r\n\r\n Keeps  the key \r\n",
    }  # fmt: skip
    assert cast.dov.client.post(alone, said).status_code == 302
    group = Group.objects.select_related("key").get(pk=cast.second.group_id)
    assert group_queries.turns_of(group) == Turns(["opener"], "Tea and chairs\nKeeps the key")
    assert cast.ada.client.post(reverse("terms", args=[cast.group.pk]), said).status_code == 422
    assert TEA not in names(cast)


def test_from_two_on_they_change_when_everybody_has_accepted(cast: Cast) -> None:
    proposal = propose(cast, "turns", {"turns": ["opener"], "own_turns": TEA})
    shown = text(cast.bea.client.get(reverse("decision", args=[proposal.pk])))
    assert "Opening reader, Facilitator, Timekeeper, Greeter" in shown and TEA in shown
    assert names(cast) == ["Opening reader", "Facilitator", "Timekeeper", "Greeter"]
    all_accept(cast, proposal)
    assert names(cast) == ["Opening reader", TEA]
    assert TEA in text(cast.bea.client.get(reverse("group", args=[cast.group.pk])))


def test_only_turns_that_the_group_has_can_be_taken(cast: Cast) -> None:
    settle(cast, "opener", own=TEA)
    for other in ("welcomer", TEA, "", "x" * 40):
        with pytest.raises(NotHere):
            take(cast.bea, other, cast)
    take(cast.bea, slug(cast, TEA), cast)
    page = text(cast.dov.client.get(reverse("meetings", args=[cast.group.pk])))
    assert TEA in page and "Greeter" not in page and "Bea" in page


def test_of_an_own_turn_only_the_group_knows_the_name(cast: Cast) -> None:
    settle(cast, "opener", own=TEA)
    take(cast.bea, slug(cast, TEA), cast)
    assert TEA.encode() not in bytes(group_of(cast).turns)
    assert Turn.objects.get().role not in (TEA, "")
    with pytest.raises(NotHere):
        turns.take(cast.second, role=slug(cast, TEA), days=28, now=cast.now)


def test_whoever_has_a_turn_that_is_dropped_has_it_no_more_and_others_keep_theirs(cast: Cast) -> None:
    settle(cast, "opener", "welcomer", own=f"{TEA}\nReader")
    tea = slug(cast, TEA)
    for who, role in ((cast.ada, "opener"), (cast.bea, tea), (cast.dov, "welcomer"), (cast.una, "Reader")):
        take(who, slug(cast, "Reader") if role == "Reader" else role, cast)
    settle(cast, "opener", own=f"Keeps the key\n{TEA}")
    held = {turn.kind.name: turn.name for turn in queries.turns(fresh(cast.ada))}
    assert held == {"Opening reader": "Ada", "Keeps the key": "", TEA: "Bea"}
    assert Turn.objects.count() == 2 and slug(cast, TEA) == tea


def test_another_change_of_the_terms_leaves_turns_with_whoever_has_them(cast: Cast) -> None:
    settle(cast, "opener", own=TEA)
    take(cast.bea, slug(cast, TEA), cast)
    all_accept(cast, propose(cast, "for-whom", {"for_whom": "Whoever walks"}))
    assert [t.name for t in queries.turns(fresh(cast.ada))] == ["", "Bea"]


def test_without_a_facilitator_nobody_goes_on_alone(table, cast: Cast) -> None:
    take(cast.dov, "facilitator", cast)
    settle(cast, "opener")
    step = table.row().step
    floor.next_step(table.seats["Dov"], step=step, now=table.now)
    assert table.row().step == step


def test_a_group_can_do_without_any(cast: Cast) -> None:
    settle(cast)
    assert names(cast) == []
    for page in ("meetings", "meeting-sheet", "group"):
        shown = text(cast.ada.client.get(reverse(page, args=[cast.group.pk])))
        assert "Facilitator" not in shown and "Turns" not in shown


def test_the_sheet_names_the_turns_that_there_are(cast: Cast) -> None:
    settle(cast, "opener", own=TEA)
    shown = text(cast.ada.client.get(reverse("meeting-sheet", args=[cast.group.pk])))
    assert "Reads the opening words." in shown and TEA in shown and "Greeter" not in shown


def test_the_ledger_says_which_usual_turns_changed_and_no_own_name(cast: Cast) -> None:
    settle(cast, "opener", own=TEA)
    line = group_queries.ledger_lines(group_of(cast))[0]
    assert line.says == "Adopted: Our roles"
    assert line.text == "Opening reader instead of Opening reader, Facilitator, Timekeeper, Greeter"


@pytest.mark.parametrize(
    "own", ["\n".join(f"Turn {n}" for n in range(7)), "Tea\nTeа", "\u200b", "x" * 41, "Tea\ntea"]
)
def test_too_many_unreadable_or_doubled_names_are_refused_beside_their_field(cast: Cast, own: str) -> None:
    with pytest.raises(Refusal) as refused:
        propose(cast, "turns", {"turns": [], "own_turns": own})
    assert refused.value.field == "own_turns"
    propose(cast, "turns", {"turns": [], "own_turns": "\n".join(f"Turn {'abcdef'[n]}" for n in range(6))})


def test_they_come_back_to_all_with_the_starting_terms(cast: Cast) -> None:
    shown = effects.named("terms").current(group_of(cast))
    assert shown["turns"] == ["opener", "facilitator", "time-keeper", "welcomer"] and shown["own_turns"] == ""
    assert effects.named("turns").touches < effects.named("terms").touches


def test_a_turn_of_my_own_group_stands_in_what_i_take_along(cast: Cast) -> None:
    settle(cast, "opener", own=TEA)
    take(cast.bea, slug(cast, TEA), cast)
    assert export.own_words(fresh(cast.bea), names=True, now=cast.now)["turns"] == [TEA]


def test_a_group_whose_terms_did_not_come_back_has_the_usual_turns(cast: Cast) -> None:
    settle(cast, own=TEA)
    group = group_of(cast)
    group.key = None
    assert [kind.slug for kind in group_queries.turn_kinds(group)] == [
        "opener", "facilitator", "time-keeper", "welcomer",
    ]  # fmt: skip


def test_each_founding_page_begins_with_the_turns_of_its_format(cast: Cast) -> None:
    for starter in formats.every().values():
        page = text(cast.cy.client.get(reverse("group-founding", args=[starter.slug])))
        assert all(str(name) in page for name in starter.own_turns)
        begins = group_queries.starter_turns(starter.slug)
        assert usual_turns(begins.turns) == list(begins.turns)
        assert own_turns(begins.own_turns) == [str(name) for name in starter.own_turns]
