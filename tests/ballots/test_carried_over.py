"""What people had answered before answers had one shape still counts: old rows in, the same answers out."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from mutuality.decisions.models import Decider, Position
from mutuality.groups import operations as groups
from mutuality.groups.models import KnockAnswer
from mutuality.safety import queries, together
from mutuality.safety.models import RewordingVoice
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = [("decisions", "0004_voices_by_wording"), ("groups", "0003_turns"), ("safety", "0005_number_change")]


def migrate(targets: list[tuple[str, str]]) -> object:
    """Bring the tables to this state, and return the models as they were then."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


def up_to_date() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.fixture
def tables() -> Iterator[None]:
    """The tables as they are today, also when a test fails in between."""
    yield
    up_to_date()


def test_every_answer_is_carried_over(cast: Cast, tables: None) -> None:
    knock = {"knock": cast.doors.knock, "now": cast.now}
    groups.answer(**knock, membership=cast.ada.membership, welcome=True, by=cast.ada.person)
    groups.answer(**knock, membership=cast.bea.membership, welcome=False, by=cast.bea.person)
    told = queries.kept() | {"run_by": "Ada and Bea"}
    row = together.propose(told, by=cast.bea.person, now=cast.now)
    said = [
        sorted(model.objects.values_list("pk", "answer")) for model in (Decider, KnockAnswer, RewordingVoice)
    ]
    assert all({answer for _row, answer in answers} >= {"accept"} for answers in said)
    earlier = migrate(BEFORE)
    positions = earlier.get_model("decisions", "Position").objects
    assert positions.filter(stance="not-this").count() == 1
    assert sorted(earlier.get_model("groups", "KnockAnswer").objects.values_list("welcome", flat=True)) == [
        False,
        True,
    ]
    assert earlier.get_model("safety", "RewordingVoice").objects.filter(accepts=True).count() == 1
    # An acceptance had a row of its own then, with a key and no reason.
    accepting = [pk for pk, answer in said[0] if answer == "accept"]
    for pk in accepting:
        positions.create(id=pk[::-1], decider_id=pk, stance="accept", key_id=pk)
    up_to_date()
    again = [
        sorted(model.objects.values_list("pk", "answer")) for model in (Decider, KnockAnswer, RewordingVoice)
    ]
    assert again == said and Position.objects.count() == 1 + len(accepting)
    for someone in (cast.ada, cast.cy, cast.dov, cast.una):
        voice = together.own_voice(someone.person, rewording_id=row.pk, now=cast.now)
        together.accept(voice, by=someone.person, now=cast.now)
    assert queries.limits().host == "Ada and Bea"
