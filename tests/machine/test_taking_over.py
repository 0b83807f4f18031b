"""Somebody else takes over, as the guide says line by line, on a machine with nginx. No log tells of anybody."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.host.fronts import NAME
from tests.journeys.walking import PASSPHRASES
from tests.machine.booted import Machine, booted
from tests.machine.conftest import (
    ADDRESS,
    FETCH,
    FIRST,
    FIRST_WORDS,
    HOSTING,
    PLACE,
    SECOND,
    Ground,
    Talk,
    people_at,
)
from tests.machine.guides import Guide
from tests.machine.root import CERTIFICATE, CERTIFICATE_KEY
from tests.machine.test_installation import CONTENT

pytestmark = [pytest.mark.machine, pytest.mark.browser]

CARRIED = "/srv/carried"
LAST_WORDS = "Said before the move."
PROGRAM = "runuser -u mutuality -- /opt/mutuality/bin/mutuality"
TOLD_OF = (
    FIRST,
    SECOND,
    FIRST_WORDS,
    LAST_WORDS,
    "Rowan",
    "Imani",
    "Riverbend",
    "Tuesday evening",
    "This week",
)


@pytest.fixture(scope="module")
def other(ground: Ground) -> Iterator[Machine]:
    """A second machine, with nginx: prepared and published, and nobody has founded anything there."""
    without = HOSTING.block(FETCH).replace(" caddy", "")
    nginx = HOSTING.block("apt install nginx certbot").splitlines()[0]
    made = ground.installed("second", address=SECOND, fetch=f"{without}\n{nginx}")
    _certificate_as_certbot_would(made)
    with booted(made, address=SECOND) as machine:
        said = machine.types(f"{HOSTING.block(PLACE)} --proxy nginx")
        aside = HOSTING.block("rm /etc/nginx/sites-enabled/default")
        assert "to fix" not in said and aside in said, said
        machine.types(aside)
        yield machine


def _certificate_as_certbot_would(root: Path) -> None:
    live = root / "etc/letsencrypt/live" / NAME
    live.mkdir(parents=True)
    (live / "fullchain.pem").write_bytes((root / CERTIFICATE[1:]).read_bytes())
    (live / "privkey.pem").write_bytes((root / CERTIFICATE_KEY[1:]).read_bytes())


def test_somebody_else_takes_over(talk: Talk, other: Machine, browser: Browser) -> None:
    talk.said(LAST_WORDS)
    backup = _last_backup(talk.machine)
    _carry(talk.machine, other, backup)
    _begin_on(other, backup)
    assert talk.machine.asks("/").status == 503
    with people_at(other, browser, "Rowan", "Imani") as (rowan, imani):
        for walker in (rowan, imani):
            walker.go("/")
            walker.press("Sign in")
            walker.page.get_by_label("Name", exact=True).fill(walker.name)
            walker.page.get_by_label("Passphrase", exact=True).fill(PASSPHRASES[walker.name])
            walker.press("Sign in")
            walker.press("Continue")
        moved = Talk(other, rowan, imani, talk.topic)
        moved.said("Said on the new machine.")
        for words in (FIRST_WORDS, LAST_WORDS):
            rowan.reads(words)
    said = other.types(f"{HOSTING.block(PLACE)} --proxy nginx")
    assert "to fix" not in said and "Rowan and Imani, members of this group." in said, said
    other.types(Guide("hand-over.md").block(f"{PROGRAM} destroy-now"))
    assert _content(other)


def _last_backup(old: Machine) -> str:
    """Steps 2 to 4, on the old machine."""
    guide = Guide("hand-over.md")
    old.types(guide.block(f"{PROGRAM} maintenance on"))
    old.types(guide.words("systemctl stop mutuality.socket mutuality"))
    before = set(old.types("ls /var/backups/mutuality").split())
    old.types(guide.block(f"{PROGRAM} backup"))
    (made,) = set(old.types("ls /var/backups/mutuality").split()) - before
    return made


def _carry(old: Machine, new: Machine, backup: str) -> None:
    """Step 5: the backup, and the folder of the key file, on something that keeps no owners and no modes."""
    there = new.root / CARRIED[1:]
    there.mkdir()
    (there / backup).write_bytes((old.root / "var/backups/mutuality" / backup).read_bytes())
    (there / "keys").mkdir()
    for file in (old.root / "var/lib/mutuality/keys").iterdir():
        (there / "keys" / file.name).write_bytes(file.read_bytes())


def _begin_on(new: Machine, backup: str) -> None:
    """Step 6, as one block."""
    here = {
        "/path/to/keys": f"{CARRIED}/keys",
        "/path/to/FILE": f"{CARRIED}/{backup}",
        "https://NAME": ADDRESS,
    }
    said = new.types(Guide("hand-over.md", here).block("systemctl stop mutuality.socket mutuality\nrm -r"))
    assert CONTENT in said, said
    assert new.state() == "active"


def _content(machine: Machine) -> bool:
    doctor = HOSTING.words(f"{PROGRAM} doctor --data /var/lib/mutuality --ask-address")
    return machine.types(doctor).strip() == CONTENT


@pytest.mark.parametrize("which", ["old", "new"])
def test_no_machine_has_written_down_who_asked_and_what_was_said(
    talk: Talk, other: Machine, which: str
) -> None:
    machine = {"old": talk.machine, "new": other}[which]
    # Somebody who types the number instead of the name is written down by nobody either.
    machine.asks("/", by=machine.address)
    machine.asks("/nowhere/", scheme="http", by=machine.address)
    logs = machine.written()
    assert b"mutuality.service" in logs["the journal"]
    found = [(log, told) for log, text in logs.items() for told in TOLD_OF if told.encode() in text]
    assert found == []
