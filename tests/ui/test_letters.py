"""Letters that a person can choose: light, kept for good, and asked for by nobody else."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from mutuality.kit.refusals import NotHere
from mutuality.ui import assets, views

KILOBYTE = 1024


def sheet() -> str:
    return assets.asset(assets.READING).body.decode()


def test_all_files_together_stay_small_and_are_what_they_say() -> None:
    bodies = {name: assets.asset(name).body for name in assets.letter_names()}
    assert set(bodies) == {"latin-400", "latin-700", "latin-ext-400", "latin-ext-700"}
    assert all(body.startswith(b"wOF2") for body in bodies.values())
    assert sum(map(len, bodies.values())) <= 60 * KILOBYTE
    assert len(bodies["latin-400"]) + len(bodies["latin-700"]) <= 25 * KILOBYTE


def test_their_licence_lies_beside_them() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (assets.LETTERS / "OFL.txt").read_text()
    assert "unchanged copies" in (assets.LETTERS / "ORIGIN.md").read_text()


def test_the_sheet_names_each_file_by_its_own_address_and_nothing_elsewhere() -> None:
    asked = re.findall(r'url\("([^"]+)"\)', sheet())
    assert sorted(asked) == sorted(assets.address(name) for name in assets.letter_names())
    assert all(address.startswith("/ui/") for address in asked)


def test_the_look_of_all_others_knows_nothing_of_them() -> None:
    assert b"font-face" in assets.asset(assets.READING).body
    assert b"font-face" not in assets.asset(assets.STYLE).body
    assert "reading.css" not in render_to_string("ui/base.html", {})
    assert assets.address(assets.READING) in render_to_string("ui/base.html", {"face": "reading"})


def test_latin_letters_cover_spanish() -> None:
    first = re.findall(r"unicode-range:([^;}]+)", sheet())[0]
    assert first.strip().startswith("U+0-FF") and max(map(ord, "áéíóúüñÁÉÍÓÚÜÑ¿¡«»ªº")) <= 0xFF


def test_a_browser_keeps_them_for_good_and_gets_them_as_they_are() -> None:
    made = assets.asset("latin-400")
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    answer = views.letters(request, made.digest, "latin-400")
    assert answer.content == made.body and "Content-Encoding" not in answer
    assert "immutable" in answer["Cache-Control"] and answer["Content-Type"] == "font/woff2"
    assert views.letters(request, "0123456789ab", "latin-400")["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["page", "style", "reading", "nothing"])
def test_nothing_else_goes_out_as_letters(name: str) -> None:
    with pytest.raises(NotHere):
        views.letters(RequestFactory().get("/"), assets.asset("style").digest, name)


@pytest.mark.parametrize("name", ["latin-400", "page", "../letters/OFL"])
def test_nothing_else_goes_out_as_a_sheet(name: str) -> None:
    with pytest.raises(NotHere):
        views.sheet(RequestFactory().get("/"), assets.asset("style").digest, name)
