"""What makes a passphrase hard to guess, and that each refusal says why. Source: NIST SP 800-63B-4, 3.1.1.2."""

import pytest

from mutuality.kit.refusals import Refusal
from mutuality.people import passphrases
from mutuality.people.terms import PASSPHRASE_LEAST, PASSPHRASE_MOST


@pytest.mark.parametrize(
    "phrase",
    [
        "correct horse battery",
        "all small letters here",
        "ALL CAPITALS IN THIS",
        "ελληνικά γράμματα εδώ",
        "ぼくのひみつのことばはながいですよ",
        "🌻 yellow and tall 🌻",
        "spaces   stay   inside",
        "x7!Kq 9$wZ@3 b#Tn",
        "dragon, over the old bridge",
        "monkey's umbrella, twice",
    ],
)
def test_fifteen_letters_of_any_kind_are_enough(phrase: str) -> None:
    passphrases.check(phrase)


def test_length_is_counted_by_letters_not_by_bytes() -> None:
    fifteen = "éàüöñçßøåœþðłżŋ"
    assert len(fifteen) == PASSPHRASE_LEAST
    passphrases.check(fifteen)
    with pytest.raises(Refusal, match="too short"):
        passphrases.check(fifteen[:-1])


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("too short", "too short"),
        ("", "too short"),
        ("w" * (PASSPHRASE_MOST + 1), "too long"),
        ("aaaaaaaaaaaaaaaa", "repeats"),
        ("abcabcabcabcabcabc", "repeats"),
        ("abcdefghijklmnop", "next to each other"),
        ("qwertyuiopasdfgh", "next to each other"),
        ("passwordpassword", "repeats"),
        ("password 123456789", "often guessed"),
        ("sunshine princess", "often guessed"),
        ("dragon!!!!!!!!!!!", "often guessed"),
        ("dragon 1!2!3!4!5!6!", "often guessed"),
        ("Bea Bea Bea and Bea", "a name"),
        ("Elm Street Elm Street", "repeats|a name"),
        ("elm street is 1234", "a name"),
    ],
)
def test_what_others_would_guess_is_refused_with_the_reason(phrase: str, why: str) -> None:
    with pytest.raises(Refusal, match=why) as refused:
        passphrases.check(phrase, known=("Bea", "Elm Street"))
    assert refused.value.field == "passphrase"


def test_a_phrase_fits_however_a_keyboard_composed_it() -> None:
    kept = passphrases.digest("ein schöner langer Satz")
    assert passphrases.matches("ein scho\u0308ner langer Satz", kept)
    assert not passphrases.matches("ein schoner langer Satz", kept)
    assert kept.startswith("$argon2id$")


def test_spaces_and_capitals_count() -> None:
    kept = passphrases.digest("a quiet river at night")
    assert not passphrases.matches("A quiet river at night", kept)
    assert not passphrases.matches("a quiet river at night ", kept)


def test_what_was_kept_and_damaged_fits_nothing() -> None:
    assert not passphrases.matches("a quiet river at night", "")
    assert not passphrases.matches("a quiet river at night", "$argon2id$broken")


def test_four_words_are_new_each_time_and_always_good() -> None:
    made = {passphrases.four_words() for _time in range(50)}
    assert len(made) == 50
    for phrase in made:
        assert len(phrase.split()) == 4
        passphrases.check(phrase)


def test_no_heavy_word_is_handed_out() -> None:
    assert passphrases._HEAVY.isdisjoint(passphrases._words())
    assert len(passphrases._words()) > 3000
