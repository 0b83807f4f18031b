"""What one reads before trusting reads easily in Spanish too, and keeps the tone.

Source: INFLESZ (Barrio-Cantalejo et al. 2008), a scale for the formula of Szigriszt-Pazos: 55 to 65 is as a newspaper,
above 65 is easy, above 80 very easy.
"""

import re

import pytest
from django.utils import translation
from django.utils.translation import gettext

from mutuality.site import catalogue
from tests.ui.test_reading import BEFORE_THE_FIRST_WORD, LIMITS

EASY = 65
A_SENTENCE = 6
VOWELS = "aeiouáéíóúü"
WEAK = "iuü"
FORMAL = re.compile(r"\b(?:usted|vosotr[oa]s|haga clic|rogamos)\b", re.IGNORECASE)
PAIRED = re.compile(r"\w(?:/as?|/os?|\(as?\)|@s?)(?!\w)")
EXCITED = re.compile("[!¡]")


def syllables(word: str) -> int:
    """Spanish syllables: two weak vowels, or a weak one beside a strong one, are one."""
    count, before = 0, ""
    for letter in word.lower():
        if letter in VOWELS and not (before in VOWELS and before and (letter in WEAK or before in WEAK)):
            count += 1
        before = letter if letter in VOWELS else ""
    return max(count, 1)


def ease(texts: list[str]) -> float:
    """How easily these read: the longer words and sentences are, the less."""
    words = [word for text in texts for word in re.findall(r"[^\W\d_]+", text)]
    ends = sum(max(1, len(re.findall(r"[.?:;](?:\s|$)", text))) for text in texts)
    return 206.835 - 62.3 * sum(map(syllables, words)) / len(words) - len(words) / ends


def of_page(path: str) -> list[str]:
    """The running text of a page, in the language that is spoken now."""
    place = f"mutuality/{path}"
    texts = [
        text for (_, text), files in catalogue.texts().items() if place in files and isinstance(text, str)
    ]
    return [gettext(text) for text in texts if len(text.split()) >= A_SENTENCE]


@pytest.mark.parametrize("path", BEFORE_THE_FIRST_WORD)
def test_what_one_reads_before_trusting_reads_easily_in_spanish(path: str) -> None:
    with translation.override("es"):
        texts = of_page(path)
    assert texts and ease(texts) >= EASY, texts


def test_the_limits_read_easily_in_spanish() -> None:
    with translation.override("es"):
        texts = [gettext(text) for text in LIMITS if len(text.split()) >= A_SENTENCE]
    assert ease(texts) >= EASY


def test_spanish_is_calm_and_says_tu_and_names_no_pair_of_genders() -> None:
    with translation.override("es"):
        said = [gettext(text) for _, text in catalogue.texts() if isinstance(text, str)]
    for fault in (FORMAL, PAIRED, EXCITED):
        assert not [text for text in said if fault.search(text)], fault.pattern


def test_the_measure_measures() -> None:
    assert [syllables(word) for word in ("dos", "puerta", "día", "guardián", "leer", "página")] == [
        1,
        2,
        2,
        2,
        2,
        3,
    ]
    hard = ["La consideración de responsabilidades institucionales correspondientes requiere autorización."]
    assert ease(["Lee antes de entrar. Nadie te mira."]) > 80 > EASY > ease(hard)
    assert PAIRED.search("todos/as") and PAIRED.search("amig@s") and not PAIRED.search("texto: a las dos")
