"""From two members on, when and how a group meets changes by a decision that takes effect by itself."""

from datetime import time

import pytest
from django.urls import reverse

from mutuality.ballots import effects
from mutuality.decisions import operations
from mutuality.kit.ids import new_id
from mutuality.kit.refusals import Refusal
from mutuality.meetings import queries
from mutuality.meetings.models import Series
from mutuality.meetings.operations import room
from tests.meetings.table import times


def propose(cast, effect, payload):
    return operations.propose(
        effect=effect,
        payload=payload,
        why="",
        days=7,
        review_on=None,
        once=new_id(),
        by=cast.ada.membership,
        now=cast.now,
    )


def all_accept(cast, proposal):
    for someone in (cast.bea, cast.dov, cast.una):
        operations.accept(proposal, round=1, by=someone.membership, now=cast.now)


def test_the_times_change_when_everybody_has_accepted(cast):
    proposal = propose(cast, "times", times(cast.now))
    operations.accept(proposal, round=1, by=cast.bea.membership, now=cast.now)
    assert not Series.objects.exists()
    all_accept(cast, proposal)
    series = queries.series_of(cast.group.circle_id)
    assert series is not None and series.at == time(19)
    assert queries.where(series) == "Behind the blue door"


def test_the_manner_changes_from_the_next_meeting_on(cast):
    before = room.open_meeting(cast.ada.membership, now=cast.now)
    all_accept(cast, propose(cast, "manner", {"stays_hours": 0, "gentle_minutes": 5}))
    assert queries.manner_of(cast.group.circle_id).stays_hours == 0
    before.refresh_from_db()
    assert before.stays_hours == 2


def test_a_place_that_is_missing_is_refused_before_anybody_is_asked(cast):
    with pytest.raises(Refusal):
        propose(cast, "times", times(cast.now, where=""))


def test_what_would_change_is_said_in_words(cast):
    effect = effects.named("times")
    said = effect.describe(effect.current(cast.group), times(cast.now, way="here", where=""))
    words = {change.label: (change.before, change.after) for change in said}
    assert words["Time"] == ("Nothing yet", "7 pm")
    assert words["How often"] == ("Nothing yet", "Every week")
    assert words["Where"] == ("Nothing yet", "Online, on these pages")


def test_the_place_does_not_stand_in_the_ledger(cast):
    effect = effects.named("times")
    said = effect.describe(effect.current(cast.group), times(cast.now))
    assert [c.label for c in said if not c.short] == ["The place, or the number to call"]


def test_it_can_be_proposed_on_a_page_and_is_shown(cast):
    for name in ("times", "manner"):
        address = reverse("proposing", args=[cast.group.pk, name])
        assert cast.ada.client.get(address).status_code == 200
    said = times(cast.now) | {"at": "19:00", "days": 7, "once": new_id(), "why": ""}
    answer = cast.ada.client.post(reverse("proposing", args=[cast.group.pk, "times"]), said)
    assert answer.status_code == 302
    assert "Behind the blue door" in cast.bea.client.get(answer.url).content.decode()
