"""What was open when consent came is decided by it, with every answer that was given and a whole new window."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from mutuality.decisions import operations as decisions
from mutuality.decisions.models import Decider, Position, Proposal
from mutuality.kit import clock
from mutuality.safety import queries, together
from mutuality.safety.models import Rewording, RewordingVoice
from tests.ballots.test_carried_over import migrate, up_to_date
from tests.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
BEFORE = [("decisions", "0008_answers_in_other_words"), ("safety", "0008_answers_in_other_words")]


@pytest.fixture
def tables() -> Iterator[None]:
    """The tables as they are today, also when a test fails in between."""
    yield
    up_to_date()


def test_what_is_open_is_carried_over(cast: Cast, tables: None) -> None:
    told = queries.kept() | {"run_by": "Ada and Bea"}
    limits = together.propose(told, by=cast.bea.person, now=cast.now)
    answers = [sorted(model.objects.values_list("pk", "answer")) for model in (Decider, RewordingVoice)]
    earlier = migrate(BEFORE)
    today = clock.now().date()
    proposals = earlier.get_model("decisions", "Proposal").objects
    proposals.filter(pk=cast.proposal.pk).update(kind="all", until=today)
    ended = proposals.exclude(closed_on=None).get()
    up_to_date()

    row = Proposal.objects.get(pk=cast.proposal.pk)
    assert (row.kind, row.opener_id, row.worded_on, row.counted_on) == (
        "consent",
        row.author_id,
        today,
        today,
    )
    assert row.until == today + timedelta(days=7) and (row.met, row.by_others) == (0, 0)
    assert Proposal.objects.get(pk=ended.pk).kind == ended.kind
    assert [
        sorted(model.objects.values_list("pk", "answer")) for model in (Decider, RewordingVoice)
    ] == answers
    assert Position.objects.count() == 1
    found = Rewording.objects.get(pk=limits.pk)
    assert found.until == today + timedelta(days=14) and queries.rewording_answers(
        found
    ) == together._checked(told, by=cast.bea.person, now=cast.now, subject="limits")

    decisions.accept(row, round=1, by=cast.dov.membership, now=cast.now)
    decisions.accept(row, round=1, by=cast.ada.membership, now=cast.now)
    for days in range(1, 9):
        decisions.sweep(now=cast.now + timedelta(days=days))
    assert Proposal.objects.get(pk=row.pk).outcome == "adopted"
    for someone in (cast.ada, cast.dov):
        voice = together.own_voice(someone.person, rewording_id=limits.pk, now=cast.now)
        together.accept(voice, by=someone.person, now=cast.now)
    for days in range(1, 16):
        together.sweep(now=cast.now + timedelta(days=days))
    assert queries.limits().host == "Ada and Bea"
