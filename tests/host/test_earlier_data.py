"""What an earlier version kept opens today: every word, name, meeting and decision, once the tables are up to date."""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.served import ROOT, surroundings

pytestmark = pytest.mark.both

EARLIER = sorted(folder for folder in (ROOT / "tests/data").iterdir() if (folder / "own-words.json").exists())
# What the pages called something then, and call it now. The words of people are compared as they are.
CALLED = {
    "I accept this": "I agree",
    "Not like this": "I can't agree with this",
    "How long words stay": "How long messages are kept",
    "Our terms": "Our rules",
}
READ = """
import json, sys
from datetime import datetime
import django
django.setup()
from mutuality.people.models import Person
from mutuality.people import queries as people
from mutuality.site import export
from mutuality.vault import opening
from mutuality.decisions.models import Proposal
from mutuality.meetings.models import Meeting
opening.verify()
now = datetime.fromisoformat(sys.argv[1])
said = [export.own_words(one, names=True, now=now) for one in Person.objects.all()]
print(json.dumps({"people": said, "meetings": Meeting.objects.count(), "proposals": Proposal.objects.count()}))
"""


@pytest.fixture(params=EARLIER, ids=lambda folder: folder.name)
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """The folder that is kept, and the surroundings of a community that has it as its data."""
    data = tmp_path / "data"
    (data / "keys").mkdir(parents=True, mode=0o700)
    (data / "mutuality.sqlite3").write_bytes(
        gzip.decompress((request.param / "database.sqlite3.gz").read_bytes())
    )
    (data / "keys/keyfile.json").write_bytes((request.param / "keyfile.json").read_bytes())
    more = {"MUTUALITY_DATA": str(data), "DJANGO_SETTINGS_MODULE": "mutuality.host.settings"}
    return request.param, surroundings(f"sqlite:///{data}/mutuality.sqlite3") | more


def run(*words: str, within: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=within, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def texts(part: object) -> Iterator[str]:
    """Every text in it, wherever it stands."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for inner in part.values():
            yield from texts(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from texts(inner)


def test_everything_that_was_kept_can_be_read_today(earlier: tuple[Path, dict[str, str]]) -> None:
    kept, within = earlier
    wanted = json.loads((kept / "own-words.json").read_text())
    run("-m", "mutuality.host.command", "migrate", within=within)
    found = json.loads(run("-c", READ, wanted["now"], within=within))
    assert sum(text.startswith("Bea") or "spoke" in text for text in texts(wanted)) > 0
    assert len(found["people"]) == len(wanted["people"])
    assert {CALLED.get(text, text) for text in texts(wanted["people"])} - set(texts(found["people"])) == set()
    assert found["meetings"] >= 1 and found["proposals"] >= 1
