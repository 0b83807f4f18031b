"""A missing, damaged or foreign key file stops everything in one sentence, and damages nothing."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fault.acts import WORDS
from tests.fault.ground import Ground, ground_at

pytestmark = [pytest.mark.fault, pytest.mark.both]


def _gone(file: Path) -> None:
    file.unlink()


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:100])


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _short_key(file: Path) -> None:
    content = json.loads(file.read_text())
    content["epochs"][0]["key"] = "c2hvcnQ="
    file.write_text(json.dumps(content))


def _without_epochs(file: Path) -> None:
    file.write_text(json.dumps({**json.loads(file.read_text()), "epochs": []}))


def _something_else(file: Path) -> None:
    file.write_text('["not", "ours"]')


@pytest.mark.parametrize(
    ("act", "harm", "says"),
    [
        ("start", _gone, "is missing"),
        ("read", _gone, "is missing"),
        ("destroy", _gone, "is missing"),
        ("backup", _gone, ""),
        ("start", _cut, "is damaged"),
        ("destroy", _cut, "is damaged"),
        ("start", _empty, "is damaged"),
        ("start", _short_key, "is damaged"),
        ("start", _without_epochs, "is damaged"),
        ("start", _something_else, "is damaged"),
    ],
)
def test_a_harmed_key_file_stops_with_one_sentence_and_harms_nothing(
    ground: Ground, act: str, harm: Callable[[Path], None], says: str
) -> None:
    assert ground.do("read") == WORDS
    good = ground.key_file.read_bytes()
    harm(ground.key_file)
    harmed = ground.key_file.read_bytes() if ground.key_file.exists() else None
    if act == "backup":
        # A copy of what is sealed needs no key.
        ground.do("backup")
    else:
        sentence = ground.refuse(act)
        assert says in sentence
        assert "\n" not in sentence
    assert (ground.key_file.read_bytes() if ground.key_file.exists() else None) == harmed
    ground.key_file.write_bytes(good)
    assert ground.do("read") == WORDS


def test_the_key_file_of_another_community_is_refused(ground: Ground, tmp_path: Path) -> None:
    good = ground.key_file.read_bytes()
    (tmp_path / "other").mkdir()
    with ground_at(tmp_path / "other") as other:
        other.do("found")
        ground.key_file.write_bytes(other.key_file.read_bytes())
    assert "belongs to another database" in ground.refuse("start")
    ground.key_file.write_bytes(good)
    assert ground.do("read") == WORDS


def test_an_older_copy_of_the_key_file_is_refused(ground: Ground) -> None:
    older = ground.key_file.read_bytes()
    ground.do("rewrap")
    newer = ground.key_file.read_bytes()
    ground.key_file.write_bytes(older)
    assert "is an older copy" in ground.refuse("start")
    ground.key_file.write_bytes(newer)
    assert ground.do("read") == WORDS


def test_the_key_file_and_its_list_are_for_one_reader_only(ground: Ground) -> None:
    ground.do("take_back")
    ground.do("rewrap")
    modes = {file.name: file.stat().st_mode & 0o777 for file in ground.key_file.parent.iterdir()}
    assert modes == {"keyfile.json": 0o600, "destroyed.txt": 0o600, "keyfile.lock": 0o600}
    assert ground.key_file.parent.stat().st_mode & 0o777 == 0o700


def test_a_passphrase_closes_the_key_file(tmp_path: Path) -> None:
    phrase = tmp_path / "phrase"
    phrase.write_text("four words that nobody says\n")
    wrong = tmp_path / "wrong"
    wrong.write_text("something else\n")
    closed = {"MUTUALITY_KEY_PASSPHRASE_FILE": str(phrase)}
    with ground_at(tmp_path) as ground:
        ground.do("found", **closed)
        ground.do("say", **closed)
        assert set(json.loads(ground.key_file.read_text())) == {"salt", "box"}
        assert ground.do("read", **closed) == WORDS
        ground.do("rewrap", **closed)
        assert ground.do("read", **closed) == WORDS
        assert "does not open" in ground.refuse("start", MUTUALITY_KEY_PASSPHRASE_FILE=str(wrong))
        assert "passphrase" in ground.refuse("start")
        assert ground.do("read", **closed) == WORDS
