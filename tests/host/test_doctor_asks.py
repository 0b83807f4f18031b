"""What the doctor finds by asking: key file copies, a forgotten pause, the running server, the address itself."""

import http.server
import json
import os
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from mutuality.host import data_folder, doctor, probes
from mutuality.host.bridge import Bridge
from mutuality.site import maintenance
from mutuality.vault import keyring
from tests.host.fronts import certificate
from tests.host.test_doctor import sound
from tests.live.listening import open_house

__all__ = ["sound"]
pytestmark = pytest.mark.django_db(transaction=True)


def found(part: str) -> bool:
    """Whether exactly one thing is wrong, and it says this."""
    return [part in sentence for sentence in doctor.findings()] == [True]


@pytest.mark.parametrize("name", ["keyfile-copy.json", "old/anything", "keys.bak"])
def test_a_copy_of_the_key_file_is_found_by_what_is_in_it(settings: Settings, name: str) -> None:
    assert doctor.findings() == []
    twin = settings.DATA / name
    twin.parent.mkdir(exist_ok=True)
    twin.write_bytes(keyring.path().read_bytes())
    assert found(f"{twin} is a copy of a key file")


def test_a_sealed_copy_beside_the_key_file_is_found() -> None:
    (keyring.path().parent / "before.json").write_text(json.dumps({"salt": "aa", "box": "bb"}))
    assert found("before.json is a copy of a key file")


def test_what_is_no_key_file_is_none(settings: Settings) -> None:
    (settings.DATA / "list.json").write_text(json.dumps(["epochs", "marks"]))
    (settings.DATA / "notes").write_text("epochs marks")
    assert doctor.findings() == []


def test_a_backup_in_the_data_folder_is_found(settings: Settings) -> None:
    (settings.DATA / "backup-2026-05-04-120000.sqlite3").touch()
    assert found("Move them")


def test_a_forgotten_pause_is_found(settings: Settings) -> None:
    maintenance.maintenance("on")
    assert doctor.findings() == []
    earlier = time.time() - doctor.LONGEST_PAUSE - 5
    os.utime(maintenance.mark(), (earlier, earlier))
    assert found("maintenance off")


@pytest.mark.parametrize(
    ("address", "listen", "fine"),
    [
        ("http://localhost:8000", "127.0.0.1", True),
        ("http://localhost:8000", "0.0.0.0", False),
        ("http://localhost:8000", "192.168.1.5", False),
        ("https://circle.example.org", "0.0.0.0", True),
    ],
)
def test_links_that_only_this_machine_opens_are_found(
    settings: Settings, address: str, listen: str, fine: bool
) -> None:
    data_folder.held(settings.DATA, note={"address": address, "listen": listen}).close()
    assert found("which they cannot open") is not fine
    assert (doctor.findings() == []) is fine


def test_a_proxy_that_hides_who_asks_is_found(settings: Settings) -> None:
    said = {"body": "mutuality_proxy_says_who 1\n"}
    with answering(lambda: said["body"]) as port:
        data_folder.held(settings.DATA, note={"counts": port}).close()
        assert doctor.findings() == []
        said["body"] = "mutuality_proxy_says_who 0\n"
        assert found("does not pass on X-Forwarded-For")
    assert doctor.findings() == []


def test_the_server_notices_a_proxy_that_hides_who_asks() -> None:
    pages: list[Bridge] = []
    with open_house({}, proxied=True) as house:
        pages.append(house.server.config.app._pages)  # type: ignore[union-attr]
        for headers, hidden in (({}, True), ({"X-Forwarded-For": "203.0.113.7"}, False)):
            for _ in range(3):
                _visit(house.port, headers)
            assert pages[0].unsaid is hidden


def _visit(port: int, headers: dict[str, str]) -> None:
    import http.client

    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    wire.request("GET", "/", headers=headers)
    wire.getresponse().read()
    wire.close()


@contextmanager
def answering(says: object, *, trust: tuple[Path, Path] | None = None, **headers: str) -> Iterator[int]:
    """Something that answers on this machine, by HTTPS where it has a certificate."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = says().encode()  # type: ignore[operator]
            self.send_response(200)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A caller who does not trust the certificate goes away; that is no error here."""

    server = Server(("127.0.0.1", 0), Answer)
    if trust:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*trust)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("days", "policy", "said"),
    [
        (90, "default-src 'none'", ""),
        (5, "default-src 'none'", "was not renewed"),
        (90, "default-src *", "Something else answers"),
        (-1, "default-src 'none'", "is not valid"),
    ],
)
def test_the_way_that_others_take_is_looked_at_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, policy: str, said: str
) -> None:
    own = certificate(tmp_path / "tls", days=days, name="localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(own[0]))
    with answering(str, trust=own, Content_Security_Policy=policy) as port:
        sentences = probes.findings(f"https://localhost:{port}")
    assert [said in sentence for sentence in sentences] == ([True] if said else [])


def test_an_address_that_nobody_answers_is_found() -> None:
    (sentence,) = probes.findings("https://localhost:1")
    assert "Could not reach" in sentence


def test_nothing_leaves_this_machine_unless_asked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ADDRESS = "https://localhost:1"
    assert doctor.doctor(address=settings.ADDRESS) == 0
    assert doctor.doctor(address=settings.ADDRESS, ask_address=True) == 1
