"""What the environment says, read and checked once for all commands: what no one can have meant is refused.

It is read before Django is: sentences are plain English.
"""

import ipaddress
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from mutuality.host import database_address
from mutuality.kit.troubles import Trouble

USUAL_ADDRESS = "http://localhost:8000"
USUAL_EXIT = "https://www.wikipedia.org/"
_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*")
# What the files of a program in front can hold as it is.
_EXIT = re.compile(r"https?://[\w./:\[\]-]+")
# Where the two ways to write a name in plain letters differ, so that a browser would look for another name.
_WRITTEN_TWO_WAYS = re.compile("[ßς\u200c\u200d]")


def address(said: str) -> str:
    """Return an address that people type as browsers write it: scheme, host and port, and nothing more.

    Raises ``Trouble`` for one that would be printed and then answered to no one.
    """
    parts = _parts(said)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise Trouble(f"The address {said} must begin with https:// (or http://).")
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username is not None:
        raise Trouble(f"The address {said} must end after the name. Remove what follows it.")
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{_host(parts, said)}{port}"


def host(address: str) -> str:
    """Return the host of an address as a request names it: an IPv6 address stands in brackets."""
    name = urlsplit(address).hostname or ""
    return f"[{name}]" if ":" in name else name


def hosts() -> list[str]:
    """Return the further hosts that ``MUTUALITY_HOSTS`` lists."""
    listed = (one.strip() for one in os.environ.get("MUTUALITY_HOSTS", "").split(","))
    return [one for one in listed if one]


def exit_to(*, own: str) -> str:
    """Return where Leave quickly goes. It must lead away from here, whatever was typed."""
    said = os.environ.get("MUTUALITY_EXIT_TO", USUAL_EXIT)
    fits = _EXIT.fullmatch(said) and urlsplit(said).hostname
    if not fits or (host(said) == host(own) and _parts(said).port == _parts(own).port):
        raise Trouble(
            f"MUTUALITY_EXIT_TO must be a page on another site, such as {USUAL_EXIT}, not {said or 'empty'}."
        )
    return said


def number(name: str, *, usual: int, least: int) -> int:
    """Return a whole number that the environment may set. Raises ``Trouble`` below the least one."""
    said = os.environ.get(name, str(usual))
    if not said.strip().isascii() or not said.strip().isdecimal() or int(said) < least:
        raise Trouble(f"{name} must be a number, {least} or more, not {said or 'empty'}.")
    return int(said)


def database(data: Path) -> dict[str, Any]:
    """Return the database in Django's words."""
    try:
        return database_address.described(database_address.address(data), pooled=True)
    except ValueError:
        # What was typed may hold a password.
        raise Trouble(
            "This is not a database address. Write it like this: postgres://name@host:5432/database"
        ) from None


def _parts(said: str) -> SplitResult:
    try:
        parts = urlsplit(said)
        _ = parts.port
    except ValueError as error:
        raise Trouble(f"Could not read the address {said}: {error}.") from error
    return parts


def _host(parts: SplitResult, said: str) -> str:
    name = (parts.hostname or "").removesuffix(".")
    if ":" in name:
        return f"[{ipaddress.ip_address(name)}]"
    if _WRITTEN_TWO_WAYS.search(name):
        raise Trouble(
            f"Browsers cannot use the name in {said}. Write it as your registrar does, beginning with xn--."
        )
    try:
        plain = name.encode("idna").decode() if not name.isascii() else name
    except UnicodeError:
        plain = ""
    if not _HOST.fullmatch(plain):
        raise Trouble(f"Browsers cannot use the name in the address {said}.")
    return plain
