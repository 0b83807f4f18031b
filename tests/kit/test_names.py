"""A name is what people see; nobody can be taken for another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutuality.kit import letters
from mutuality.kit.look_alikes import _confusables
from mutuality.kit.names import clean, earlier_skeleton, skeleton, skeletons
from mutuality.kit.refusals import Refusal


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Ada   Lovelace ", "Ada Lovelace"),
        ("A\u200bd\u202ea\ufeff", "Ada"),
        ("Ada\nB\tC", "Ada B C"),
        ("Zoe\u0308", "Zoë"),
        ("ع\u0644\u06cc\u200cرضا", "ع\u0644\u06cc\u200cرضا"),
        ("A\u200cda", "Ada"),
        ("क्\u200dष", "क्\u200dष"),
        ("Z" + "\u0301" * 30, "Ź" + "\u0301" * 3),
        ("ก" + "\u0e47" * 30, "ก" + "\u0e47" * 4),
        ("ا" + "\u064b" * 30, "ا" + "\u064b" * 4),
        ("שָׁלוֹם", "שָׁלוֹם"),
        ("🌻", "🌻"),
        ("A\u3164da", "Ada"),
        ("Ada\ufe0f", "Ada"),
        ("A\u180bda", "Ada"),
        ("Ada\U000e0100", "Ada"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("葛\U000e0100城", "葛\U000e0100城"),
        ("Ada 🩷", "Ada 🩷"),
        ("🫨", "🫨"),
    ],
)
def test_invisible_letters_are_taken_out_and_needed_ones_stay(typed: str, shown: str) -> None:
    assert clean(typed) == shown


@pytest.mark.parametrize(
    "typed", ["", "   ", "\u200b\u200b", "...", "\u0301\u0301", "\u3164", "\u2800", "x" * 41, "\x00"]
)
def test_names_that_nobody_could_read_are_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        clean(typed)
    assert refused.value.field == "name"


def test_forty_letters_are_a_name() -> None:
    assert clean("x" * 40) == "x" * 40


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Paul", "Раul"),
        ("Ada", "ada"),
        ("Ada", "АDА"),
        ("Ida", "lda"),
        ("Ida", "1da"),
        ("Zoë", "Zoe"),
        ("Olga", "0lga"),
        ("Ａｄａ", "Ada"),
        ("Ada B", "ada-b"),
        ("Ada B", "Ada  B."),
        ("Arnold", "Amold"),
        ("Anna", "Аnnа"),
        ("Nοra", "Nora"),
        ("𝐀𝐝𝐚", "Ada"),
        ("Ada\u200b", "Ada"),
        ("Max", "Маx"),
        ("Straße", "Strasse"),
        ("Ηana", "Hana"),
        ("ΝΙΚΑ", "NIKA"),
        ("Νίκη", "νίκη"),
        ("ᎪᎠᎪ", "Ada"),
        ("ᏴᎬᎪ", "Bea"),
        ("ꓓꓳꓦ", "Dov"),
        ("ᗷea", "Bea"),
        ("🅐🅓🅐", "Ada"),
        ("🅱ea", "Bea"),
        ("مینا", "مينا"),
        ("كريم", "کریم"),
        ("Oʼbrien", "O'Brien"),
        ("O’Brien", "O`Brien"),
        ("ʻOlu", "‘Olu"),
        ("Ⲕim", "Kim"),
        ("Ⲣat", "Pat"),
        ("Ⲏugo", "Hugo"),
        ("Ꭱosa", "Rosa"),
        ("ſam", "fam"),
        ("Ԍina", "Gina"),
        ("葛\U000e0100城", "葛城"),
    ],
)
def test_names_that_look_alike_have_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ada", "Bea"), ("मनु", "मन"), ("मनि", "मनी"), ("田中", "中田"), ("🌻", "🌼"), ("Ana", "Anna")],
)
def test_names_that_differ_stay_apart(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_cleaning_twice_changes_nothing(typed: str) -> None:
    try:
        once = clean(typed)
    except Refusal:
        return
    assert clean(once) == once
    assert skeleton(once)


HIDDEN = [chr(code) for first, last in letters._KNOWN["ignorable"] for code in range(first, last + 1)]


def test_no_letter_that_shows_nothing_makes_another_name() -> None:
    assert len(HIDDEN) > 4_000
    assert {skeleton(f"Im{hidden}ani{hidden}") for hidden in HIDDEN} == {skeleton("Imani")}


# Here our own table has the better reading for names: thorn is written "th", and a letter is no digit.
READ_OTHERWISE = {"þ", "б"}


def test_whatever_unicode_calls_alike_with_a_latin_letter_has_its_skeleton() -> None:
    alike = [(letter, other) for letter, other in _confusables() if other.isascii() and other.isalnum()]
    assert len(alike) > 1_200
    apart = {letter for letter, other in alike if skeleton(f"{letter}da") != skeleton(f"{other}da")}
    assert apart == READ_OTHERWISE


@pytest.mark.parametrize(
    "name", ["Ada", "Rowan", "José", "Íñigo", "Anne-Marie", "O'Brien", "नेहा", "田中さくら", "🌻", "ភារិន្ទ"]
)
def test_ordinary_names_are_kept_under_the_mark_they_had(name: str) -> None:
    assert skeletons(name) == (earlier_skeleton(name),)
