"""Leaving quickly takes every cookie: there is one place that knows them all, and one way to set one."""

import ast
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse

import mutuality
from mutuality.kit import cookies
from mutuality.site import urls  # noqa: F401 -- what defines a cookie is read with its addresses
from tests.cast import Cast, cookie

PACKAGE = Path(mutuality.__file__).parent
HERE = PACKAGE / "kit" / "cookies.py"
SETS = {"set_cookie", "delete_cookie", "set_signed_cookie"}


def calls(text: str) -> set[str]:
    """Return what is called in this program text, by its last name."""
    found = (node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    return {func.attr for func in found if isinstance(func, ast.Attribute)}


def test_no_other_place_sets_a_cookie() -> None:
    elsewhere = [path for path in PACKAGE.rglob("*.py") if path != HERE and SETS & calls(path.read_text())]
    assert elsewhere == [] and SETS & calls(HERE.read_text())
    assert SETS & calls("def give(response):\n    response.set_cookie('x', 'y')")


def test_leaving_quickly_takes_whatever_a_browser_was_given(cast: Cast) -> None:
    client = cast.nobody.client
    client.post("/language/", {"language": "es"})
    client.get("/sign-in/passkey/challenge/")
    client.post(f"/invitation/{cast.doors.link}/")
    client.post(
        f"/knocking/{cast.doors.many}/", {"name": "Gus", "words": "A friend told me", "once": "x" * 32}
    )
    client.post("/sign-in/", {"name": "Bea", "passphrase": cast.bea.passphrase})
    client.get("/you/")
    assert {cookie(short) for short in "lpdnsuf"} <= {
        name for name, one in client.cookies.items() if one.value
    }
    client.get("/exit")
    assert {name for name, one in client.cookies.items() if one.value} == set()


def test_a_short_name_is_declared_once() -> None:
    short = next(iter(cookies.all_declared()))
    with pytest.raises(AssertionError):
        cookies.declare(short)


def test_a_made_up_community_does_not_sign_anybody_out_of_a_real_one(settings: Any) -> None:
    """Browsers do not tell the ports of one host apart: looking around at one port ended the session of another."""
    names = []
    for settings.DEMO in (False, True):
        answer = HttpResponse()
        cookies.take_all(answer)
        names.append({name for name in answer.cookies if name != settings.CSRF_COOKIE_NAME})
    assert names[0] and names[0].isdisjoint(names[1])
