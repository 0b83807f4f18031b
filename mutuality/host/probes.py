"""What can only be known by asking: the running server on this machine, and, when wished, the address itself."""

import http.client
import ssl
from contextlib import closing
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from mutuality.kit import clock

SOON = timedelta(days=14)
_PATIENCE = 10.0


def told(port: str) -> dict[str, float]:
    """What the server on this machine says of itself at its second port; nothing when it has none or is not running."""
    if not port.isdigit():
        return {}
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", int(port), timeout=_PATIENCE)) as wire:
            wire.request("GET", "/metrics")
            lines = wire.getresponse().read().decode().splitlines()
        return {
            name: float(value) for name, value in (line.split() for line in lines if not line.startswith("#"))
        }
    except (OSError, ValueError, http.client.HTTPException):
        return {}


def findings(address: str) -> list[str]:
    """What is wrong on the way that others take. Asks the address and nobody else."""
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        return [_("Could not check this address: it does not begin with https://.")]
    wire = http.client.HTTPSConnection(
        parts.hostname, parts.port or 443, timeout=_PATIENCE, context=ssl.create_default_context()
    )
    try:
        with closing(wire):
            wire.connect()
            return _certificate(wire.sock, address) + _answer(wire, address)
    except ssl.SSLCertVerificationError as trouble:
        bad = _(
            "The certificate of %(address)s is not valid: %(why)s. Browsers will warn everyone. Renew it."
        )
        return [bad % {"address": address, "why": trouble.verify_message}]
    except (OSError, http.client.HTTPException) as trouble:
        away = _(
            "Could not reach %(address)s (%(why)s). Check that the name points here and that port 443"
            " is open."
        )
        return [away % {"address": address, "why": type(trouble).__name__}]


def _certificate(wire: ssl.SSLSocket, address: str) -> list[str]:
    shown = wire.getpeercert() or {}
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)
    if ends - clock.now() > SOON:
        return []
    soon = _(
        "The certificate of %(address)s ends on %(day)s and was not renewed. Check the web server in front."
    )
    return [soon % {"address": address, "day": f"{ends:%Y-%m-%d}"}]


def _answer(wire: http.client.HTTPSConnection, address: str) -> list[str]:
    wire.request("GET", "/robots.txt")
    answer = wire.getresponse()
    answer.read()
    if answer.status >= 500:
        return [
            _(
                "The web server at %(address)s answers, but Mutuality behind it does not. Check that it is "
                "running."
            )
            % {"address": address}
        ]
    if "default-src 'none'" not in (answer.headers.get("Content-Security-Policy") or ""):
        return [
            _(
                "Something else answers at %(address)s, or the web server in front changes the headers. "
                "Compare its file with the one from: bin/mutuality publish"
            )
            % {"address": address}
        ]
    return []
