"""What a thief would read in a value: words are found in whatever they lie in, and chance is not a word."""

import pytest

from tests.stolen import letters


@pytest.mark.parametrize(
    "kept",
    [
        "Bea came in",
        b"Bea",
        "Bea, caf\u00e9".encode(),
        b"\xff\x00\x91Bea came\x80",
        memoryview(b"\x90name: Bea\x00\xfe"),
    ],
)
def test_words_are_found(kept: str | bytes | memoryview) -> None:
    assert "Bea" in letters(kept)


def test_three_letters_between_sealed_bytes_are_chance() -> None:
    assert "Bea" not in letters(b"\x91\xffBea\x80\xd4")
