"""What is true now of one principle. The seed's own words, seeds/004_d2a9fb7fecdd025b.txt:

No one is in charge and everyone is equally responsible.
"""

from datetime import timedelta

import pytest

from mutuality.ballots import rules
from mutuality.ballots.rules import Standing
from mutuality.ballots.terms import Ends, Stance
from mutuality.people import queries as people
from mutuality.people.models import Community
from mutuality.polls import operations as polls
from mutuality.polls import queries as polls_queries
from mutuality.polls.models import Asked
from mutuality.safety import together
from mutuality.safety.terms import PLACE
from tests.cast import Cast
from tests.principles.tables import columns
from tests.reading_pages import text


def test_no_column_makes_one_person_more_than_another() -> None:
    # A turn has an end date and any member can take it.
    above = {"role", "owner", "moderator", "staff", "superuser", "permission"}
    assert not [
        name
        for name in columns()
        if not name.startswith("meetings.turn.") and above & set(name.replace(".", "_").split("_"))
    ]


def test_the_founder_changes_nothing_alone_once_others_are_there(cast: Cast) -> None:
    before = text(cast.bea.client.get(f"/groups/{cast.group.pk}/"))
    sent = {"group_name": "Mine", "for_whom": "Me", "agreement": "I say", "in_danger": "I say"}
    sent |= {"retention_days": "90", "inviting": "members"}
    assert cast.ada.client.post(f"/groups/{cast.group.pk}/terms/", sent).status_code == 422
    assert text(cast.bea.client.get(f"/groups/{cast.group.pk}/")) == before


def test_a_use_of_power_stands_in_the_open(cast: Cast) -> None:
    cast.ada.client.post(f"/groups/{cast.group.pk}/invitations/closing/")
    page = text(cast.una.client.get(f"/groups/{cast.group.pk}/ledger/"))
    assert "Canceled all open invitations" in page and "Ada" in page


def test_a_group_chooses_how_it_decides_and_each_way_says_what_it_takes(cast: Cast) -> None:
    page = text(cast.bea.client.get(f"/groups/{cast.group.pk}/decisions/subjects/deciding/"))
    for name in (rules.CONSENT, rules.CONSENSUS, rules.EVERYONE, rules.MAJORITY):
        assert str(rules.named(name).says) in page


@pytest.mark.parametrize("name", [rule.name for rule in rules.offered() if rule.name != rules.ADVICE])
def test_under_no_rule_does_one_voice_count_more_than_another(name: str) -> None:
    """Whoever says it, the same answers come to the same: voters are exchanged for one another."""
    said = [Stance.ACCEPT, Stance.ACCEPT, Stance.ACCEPT, Stance.NOT_THIS, ""]
    turned = [dict(zip("abcde", said[turn:] + said[:turn], strict=True)) for turn in range(5)]
    assert len({rules.named(name).ends(Standing(each, "abcde", over=True)) for each in turned}) == 1


def test_no_one_decides_alone_but_about_what_changes_nothing_here() -> None:
    for rule in rules.offered():
        alone = Standing(
            {"me": Stance.ACCEPT, "one": "", "two": ""}, ["me", "one", "two"], over=True, asker=""
        )
        assert rule.ends(alone) != Ends.YES, rule.name


def test_the_whole_place_is_no_ones_and_all_of_it_is_asked(cast: Cast) -> None:
    """The founder's name for it holds until everyone was asked for another. One who is silent stops nothing."""
    sent = {"name": "Willow Row", "language": "", "starting": ""}
    assert cast.ada.client.post("/place/rewording/", sent).status_code == 302
    place = Community.objects.select_related("key").get()
    assert people.community_name(place) != "Willow Row"
    for someone in (cast.bea, cast.cy):
        row = together.Rewording.objects.get(subject=PLACE)
        voice = together.own_voice(someone.person, rewording_id=row.pk, now=cast.now)
        together.accept(voice, by=someone.person, now=cast.now)
    for day in range(1, 16):
        together.sweep(now=cast.now + timedelta(days=day))
    assert people.community_name(Community.objects.select_related("key").get()) == "Willow Row"


def test_everyone_is_offered_a_say_and_no_one_has_to(cast: Cast) -> None:
    poll = polls.ask(
        kind="one", sight="named", question="Which tea?", options=["Mint", "Black"], days=3, once="o",
        by=cast.ada.membership, now=cast.now,
    )  # fmt: skip
    asked = set(Asked.objects.filter(poll=poll).values_list("membership", flat=True))
    assert asked == {each.membership.pk for each in (cast.ada, cast.bea, cast.dov, cast.una)}
    page = text(cast.una.client.get(f"/polls/{poll.pk}/"))
    assert "You don't have to answer." in page
    for day in range(1, 5):
        polls.sweep(now=cast.now + timedelta(days=day))
    # Who was silent is named nowhere.
    read = polls_queries.reading(
        type(poll).objects.select_related("key", "circle__group__room").get(),
        membership=cast.ada.membership,
        today=cast.now.date() + timedelta(days=5),
    )
    assert not read.open and not any(line.names for line in read.lines)
