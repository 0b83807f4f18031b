"""The words we do not use: not in our names, not in addresses, not in what people read."""

import ast
import re
from collections.abc import Iterable

from tests.architecture.reading import (
    PACKAGE,
    addresses,
    modules,
    own_names,
    read_texts,
    templates,
    texts_in_python,
    texts_in_template,
    tree,
    words_in,
)

NEVER = (
    ("patient",),
    ("client",),
    ("case",),
    ("helpee",),
    ("symptom",),
    ("compliance",),
    ("risk", "score"),
    ("ban",),
    ("banned",),
    ("kick",),
    ("kicked",),
    ("admin",),
    ("administrator",),
    ("key", "holder"),
    ("keyholder",),
    ("time", "out"),
    ("no", "show"),
    ("last", "seen"),
)


def unwanted(words: list[str]) -> list[str]:
    singular = [re.sub(r"(?<=[^s])s$", "", word) for word in words]
    return [
        " ".join(phrase)
        for phrase in NEVER
        for start in range(len(words))
        if tuple(words[start : start + len(phrase)]) == phrase
        or tuple(singular[start : start + len(phrase)]) == phrase
    ]


def in_names(names: Iterable[str]) -> list[str]:
    return [name for name in names if unwanted(words_in(name))]


def in_text(text: str) -> list[str]:
    return unwanted(re.findall(r"[a-z]+", text.lower()))


def test_our_names_use_our_words():
    found = [
        f"{path.relative_to(PACKAGE)}: {name}"
        for path in modules()
        for name in in_names(own_names(tree(path)))
    ]
    found += [str(path) for path in PACKAGE.rglob("*") if in_names([path.stem])]
    assert not found, "\n".join(found)


def test_addresses_use_our_words():
    assert not [address for address in addresses() if in_text(address.pattern)]


def test_pages_use_our_words():
    found = [f"{path.relative_to(PACKAGE)}: {text}" for path, text in read_texts() if in_text(text)]
    assert not found, "\n".join(found)


def test_nothing_is_shouted():
    found = [f"{path.relative_to(PACKAGE)}: {text}" for path, text in read_texts() if "!" in text]
    assert not found, "\n".join(found)


def test_what_people_read_is_plain():
    found = [
        f"{path.relative_to(PACKAGE)}: grade {grade(texts):.1f}"
        for path in templates()
        if (texts := texts_in_template(path.read_text())) and words_of(texts) >= 100 and grade(texts) > 8
    ]
    assert not found, "\n".join(found)


def words_of(texts: list[str]) -> int:
    return sum(len(re.findall(r"[A-Za-z']+", text)) for text in texts)


def grade(texts: list[str]) -> float:
    """The Flesch-Kincaid grade: long sentences and long words make it rise."""
    sentences = sum(max(1, len(re.findall(r"[.?:;](?:\s|$)", text))) for text in texts)
    words = [word for text in texts for word in re.findall(r"[A-Za-z']+", text)]
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    return max(1, len(re.findall(r"[aeiouy]+", re.sub(r"(?:es|ed|e)$", "", word.lower()))))


def test_an_unwanted_word_would_be_found():
    planted = "class PatientList: ...\ndef f(last_seen): kicked_by = 1\nthe_client = 2\nshowcase = 3"
    assert set(in_names(own_names(ast.parse(planted)))) == {
        "PatientList",
        "last_seen",
        "kicked_by",
        "the_client",
    }
    assert in_text("No bans here, and no key-holders.") == ["ban", "key holder"]
    assert texts_in_python('x = _("Ask the admin")') == ["Ask the admin"]
    assert in_text(texts_in_template('{% translate "Your symptoms" %}')[0]) == ["symptom"]
    assert texts_in_template("{% blocktranslate %}Hello <b>{{ name }}</b>{% endblocktranslate %}")[
        0
    ].split() == [
        "Hello",
        "something",
    ]


def test_a_hard_text_would_be_found():
    assert grade(["You can go. Nobody asks why. Your words go with you."]) < 4
    assert (
        grade(["Participation necessitates acknowledgement of organisational confidentiality obligations."])
        > 12
    )
