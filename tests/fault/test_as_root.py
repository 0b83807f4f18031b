"""A command that root types on a data folder of somebody else leaves everything to that user, who serves."""

import os
import pwd
from pathlib import Path

import pytest

from tests.fault.acts import WORDS
from tests.fault.ground import Ground

NOBODY = pwd.getpwnam("nobody").pw_uid
pytestmark = [
    pytest.mark.both,
    pytest.mark.fault,
    pytest.mark.skipif(os.geteuid() != 0, reason="Only root can slip like this."),
]


@pytest.fixture
def given_away(ground: Ground) -> Ground:
    """A ground whose files belong to another user than the one who types."""
    ground.do("backup")
    ground.do("take_back")
    for place in (ground.data, ground.key_file.parent, ground.copies):
        for one in (place, *place.rglob("*")):
            os.chown(one, NOBODY, NOBODY)
    return ground


def _others(ground: Ground) -> list[tuple[Path, int, int]]:
    found = [
        file for place in (ground.data, ground.key_file.parent, ground.copies) for file in place.rglob("*")
    ]
    return [
        (file, owner.st_uid, owner.st_gid)
        for file in found
        if ((owner := file.stat()).st_uid, owner.st_gid) != (NOBODY, NOBODY)
    ]


@pytest.mark.parametrize("act", ["destroy", "restore", "backup", "rewrap"])
def test_what_root_types_leaves_every_file_to_its_user(given_away: Ground, act: str) -> None:
    for file in given_away.key_file.parent.iterdir():
        if file != given_away.key_file:
            file.unlink()
    before = given_away.key_file.read_bytes()
    given_away.do(act)
    assert _others(given_away) == []
    assert (given_away.key_file.read_bytes() != before) is (act in ("destroy", "rewrap"))
    assert given_away.key_file.stat().st_mode & 0o777 == 0o600
    assert given_away.do("read")[2:] == WORDS[2:]


def test_a_link_that_somebody_laid_gives_nothing_away(given_away: Ground, tmp_path: Path) -> None:
    """The user that serves lays links to a file of root's wherever root is about to write."""
    roots = tmp_path / "a file of root's"
    roots.write_text("")
    for name in ("destroyed.txt", ".keyfile.json.draft", "keyfile.lock"):
        (given_away.key_file.parent / name).unlink(missing_ok=True)
        (given_away.key_file.parent / name).symlink_to(roots)
    (given_away.data / "mutuality.sqlite3.draft").symlink_to(roots)
    given_away.do("destroy")
    assert roots.stat().st_uid == 0 and "epochs" not in roots.read_text()
