"""One question to a machine, asked by a process in that machine's network; the answer is printed as JSON."""

import json
import socket
import ssl
import sys
from http.client import HTTPConnection
from urllib.parse import urlsplit

from tests.host.fronts import NAME

PATIENCE = 60


def ask(url: str, *, address: str, trusted: str) -> dict[str, object]:
    """What the machine at ``address`` answers when ``url`` is typed: by the name of the place, or by another."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    name = parts.hostname or ""
    with socket.create_connection((address, 443 if secure else 80), PATIENCE) as wire:
        if secure:
            wire = ssl.create_default_context(cafile=trusted).wrap_socket(wire, server_hostname=NAME)
        with wire:
            call = HTTPConnection(name)
            call.sock = wire
            call.request("GET", parts.path)
            answer = call.getresponse()
            body = answer.read().decode(errors="replace")
    return {
        "status": answer.status,
        "headers": {k.lower(): v for k, v in answer.headers.items()},
        "body": body,
    }


if __name__ == "__main__":
    print(json.dumps(ask(sys.argv[1], address=sys.argv[2], trusted=sys.argv[3])))
