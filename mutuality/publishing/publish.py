"""``publish``: an installation that others reach, prepared and checked one step after the other."""

import os
import pwd
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _

from mutuality.kit.file_ownership import made_open
from mutuality.kit.troubles import Trouble
from mutuality.publishing import checks
from mutuality.publishing.files import SHEET, files, keep, recorded, remember, sheet, text_of
from mutuality.publishing.plan import Plan
from mutuality.publishing.steps import Outcome, Step
from mutuality.safety import queries as safety_queries
from mutuality.vault.keyring import KeyTrouble
from mutuality.vault.queries import Gone

_OURS = Path("/usr/local/lib/mutuality")
_SYSTEMD = Path("/run/systemd/system")


def publish(*, in_place: bool = False, to: Path | None = None, **said: Any) -> int:
    """Prepare and check an installation, saying each step; the exit code is 1 when something is not right.

    It can be called again at any time: what is as it should be stays, and what a person changed is never written over.
    """
    plan = _plan(in_place=in_place, to=to, **said)
    plan.check()
    if in_place and os.geteuid() != 0:
        raise Trouble(
            _(
                "Installing needs root. Run this as root, or without --in-place to write everything into a "
                "folder."
            )
        )
    outcomes = [_say(step) for step in _steps(plan)]
    sys.stdout.write(f"\n{sheet(plan)}\n")
    return 1 if Outcome.WRONG in outcomes else 0


def _plan(*, in_place: bool, to: Path | None, **said: Any) -> Plan:
    data = Path(settings.DATA)
    known = _limits()
    given = {name: value for name, value in said.items() if value is not None}
    for name in ("run_by", "takes_over"):
        given[name] = " ".join(str(given.get(name) or known.get(name) or "").split())
    folder = _OURS if in_place else (to or Path.cwd() / "published")
    return Plan(data=data, to=folder.resolve(), in_place=in_place, **given)


def _limits() -> dict[str, Any]:
    """The limits statement, where this command may read it: who runs this and who takes over is written there."""
    try:
        return (safety_queries.kept() or {}) if settings.KEY_FILE.exists() else {}
    except (DatabaseError, KeyTrouble, Gone, OSError):
        return {}


def _say(step: Step) -> Outcome:
    sys.stdout.write(f"{step}\n")
    sys.stdout.flush()
    return step.outcome


def _steps(plan: Plan) -> Iterator[Step]:
    yield from checks.address_of(plan)
    yield from checks.program_of(plan)
    yield from checks.port_of(plan)
    yield from _user(plan)
    yield from _folders(plan)
    texts = {file.name: text_of(file.made_from, plan) for file in files(plan)}
    wrong = False
    for step in (*checks.units(plan, texts=texts), *checks.front(plan, texts=texts)):
        wrong |= step.outcome == Outcome.WRONG
        yield step
    changed: set[str] = set()
    yield from _written(plan, texts=texts, in_place=plan.in_place and not wrong, changed=changed)
    yield from checks.beside(plan)
    yield from checks.elsewhere(plan)
    yield from checks.people_of(plan)
    if not plan.in_place:
        yield Step(
            Outcome.YOURS, _("Read the files. To install them, run the same command as root with --in-place.")
        )
    elif not wrong:
        yield from _begin(plan, changed=changed)


def _user(plan: Plan) -> Iterator[Step]:
    """The service runs as somebody who may do nothing else."""
    try:
        pwd.getpwnam(plan.user)
        yield Step(Outcome.AS_BEFORE, _("The user %(user)s exists.") % {"user": plan.user})
    except KeyError:
        words = [
            "useradd",
            "--system",
            "--home-dir",
            str(plan.data),
            "--shell",
            "/usr/sbin/nologin",
            plan.user,
        ]
        if plan.in_place:
            yield _done(words, says=_("Created the user %(user)s.") % {"user": plan.user})
        else:
            yield Step(Outcome.YOURS, _("As root, run: %(words)s") % {"words": " ".join(words)})


def _folders(plan: Plan) -> Iterator[Step]:
    """Data and backups lie where only the service's own user gets at them."""
    for place in (plan.data, plan.backups):
        if plan.in_place:
            made_open(place.parent)
            place.mkdir(mode=0o700, exist_ok=True)
            outcome = Outcome.DONE if _give(place, plan.user) else Outcome.AS_BEFORE
            yield Step(
                outcome, _("Only %(user)s can open %(folder)s.") % {"folder": place, "user": plan.user}
            )
        elif not place.exists():
            words = f"install -d -m 700 -o {plan.user} {place}"
            yield Step(Outcome.YOURS, _("As root, run: %(words)s") % {"words": words})


def _give(place: Path, user: str) -> bool:
    """Whether anything there was not this user's alone before. It goes after no link.

    One that the service's user laid there must not give away another file.
    """
    owner = pwd.getpwnam(user)
    changed = place.stat().st_mode & 0o777 != 0o700
    place.chmod(0o700)
    for one in (place, *place.rglob("*")):
        # What runs meanwhile may take a file away.
        with suppress(FileNotFoundError):
            had = one.lstat()
            changed |= (had.st_uid, had.st_gid) != (owner.pw_uid, owner.pw_gid)
            os.chown(one, owner.pw_uid, owner.pw_gid, follow_symlinks=False)
    return changed


def _written(plan: Plan, *, texts: dict[str, str], in_place: bool, changed: set[str]) -> Iterator[Step]:
    """Each file, and the sheet. Files that a program found wrong are not put in place.

    ``changed`` receives the names of those that were written.
    """
    if plan.in_place and not in_place:
        yield Step(Outcome.WRONG, _("Nothing was installed. Fix what is marked above, then run this again."))
        return
    if in_place:
        made_open(plan.to)
        # An earlier version closed it to the user that makes the backups.
        plan.to.chmod(0o755)
    record = recorded(plan.to)
    for file in files(plan):
        if in_place and plan.lacks_certificate and file.name == "nginx.conf":
            waits = _("nginx cannot start with its file yet. Run this again once the certificate is there.")
            yield Step(Outcome.YOURS, waits)
            continue
        target = file.place if in_place else plan.to / file.name
        step = keep(texts[file.name], target, mode=file.mode, record=record)
        if step.outcome == Outcome.DONE:
            changed.add(file.name)
        yield step
    # The sheet names people, so it is for whoever typed this, and nobody else on the machine.
    yield keep(sheet(plan), plan.to / SHEET, mode=0o600, record=record)
    remember(plan.to, record)


def _begin(plan: Plan, *, changed: set[str]) -> Iterator[Step]:
    """Let the machine's own service manager take it from here. What runs by a file that changed starts anew."""
    if not _SYSTEMD.exists():
        yield Step(Outcome.YOURS, _("systemd is not running here, so nothing was started."))
        return
    yield _done(["systemctl", "daemon-reload"], says=_("systemd has loaded the units."))
    if again := _to_start_anew(changed):
        # Enabling starts what is stopped, and leaves what runs as it is.
        yield _done(
            ["systemctl", "try-restart", *again],
            says=_("Restarted what was running, with the new files."),
        )
    units = ["mutuality.socket", "mutuality.service", "mutuality-backup.timer"]
    yield _done(
        ["systemctl", "enable", "--now", *units], says=_("Mutuality is running, and starts with the machine.")
    )
    if not plan.lacks_certificate:
        yield _done(
            ["systemctl", "reload-or-restart", plan.proxy],
            says=_("The web server in front has loaded its file."),
        )
    if not _limits():
        unfounded = _("To set up the community, open the setup link. It is in: journalctl -u mutuality")
        yield Step(Outcome.YOURS, unfounded)


def _to_start_anew(changed: set[str]) -> list[str]:
    """Only the service where that is enough, since its port then goes on taking what is sent."""
    if "mutuality.socket" in changed:
        return ["mutuality.socket", "mutuality.service"]
    return ["mutuality.service"] if "mutuality.service" in changed else []


def _done(words: list[str], *, says: str) -> Step:
    try:
        answer = subprocess.run(  # noqa: S603 -- our own words and checked names, no shell
            words, capture_output=True, text=True, timeout=300
        )
    except (OSError, subprocess.TimeoutExpired) as trouble:
        return Step(Outcome.WRONG, f"{' '.join(words)}: {type(trouble).__name__}")
    return (
        Step(Outcome.WRONG, f"{' '.join(words)}: {answer.stderr.strip()}")
        if answer.returncode
        else Step(Outcome.DONE, says)
    )
