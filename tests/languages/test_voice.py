"""What people read is ordinary English: none of the words we dropped, no long sentence, no hard text."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from mutuality.host.command import COMMANDS, DATA
from mutuality.site import catalogue
from tests.architecture.reading import PACKAGE, ROOT, modules, tracked, tree
from tests.languages import voice

TROUBLES = {"Trouble", "CannotReword"}
SHELL = re.compile(r'(?:say|stop|echo) "((?:[^"\\]|\\.)*)"')
PROGRAMS = [path for path in sorted((ROOT / "bin").iterdir()) if path.read_bytes().startswith(b"#!/bin/sh")]
# A block of code, a name of the code, the address of a link: nothing that is read as a sentence.
NOT_READ = re.compile(
    r"\[\w+\]\([^)]*\.py\)|^```.*?^```|^ {4,}\S.*?$|\]\([^)]*\)|`[^`]*`|<[^>]*>", re.MULTILINE | re.DOTALL
)
# What was decided or tried in earlier words, and the page that says what those words mean in the code.
# Decisions up to the 33rd stay in the words in which they were written.
IN_EARLIER_WORDS = (
    *(f"docs/adr/{number:04d}-" for number in range(1, 34)),
    "docs/adr/README",
    "docs/explanation/attacks.md",
    "docs/lexicon",
)
NOTE = re.compile(r"^\s*# (.*)", re.MULTILINE)


@cache
def by_file() -> dict[str, list[str]]:
    """Return every text there is with the files that show it, once each."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for (_context, text), names in catalogue.texts().items():
        for name in names:
            found[name].update(dict.fromkeys([text] if isinstance(text, str) else text))
    for name, text in [*of_commands(), *of_troubles(), *of_programs()]:
        found[name][text] = None
    return {name: list(texts) for name, texts in sorted(found.items())}


def of_commands() -> Iterator[tuple[str, str]]:
    """Yield what the command line says of itself."""
    for command in COMMANDS.values():
        yield "mutuality/host/command.py", command.says
        yield from (("mutuality/host/command.py", option.says) for option in (*command.options, DATA))


def of_troubles() -> Iterator[tuple[str, str]]:
    """Yield the sentences of commands that could not do something; what is filled in is one word."""
    for path in modules(PACKAGE):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in TROUBLES:
                yield from ((str(path.relative_to(ROOT)), text) for text in map(said, node.args) if text)


def said(argument: ast.expr) -> str:
    """Return the words of a literal, an f-string's too."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    if isinstance(argument, ast.JoinedStr):
        return "".join(said(part) or "{}" for part in argument.values)
    return ""


def of_programs() -> Iterator[tuple[str, str]]:
    """Yield what the programs under bin/ print."""
    for path in [*PROGRAMS, ROOT / "bin/environment"]:
        for text in SHELL.findall(path.read_text()):
            yield f"bin/{path.name}", re.sub(r"\$\{?[\w@#*]+\}?", "{}", text)


def test_texts_are_in_our_voice():
    found = [str(fault) for name, texts in by_file().items() for fault in voice.faults(name, texts)]
    assert not found, "\n".join(found)


def test_guides_use_the_words_of_people():
    pages = sorted(path.relative_to(ROOT).as_posix() for path in tracked() if path.suffix == ".md")
    found = [
        f"{name}: not {word!r} but {better}"
        for name in pages
        if not name.startswith(IN_EARLIER_WORDS)
        for word, better in voice.unwanted(NOT_READ.sub(" ", (ROOT / name).read_text()))
        if word != "!"
    ]
    assert "README.md" in pages and not found, "\n".join(found)


def test_what_is_installed_uses_the_words_of_people():
    files = [*(PACKAGE / "publishing").glob("*.txt"), *(ROOT / "deploy").iterdir()]
    notes = {file.name: NOTE.findall(file.read_text()) for file in files}
    found = [(name, note) for name, those in notes.items() for note in those for _ in voice.unwanted(note)]
    assert any(notes.values()) and not found


def test_a_word_we_dropped_would_be_found():
    planted = {
        "Whoever comes later reads it.": "Whoever",
        "Nobody asks why.": "Nobody",
        "Word it anew.": "anew",
        "Found a group": "Found a group",
        "Come in": "Come in",
        "Go on": "Go on",
        "Going": "Going",
        "It stands beside your name.": "stands",
        "Say it and give the floor on": "give the floor on",
        "A note (if you like)": "(if you like)",
        "Welcome!": "!",
    }
    assert {text: next(word for word, _ in voice.unwanted(text)) for text in planted} == planted
    plain = "We can go on. Someone came into the room. You understand. Keep this code. No one else's."
    assert not list(voice.unwanted(plain))


def test_a_long_or_hard_text_would_be_found():
    long = "You can " + "read and " * 10 + "go."
    assert [fault.why for fault in voice.faults("page", [long])] == ["23 words in one sentence"]
    assert not list(voice.faults("page", [long.replace("read and read", "read. Then read")]))
    assert voice.sentences("Is it 3.5 days? Yes: it is; see. Go") == [
        "Is it 3.5 days?",
        "Yes: it is; see.",
        "Go",
    ]
    hard = "Participation necessitates acknowledgement of organisational confidentiality obligations. " * 6
    assert next(fault.why for fault in voice.faults("page", [hard])).startswith("reading grade")


def test_every_kind_of_text_is_looked_at():
    texts = {text for texts in by_file().values() for text in texts}
    assert "Leave quickly" in texts and COMMANDS["backup"].says in texts
    assert any(
        text.startswith("Could not create the data folder {}")
        for text in by_file()["mutuality/host/data_folder.py"]
    )
    assert any("venv module is missing" in text for text in by_file()["bin/environment"])
