"""Change the wording of one text everywhere: code, templates, lists, tests, and each language's catalogue.

A text is found by what people read, however its source breaks it over lines. Each catalogue keeps what it said for the
old wording, with a comment for whoever translates: does this still say the same?
"""

import argparse
import ast
import re
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mutuality.site import catalogue

if TYPE_CHECKING:
    from babel.messages import Catalog, Message

# A name in a sentence, as Python or as a page fills it in; %% is a percent sign.
PLACES = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}|%%")
TAGS = re.compile(r"</?\w+[^>]*>")
BLOCK = re.compile(
    r"(?P<head>\{%\s*blocktrans(?:late)?\b[^%]*%\})(?P<body>.*?)(?P<tail>\{%\s*endblocktrans(?:late)?\s*%\})",
    re.S,
)
PLURAL = re.compile(r"(\{%\s*plural\s*%\})")
QUOTED = re.compile(
    r"""(?P<before>\{%\s*trans(?:late)?\s+|\b_\()(?P<quote>["'])(?P<text>.*?)(?P=quote)""", re.S
)
WHOLE_TAG = re.compile(
    r"""(?P<tag>\{%\s*trans(?:late)?\s+(?P<quote>["'])(?P<text>.*?)(?P=quote)\s*%\})""", re.S
)
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
# Fewer words than these may be part of another text: a test that holds them among others is only named.
ENOUGH_WORDS = 4
PYTHON_WIDTH = 110
TEMPLATE_WIDTH = 116


class CannotReword(Exception):
    """Says in one sentence why the wording stays as it is."""


@dataclass(frozen=True)
class Rewording:
    """What a text says now, and what it is to say."""

    old: str
    new: str

    def check(self) -> None:
        """Raise `CannotReword` when the new wording has other names, numbers or tags than the old one."""
        for pattern in (PLACES, TAGS):
            was, will_be = (Counter(pattern.findall(text)) for text in (self.old, self.new))
            if was != will_be:
                parts = ", ".join(sorted(((was - will_be) + (will_be - was)).elements()))
                raise CannotReword(f"The names, numbers or tags differ: {parts}. Nothing was changed.")

    def of(self, text: catalogue.Text) -> catalogue.Text:
        """Return the text, or the forms of it for one and for many, in the new wording."""
        if isinstance(text, str):
            return self.new if text == self.old else text
        return tuple(self.new if form == self.old else form for form in text)


@dataclass
class Report:
    """Which files were changed, and where a person has to look."""

    changed: list[str] = field(default_factory=list)
    look: list[str] = field(default_factory=list)


# In Python


def in_python(source: str, change: Callable[[str], str], *, only_marked: bool) -> str:
    """Return the source with each string literal as `change` wants it; `only_marked` leaves out all but gettext's."""
    lines = [line.encode() for line in source.splitlines(keepends=True)]
    for literal in sorted(
        _literals(source, only_marked), key=lambda one: (one.lineno, one.col_offset), reverse=True
    ):
        old, new = str(literal.value), change(str(literal.value))
        if new == old or literal.end_lineno is None or literal.end_col_offset is None:
            continue
        first, last = literal.lineno - 1, literal.end_lineno - 1
        before, after = lines[first][: literal.col_offset], lines[last][literal.end_col_offset :]
        column = len(before.decode())
        written = _python_literal(new, column, len(after.decode().rstrip()), parenthesis=not only_marked)
        lines[first : last + 1] = [before + written.encode() + after]
    return b"".join(lines).decode()


def _literals(source: str, only_marked: bool) -> Iterator[ast.Constant]:
    """Yield the string literals whose place in the file is known: none of an f-string, and no docstring."""
    tree = ast.parse(source)
    unknown = {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)
    }
    marked = {
        id(argument)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _name(node.func) in catalogue.MARKS
        for argument in node.args
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in unknown:
            continue
        triple = '"""' in (ast.get_source_segment(source, node) or "")
        if not triple and (id(node) in marked or not only_marked):
            yield node


def _name(called: ast.expr) -> str:
    return (
        called.id
        if isinstance(called, ast.Name)
        else called.attr
        if isinstance(called, ast.Attribute)
        else ""
    )


def _python_literal(text: str, column: int, after: int, *, parenthesis: bool) -> str:
    """Return the text as one literal, or as several under each other where one would be too long a line."""
    one = _quoted(text)
    if column + len(one) + after <= PYTHON_WIDTH or " " not in text:
        return one
    room = max(40, PYTHON_WIDTH - column - after - 4)
    pieces = textwrap.wrap(text, room, drop_whitespace=False, break_long_words=False, break_on_hyphens=False)
    joined = ("\n" + " " * (column + parenthesis)).join(map(_quoted, pieces))
    return f"({joined})" if parenthesis else joined


def _quoted(text: str) -> str:
    """Return the text as a literal in double quotes, or in single ones where that needs no backslash."""
    plain = repr(text)
    if plain.startswith("'") and '"' not in text:
        return f'"{plain[1:-1]}"'
    return plain


# In templates


def in_template(source: str, wording: Rewording) -> str:
    """Return the template with the new wording, in blocks that bend over lines too, and no line too long by it."""
    source = BLOCK.sub(lambda block: _block(block, wording), source)
    source = QUOTED.sub(lambda found: _template_literal(found, wording), source)
    return WHOLE_TAG.sub(lambda tag: _bent(tag, wording), source)


def _template_literal(found: re.Match[str], wording: Rewording) -> str:
    if found["text"] != wording.old:
        return found[0]
    quote = found["quote"] if found["quote"] not in wording.new else "'" if '"' in wording.new else '"'
    if quote in wording.new:
        raise CannotReword("A template cannot hold both kinds of quotes in one text. Nothing was changed.")
    return f"{found['before']}{quote}{wording.new}{quote}"


def _bent(tag: re.Match[str], wording: Rewording) -> str:
    """Return a tag that makes its line too long as a block, which can bend."""
    if tag["text"] != wording.new or _column(tag, "tag") + len(tag["tag"]) <= TEMPLATE_WIDTH:
        return tag[0]
    head, tail = "{% blocktranslate trimmed %}", "{% endblocktranslate %}"
    return (
        head + _wrapped(wording.new, _column(tag, "tag") + len(head), _margin(tag) + "  ", len(tail)) + tail
    )


def _block(block: re.Match[str], wording: Rewording) -> str:
    trimmed = re.search(r"\btrimmed\b", block["head"]) is not None
    parts = PLURAL.split(block["body"])
    starts = _column(block, "body")
    changed = []
    for part in parts:
        said = PLURAL.fullmatch(part) or not _says(part, wording, trimmed=trimmed)
        changed.append(part if said else _part(part, wording, starts, _margin(block), trimmed=trimmed))
        starts = (
            len(changed[-1]) - changed[-1].rfind("\n") - 1
            if "\n" in changed[-1]
            else starts + len(changed[-1])
        )
    return block["head"] + "".join(changed) + block["tail"]


def _says(part: str, wording: Rewording, *, trimmed: bool) -> bool:
    """Return whether one form of a block's text is the old wording."""
    lines = [line.strip() for line in part.strip().splitlines()] if trimmed else [part]
    # Django doubles a percent sign where a text has names in it, and also where it has none.
    said = VARIABLE.sub(r"%(\1)s", " ".join(lines).replace("%", "%%"))
    return wording.old in (said, said.replace("%%", "%"))


def _part(part: str, wording: Rewording, starts: int, margin: str, *, trimmed: bool) -> str:
    """Return one form of a block's text in the new wording; `starts` is the column where it begins."""
    new = re.sub(r"%\((\w+)\)s", r"{{ \1 }}", wording.new).replace("%%", "%")
    if not trimmed:
        return new
    before, after = part[: len(part) - len(part.lstrip())], part[len(part.rstrip()) :]
    if "\n" in before:
        starts = len(before) - before.rfind("\n") - 1
        margin = before[before.rfind("\n") + 1 :]
    else:
        margin += "  "
    return (
        before + _wrapped(new, starts, margin, 0 if "\n" in after else len("{% endblocktranslate %}")) + after
    )


def _wrapped(text: str, starts: int, margin: str, after: int) -> str:
    """Return the text over several lines: the first begins at a column, the last leaves room for what comes after."""
    marks = {name: name.replace(" ", "\0") for name in re.findall(r"\{\{.*?\}\}", text)}
    for name, mark in marks.items():
        text = text.replace(name, mark)
    lines = textwrap.wrap(
        text,
        TEMPLATE_WIDTH,
        initial_indent="\1" * starts,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )
    whole = "\n".join(lines).lstrip("\1").replace("\0", " ")
    return whole if len(lines[-1]) + after <= TEMPLATE_WIDTH else f"{whole}\n{margin}"


def _column(found: re.Match[str], group: str) -> int:
    return found.start(group) - found.string.rfind("\n", 0, found.start(group)) - 1


def _margin(found: re.Match[str]) -> str:
    """Return the spaces before the line on which something was found."""
    line = found.string[found.string.rfind("\n", 0, found.start()) + 1 : found.start()]
    return line[: len(line) - len(line.lstrip())]


# Everywhere


def reword(wording: Rewording, root: Path) -> Report:
    """Change the wording in the package, the tests and the catalogues under `root`, and return what to look at."""
    wording.check()
    package = root / catalogue.PACKAGE.name
    places = {
        name
        for (_context, text), names in catalogue.texts(package).items()
        if wording.old in ((text,) if isinstance(text, str) else text)
        for name in names
    }
    if not places:
        raise CannotReword("No text says exactly this. Nothing was changed.")
    sources = {root / name: _changed(root / name, wording) for name in sorted(places)}
    report = Report()
    for path, text in sources.items():
        path.write_text(text)
        report.changed.append(path.relative_to(root).as_posix())
    for said in catalogue.sources(package / "locale"):
        said.write_bytes(catalogue.written(carried(said, wording, package)))
    _follow_in_tests(root, wording, report)
    report.look += _named_in_docs(root, wording)
    return report


def _changed(path: Path, wording: Rewording) -> str:
    """Return the file with the new wording. `CannotReword` is raised when its text is put together some other way."""
    source = path.read_text()
    if path.suffix == ".py":
        new = in_python(source, lambda text: wording.new if text == wording.old else text, only_marked=True)
    elif path.suffix == ".toml":
        new = source.replace(f'"{wording.old}"', f'"{wording.new}"')
    else:
        new = in_template(source, wording)
    if new == source:
        raise CannotReword(f"{path} says this in a way that only a person can change. Nothing was changed.")
    return new


def carried(source: Path, wording: Rewording, package: Path) -> "Catalog":
    """Return the catalogue in which the new wording has the old one's translation, marked to be looked at."""
    catalog = catalogue.read(source)
    for message in [one for one in catalog if one.id]:
        text = message.id if isinstance(message.id, str) else tuple(message.id)
        new = wording.of(text)
        if new == text or _is_there(catalog, new, beside=message):
            continue
        catalog.delete(text if isinstance(text, str) else text[0], context=message.context)
        comments = list(dict.fromkeys([*message.user_comments, catalogue.REWORDED]))
        catalog.add(new, message.string, context=message.context, user_comments=comments)
    return catalogue.in_step(catalog, package)[0]


def _is_there(catalog: "Catalog", text: catalogue.Text, *, beside: "Message") -> bool:
    """Whether the new wording has a translation of its own already."""
    found = catalog.get(text if isinstance(text, str) else text[0], beside.context)
    return found is not None and found is not beside


def _follow_in_tests(root: Path, wording: Rewording, report: Report) -> None:
    """Change what tests expect to read. A short text in a longer literal may be another text: it is only named."""
    whole = re.compile(rf"(?<!\w){re.escape(wording.old)}(?!\w)")
    enough = len(wording.old.split()) >= ENOUGH_WORDS

    def change(text: str) -> str:
        if text == wording.old or not enough:
            return wording.new if text == wording.old else text
        return whole.sub(lambda _found: wording.new, text)

    for path in sorted((root / "tests").rglob("*.py")):
        source = path.read_text()
        if not whole.search(" ".join(re.sub(r'"\s*\n\s*"', "", source).split())):
            continue
        new = in_python(source, change, only_marked=False)
        name = path.relative_to(root).as_posix()
        if new != source:
            path.write_text(new)
            report.changed.append(name)
        report.look += [f"{name}:{number}" for number in _lines(new, whole)]


def _named_in_docs(root: Path, wording: Rewording) -> list[str]:
    whole = re.compile(rf"(?<!\w){re.escape(wording.old)}(?!\w)")
    pages = [*sorted(root.glob("*.md")), *sorted((root / "docs").rglob("*.md"))]
    return [
        f"{page.relative_to(root).as_posix()}:{number}"
        for page in pages
        for number in _lines(page.read_text(), whole)
    ]


def _lines(source: str, pattern: re.Pattern[str]) -> Iterator[int]:
    return (number for number, line in enumerate(source.splitlines(), 1) if pattern.search(line))


def main(arguments: list[str] | None = None) -> int:
    """Reword one text from the command line; the exit code is 1 when nothing was changed."""
    from django.conf import settings

    parser = argparse.ArgumentParser(prog="bin/reword", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("old", help="what people read now, whole, with names as in the catalogue: %%(name)s")
    parser.add_argument("new", help="what they are to read")
    asked = parser.parse_args(arguments)
    if not settings.configured:
        settings.configure(USE_I18N=True)
    try:
        report = reword(Rewording(asked.old, asked.new), catalogue.PACKAGE.parent)
    except CannotReword as why:
        sys.stderr.write(f"{why}\n")
        return 1
    sys.stdout.writelines(f"changed: {name}\n" for name in report.changed)
    sys.stdout.writelines(f"look at: {name}\n" for name in report.look)
    return 0


if __name__ == "__main__":
    sys.exit(main())
