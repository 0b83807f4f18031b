"""A community that an earlier version kept is updated: everything reads as before, and ends when it would have."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.host.test_earlier_data import CALLED
from tests.served import ROOT, new_postgres, surroundings

KEPT = ROOT / "tests/data/end-of-november-2026"
EXPECTED = json.loads((KEPT / "expected.json").read_text())
# What today's program says of it, at the moment at which it was kept.
READ = """
import json, sys
from datetime import datetime, timedelta
import django
django.setup()
from django.test import Client
from mutuality.kit import clock
kept = json.load(sys.stdin)
now = datetime.fromisoformat(kept["now"])
clock.now = lambda: now
from mutuality.groups import queries as groups
from mutuality.host import serving
from mutuality.ledger import queries as ledger
from mutuality.people import queries as people
from mutuality.people.models import Person
from mutuality.people.terms import SESSION_COOKIE
from mutuality.rooms.models import Word
from mutuality.safety import queries as safety
from mutuality.site import export, wayback, wiring
serving.quiet_logs()
serving.prepare()

def own(person):
    return export.own_words(person, names=True, copies=True, now=now)

def signs_in(name, passphrase):
    client = Client(SERVER_NAME="localhost")
    client.post("/sign-in/", {"name": name, "passphrase": passphrase})
    return client.get("/you/").status_code == 200

here = {people.name_of(one): one for one in Person.objects.select_related("key")}
bea, device = here["Bea"], Client(SERVER_NAME="localhost")
device.cookies[SESSION_COOKIE] = kept["bea_session"]
found = {
    "community": people.community_name(people.community()),
    "own": {name: own(one) for name, one in here.items()},
    "ledger": [ledger.verify(kept["group"]), len(ledger.entries(kept["group"]))],
    "signed_in": [name for name, words in kept["passphrases"].items() if signs_in(name, words)],
    "not_signed_in": [name for name in kept["passphrases"] if signs_in(name, "another one altogether")],
    "session": device.get(f"/topics/{kept['topic']}/").status_code,
    "draft": people.draft_of(bea, place=f"/topics/{kept['topic']}/", now=now),
    "card": safety.card_of(bea.pk),
    "code": people.person_with_code(kept["codes"][0]) is not None,
    "hidden": [one.name for one in safety.boundaries_of(bea)],
    "doors": [
        groups.invitation_for(kept["invitation"], now=now) is not None,
        groups.invitation_for(groups.spoken_form(kept["spoken"]), now=now) is not None,
        groups.knock_for(kept["knock"], now=now) is not None,
    ],
}
found["back"] = own(wayback.come_back(code=kept["way_back"], now=now))
before = set(sum(kept["left"].values(), []))
found["left"] = {}
for days in kept["left"]:
    wiring.sweep(now + timedelta(days=int(days)))
    found["left"][days] = sorted(before & set(Word.objects.values_list("pk", flat=True)))
found["words_at_last"] = Word.objects.count()
print(json.dumps(found))
"""


@dataclass
class Earlier:
    """The folder that is kept, and the surroundings of a community that has it as its data."""

    data: Path
    within: dict[str, str]

    def run(self, *words: str, said: str = "") -> str:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.within,
            input=said,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def read(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run("-c", READ, said=json.dumps(EXPECTED)))
        return found


@pytest.fixture
def earlier(tmp_path: Path) -> Earlier:
    data = tmp_path / "data"
    (data / "keys").mkdir(parents=True, mode=0o700)
    with sqlite3.connect(data / "mutuality.sqlite3") as database:
        database.executescript((KEPT / "database.sql").read_text())
    database.close()
    (data / "keys/keyfile.json").write_bytes((KEPT / "keyfile.json").read_bytes())
    (data / "keys/keyfile.json").chmod(0o600)
    within = {name: value for name, value in surroundings("").items() if name != "DATABASE_URL"}
    own = {"MUTUALITY_DATA": str(data), "DJANGO_SETTINGS_MODULE": "mutuality.host.settings"}
    return Earlier(data, within | own)


def texts(part: object) -> Iterator[str]:
    """Every text in it, wherever it is."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for inner in part.values():
            yield from texts(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from texts(inner)


def as_before(found: dict[str, Any]) -> None:
    """Nothing is missing of what was kept, and nothing is there that should not be."""
    assert found["community"] == EXPECTED["community"]
    for name in EXPECTED["passphrases"]:
        wanted = {CALLED.get(text, text) for text in texts(EXPECTED["own"][name])}
        assert wanted - set(texts(found["own"][name])) == set(), name
    assert "Una" not in found["own"]
    # Her sessions ended when she left. Spans were days then: what was packed so stays to the end of its last day.
    missing = {CALLED.get(text, text) for text in texts(EXPECTED["own"]["Una"])} - set(texts(found["back"]))
    assert missing <= {"Not my own device", "2026-12-30"}
    assert found["ledger"] == [None, EXPECTED["ledger"]]
    assert found["signed_in"] == list(EXPECTED["passphrases"]) and found["not_signed_in"] == []
    assert (found["session"], found["draft"], found["hidden"]) == (200, EXPECTED["draft"], EXPECTED["hidden"])
    assert found["card"]["please"] == "Sit with me"
    assert found["code"] and found["doors"] == [True, True, True]
    assert found["left"] == EXPECTED["left"] and found["words_at_last"] == 0


def test_after_an_update_everything_reads_as_before(earlier: Earlier) -> None:
    as_before(earlier.read())


@pytest.mark.skipif(connection.vendor != "postgresql", reason="The way to PostgreSQL needs one")
def test_after_an_update_and_a_move_everything_reads_as_before(
    earlier: Earlier,
) -> None:
    at = ("--data", str(earlier.data))
    with new_postgres(os.environ["DATABASE_URL"]) as there:
        earlier.run("-m", "mutuality.host.command", "migrate", *at)
        earlier.run("-m", "mutuality.host.command", "move", "--to", "-", *at, said=f"{there}\n")
        as_before(earlier.read())
