"""Whoever is tired can read every page: grade 8 or lower, and grade 6 where it matters most."""

from pathlib import Path

import pytest

from mutuality.safety import terms
from tests.architecture.reading import PACKAGE, modules, templates, texts_in_python, texts_in_template
from tests.architecture.test_words import grade, words_of

ENOUGH = 20
A_SENTENCE = 6
PLAIN, PLAINEST = 8, 6
BEFORE_THE_FIRST_WORD = (
    "groups/templates/groups/door.html",
    "groups/templates/groups/invitation.html",
    "groups/templates/groups/knocking.html",
    "safety/templates/safety/safety.html",
    "safety/templates/safety/support.html",
    "safety/templates/safety/away.html",
    "groups/templates/groups/leaving.html",
    "site/templates/site/leaving.html",
)
PAGES = [path for path in templates() if path.suffix == ".html"]
LIMITS = [str(part) for q in terms.QUESTIONS for part in (q.asks, q.starter, q.help) if part]


def sentences(texts: list[str]) -> list[str]:
    """What is read as running text: short labels would make any page look easy."""
    return [text for text in texts if words_of([text]) >= A_SENTENCE]


def of_page(path: Path) -> list[str]:
    return sentences(texts_in_template(path.read_text()))


def of_module(path: Path) -> list[str]:
    return sentences(texts_in_python(path.read_text()))


def name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("path", [p for p in PAGES if words_of(of_page(p)) >= ENOUGH], ids=name)
def test_every_page_reads_easily(path: Path) -> None:
    assert grade(of_page(path)) <= PLAIN


@pytest.mark.parametrize("path", BEFORE_THE_FIRST_WORD)
def test_what_one_reads_before_trusting_reads_most_easily(path: str) -> None:
    assert grade(of_page(PACKAGE / path)) <= PLAINEST


def test_the_limits_read_most_easily() -> None:
    assert grade(sentences(LIMITS)) <= PLAINEST


@pytest.mark.parametrize("path", [m for m in modules() if words_of(of_module(m)) >= ENOUGH], ids=name)
def test_questions_and_refusals_read_easily(path: Path) -> None:
    assert grade(of_module(path)) <= PLAIN


TELLING = ("support", "safety", "crisis", "recovery", "leave", "peer", "mutuality", "help")


def test_a_page_title_tells_nobody_what_this_is() -> None:
    titles = {path: _title(path.read_text()) for path in PAGES}
    assert {"Start", "Home", "Topics"} <= set(titles.values())
    assert not [path for path, title in titles.items() if _tells(title)]


def test_a_title_that_tells_would_be_found() -> None:
    assert _tells(_title("{% block title %}{{ group.name }}{% endblock %}"))
    assert _tells(_title('{% block title %}{% translate "Get support now" %}{% endblock %}'))


def _tells(title: str) -> bool:
    return "{{" in title or any(word in title.lower() for word in TELLING)


def _title(source: str) -> str:
    block = source.partition("{% block title %}")[2].partition("{% endblock %}")[0]
    return block if "{{" in block else " ".join(texts_in_template(block))
