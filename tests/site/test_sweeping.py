"""What is over goes a few rows at a time, and what is left is what one long change would have left."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from mutuality.groups import operations as groups
from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Group, Membership
from mutuality.kit import batches
from mutuality.kit.ids import new_id
from mutuality.live.models import Notice
from mutuality.meetings.operations import close
from mutuality.rooms import operations as rooms
from mutuality.rooms.models import Topic, Word
from mutuality.site import wiring
from mutuality.vault import duties
from mutuality.vault.models import DataKey
from tests.at_once import at_once, overlapping, unowned
from tests.cast import Cast, Someone, arrive, bring, found_group

Left = dict[str, tuple[frozenset[object], int]]


def rows() -> dict[str, set[object]]:
    """The keys of all rows, by table. Notices say that something was done, and are said once for each batch."""
    models = [model for model in apps.get_models() if model._meta.app_label != "live"]
    return {model._meta.label: set(model._default_manager.values_list("pk", flat=True)) for model in models}


def left_by(act: Callable[[], object]) -> Left:
    """Which rows are left where this was done, and how many have come; nothing of it stays done."""
    before = rows()
    with transaction.atomic():
        act()
        after = rows()
        transaction.set_rollback(True)
    return {
        label: (frozenset(after[label] & before[label]), len(after[label] - before[label])) for label in after
    }


def sweep_all(now: datetime) -> None:
    close.sweep(now=now)
    wiring.sweep(now)


Sizes = Callable[[int], object]


@pytest.fixture
def batches_of(monkeypatch: pytest.MonkeyPatch) -> Sizes:
    """From now on, so many rows go together."""

    def few(size: int) -> None:
        monkeypatch.setattr(batches, "FEWEST", size)
        monkeypatch.setattr(batches, "_next_size", lambda *_args, **_ways: size)

    return few


IN_ONE_GO = 100_000


@pytest.mark.parametrize("days", [1, 4, 8, 29, 31, 62, 400])
def test_one_row_at_a_time_leaves_what_one_long_change_leaves(
    cast: Cast, days: int, batches_of: Sizes
) -> None:
    later, before = cast.now + timedelta(days=days), rows()
    batches_of(1)
    few = left_by(partial(sweep_all, later))
    batches_of(IN_ONE_GO)
    assert left_by(partial(sweep_all, later)) == few
    assert any(kept != before[label] for label, (kept, _new) in few.items())


def test_whichever_words_are_over_go_and_no_others_whatever_the_batches(
    cast: Cast, batches_of: Sizes
) -> None:
    choice = random.Random(16)
    begun = [cast.now + timedelta(days=days) for days in range(4)]
    topics = [rooms.begin_topic(title=f"{at:%A}", by=cast.ada.place, now=at) for at in begun]
    for _word in range(40):
        by = choice.choice([cast.ada, cast.bea, cast.dov])
        said = cast.say("for a while", by=by, topic=choice.choice(topics))
        ends_at = cast.now + timedelta(days=choice.randrange(60))
        Word.objects.filter(pk=said.pk).update(ends_at=ends_at)
    for days in (3, 20, 33, 70):
        now = cast.now + timedelta(days=days)
        stay = frozenset(Word.objects.filter(ends_at__gt=now).values_list("pk", flat=True))
        batches_of(IN_ONE_GO)
        whole = left_by(partial(rooms.let_go, now=now))
        assert whole["rooms.Word"] == (stay, 0)
        for size in (1, 3, 7):
            batches_of(size)
            assert left_by(partial(rooms.let_go, now=now)) == whole


def test_who_is_alone_is_found_as_by_asking_group_by_group(cast: Cast) -> None:
    founder = Someone("Fay")
    arrive(founder, now=cast.now)
    unnoticed, noticed, joined = (found_group(founder, now=cast.now) for _ in range(3))
    bring(joined, cast.bea, now=cast.now)
    Group.objects.filter(pk=unnoticed.group_id).update(alone_since=None)
    alone = {
        group.pk for group in Group.objects.filter(alone_since=None) if groups_queries.decides_alone(group)
    }
    assert set(groups_queries.alone_unnoticed()) == alone == {unnoticed.group_id}
    assert noticed.group_id in groups_queries.alone_since(cast.now.date())
    assert joined.group_id not in groups_queries.alone_since(cast.now.date())


def test_more_groups_ask_no_more_questions(cast: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            groups.sweep(now=cast.now)
        return len(queries)

    before = asked()
    Group.objects.filter(pk=cast.second.group_id).update(alone_since=None)
    for _group in range(3):
        found = found_group(cast.cy, now=cast.now)
        bring(found, cast.bea, now=cast.now)
    groups.sweep(now=cast.now)
    assert asked() == before


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_processes_sweep_at_once_and_do_it_once(cast: Cast) -> None:
    later = cast.now + timedelta(days=31)
    assert at_once(partial(sweep_all, later), partial(sweep_all, later)) == []
    assert not Word.objects.exists() and not Topic.objects.exists() and unowned() == set()
    assert not Group.objects.filter(pk=cast.second.group_id).exists()
    assert Membership.objects.filter(group=cast.group).exists()


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_somebody_who_comes_in_at_the_last_moment_keeps_the_group(cast: Cast) -> None:
    later = cast.now + timedelta(days=31)
    come = partial(bring, cast.second, cast.bea, now=later)
    assert overlapping(come, partial(groups.sweep, now=later)) == []
    assert Group.objects.filter(pk=cast.second.group_id).exists()
    assert Group.objects.get(pk=cast.second.group_id).alone_since is None


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_words_reworded_at_the_moment_at_which_they_go_leave_no_key(cast: Cast) -> None:
    later = cast.now + timedelta(days=31)
    reword = partial(rooms.reword, cast.words["bea"], words="said anew", by=cast.bea.place, now=cast.now)
    assert overlapping(reword, partial(rooms.let_go, now=later)) == []
    assert not Word.objects.exists() and unowned() == set()


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_processes_trim_and_rewrap_at_once(cast: Cast) -> None:
    later = cast.now + timedelta(days=2)
    keys = DataKey.objects.count()
    assert at_once(partial(duties.rewrap, now=later), partial(duties.rewrap, now=later)) == []
    assert DataKey.objects.count() == keys and DataKey.objects.values("epoch").distinct().count() == 1
    much_later = cast.now + timedelta(days=9)
    trim = wiring.returning()["trim"].act
    assert at_once(partial(trim, much_later), partial(trim, much_later)) == []
    assert not Notice.objects.exists()


def test_a_topic_in_which_somebody_spoke_meanwhile_keeps_its_title(cast: Cast) -> None:
    """Between the question which titles are over and the moment at which one goes."""
    topic = rooms.begin(title="Stays", words="first", once=new_id(), by=cast.ada.place, now=cast.now)
    later = topic.ends_at + timedelta(minutes=5)
    Word.objects.filter(topic=topic).update(ends_at=later + timedelta(days=1))
    found = list(rooms._over(now=later))
    assert topic in found
    rooms.say(topic, words="second", once=new_id(), by=cast.bea.place, now=later)
    for each in found:
        rooms._let_go_title(each, now=later)
    assert Topic.objects.get(pk=topic.pk).title is not None
