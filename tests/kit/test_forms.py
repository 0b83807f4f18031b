"""What was typed is never cut, and a limit is said in our own sentence and in letters as people count them."""

import pytest
from django.utils.datastructures import MultiValueDict

from mutuality.kit.forms import Form, line_field, passphrase_field, words_field, words_in
from tests.people.test_parked_words import every_form


class Everything(Form):
    """One of each kind."""

    words = words_field(label="Words", most=40)
    title = line_field(label="Title", most=40)
    passphrase = passphrase_field(label="Passphrase", new=True)


def filled(**typed: str) -> Everything:
    given = {"words": "a", "title": "a", "passphrase": "a"} | typed
    return Everything(MultiValueDict({name: [text] for name, text in given.items()}))


@pytest.mark.django_db
def test_no_form_lets_a_browser_cut_what_is_pasted() -> None:
    for form in every_form():
        for field in form():
            assert "maxlength" not in field.as_widget() or field.is_hidden, f"{form.__name__}.{field.name}"


@pytest.mark.parametrize("field", ["words", "title"])
@pytest.mark.parametrize("over", [1, 40, 41, 5000])
def test_what_is_too_long_is_kept_and_said_in_numbers(field: str, over: int) -> None:
    typed = "x" * (40 + over)
    form = filled(**{field: typed})
    assert form.errors[field] == [f"This can have up to 40 letters. It is {over} too long."]
    assert typed in form[field].as_widget()


@pytest.mark.parametrize("letter", ["e\u0301", "x\u200b", "é", "字", "\r\n"])
def test_letters_are_counted_as_they_are_kept(letter: str) -> None:
    assert filled(words="a" + letter * 38 + "a").is_valid()


def test_an_impossible_letter_is_refused_in_our_words() -> None:
    assert filled(title="a\0b").errors["title"] == [
        "Part of this text cannot be read. Please type that part again."
    ]


def test_only_what_some_form_calls_words_is_given_back() -> None:
    sent = {
        "words": "mine",
        "title": " ",
        "kind": "heard",
        "welcome": "yes",
        "passphrase": "secret",
        "turns": "opener",
    }
    assert words_in(sent) == {"words": "mine"}
