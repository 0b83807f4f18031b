"""What is over goes a few rows at a time. After a kill in between a part has gone, and the next run does the rest."""

import pytest

from tests.fault.ground import Ground

pytestmark = [pytest.mark.fault, pytest.mark.both]

HERE = {"Bea": True, "Beas": True, "Dovs": True, "persons": 3, "topics": 1}
OVER = HERE | {"Beas": False, "Dovs": False, "topics": 0}
HALF = [HERE | {"Beas": False}, HERE | {"Dovs": False}]


@pytest.mark.parametrize(
    ("place", "nth", "when", "found"),
    [
        ("mutuality.rooms.operations:_let_go_words", 1, "before", [HERE]),
        ("mutuality.rooms.operations:_let_go_words", 1, "after", [HERE]),
        ("mutuality.rooms.operations:_let_go_words", 2, "before", HALF),
        ("mutuality.rooms.operations:_let_go_words", 2, "after", HALF),
        ("mutuality.rooms.operations:_let_go_title", 1, "before", [OVER | {"topics": 1}]),
    ],
)
def test_a_kill_between_two_batches_leaves_a_part_and_the_next_run_does_the_rest(
    house: Ground, place: str, nth: int, when: str, found: list[dict[str, object]]
) -> None:
    done = house.run("work", place, str(nth), when, DAYS="31")
    assert done.returncode == -9, done.stderr
    assert house.do("look") in found
    house.do("start")
    # A day later: what died had claimed its duty for five minutes.
    house.do("work", DAYS="32")
    assert house.do("look") == OVER
    assert house.do("kept")["unowned"] == []
