"""The pages in other languages: which texts there are, and the catalogues that say them.

``locale/<language>/LC_MESSAGES/django.po`` is written by people. What programs read, a ``.mo``, is made from it without
outside tools, in a folder named after the content, so that an old one is never taken for a new one.
"""

import hashlib
import io
import os
import shutil
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mutuality.kit.file_ownership import made_open

if TYPE_CHECKING:
    from babel.messages import Catalog

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = PACKAGE / "locale"
MADE = LOCALE / "made"
OLD_AFTER_SECONDS = 86_400
WIDTH = 110
HEAD = r"""# What the pages say, in {language}. "bin/catalogue" keeps it in step with the code.
msgid ""
msgstr ""
"Language: {language}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals={plurals}; plural={plural};\n"

"""

# How a text is marked in Python and, after Django turned them into Python, in templates.
MARKS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "later": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# Where files are that are filled in: pages, letters, and what is written for a server.
FILLED_IN = {"templates", "publishing"}
# Stays in a catalogue until a person has looked at the translation and deletes it.
REWORDED = "Reworded: does this still say the same?"
# What is in lists of ours and is read by people: files, their table (or what stands before any), and the columns that
# are sentences, or several of them.
LISTS = (
    ("safety/numbers.toml", "numbers", ("country", "name", "reach", "about")),
    ("sheets/data/*.toml", "", ("title", "about", "group", "says")),
    ("sheets/data/*.toml", "questions", ("part", "asks", "help", "columns", "options")),
    ("groups/data/*.toml", "", ("name", "about", "heading", "for_whom", "agreement", "own_turns")),
    ("groups/data/*.toml", "parts", ("name", "words")),
    ("shelf/data/*.toml", "", ("title", "about")),
    ("shelf/data/*.toml", "entries", ("title", "about", "note", "text", "look", "sheets")),
)
# What a line of a text on the shelf begins with, where it is a heading or a point.
LINE_MARKS = ("# ", "- ")

Text = str | tuple[str, ...]


def sources(folder: Path = LOCALE) -> list[Path]:
    """The catalogues that people wrote, one for each language but English."""
    return sorted(folder.glob("*/LC_MESSAGES/django.po"))


def place(data: Path, *, folder: Path = LOCALE) -> Path:
    """Where the made catalogues lie: beside the sources where this user reads or makes them, or else in the data."""
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in sources(folder))).hexdigest()[:16]
    beside = folder / "made" / digest
    if _may_write(beside) or all(os.access(made, os.R_OK) for _, made in _pairs(beside, folder)):
        return beside
    return data / "languages" / digest


def _may_write(place: Path) -> bool:
    """Whether this user may write there, or make it. What lies behind a closed folder counts as not there."""
    nearest = next(one for one in (place, *place.parents) if os.path.exists(one))  # noqa: PTH110 -- it never raises
    return os.access(nearest, os.W_OK | os.X_OK)


def _pairs(into: Path, folder: Path) -> list[tuple[Path, Path]]:
    """Each catalogue that people wrote, and what is made from it."""
    return [(source, into / source.relative_to(folder).with_suffix(".mo")) for source in sources(folder)]


def make(into: Path, *, folder: Path = LOCALE) -> None:
    """Make what is missing in this folder. Others may do the same at this moment; each file is there whole or not."""
    for source, made in _pairs(into, folder):
        if not made.exists():
            _write(made, read(source))
            _forget_old(into)


def read(source: Path) -> "Catalog":
    """Return a catalogue as it was written. An error of form in it is raised."""
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        return read_po(file, locale=source.parent.parent.name, abort_invalid=True)


def _write(made: Path, catalog: "Catalog") -> None:
    from babel.messages.mofile import write_mo

    made_open(made.parent)
    unfinished = made.with_name(f"{made.name}.{os.getpid()}")
    with unfinished.open("wb") as file:
        write_mo(file, catalog)
    unfinished.chmod(0o644)
    unfinished.replace(made)


def _forget_old(into: Path) -> None:
    """What was made from earlier sources goes, a day later: a program that still runs may not have read it all."""
    for other in into.parent.iterdir():
        if other != into and time.time() - other.stat().st_mtime > OLD_AFTER_SECONDS:
            shutil.rmtree(other, ignore_errors=True)


# For those who write: which texts there are


def texts(package: Path = PACKAGE) -> Mapping[tuple[str | None, Text], list[str]]:
    """Every text that people read, by its context and wording, with the places where it stands."""
    found: dict[tuple[str | None, Text], list[str]] = {}
    for name, source in _sources(package):
        for text, context in _marked(source):
            found.setdefault((context, text), []).append(name)
    for name, text in _listed(package):
        found.setdefault((None, text), []).append(name)
    return found


def _sources(package: Path) -> Iterator[tuple[str, str]]:
    from django.utils.translation import templatize

    for path in sorted(package.rglob("*")):
        name = path.relative_to(package.parent).as_posix()
        if path.suffix == ".py":
            yield name, path.read_text()
        elif path.suffix in (".html", ".txt") and FILLED_IN & {*path.parts} and "examples" not in path.parts:
            # What is left of a template is read as Python, where an indented line would begin a block.
            lines = templatize(path.read_text(), origin=name).splitlines()
            yield name, "\n".join(line.lstrip() for line in lines)


def _marked(source: str) -> Iterator[tuple[Text, str | None]]:
    from babel.messages.extract import extract

    for _line, text, _comments, context in extract("python", io.BytesIO(source.encode()), MARKS):
        yield text, context


def _listed(package: Path) -> Iterator[tuple[str, str]]:
    for names, table, columns in LISTS:
        for path in sorted(package.glob(names)):
            told = tomllib.loads(path.read_text())
            for row in told[table] if table else [told]:
                for column in columns:
                    for text in _several(row.get(column)):
                        yield path.relative_to(package.parent).as_posix(), text


def _several(told: object) -> list[str]:
    """The texts in one column, which may hold one, a list of them, or names with texts."""
    if isinstance(told, dict):
        return [*told.values()]
    if isinstance(told, list):
        return [text[2:] if text.startswith(LINE_MARKS) else text for text in told]
    return [told] if isinstance(told, str) and told else []


def refreshed(source: Path) -> tuple["Catalog", list[Text]]:
    """Return the catalogue with exactly the texts there are, and those that still have to be said in its language."""
    return in_step(read(source), PACKAGE)


def in_step(old: "Catalog", package: Path) -> tuple["Catalog", list[Text]]:
    """Return a catalogue with the package's texts, and those that the old one does not say.

    A text that changed by a letter is a new text: nothing is guessed, since a guess reads like a translation.
    """
    from babel.messages import Catalog

    new = Catalog(locale=old.locale, fuzzy=False, charset="utf-8")
    missing: list[Text] = []
    for (context, text), places in texts(package).items():
        message = old.get(text if isinstance(text, str) else text[0], context)
        said = message.string if message is not None and is_said(text, message.string) else ""
        notes = message.user_comments if message is not None and said else ()
        where = [(name, 0) for name in sorted(set(places))]
        new.add(text, said, locations=where, context=context, user_comments=notes)
        if not said:
            missing.append(text)
    return new, missing


def to_review(catalog: "Catalog") -> list[Text]:
    """Return the texts whose translation nobody has looked at since they were reworded."""
    waiting = [message.id for message in catalog if REWORDED in message.user_comments]
    return [text if isinstance(text, str) else tuple(text) for text in waiting]


def is_said(text: Text, said: object) -> bool:
    """Whether a text is there in the other language, in each of the forms that a number asks for."""
    if isinstance(text, str):
        return isinstance(said, str) and bool(said)
    return isinstance(said, (tuple, list)) and all(said)


def written(catalog: "Catalog") -> bytes:
    """The catalogue as a file: no dates and no line numbers, so that it changes only when a text does."""
    from babel.messages.pofile import write_po

    body = io.BytesIO()
    write_po(body, catalog, width=WIDTH, sort_output=True, omit_header=True, include_lineno=False)
    head = HEAD.format(language=catalog.locale, plurals=catalog.num_plurals, plural=catalog.plural_expr)
    return head.encode() + body.getvalue()


def main() -> int:
    """Bring every catalogue up to date with the code; the exit code is 1 while a text is not said in a language."""
    from django.conf import settings

    settings.configure(USE_I18N=True)
    left = 0
    for source in sources():
        catalog, missing = refreshed(source)
        source.write_bytes(written(catalog))
        language = source.parent.parent.name
        sys.stdout.writelines(f"{language}: not said yet: {text}\n" for text in missing)
        sys.stdout.writelines(f"{language}: reworded, look at it: {text}\n" for text in to_review(catalog))
        left += len(missing)
    return int(left > 0)


if __name__ == "__main__":
    sys.exit(main())
