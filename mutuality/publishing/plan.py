"""What an installation is to be: everything that its files are made from, thought through before one is written."""

import os
import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from mutuality.kit.troubles import Trouble

# The folder that holds the program: a clone, or what it was installed into.
ROOT = Path(__file__).resolve().parent.parent.parent

PROXIES = ("caddy", "nginx")
COUNTS = 9464
_HOST = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_USER = re.compile(r"[a-z_][a-z0-9_-]{0,30}")
_FOLDER = re.compile(r"/[\w./-]+")
_ELSEWHERE = re.compile(r"[\w.@:/~-]+")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Where things lie, who runs them and who takes over."""

    address: str
    data: Path
    to: Path
    proxy: str = "caddy"
    user: str = "mutuality"
    port: int = 8000
    backups: Path = Path("/var/backups/mutuality")
    offsite: str = ""
    offsite_keys: str = ""
    run_by: str = ""
    takes_over: str = ""
    certificate: str = ""
    certificate_key: str = ""
    in_place: bool = False

    @property
    def host(self) -> str:
        """The name that people type."""
        return urlsplit(self.address).hostname or ""

    @property
    def https_port(self) -> int:
        """The port behind the name; 443 unless the address says another."""
        return urlsplit(self.address).port or 443

    @property
    def clone(self) -> bool:
        """Whether the program is a clone that can be pulled, and not an installed package."""
        return (ROOT / "bin" / "run").exists()

    @property
    def program(self) -> Path:
        """Where the program lies."""
        return ROOT if self.clone else Path(sys.prefix)

    @property
    def cli(self) -> str:
        """How the command line is called."""
        return str(ROOT / "bin/mutuality" if self.clone else Path(sys.prefix) / "bin/mutuality")

    @property
    def serve(self) -> str:
        """How the community is served."""
        return str(ROOT / "bin/run") if self.clone else f"{self.cli} serve"

    @property
    def scripts(self) -> Path:
        """Where the scripts lie once they are in place."""
        return Path("/usr/local/lib/mutuality") if self.in_place else self.to

    @property
    def lacks_certificate(self) -> bool:
        """Whether the program in front cannot begin, since it does not get a certificate itself and none is there."""
        file = str(self.words()["certificate"])
        return self.proxy == "nginx" and not os.path.exists(file)  # noqa: PTH110 -- what may not be seen is not there

    @property
    def webroot(self) -> Path:
        """The folder that nginx shows on port 80, as Debian sets it up and as our file goes on."""
        return Path("/var/www/html")

    def check(self) -> None:
        """Refuse what cannot become an installation, before anything is written. Raises Trouble."""
        parts = urlsplit(self.address)
        if parts.scheme != "https" or not _HOST.fullmatch(self.host) or parts.path.strip("/"):
            raise Trouble(
                _("The address is missing. Add what people will type, such as --address https://name.example")
            )
        if self.proxy not in PROXIES:
            raise Trouble(_("--proxy must be caddy or nginx."))
        if not _USER.fullmatch(self.user):
            raise Trouble(
                _("%(user)s is not a valid user name. Choose another with --user.") % {"user": self.user}
            )
        for place in (self.data, self.backups, self.to, self.program):
            if not _FOLDER.fullmatch(str(place)):
                raise Trouble(
                    _("The folder %(folder)s has characters that systemd does not accept. Choose another.")
                    % {"folder": place}
                )
        for far in (self.offsite, self.offsite_keys):
            if far and (far.startswith("-") or not _ELSEWHERE.fullmatch(far)):
                raise Trouble(
                    _("%(place)s is not an rsync address. Write it like this: name@machine:folder")
                    % {"place": far}
                )
        for file in (self.certificate, self.certificate_key):
            if file and not _FOLDER.fullmatch(file):
                raise Trouble(_("Write the full path of the certificate and of its key, beginning with /."))
        if self.data.is_relative_to(self.backups) or self.backups.is_relative_to(self.data):
            raise Trouble(
                _(
                    "Backups and data are in the same folder, and the key file is with the data. "
                    "Choose another folder with --backups."
                )
            )

    def words(self) -> dict[str, object]:
        """What the files are filled with."""
        return {
            **self._of_the_machine(),
            **self._of_the_front(),
            **self._quoted(),
            "run_by": self.run_by,
            "takes_over": self.takes_over,
            "handover": self.program / "docs/how-to/hand-over.md"
            if self.clone
            else _("the guide: Hand over"),
            "line": "_" * 56,
        }

    def _of_the_machine(self) -> dict[str, object]:
        return {
            "data": self.data,
            "state_directory": self.data.name if self.data.parent == Path("/var/lib") else "",
            "keys": self._keys,
            "backups": self.backups,
            "days": settings.EPOCHS_KEPT_DAYS,
            "user": self.user,
            "program": self.program,
            "python": sys.executable,
            "clone": self.clone,
            "cli": self.cli,
            "serve": self.serve,
            "scripts": self.scripts,
            "offsite": self.offsite,
            "offsite_keys": self.offsite_keys,
            "port": self.port,
            "counts": COUNTS,
        }

    def _of_the_front(self) -> dict[str, object]:
        usual = f"/etc/letsencrypt/live/{self.host}" if self.proxy == "nginx" else ""
        return {
            "address": self.address,
            "host": self.host,
            "site": self.host if self.https_port == 443 else f"{self.host}:{self.https_port}",
            "https_port": self.https_port,
            "http_port": 80,
            "webroot": self.webroot,
            "upstream": f"127.0.0.1:{self.port}",
            "certificate": self.certificate or (usual and f"{usual}/fullchain.pem"),
            "certificate_key": self.certificate_key or (usual and f"{usual}/privkey.pem"),
            "exit_to": settings.EXIT_TO,
        }

    def _quoted(self) -> dict[str, object]:
        """For scripts: as one word, whatever stands in it."""
        places: dict[str, Path | str] = {"program": self.program, "data": self.data, "backups": self.backups}
        places |= {"keys": self._keys, "offsite": self.offsite, "offsite_keys": self.offsite_keys}
        return {f"{name}_quoted": shlex.quote(str(place)) for name, place in places.items()}

    @property
    def _keys(self) -> Path:
        inside = settings.KEY_FILE.is_relative_to(self.data)
        return settings.KEY_FILE.parent if inside else self.data / "keys"
