"""A language that nobody speaks: each text of ours stands in brackets and is a third longer. What stands outside them
was never given to be translated."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo

from mutuality.site import catalogue

CODE = "qps"
BEGINS, ENDS = "⟦", "⟧"
SPOKEN = ("aria-label", "aria-description", "aria-roledescription", "title", "placeholder", "alt", "label")
SILENT = ("script", "style", "textarea")
WITHOUT_END = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
}  # fmt: skip


def said(text: str) -> str:
    """The text in this language. What stands for a name or a number in it stays."""
    return f"{BEGINS}{text}{' ·····' * (len(text) // 18)}{'·' * (len(text) % 18 // 3)}{ENDS}"


def make(folder: Path) -> Path:
    """Write the catalogue of this language into a folder, and return the folder."""
    catalog = Catalog(locale="en", fuzzy=False)
    for (context, text), _places in catalogue.texts().items():
        forms = said(text) if isinstance(text, str) else tuple(said(form) for form in text)
        catalog.add(text, forms, context=context)
    made = folder / CODE / "LC_MESSAGES" / "django.mo"
    made.parent.mkdir(parents=True)
    with made.open("wb") as file:
        write_mo(file, catalog)
    return folder


class Escapes(HTMLParser):
    """What a page says outside of the brackets. What people wrote stands in ``bdi`` or ``dir="auto"``."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._depth = 0
        self._theirs: list[bool] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at what is read aloud, and whether people's words begin."""
        given = {name: value or "" for name, value in attrs}
        for name, value in given.items():
            spoken = name in SPOKEN or (name.startswith("data-") and " " in value and value[:1].isupper())
            if spoken and not any(self._theirs):
                self.found += [f"{name}={piece}" for piece in outside(value)]
        if tag not in WITHOUT_END:
            self._theirs.append(tag in SILENT or _is_theirs(tag, given))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """As above, for what has no end."""
        self.handle_starttag(tag, attrs)
        if tag not in WITHOUT_END:
            self._theirs.pop()

    def handle_endtag(self, tag: str) -> None:
        """People's words end."""
        if self._theirs and tag not in WITHOUT_END:
            self._theirs.pop()

    def handle_data(self, data: str) -> None:
        """A piece of text: what stands at depth nought is outside."""
        if any(self._theirs):
            return
        left, self._depth = _outside(data, self._depth)
        self.found += left


def _is_theirs(tag: str, given: dict[str, str]) -> bool:
    """Words of people; names of languages, each in its own; codes and the like, which are not to be translated."""
    marked = given.get("dir") == "auto" or given.get("translate") == "no" or "lang" in given
    return tag == "bdi" or (marked and tag != "html")


def outside(text: str) -> list[str]:
    """The pieces of a text that stand outside of the brackets and say something."""
    return _outside(text, 0)[0]


def _outside(text: str, depth: int) -> tuple[list[str], int]:
    piece, pieces = "", []
    for sign in text:
        if sign == BEGINS:
            depth += 1
        if depth == 0:
            piece += sign
        elif piece:
            pieces.append(piece)
            piece = ""
        if sign == ENDS:
            depth -= 1
    return list(_speaking([*pieces, piece])), depth


def _speaking(pieces: list[str]) -> Iterator[str]:
    for piece in pieces:
        if sum(sign.isalpha() for sign in piece) > 1:
            yield " ".join(piece.split())
