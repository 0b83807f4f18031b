"""What people wrote in another language is whole: nothing missing, left over or without its names and numbers."""

import os
import pwd
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from mutuality.site import catalogue
from mutuality.site.rewording import PLACES, TAGS
from tests.architecture.reading import ROOT, templates

SOURCES = catalogue.sources()
NAMES = [source.parent.parent.name for source in SOURCES]

each = pytest.mark.parametrize("source", SOURCES, ids=NAMES)


def said(source: Path) -> dict[tuple[str | None, catalogue.Text], object]:
    """Every text in the catalogue, with what is said for it."""
    with source.open("rb") as file:
        return {
            (m.context, m.id if isinstance(m.id, str) else tuple(m.id)): m.string
            for m in read_po(file)
            if m.id
        }


def forms(text: object) -> list[str]:
    """One wording, or the wordings for one and for many."""
    return [text] if isinstance(text, str) else list(text)  # type: ignore[call-overload]


def lost(text: object, string: object) -> list[str]:
    """The wordings in which a name, a number or a tag of the text is missing or new."""
    wanted = [sorted(PLACES.findall(form) + TAGS.findall(form)) for form in forms(text)]
    return [
        form
        for form in forms(string)
        if form and sorted(PLACES.findall(form) + TAGS.findall(form)) not in wanted
    ]


def test_each_language_but_english_has_a_catalogue_and_each_catalogue_a_language() -> None:
    assert {"en", *NAMES} == {code for code, _name in settings.LANGUAGES}


@each
def test_every_text_is_said_and_nothing_is_left_over(source: Path) -> None:
    there, found = catalogue.texts(), said(source)
    missing = [text for (context, text), string in found.items() if not catalogue.is_said(text, string)]
    missing += [text for context, text in there if (context, text) not in found]
    assert not missing, "bin/catalogue lists them: " + "; ".join(map(str, missing[:5]))
    assert not [text for context, text in found if (context, text) not in there], "bin/catalogue drops them"


@each
def test_nothing_is_guessed(source: Path) -> None:
    text = source.read_text()
    assert "fuzzy" not in text and "#~" not in text


@each
def test_no_name_number_or_tag_is_lost(source: Path) -> None:
    assert not [wording for (_, text), string in said(source).items() for wording in lost(text, string)]


def test_faults_would_be_found() -> None:
    assert lost("%(n)s words of {name}", "%(n)s palabras") == ["%(n)s palabras"]
    assert not lost(("%(n)d minute", "%(n)d minutes"), ["%(n)d minuto", "%(n)d minutos"])
    assert not catalogue.is_said(("one", "many"), ("uno", ""))


def test_no_text_in_a_template_is_cut_off_at_a_quote() -> None:
    quoted = re.compile(r'\{%[^%]*\\["\'][^%]*%\}')
    assert not [path for path in templates() if quoted.search(path.read_text())]


def test_no_date_in_a_template_has_a_form_of_one_language() -> None:
    fixed = re.compile(r'\|date:"[^"]*[jlFNM]')
    assert not [path for path in templates() if fixed.search(path.read_text())]


def test_catalogues_are_made_from_nothing_and_once(tmp_path: Path) -> None:
    folder, data = tmp_path / "locale", tmp_path / "data"
    source = folder / "es/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_bytes(SOURCES[0].read_bytes())
    first = catalogue.place(data, folder=folder)
    catalogue.make(first, folder=folder)
    made = first / "es/LC_MESSAGES/django.mo"
    written = made.stat().st_mtime_ns
    catalogue.make(catalogue.place(data, folder=folder), folder=folder)
    assert made.stat().st_mtime_ns == written and not list(made.parent.glob("*.mo.*"))
    source.write_text(source.read_text().replace('msgstr "Inicio"', 'msgstr "Al inicio"'))
    second = catalogue.place(data, folder=folder)
    catalogue.make(second, folder=folder)
    assert second != first and (second / "es/LC_MESSAGES/django.mo").read_bytes() != made.read_bytes()


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder with one catalogue, which everybody on this machine can reach, as programs are."""
    with tempfile.TemporaryDirectory() as there:
        source = Path(there) / "locale/es/LC_MESSAGES/django.po"
        source.parent.mkdir(parents=True)
        source.write_bytes(SOURCES[0].read_bytes())
        for one in (Path(there), *Path(there).rglob("*")):
            one.chmod(0o755 if one.is_dir() else 0o644)
        yield Path(there) / "locale"


@contextmanager
def somebody_else() -> Iterator[None]:
    """The user of the machine that serves, who is not the one that installs."""
    if os.geteuid() != 0:
        pytest.skip("Only root can be somebody else for a moment.")
    other = pwd.getpwnam("nobody").pw_uid
    os.setresuid(other, other, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def test_what_root_makes_is_read_by_who_serves(reachable: Path, tmp_path: Path) -> None:
    before = os.umask(0o077)  # as our commands do
    try:
        made = catalogue.place(tmp_path, folder=reachable)
        catalogue.make(made, folder=reachable)
    finally:
        os.umask(before)
    with somebody_else():
        assert catalogue.place(tmp_path, folder=reachable) == made
        assert (made / "es/LC_MESSAGES/django.mo").read_bytes()


@pytest.mark.parametrize("closed", ["made", "made/*", "made/*/es", "made/*/es/*/django.mo"])
def test_what_cannot_be_read_is_made_in_the_data_folder(reachable: Path, tmp_path: Path, closed: str) -> None:
    catalogue.make(catalogue.place(tmp_path, folder=reachable), folder=reachable)
    (shut,) = reachable.glob(closed)
    shut.chmod(0o700 if shut.is_dir() else 0o600)
    with somebody_else():
        assert catalogue.place(tmp_path, folder=reachable).is_relative_to(tmp_path / "languages")


def test_plurals_and_dates_are_those_of_the_language(now) -> None:
    with translation.override("es"):
        minutes = [ngettext("%(n)d minute", "%(n)d minutes", n) % {"n": n} for n in (0, 1, 2)]
        assert minutes == ["0 minutos", "1 minuto", "2 minutos"]
        day = now.replace(month=3, day=5)
        assert date_format(day, gettext("F j, Y")) == f"5 de marzo de {day.year}"
        assert date_format(day, gettext("l, F j")).endswith(", 5 de marzo")


def test_what_is_made_is_never_committed() -> None:
    assert "/mutuality/locale/made/" in (ROOT / ".gitignore").read_text()
