"""A machine on which the guide was followed, and two people who talk there."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import CHROMIUM, QUIET
from tests.host.fronts import NAME
from tests.journeys.walking import Walker, come_in, found_community, found_group, invite
from tests.machine import root
from tests.machine.booted import Machine, booted
from tests.machine.guides import Guide

ADDRESS = f"https://{NAME}"
# Numbers that are nobody's: they stand in documentation only (RFC 5737).
FIRST, SECOND = "192.0.2.7", "192.0.2.8"
FIRST_WORDS = "I slept through the night."
HOSTING = Guide("host-with-https-caddy.md", {"ADDRESS-OF-THIS-REPOSITORY": root.ORIGIN})
FETCH = "apt install git python3 python3-venv caddy rsync"
SEE = f"/opt/mutuality/bin/mutuality publish --address {ADDRESS}"
PLACE = f"{SEE} --in-place"
OWN_CERTIFICATE = f" --certificate {root.CERTIFICATE} --certificate-key {root.CERTIFICATE_KEY}"


@dataclass(frozen=True)
class Ground:
    """Where machines are made: the empty one, what was fetched for it, and a folder for those of this run."""

    folder: Path
    run: Path

    def installed(self, name: str, *, address: str, fetch: str) -> Path:
        """A root on which the first two steps of the guide were typed, with ``fetch`` as the first."""
        packages = root.fetched_debian(self.folder / "packages")
        made = root.prepared(self.run / name, of=root.empty(self.folder), address=address)
        root.origin(made)
        root.typed_before_boot(made, f"apt-get -q update\n{fetch}", packages)
        seen = root.typed_before_boot(
            made, f"cd /root\n{HOSTING.block(SEE)}", *root.fetched_python(self.folder / "wheels")
        )
        assert "to fix" not in seen, seen
        assert (made / "root/published/mutuality.service").exists(), seen
        return made


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """MUTUALITY_TEST_ROOT names a folder that keeps the empty one from run to run."""
    root.need_a_machine()
    kept = os.environ.get("MUTUALITY_TEST_ROOT")
    folder = Path(kept).resolve() if kept else tmp_path_factory.mktemp("machine")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="run-") as run:
        yield Ground(folder, Path(run))
    if not kept:
        shutil.rmtree(folder)


@dataclass(frozen=True)
class Placed:
    """A machine on which step 3 was typed, and what it said then."""

    machine: Machine
    said: str


@pytest.fixture(scope="session")
def placed(ground: Ground) -> Iterator[Placed]:
    """A machine of which nobody has taken possession yet."""
    made = ground.installed("first", address=FIRST, fetch=HOSTING.block(FETCH))
    with booted(made, address=FIRST) as machine:
        yield Placed(machine, machine.types(HOSTING.block(PLACE) + OWN_CERTIFICATE))


@dataclass(frozen=True)
class Talk:
    """Two people at their browsers, on the page of a topic, where each hears what the other says."""

    machine: Machine
    rowan: Walker
    imani: Walker
    topic: str

    def said(self, words: str) -> None:
        """Imani says something, and Rowan hears it without doing anything."""
        self.imani.go(self.topic)
        self.rowan.go(self.topic)
        self.write(words)
        self.imani.press("Send")
        self.rowan.reads(words)

    def write(self, words: str) -> None:
        """Imani types, and has not said it yet."""
        self.imani.page.get_by_label("Your words").first.fill(words)


@contextmanager
def people_at(machine: Machine, browser: Browser, *names: str) -> Iterator[list[Walker]]:
    """People whose browsers are in the machine's network, and take its certificate as they would a good one."""
    found = next(path for name in CHROMIUM if (path := shutil.which(name)))
    kind = browser.browser_type
    leads = f"--host-resolver-rules=MAP {NAME} {machine.address}"
    chromium = kind.launch(executable_path=str(machine.browser(found)), args=[*QUIET, leads])
    try:
        contexts = [chromium.new_context(ignore_https_errors=True) for _name in names]
        yield [
            Walker(name, context.new_page(), ADDRESS) for name, context in zip(names, contexts, strict=True)
        ]
    finally:
        chromium.close()


@pytest.fixture(scope="session")
def talk(placed: Placed, browser: Browser) -> Iterator[Talk]:
    """The founding link of the journal was opened, and two have begun to talk."""
    machine = placed.machine
    with people_at(machine, browser, "Rowan", "Imani") as (rowan, imani):
        found_community(rowan, machine.founding_link())
        group = found_group(rowan, starter="Open talk", name="Tuesday evening")
        imani.go(invite(rowan, group, "A link for one person"))
        imani.press("Read about the group")
        come_in(imani)
        rowan.go(group)
        rowan.press("Go to the conversation")
        rowan.fill("What is it about?", "This week")
        rowan.fill("Your words", FIRST_WORDS)
        rowan.press("Start this topic")
        rowan.reads(FIRST_WORDS)
        yield Talk(machine, rowan, imani, rowan.page.url.split("?")[0])
