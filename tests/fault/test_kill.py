"""Killed at any point, nothing living is lost and nothing forgotten comes back."""

import pytest

from tests.fault.acts import WORDS
from tests.fault.ground import Ground

pytestmark = [pytest.mark.fault, pytest.mark.both]

VAULT = "mutuality.vault"
REWRAP = [
    (f"{VAULT}.keyring:put", 1, "before"),
    (f"{VAULT}.keyring:put", 1, "after"),
    (f"{VAULT}.duties:_move_batch", 1, "after"),
    (f"{VAULT}.duties:_moved", 4, "after"),
    (f"{VAULT}.duties:_move_batch", 3, "after"),
    (f"{VAULT}.duties:_ended", 1, "before"),
    (f"{VAULT}.keyring:put", 2, "before"),
    (f"{VAULT}.keyring:put", 2, "after"),
    (f"{VAULT}.duties:_ended", 1, "after"),
    (f"{VAULT}.keyring:put", 3, "before"),
    (f"{VAULT}.keyring:put", 3, "after"),
]
FORGET = [
    ("django.db.models.query:QuerySet.bulk_create", 1, "after", False),
    ("django.db.models.query:QuerySet.delete", 1, "after", False),
    (f"{VAULT}.remembrance:add", 1, "before", True),
    (f"{VAULT}.remembrance:add", 1, "after", True),
]


@pytest.mark.parametrize(("place", "nth", "when"), REWRAP)
@pytest.mark.parametrize("act", ["rewrap", "destroy"])
def test_living_words_survive_a_kill_during_the_daily_duty(
    ground: Ground, act: str, place: str, nth: int, when: str
) -> None:
    ground.do("take_back")
    ground.die(act, place, nth, when)
    assert ground.do("read") == [None, None, *WORDS[2:]]
    ground.do("start")
    ground.do(act)
    assert ground.do("read") == [None, None, *WORDS[2:]]
    state = ground.do("state")
    assert state["all_current"]
    assert state["epochs"] == 1
    assert state["keys"] == 5


@pytest.mark.parametrize(("place", "nth", "when", "committed"), FORGET)
def test_forgetting_happens_wholly_or_not_at_all(
    ground: Ground, place: str, nth: int, when: str, committed: bool
) -> None:
    ground.do("backup")
    assert ground.do("read") == WORDS
    ground.die("take_back", place, nth, when)
    expected = [None, None, *WORDS[2:]] if committed else WORDS
    assert ground.do("read") == expected
    ground.do("restore")
    assert ground.do("read") == expected
    ground.do("start")
    assert ground.do("state")["listed"] == (2 if committed else 0)


def test_a_half_written_line_does_not_swallow_the_next(ground: Ground) -> None:
    with (ground.key_file.parent / "destroyed.txt").open("a") as file:
        file.write("abcdef0123")
    ground.do("take_back")
    assert ground.do("state")["listed"] == 2


@pytest.mark.parametrize(
    ("place", "nth", "when"),
    [
        ("mutuality.host.backups:store", 3, "before"),
        ("mutuality.vault.sweeping:replay", 1, "before"),
        ("mutuality.vault.sweeping:replay", 1, "after"),
        ("mutuality.vault.sweeping:sweep", 1, "after"),
    ],
)
def test_a_killed_restore_brings_nothing_back(ground: Ground, place: str, nth: int, when: str) -> None:
    ground.do("backup")
    ground.do("take_back")
    ground.die("restore", place, nth, when)
    ground.do("start")
    assert ground.do("read") == [None, None, *WORDS[2:]]
    ground.do("restore")
    assert ground.do("read") == [None, None, *WORDS[2:]]
