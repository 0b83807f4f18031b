"""A real Caddy or nginx on this machine, with the file that ``publish`` writes and a certificate of its own."""

import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mutuality.kit import clock
from mutuality.publishing.files import text_of
from mutuality.publishing.plan import PROXIES, Plan
from tests.served import free_port

NAME = "circle.example.org"
SOMEBODY = "127.0.0.2"
PATIENCE = 20


@dataclass
class Front:
    """A running program in front: where it listens, whom it asks, and everything it wrote down."""

    plan: Plan
    folder: Path
    process: subprocess.Popen
    opened: list[Any] = field(default_factory=list)

    @property
    def written(self) -> str:
        """All that it kept, on the disk or in its journal."""
        files = [
            file for file in self.folder.rglob("*") if file.is_file() and file.suffix in (".log", ".said")
        ]
        return "\n".join(file.read_text(errors="replace") for file in files)

    def call(self) -> HTTPSConnection:
        """Somebody else's browser: it comes from an address that nobody here has."""
        return _Call(self)

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        body: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> HTTPResponse:
        """What comes back; everything is closed when the block ends."""
        wire = self.call()
        wire.request(method, path, body=body, headers=headers or {})
        answer = wire.getresponse()
        self.opened += [answer, wire]
        return answer


class _Call(HTTPSConnection):
    def __init__(self, front: Front) -> None:
        trust = ssl.create_default_context(cafile=front.plan.certificate)
        super().__init__(NAME, front.plan.https_port, timeout=PATIENCE, context=trust)
        self._trust = trust

    def connect(self) -> None:
        wire = socket.create_connection(("127.0.0.1", self.port), PATIENCE, source_address=(SOMEBODY, 0))
        self.sock = self._trust.wrap_socket(wire, server_hostname=NAME)


def program(name: str) -> str:
    """The program, or a skip that says why."""
    found = shutil.which(name) or shutil.which(f"/usr/sbin/{name}")
    if not found:
        pytest.skip(f"{name} is not installed here, so its file was not tried. On Debian: apt install {name}")
    return found


@contextmanager
def front_of(name: str, *, upstream: int, folder: Path, patience: int = 4) -> Iterator[Front]:
    """Run it in front of whatever answers at ``upstream``. Caddy has this patience, in seconds, when nothing does."""
    assert name in PROXIES
    binary = program(name)
    plan = planned(folder, proxy=name, port=upstream)
    text = text_of(f"{name}.txt", plan)
    words = _caddy(binary, folder, text, patience) if name == "caddy" else _nginx(binary, folder, text)
    surroundings = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "front.said").open("wb") as said:
        process = subprocess.Popen(words, stdout=said, stderr=said, env=surroundings)
    try:
        _wait(plan.https_port, process, folder)
        front = Front(plan, folder, process)
        yield front
        for each in front.opened:
            each.close()
    finally:
        process.terminate()
        process.wait(PATIENCE)


def planned(folder: Path, *, proxy: str, port: int = 8000) -> Plan:
    """An installation that nobody can reach, with a certificate that nobody trusts."""
    own, key = certificate(folder)
    return Plan(
        address=f"https://{NAME}:{free_port()}",
        data=folder / "data",
        to=folder / "published",
        backups=folder / "backups",
        proxy=proxy,
        port=port,
        certificate=str(own),
        certificate_key=str(key),
    )


def certificate(folder: Path, *, days: int = 90, name: str = NAME) -> tuple[Path, Path]:
    """A certificate that this machine made for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(clock.now() - timedelta(days=365))
        .not_valid_after(clock.now() + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    own, secret = folder / "own.pem", folder / "own.key"
    own.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
    return own, secret


def _caddy(binary: str, folder: Path, text: str, patience: int) -> list[str]:
    """As it is, but with no second port, and with another patience for what does not answer."""
    file = folder / "Caddyfile"
    text = text.replace(
        "{\n\t# What Caddy", "{\n\tadmin off\n\tauto_https disable_redirects\n\t# What Caddy", 1
    )
    file.write_text(text.replace("lb_try_duration 20s", f"lb_try_duration {patience}s"))
    assert "admin off" in file.read_text() and f"duration {patience}s" in file.read_text()
    return [binary, "run", "--adapter", "caddyfile", "--config", str(file)]


def _nginx(binary: str, folder: Path, text: str) -> list[str]:
    """As it is, but inside a machine of its own: other folders, and another second port."""
    text = re.sub(r"listen (\[::\]:)?80;", lambda found: f"listen {found[1] or ''}{PORT_80};", text)
    text = text.replace("/var/log/nginx/error.log", str(folder / "error.log"))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    around = f"daemon off;\npid {folder}/pid;\nerror_log {folder}/other.log emerg;\nevents {{}}\n"
    whole = f"{around}http {{\n{places}{text}}}\n"
    (folder / "nginx.conf").write_text(whole)
    return [binary, "-e", f"{folder}/first.log", "-c", str(folder / "nginx.conf")]


PORT_80 = free_port()


def _wait(port: int, process: subprocess.Popen, folder: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, (folder / "front.said").read_text()
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise AssertionError((folder / "front.said").read_text())
