"""What real programs say of the files before anybody relies on them."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from mutuality.publishing.plan import Plan
from mutuality.publishing.steps import Outcome, Step

DEBIANS_PAGE = Path("/etc/nginx/sites-enabled/default")
_PATIENCE = 60
_CLOSED_TO_SERVICES = (Path("/home"), Path("/root"), Path("/run/user"), Path("/tmp"), Path("/var/tmp"))  # noqa: S108


def address_of(plan: Plan) -> Iterator[Step]:
    """A name that leads nowhere is the first thing that goes wrong; we ask nobody outside whether it does."""
    yield Step(
        Outcome.YOURS,
        _("Point the name %(host)s to this machine, and open ports 80 and 443.") % {"host": plan.host},
    )


def program_of(plan: Plan) -> Iterator[Step]:
    """The service has to reach the program, and must not be able to change it."""
    place = plan.program
    if any(place.is_relative_to(closed) for closed in _CLOSED_TO_SERVICES):
        moved = _(
            "The program is in %(place)s, which services cannot read. Move it to /opt and run it from there."
        )
        yield Step(Outcome.WRONG, moved % {"place": place})
    elif not all(folder.stat().st_mode & 0o005 == 0o005 for folder in (place, *place.parents)):
        yield Step(
            Outcome.WRONG,
            _("Other users of this machine cannot open %(place)s. Run chmod o+rx on it.") % {"place": place},
        )
    else:
        yield Step(Outcome.AS_BEFORE, _("The program in %(place)s can be used.") % {"place": place})
    if not shutil.which("git") and plan.clone:
        yield Step(Outcome.YOURS, _("git is missing, and updates need it. Run: apt install git"))


def units(plan: Plan, *, texts: dict[str, str]) -> Iterator[Step]:
    """What systemd says of the units."""
    names = [name for name in texts if name.endswith((".service", ".socket", ".timer"))]
    if not (verify := shutil.which("systemd-analyze")):
        yield _missing("systemd-analyze")
        return
    with tempfile.TemporaryDirectory() as there:
        for name in ("back-up", *names):
            (Path(there) / name).write_text(
                texts[name].replace(f"{plan.scripts}/back-up", f"{there}/back-up")
            )
        (Path(there) / "back-up").chmod(0o755)
        yield _asked([verify, "verify", *(f"{there}/{name}" for name in names)], of="systemd", says_all=True)


def front(plan: Plan, *, texts: dict[str, str]) -> Iterator[Step]:
    """What Caddy or nginx says of its file."""
    if not (program := shutil.which(plan.proxy) or shutil.which(f"/usr/sbin/{plan.proxy}")):
        yield _missing(plan.proxy)
        return
    if plan.lacks_certificate:
        first = _("nginx has no certificate for %(host)s yet. While nginx is running, run as root: %(words)s")
        yield Step(Outcome.YOURS, first % {"host": plan.host, "words": _fetching(plan)})
        return
    with tempfile.TemporaryDirectory() as there:
        yield _caddy(program, there, texts) if plan.proxy == "caddy" else _nginx(program, there, texts)


def beside(plan: Plan) -> Iterator[Step]:
    """Debian's own first page of nginx answers whoever comes by number, and writes the number down that they come from.

    Until the certificate is there, it is what shows certbot's folder.
    """
    if plan.proxy == "nginx" and not plan.lacks_certificate and DEBIANS_PAGE.exists():
        tells = _(
            "nginx's own start page records who visits under another name than %(host)s. As root, run: "
            "%(words)s"
        )
        words = f"rm {DEBIANS_PAGE} && systemctl reload nginx"
        yield Step(Outcome.YOURS, tells % {"host": plan.host, "words": words})


def elsewhere(plan: Plan) -> Iterator[Step]:
    """A copy on the same machine is gone with the machine."""
    if not plan.offsite:
        yield Step(
            Outcome.YOURS,
            _(
                "Backups are on this machine only. To keep a copy elsewhere, add: --offsite "
                "name@machine:folder"
            ),
        )
    if not plan.offsite_keys:
        yield Step(
            Outcome.YOURS,
            _("The key file has no copy elsewhere. Add --offsite-keys, with another place than the backups."),
        )
    if plan.offsite and _machine(plan.offsite) == _machine(plan.offsite_keys):
        both = _(
            "Backups and key file would be on the same machine, and together they open everything. "
            "Choose two machines."
        )
        yield Step(Outcome.WRONG, both)
    if (plan.offsite or plan.offsite_keys) and not shutil.which("rsync"):
        yield Step(
            Outcome.YOURS,
            _("rsync is missing, so backups cannot be copied elsewhere. Run: apt install rsync"),
        )


def people_of(plan: Plan) -> Iterator[Step]:
    """A place that hangs on one person ends with that person."""
    if not plan.takes_over:
        unsaid = _(
            "No one is named to take over. Add --takes-over, or set up the community and run this again."
        )
        yield Step(Outcome.YOURS, unsaid)
    else:
        yield Step(Outcome.AS_BEFORE, _("The sheet says who takes over."))


def port_of(plan: Plan) -> Iterator[Step]:
    """Another program on the port would keep the service from starting."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", plan.port))
        except OSError:
            if _is_ours(plan.port):
                held = _("Port %(port)d is reserved for the community.")
                yield Step(Outcome.AS_BEFORE, held % {"port": plan.port})
                return
            taken = _(
                "Port %(port)d is in use. Unless that is the community itself, choose another: --port N"
            )
            yield Step(Outcome.YOURS, taken % {"port": plan.port})


def _is_ours(port: int) -> bool:
    """Whether systemd holds this port for the pages already."""
    try:
        answer = subprocess.run(
            ["systemctl", "show", "mutuality.socket", "--property=ActiveState,Listen"],  # noqa: S607
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    said = answer.stdout.split()
    return "ActiveState=active" in said and f"Listen=127.0.0.1:{port}" in said


def _fetching(plan: Plan) -> str:
    """How the certificate comes from a folder that nginx shows, before our file is there and after.

    certbot renews it the same way: it keeps what was typed the first time. With --standalone it would need port 80 for
    itself again, which nginx has by then.
    """
    return (
        f"certbot certonly --webroot -w {plan.webroot} -d {plan.host} --deploy-hook 'systemctl reload nginx'"
    )


def _machine(place: str) -> str:
    return place.partition(":")[0].rpartition("@")[2]


def _caddy(program: str, there: str, texts: dict[str, str]) -> Step:
    file = Path(there) / "Caddyfile"
    file.write_text(texts["Caddyfile"])
    return _asked(
        [program, "validate", "--adapter", "caddyfile", "--config", str(file)], of="Caddy", home=there
    )


def _nginx(program: str, there: str, texts: dict[str, str]) -> Step:
    file = Path(there) / "nginx.conf"
    site = re.sub(r"error_log \S+", f"error_log {there}/error.log", texts["nginx.conf"])
    file.write_text(f"pid {there}/pid;\nevents {{}}\nhttp {{\n{site}\n}}\n")
    return _asked([program, "-t", "-q", "-e", f"{there}/error.log", "-c", str(file)], of="nginx")


def _asked(words: list[str], *, of: str, says_all: bool = False, home: str = "") -> Step:
    """Ask a program; what it says goes to the person as it is."""
    surroundings = {
        **os.environ,
        **({"HOME": home, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home} if home else {}),
    }
    try:
        answer = subprocess.run(  # noqa: S603 -- our own words and file names, no shell
            words, capture_output=True, text=True, timeout=_PATIENCE, env=surroundings
        )
    except (OSError, subprocess.TimeoutExpired) as trouble:
        return Step(
            Outcome.WRONG,
            _("Could not run %(program)s: %(why)s") % {"program": of, "why": type(trouble).__name__},
        )
    said = (answer.stderr + answer.stdout).strip()
    if answer.returncode or (says_all and said):
        return Step(Outcome.WRONG, _("%(program)s says: %(said)s") % {"program": of, "said": said})
    return Step(Outcome.DONE, _("%(program)s has checked its files and accepts them.") % {"program": of})


def _missing(program: str) -> Step:
    return Step(
        Outcome.YOURS,
        _("%(program)s is not installed here, so its file was not checked.") % {"program": program},
    )
