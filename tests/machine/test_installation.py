"""The guides, typed as printed on an empty Debian: it serves, starts anew, is updated, and goes back."""

import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from tests.machine.conftest import ADDRESS, HOSTING, OWN_CERTIFICATE, PLACE, Placed, Talk
from tests.machine.guides import Guide
from tests.machine.root import next_version

pytestmark = [pytest.mark.machine, pytest.mark.browser]

CONTENT = "Everything that was checked is fine."
UPDATING = Guide("update.md")
UPDATE = "/usr/local/lib/mutuality/update"
SUPPORT = "mutuality/safety/templates/safety/support.html"
SERVING = "mutuality/host/serving.py"
BROKEN = "raise SystemExit('This version does not start.')\n"


def test_the_guide_leads_to_a_place_that_answers(placed: Placed) -> None:
    machine = placed.machine
    assert "to fix" not in placed.said, placed.said
    assert machine.state() == "active"
    assert machine.asks("/support/").status == 200
    # Debian's own Caddy ran with its own file until then; it goes by ours now, on both ports.
    aside = machine.asks("/", scheme="http")
    assert (aside.status, aside.headers["location"]) == (308, f"{ADDRESS}/")


def test_the_doctor_is_content_as_others_see_it_too(placed: Placed) -> None:
    doctor = (
        "runuser -u mutuality -- /opt/mutuality/bin/mutuality doctor --data /var/lib/mutuality --ask-address"
    )
    assert placed.machine.types(HOSTING.words(doctor)).strip() == CONTENT


def test_the_service_may_do_little(placed: Placed) -> None:
    said = placed.machine.types("systemd-analyze security --no-pager mutuality")
    exposure = re.search(r"Overall exposure level for mutuality.service: ([\d.]+)", said)
    assert exposure and float(exposure[1]) <= 1.5, said


def test_it_serves_after_the_next_boot_as_well(placed: Placed) -> None:
    units = ("mutuality.socket", "mutuality.service", "mutuality-backup.timer", "caddy.service")
    enabled = placed.machine.types(f"systemctl is-enabled {' '.join(units)}").split()
    assert enabled == ["enabled"] * len(units)


def test_a_backup_belongs_to_whoever_serves_alone(talk: Talk) -> None:
    talk.machine.types("systemctl start mutuality-backup")
    kept = talk.machine.types("stat -c '%U %a %s' /var/backups/mutuality/backup-*").splitlines()
    assert kept and all(line.startswith("mutuality 600 ") for line in kept), kept
    assert all(int(line.split()[2]) > 10_000 for line in kept), kept


def test_said_once_more_it_names_people_and_changes_nothing(talk: Talk) -> None:
    begun = talk.machine.types("systemctl show -P ActiveEnterTimestampMonotonic mutuality caddy")
    again = talk.machine.types(HOSTING.block(PLACE) + OWN_CERTIFICATE)
    assert "to fix" not in again and "Rowan and Imani, members of this group." in again, again
    written = [line for line in again.splitlines() if " Wrote " in line]
    assert all("who-keeps-this-running.txt" in line for line in written), written
    assert " Wrote " not in talk.machine.types(HOSTING.block(PLACE) + OWN_CERTIFICATE)
    # The service went on all the time, and nobody's page was cut off.
    assert talk.machine.types("systemctl show -P ActiveEnterTimestampMonotonic mutuality caddy") == begun


@pytest.mark.parametrize("time_of_day", ["morning", "noon", "evening"])
def test_what_is_said_while_it_starts_anew_is_kept(talk: Talk, time_of_day: str) -> None:
    words = f"Said while it started anew in the {time_of_day}."
    talk.said(f"Said before, in the {time_of_day}.")
    talk.write(words)
    restart = threading.Thread(target=talk.machine.types, args=("systemctl restart mutuality",))
    restart.start()
    try:
        _wait_for(lambda: talk.machine.state() in ("deactivating", "activating"))
        talk.imani.press("Send")
    finally:
        restart.join()
    talk.imani.reads(words)
    talk.rowan.reads(words)  # no reload: the page found its way back by itself
    talk.rowan.page.reload()
    talk.rowan.reads(words)


def test_when_it_is_stopped_the_page_is_calm_and_leaving_works(talk: Talk) -> None:
    talk.machine.types("systemctl stop mutuality.socket mutuality")
    try:
        begun = time.monotonic()
        leaving = talk.machine.asks("/exit")
        assert time.monotonic() - begun < 10
        page = talk.machine.asks("/")
    finally:
        talk.machine.types("systemctl start mutuality.socket mutuality")
    assert page.status == 503 and "not available right now" in page.body
    assert (leaving.status, leaving.headers["location"]) == (303, settings.EXIT_TO)
    assert "cookies" in leaving.headers["clear-site-data"]
    talk.said("Back again.")


def test_an_update_serves_the_new_version(talk: Talk, tmp_path: Path) -> None:
    def reworded(page: str) -> str:
        return page.replace("{% endblock %}", "<p>The second version</p>{% endblock %}", 2)

    assert "The second version" not in talk.machine.asks("/support/").body
    next_version(talk.machine.root, SUPPORT, reworded, folder=tmp_path)
    said = talk.machine.types(UPDATING.block(UPDATE))
    assert said.strip().endswith(CONTENT), said
    assert "The second version" in talk.machine.asks("/support/").body
    talk.said("Said to the second version.")


def test_an_update_that_does_not_start_leads_back(talk: Talk, tmp_path: Path) -> None:
    root, machine = talk.machine.root, talk.machine
    next_version(root, SERVING, lambda code: BROKEN + code, folder=tmp_path)
    update = machine.tries(UPDATING.block(UPDATE))
    back = re.search(r"^To go back: (.+)$", update.stdout, re.MULTILINE)
    assert update.returncode == 1 and back, update.stdout
    assert machine.state() != "active"
    machine.types(back[1])
    assert machine.state() == "active"
    talk.said("Said after the way back.")
    # The next version that starts is taken as if nothing had been.
    next_version(root, SERVING, lambda code: code.removeprefix(BROKEN), folder=tmp_path)
    said = machine.types(UPDATING.block(UPDATE))
    assert said.strip().endswith(CONTENT), said
    talk.said("Said to the version after it.")


def _wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until, "It did not come to that"
        time.sleep(0.01)
