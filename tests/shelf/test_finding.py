"""Words are found in titles and texts, the title first; in one kind or in all, in the reader's language."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils import translation

from mutuality.shelf import entries, finding, terms
from mutuality.shelf.finding import Index

ROWS = [
    ("kettle", "tea", "The kettle", "Water is boiling. Then tea."),
    ("tea", "tea", "Tea", "It is strong."),
    ("walk", "outside", "A walk", "With tea in a flask. Café at the end."),
]


def test_what_has_the_word_in_its_title_comes_first() -> None:
    assert Index(ROWS, language="en").find("tea")[0] == "tea"


def test_every_word_must_be_there_and_may_be_a_beginning() -> None:
    index = Index(ROWS, language="en")
    assert index.find("wat tea") == ["kettle"]
    assert index.find("tea mountain") == []


def test_english_words_are_found_in_their_other_forms() -> None:
    assert Index(ROWS, language="en").find("boils") == ["kettle"]


def test_accents_and_capitals_make_no_difference() -> None:
    for language in ("en", "es"):
        assert Index(ROWS, language=language).find("CAFE") == ["walk"]


def test_one_kind_only() -> None:
    assert set(Index(ROWS, language="en").find("tea", kind="tea")) == {"tea", "kettle"}


def test_at_most_some_are_found_at_once() -> None:
    rows = ((f"n{number}", "many", "Tea", "Tea.") for number in range(terms.MOST_FOUND + 5))
    assert len(Index(rows, language="en").find("tea")) == terms.MOST_FOUND


def test_no_word_finds_nothing() -> None:
    assert Index(ROWS, language="en").find(' "*" ') == []


def test_many_can_look_at_once() -> None:
    index = Index(ROWS, language="en")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(index.find, ["tea", "walk", "kettle"] * 40))
    assert [len(each) for each in found] == [3, 1, 1] * 40


@pytest.mark.django_db
def test_what_is_found_is_in_the_readers_language() -> None:
    assert entries.every()["grounding"] in finding.find("feet")
    with translation.override("es"):
        assert entries.every()["grounding"] in finding.find("pies suelo")
        assert not finding.find("feet")


@pytest.mark.django_db
def test_a_work_of_others_is_found_by_who_wrote_it() -> None:
    assert "mead-politics" in [entry.slug for entry in finding.find("mead trauma", kind="reading")]
