"""The stylesheet, joined from ``styles/`` when the server starts, and a second one for those who are signed in."""

import re
from functools import cache
from pathlib import Path

STYLES = Path(__file__).parent / "styles"
PLAIN = "plain.css"
# What only people who are signed in meet, and those who fill in sheets: a first visit doesn't carry it.
INSIDE = frozenset({"decisions.css", "meetings.css", "places.css", "sheets.css"})
# What only the pages of the week, Home and posters have besides: a talk doesn't carry it.
WEEK = "week.css"
# What a sheet to fill in has besides, where no one is signed in: it comes in one file with the rest.
SHEETS = "sheets.css"
FULL_LOOK = "(color: oklch(50% 0 0))"
LAYERS = "@layer reset, tokens, elements, layout, parts, screens, helpers;"

_PIECES = re.compile(r"""(?P<comment>/\*.*?\*/)|(?P<text>"[^"\n]*"|'[^'\n]*')|(?P<gap>\s+)""", re.DOTALL)
_TIGHT = re.compile(r"""("[^"]*"|'[^']*')|\s*([{};,])\s*|(:)\s+""")


def _lean(piece: re.Match[str]) -> str:
    return piece["text"] or (" " if piece["gap"] else "")


def _tight(piece: re.Match[str]) -> str:
    return piece[1] or piece[2] or piece[3]


def minified(css: str) -> str:
    """The same rules with less to download: comments and needless space go, quoted text stays."""
    return _TIGHT.sub(_tight, _PIECES.sub(_lean, css)).replace(";}", "}").strip()


def sheets() -> list[Path]:
    """The files of the full look. Their order does not matter, since every rule stands in a named layer."""
    return sorted(path for path in STYLES.glob("*.css") if path.name not in (PLAIN, WEEK))


def plain() -> str:
    """What old browsers get: plain colours and room to read."""
    return (STYLES / PLAIN).read_text()


@cache
def joined() -> bytes:
    """How every page looks, in one file.

    A browser gets either the plain sheet or the full look, never a half of each.
    """
    return _both(without=INSIDE)


@cache
def filling() -> bytes:
    """The same with what a sheet to fill in looks like: one file, so that its page comes in three requests."""
    return _both(without=INSIDE - {SHEETS})


def _both(*, without: frozenset[str]) -> bytes:
    full = "\n".join([LAYERS, *(path.read_text() for path in sheets() if path.name not in without)])
    both = f"@supports not {FULL_LOOK} {{ {plain()} }}\n@supports {FULL_LOOK} {{ {full} }}"
    return minified(both).encode()


@cache
def inside() -> bytes:
    """What comes on top of it inside. Its rules stand in the same layers, so it matters not which file comes first."""
    more = "\n".join([LAYERS, *(path.read_text() for path in sheets() if path.name in INSIDE)])
    return minified(f"@supports {FULL_LOOK} {{ {more} }}").encode()


@cache
def week() -> bytes:
    """What dates, their sheet for the wall, and posters look like."""
    more = f"{LAYERS}\n{(STYLES / WEEK).read_text()}"
    return minified(f"@supports {FULL_LOOK} {{ {more} }}").encode()
