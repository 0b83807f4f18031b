"""Pages of this process in another language than the suite's."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import translation

from tests.languages import pseudo


@contextmanager
def speaking(folder: Path) -> Iterator[None]:
    """For as long as this lasts, all pages speak the language of that folder and no other."""
    told = {"LANGUAGE_CODE": pseudo.CODE, "LANGUAGES": [(pseudo.CODE, "Pseudo")], "LOCALE_PATHS": [folder]}
    with override_settings(**told), translation.override(pseudo.CODE):
        yield


@contextmanager
def beside_english(folder: Path) -> Iterator[None]:
    """For as long as this lasts, the pages speak English and the language of that folder."""
    with override_settings(LANGUAGES=[("en", "English"), (pseudo.CODE, "Pseudo")], LOCALE_PATHS=[folder]):
        yield


@pytest.fixture(scope="session")
def pseudo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the catalogue of the language that nobody speaks lies."""
    return pseudo.make(tmp_path_factory.mktemp("languages"))


@pytest.fixture
def pseudo_language(pseudo_folder: Path) -> Iterator[None]:
    """All pages speak the language that nobody speaks."""
    with speaking(pseudo_folder):
        yield
