"""The stylesheets, the scripts and the letters: their bytes, and addresses that change exactly when the bytes do."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from mutuality.ui import stylesheet

ROOT = "/ui/"
MODULES = Path(__file__).parent / "modules"
LETTERS = Path(__file__).parent / "letters"
STYLE = "style"
INSIDE = "inside"
FILLING = "filling"
WEEK = "week"
READING = "reading"

# A slow phone asks once for what a kind of page needs, so small modules that go together travel together.
SETS = {
    "page": ("arrived", "leave-quickly", "submit-once", "idle-curtain", "device-clock"),
    # All that a sheet needs where no one is signed in, so that it comes in three requests.
    "sheet": ("leave-quickly", "fill-page"),
    "room": ("live-feed", "draft-keeper", "quick-send", "stays-until", "gentle-time"),
    "form": (
        "show-passphrase",
        "copy-text",
        "share-text",
        "draft-keeper",
        "passkey-way",
        "own-zone",
    ),
}

_CSS = "text/css; charset=utf-8"
_SCRIPT = "text/javascript; charset=utf-8"
_FONT = "font/woff2"
_ENDINGS = {_CSS: "css", _SCRIPT: "js", _FONT: "woff2"}

_COMMENT_LINES = re.compile(r"^\s*(//.*)?\n", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


@dataclass(frozen=True)
class Asset:
    """A file that a page asks for, as it is and packed for the way."""

    body: bytes
    packed: bytes
    kind: str
    digest: str


# By name, whatever kind of text it is: functools.cache would tell names in templates from the same names in Python.
_ALL: dict[str, Asset] = {}


def module_names() -> list[str]:
    """Every script there is, one custom element or habit each."""
    return sorted(path.stem for path in MODULES.glob("*.js"))


def _script(name: str) -> str:
    text = (MODULES / f"{name}.js").read_text()
    return _INDENT.sub("", _COMMENT_LINES.sub("", text))


def _joined(names: tuple[str, ...]) -> bytes:
    return "".join(f"{{\n{_script(name)}}}\n" for name in names).encode()


def _made(body: bytes, *, kind: str) -> Asset:
    digest = hashlib.sha256(body).hexdigest()[:12]
    return Asset(body=body, packed=gzip.compress(body, mtime=0), kind=kind, digest=digest)


def letter_names() -> list[str]:
    """The files of the letters that a person can choose; see ``letters/ORIGIN.md``."""
    return sorted(path.stem for path in LETTERS.glob("*.woff2"))


def _reading() -> bytes:
    """The sheet of whoever chose other letters. It alone knows where the letters are."""
    css = stylesheet.minified((LETTERS / "reading.css").read_text())
    for name in letter_names():
        css = css.replace(f'"{name}.woff2"', f'"{address(name)}"')
    return css.encode()


def asset(name: str) -> Asset:
    """What a page asks for by this name. Raises ``KeyError`` for a name that nothing has."""
    if name not in _ALL:
        _ALL[name] = _read(name)
    return _ALL[name]


def _read(name: str) -> Asset:
    if name == STYLE:
        return _made(stylesheet.joined(), kind=_CSS)
    if name == FILLING:
        return _made(stylesheet.filling(), kind=_CSS)
    if name == INSIDE:
        return _made(stylesheet.inside(), kind=_CSS)
    if name == WEEK:
        return _made(stylesheet.week(), kind=_CSS)
    if name == READING:
        return _made(_reading(), kind=_CSS)
    if name in letter_names():
        return _made((LETTERS / f"{name}.woff2").read_bytes(), kind=_FONT)
    if name not in SETS and name not in module_names():
        raise KeyError(name)
    return _made(_joined(SETS.get(name, (name,))), kind=_SCRIPT)


def read_all() -> None:
    """Have every one of them in memory."""
    for name in (STYLE, INSIDE, FILLING, WEEK, READING, *SETS, *module_names(), *letter_names()):
        asset(name)


def address(name: str) -> str:
    """Where a browser finds it. It may keep it for good: other bytes have another address."""
    made = asset(name)
    return (
        f"{ROOT}{made.digest}.css" if name == STYLE else f"{ROOT}{made.digest}/{name}.{_ENDINGS[made.kind]}"
    )
