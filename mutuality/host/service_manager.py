"""Living with the machine's own service manager: the port it holds for us, and telling it when we are ready."""

import os
import socket

_FIRST = 3


def handed_over() -> socket.socket | None:
    """The port that systemd holds for us, so that nobody is refused while we start anew; None when it holds none.

    Source: sd_listen_fds(3). The words leave the environment, so that no other program takes them for its own.
    """
    meant, count = os.environ.pop("LISTEN_PID", ""), os.environ.pop("LISTEN_FDS", "")
    os.environ.pop("LISTEN_FDNAMES", None)
    if meant != str(os.getpid()) or count != "1":
        return None
    port = socket.socket(fileno=_FIRST)
    port.set_inheritable(False)
    return port


def tell(word: str) -> None:
    """Say ``READY=1`` or ``STOPPING=1`` to whoever started us, if they asked to be told. Source: sd_notify(3)."""
    place = os.environ.get("NOTIFY_SOCKET", "")
    if not place:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        # A name that begins with @ lies in no folder; the system writes that as a zero.
        ear.connect(f"\0{place[1:]}" if place.startswith("@") else place)
        ear.sendall(word.encode())
