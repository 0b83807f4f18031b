"""Two real processes take up the same letters and duties; each is done by one of them, once."""

import pytest

from tests.fault.acts import LETTERS
from tests.fault.ground import Ground

pytestmark = [pytest.mark.fault, pytest.mark.both]


def test_each_letter_is_written_once_by_two_processes(ground: Ground) -> None:
    ground.do("promise")
    assert ground.together("write_letters", processes=2) == [0, 0]
    written = (ground.data / "letters.txt").read_text().split("\n")[:-1]
    assert sorted(written) == sorted(f"letter {number}" for number in range(LETTERS))
