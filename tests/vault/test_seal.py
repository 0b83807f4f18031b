"""What is sealed can be read with its key, in its place, and in no other way."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuality.vault import ciphers, keyring
from mutuality.vault.ciphers import held
from mutuality.vault.models import DataKey
from mutuality.vault.operations import forget, mark, new_key, seal, token_hash
from mutuality.vault.queries import Gone, open_sealed

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_words_come_back_with_their_key() -> None:
    key = new_key()
    blob = seal("I am here", key=key, about="rooms.word.words:abc")
    held.empty()
    assert b"here" not in blob
    assert open_sealed(blob, key=key, about="rooms.word.words:abc") == "I am here"
    assert open_sealed(blob, key=key.id, about="rooms.word.words:abc") == "I am here"


def test_words_moved_to_another_row_cannot_be_read() -> None:
    key = new_key()
    blob = seal("mine", key=key, about="rooms.word.words:abc")
    assert open_sealed(blob, key=key, about="rooms.word.words:abc") == "mine"
    with pytest.raises(Gone):
        open_sealed(blob, key=key, about="rooms.word.words:other")


@pytest.mark.django_db(transaction=True)
def test_forgotten_words_are_gone_at_once() -> None:
    kept, lost = new_key(), new_key()
    stays, goes = seal("kept", key=kept, about="t"), seal("lost", key=lost, about="t")
    assert open_sealed(goes, key=lost, about="t") == "lost"
    forget([lost.id])
    assert open_sealed(stays, key=kept.id, about="t") == "kept"
    with pytest.raises(Gone):
        open_sealed(goes, key=lost.id, about="t")


@pytest.mark.django_db(transaction=True)
def test_a_reader_at_work_cannot_put_a_forgotten_key_back() -> None:
    key = new_key()
    cipher = held.get(key.id)
    assert cipher is not None
    forget([key.id])
    held.hold(key.id, cipher)
    assert held.get(key.id) is None


def test_a_key_is_held_for_a_short_time_only() -> None:
    key = new_key()
    cipher = held.get(key.id)
    assert cipher is not None
    brief = ciphers.Held(seconds=0)
    brief.hold(key.id, cipher)
    assert brief.get(key.id) is None
    narrow = ciphers.Held(most=2)
    for name in "abc":
        narrow.hold(name, cipher)
    assert narrow.get("a") is None
    assert narrow.get("c") is cipher


def test_the_length_of_a_text_cannot_be_seen() -> None:
    key = new_key()
    assert len({len(seal("x" * size, key=key, about="t")) for size in range(64)}) == 1
    assert len(seal("x" * 64, key=key, about="t")) > len(seal("x", key=key, about="t"))
    assert len({len(seal("x" * size, key=key, about="t")) for size in range(1024, 1280)}) == 1


@given(st.text())
@settings(max_examples=200)
def test_every_text_survives_sealing(text: str) -> None:
    under = keyring.load().ciphers[keyring.load().current.id]
    assert ciphers.open_text(ciphers.close(text, under=under, about="t"), under=under, about="t") == text


def test_equal_words_look_different() -> None:
    key = new_key()
    assert seal("yes", key=key, about="t") != seal("yes", key=key, about="t")


def test_marks_are_equal_for_equal_names_and_differ_by_purpose() -> None:
    assert mark("ada", about="person") == mark("ada", about="person")
    assert mark("ada", about="person") != mark("ada", about="group")
    assert token_hash("one") != token_hash("two")
    assert len(mark("ada", about="person")) == 64


def test_a_row_of_another_epoch_file_is_gone() -> None:
    key = new_key()
    blob = seal("words", key=key, about="t")
    held.empty()
    DataKey.objects.update(epoch="unknown")
    with pytest.raises(Gone):
        open_sealed(blob, key=key.id, about="t")


def test_an_opened_key_leaves_the_memory_when_its_minute_is_over() -> None:
    short = ciphers.Held(seconds=0.0)
    for name in ("a", "b", "c"):
        short.hold(name, AESGCM(b"k" * 32))
    assert len(short) <= 1 and short.get("c") is None
    short.tidy()
    assert len(short) == 0
    longer = ciphers.Held(most=2)
    for name in ("a", "b", "c"):
        longer.hold(name, AESGCM(b"k" * 32))
    longer.tidy()
    assert longer.get("a") is None and longer.get("b") is not None and len(longer) == 2
