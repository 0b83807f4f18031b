"""A name is what people see; nobody can be taken for another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutuality.kit.names import clean, skeleton
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
