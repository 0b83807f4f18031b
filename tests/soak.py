"""Whether tests are steady: the same tests again and again, each time in another order and with other random choices.

``bin/soak TIMES [what pytest takes]`` is the command line. In each run this module is a plugin of pytest.
"""

import json
import os
import random
import secrets
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

ORDER, KEPT = "SOAK_SEED", "SOAK_RESULTS"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Shuffle the files, and the tests in each."""
    chance = random.Random(os.environ[ORDER])
    files = [list(tests) for _path, tests in groupby(items, key=lambda item: item.path)]
    for tests in files:
        chance.shuffle(tests)
    chance.shuffle(files)
    items[:] = [item for tests in files for item in tests]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Write down how each part of a test ended. With workers, the one that leads them hears of all."""
    if KEPT in os.environ and "PYTEST_XDIST_WORKER" not in os.environ:
        with Path(os.environ[KEPT]).open("a") as kept:
            kept.write(json.dumps([report.nodeid, report.failed]) + "\n")


def main(times: int, *words: str) -> int:
    """Run the tests so often, say which of them were not steady, and fail if there are any."""
    failures: dict[str, list[str]] = defaultdict(list)
    ran: set[str] = set()
    for nth in range(1, times + 1):
        seed = secrets.token_hex(4)
        print(f"\n== {nth} of {times}, {ORDER}={seed}", flush=True)
        for test, failed in _once(seed, *words):
            ran.add(test)
            if failed:
                failures[test].append(seed)
    print(f"\n{len(ran)} tests, {times} times each. Not steady: {len(failures)}.")
    for test, seeds in sorted(failures.items()):
        print(f"  {test}: failed {len(seeds)} of {times} times, {ORDER}={' '.join(seeds)}")
    return 1 if failures or not ran else 0


def _once(seed: str, *words: str) -> Iterator[tuple[str, bool]]:
    with tempfile.NamedTemporaryFile("r") as kept:
        told = {**os.environ, ORDER: seed, KEPT: kept.name, "HYPOTHESIS_PROFILE": "random"}
        subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "tests.soak", "-q", *words], env=told, check=False
        )
        yield from (json.loads(line) for line in kept)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), *sys.argv[2:]))
