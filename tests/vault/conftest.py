"""Every test here has a key file of its own."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from mutuality.vault import keyring
from mutuality.vault.ciphers import held

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def key_file(settings: Settings, tmp_path: Path) -> Path:
    settings.KEY_FILE = tmp_path / "keys" / "keyfile.json"
    held.empty()
    keyring.make(now=NOON)
    return settings.KEY_FILE
