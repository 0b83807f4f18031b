"""Reads this repository's own files, so that rules can be asked of them."""

import ast
import html.parser
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "mutuality"

Function = ast.FunctionDef | ast.AsyncFunctionDef
LITERAL_TEXT = re.compile(
    r"""(?<![\w])(?:_|gettext|gettext_lazy|ngettext|pgettext|npgettext)\(\s*((?:"[^"]*"|'[^']*'|\s|,)+)"""
)
BLOCK_OF_TEXT = re.compile(r"{%-?\s*blocktrans(?:late)?\b.*?%}(.*?){%\s*endblocktrans(?:late)?\s*%}", re.S)
TRANSLATE_TAG = re.compile(r"""{%\s*trans(?:late)?\s+(?:"([^"]*)"|'([^']*)')""")
MARKED_ARGUMENT = re.compile(r"""_\((?:"([^"]*)"|'([^']*)')\)""")
COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?%}.*?{%\s*endcomment\s*%}|<!--.*?-->", re.S)
TAG = re.compile(r"{%.*?%}", re.S)
VARIABLE = re.compile(r"{{.*?}}", re.S)


def modules(under: Path = PACKAGE) -> list[Path]:
    """Our own Python files, without migrations, which Django writes."""
    return sorted(path for path in under.rglob("*.py") if "migrations" not in path.parts)


def templates(under: Path = PACKAGE) -> list[Path]:
    """The pages and letters people read."""
    return sorted(path for path in under.rglob("templates/**/*") if path.suffix in (".html", ".txt", ".svg"))


def tracked() -> list[Path]:
    """Every file that a clone would hold."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    names = listed.stdout.split("\0") if listed.returncode == 0 else []
    return [path for name in names if name and (path := ROOT / name).is_file()]


def tree(path: Path) -> ast.Module:
    """The file as Python understands it."""
    try:
        return ast.parse(path.read_text())
    except SystemError:
        # Python 3.11 now and then miscounts its own depth when memory is tidied in the middle of it.
        return ast.parse(path.read_text())


def functions(source: ast.AST) -> Iterator[Function]:
    """Every function in a file, methods too."""
    return (node for node in ast.walk(source) if isinstance(node, Function))


def own_names(source: ast.AST) -> Iterator[str]:
    """The names that this file gives; what others called things is not ours."""
    for node in ast.walk(source):
        if isinstance(node, Function | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def words_in(name: str) -> list[str]:
    """The words a name is made of: ``takeBack_now`` is take, back, now."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]


def texts_in_python(source: str) -> list[str]:
    """What a Python file lets people read."""
    return ["".join(re.findall(r"""["']([^"']*)["']""", found)) for found in LITERAL_TEXT.findall(source)]


def texts_in_template(source: str) -> list[str]:
    """What a template lets people read."""
    source = COMMENT.sub("", source)
    blocks = [
        " ".join(TAG.sub(" ", VARIABLE.sub("something", block)).split())
        for block in BLOCK_OF_TEXT.findall(source)
    ]
    tags = [
        one or other for pattern in (TRANSLATE_TAG, MARKED_ARGUMENT) for one, other in pattern.findall(source)
    ]
    return [re.sub(r"<[^>]*>", " ", text) for text in (*blocks, *tags)]


def read_texts() -> Iterator[tuple[Path, str]]:
    """Every text people read, with the file it stands in."""
    for path in modules():
        yield from ((path, text) for text in texts_in_python(path.read_text()))
    for path in templates():
        yield from ((path, text) for text in texts_in_template(path.read_text()))


@dataclass(frozen=True)
class Address:
    """One pattern of an address, where it stands."""

    file: Path
    pattern: str


def addresses(under: Path = PACKAGE) -> list[Address]:
    """Every address pattern in every urls.py."""
    return [
        Address(path, node.args[0].value)
        for path in sorted(under.rglob("urls.py"))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in ("page", "form", "act", "file", "path", "re_path")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]


class Markup(html.parser.HTMLParser):
    """Collects the tags and the bare text of a template from which its own tags were taken out."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.bare: list[str] = []
        self.feed(VARIABLE.sub("", TAG.sub("", BLOCK_OF_TEXT.sub("", COMMENT.sub("", source)))))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        if re.search(r"[^\W\d_]{2}", data):
            self.bare.append(" ".join(data.split()))
