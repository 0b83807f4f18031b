"""The address that leaves: whom it believes, what it takes away, and that nothing is noted."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import pytest
from django.db import OperationalError, connection
from django.test import Client

from mutuality.people import operations as people
from mutuality.people import queries
from mutuality.people.models import Session
from mutuality.rooms.feed import RoomFeed
from mutuality.vault import remembrance
from tests.cast import Cast, cookie

OURS = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BELIEVED = {
    "a click on a page of ours": OURS,
    "an old browser's click": {"Accept": PAGE},
    "an old browser that tells where it was": {"Accept": PAGE, "Referer": "http://testserver/topics/x/"},
    "a browser that says nothing at all": {},
}
NOT_BELIEVED = {
    "a link elsewhere": OURS | {"Sec-Fetch-Site": "cross-site"},
    "a neighbour on the same host": OURS | {"Sec-Fetch-Site": "same-site"},
    "an address that another program opened": OURS | {"Sec-Fetch-Site": "none"},
    "a script": OURS | {"Sec-Fetch-Mode": "cors"},
    "an image": OURS | {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"},
    "a page fetched ahead": OURS | {"Sec-Purpose": "prefetch"},
    "a page drawn ahead": OURS | {"Sec-Purpose": "prefetch;prerender"},
    "an older page fetched ahead": {"Accept": PAGE, "Purpose": "prefetch"},
    "Firefox, fetching ahead": {"Accept": PAGE, "X-Moz": "prefetch"},
    "Safari's preview": {"Accept": PAGE, "X-Purpose": "preview"},
    "an old browser on another site": {"Accept": PAGE, "Referer": "https://example.org/"},
    "an old browser's image": {"Accept": "image/webp,image/*,*/*;q=0.8"},
    "an old browser's stylesheet": {"Accept": "text/css,*/*;q=0.1"},
}


def still_in(cast: Cast) -> bool:
    return Session.objects.filter(pk=cast.bea.session.pk).exists()


@pytest.mark.parametrize("how", BELIEVED)
def test_a_person_who_wants_to_go_is_gone(cast: Cast, how: str) -> None:
    answer = cast.bea.client.get("/exit", headers=BELIEVED[how])
    assert answer.status_code == 303 and not still_in(cast)
    assert answer["Cache-Control"] == "no-store" and not answer.content
    assert {name: cookie.value for name, cookie in answer.cookies.items() if cookie.value} == {}


@pytest.mark.parametrize("how", NOT_BELIEVED)
def test_nobody_is_made_to_go(cast: Cast, how: str) -> None:
    answer = cast.bea.client.get("/exit", headers=NOT_BELIEVED[how])
    assert answer.status_code == 403 and still_in(cast)
    assert set(answer.cookies) <= {cookie("f")}  # the token of the forms, which says nothing of anybody
    assert 'href="/exit"' in answer.content.decode()


def test_no_other_method_goes(cast: Cast) -> None:
    for method in ("HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
        assert cast.bea.client.generic(method, "/exit").status_code == 405
    assert still_in(cast)


def test_it_works_for_whoever_is_not_signed_in(cast: Cast) -> None:
    assert cast.nobody.client.get("/exit").status_code == 303
    assert Client().get("/exit", headers=OURS).status_code == 303


def test_it_works_behind_a_curtain(cast: Cast) -> None:
    Session.objects.filter(pk=cast.una.session.pk).update(curtain_at=cast.now)
    assert cast.una.client.get("/exit", headers=OURS).status_code == 303
    assert not Session.objects.filter(pk=cast.una.session.pk).exists()


def test_neither_going_nor_a_refusal_is_noted(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    cast.bea.client.get("/safety/")
    assert "pattern=safety/" in capsys.readouterr().out
    cast.bea.client.get("/exit", headers=NOT_BELIEVED["an image"])
    cast.bea.client.get("/exit", headers=OURS)
    told = capsys.readouterr()
    assert told.out + told.err == ""


@contextmanager
def no_database(*kinds: str) -> Iterator[None]:
    """A disk that is full, or a database that is locked or gone: these kinds of statement fail."""

    def broken(execute, sql, params, many, context):
        if sql.startswith(kinds):
            raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(broken):
        yield


def taken_away(answer) -> bool:
    return answer.cookies[cookie("s")].value == "" and answer.cookies[cookie("s")]["max-age"] == 0


@pytest.mark.parametrize(
    "kinds", [("SELECT",), ("DELETE", "INSERT", "UPDATE"), ("DELETE",), ("SAVEPOINT",), ("",)]
)
def test_it_works_when_nothing_can_be_written_or_read(cast: Cast, kinds: tuple[str, ...]) -> None:
    with no_database(*kinds):
        answer = cast.bea.client.get("/exit", headers=OURS)
    assert answer.status_code == 303 and taken_away(answer) and not answer.content


def test_nothing_is_written_of_whoever_goes_but_that(cast: Cast) -> None:
    """The first page of the day notes that the device is in use; that would use up the second that leaving has."""
    Session.objects.filter(pk=cast.bea.session.pk).update(used_on="2020-01-01")
    asked: list[str] = []

    def noted(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        cast.bea.client.get("/exit", headers=OURS)
    assert not still_in(cast) and not [sql for sql in asked if sql.startswith('UPDATE "people_session"')]


def test_what_could_not_end_opens_nothing_and_ends_later(cast: Cast) -> None:
    with no_database("DELETE"):
        cast.bea.client.get("/exit", headers=OURS)
    assert still_in(cast)
    cast.bea.client.cookies[cookie("s")] = cast.bea.token
    assert cast.bea.client.get("/you/").headers["Location"].startswith("/sign-in/")
    assert queries.session_for(cast.bea.token, now=cast.now) is None
    assert cast.una.client.get("/you/").status_code == 200
    people.sweep(now=cast.now)
    assert not still_in(cast) and Session.objects.filter(pk=cast.una.session.pk).exists()


def test_what_could_not_even_be_looked_up_opens_nothing_and_ends_later(cast: Cast) -> None:
    with no_database(""):
        cast.bea.client.get("/exit", headers=OURS)
    cast.bea.client.cookies[cookie("s")] = cast.bea.token
    assert still_in(cast)
    assert cast.bea.client.get("/you/").headers["Location"].startswith("/sign-in/")
    assert RoomFeed().admit(cast.room.pk, token=cast.bea.token, language="en", asked={}, now=cast.now) is None
    assert cast.una.client.get("/you/").status_code == 200
    people.sweep(now=cast.now)
    assert not still_in(cast) and Session.objects.filter(pk=cast.una.session.pk).exists()


def test_nobody_is_made_to_go_while_nothing_can_be_looked_up(cast: Cast) -> None:
    with no_database(""):
        assert cast.bea.client.get("/exit", headers=NOT_BELIEVED["an image"]).status_code != 303
    assert queries.session_for(cast.bea.token, now=cast.now) is not None


def test_what_could_not_end_hears_nothing_more(cast: Cast) -> None:
    """Another window of hers is still open, or somebody has a copy of her cookie."""
    feed, room = RoomFeed(), cast.room.pk
    tokens = [one.token for one in (cast.bea, cast.ada, cast.dov, cast.una)]
    came = [feed.admit(room, token=token, language="en", asked={}, now=cast.now) for token in tokens]
    readers = [reader for reader in came if reader is not None]
    assert cast.bea.session.id in feed.rights(room, readers, now=cast.now)
    with no_database("DELETE"):
        cast.bea.client.get("/exit", headers=OURS)
    assert still_in(cast)
    assert feed.admit(room, token=cast.bea.token, language="en", asked={}, now=cast.now) is None
    for asked in (readers, 4 * readers):
        rights = feed.rights(room, asked, now=cast.now)
        assert cast.ada.session.id in rights and cast.bea.session.id not in rights


def test_signing_out_works_when_nothing_can_be_written(cast: Cast) -> None:
    with no_database("DELETE", "INSERT", "UPDATE"):
        answer = cast.bea.client.post("/sign-out/")
    assert answer.status_code == 302 and taken_away(answer)
    assert queries.session_for(cast.bea.token, now=cast.now) is None


def test_it_works_when_the_list_of_what_is_gone_cannot_be_written(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **kwargs: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(remembrance, "add", full)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda act, **_ways: act())
        answer = cast.bea.client.get("/exit", headers=OURS)
    assert answer.status_code == 303 and taken_away(answer)


@pytest.mark.parametrize("who", ["bea", "una", "nobody"])
def test_numbers_to_call_stand_when_nothing_can_be_read(cast: Cast, who: str) -> None:
    with no_database(""):
        answer = getattr(cast, who).client.get("/support/")
    assert answer.status_code == 200 and 'href="tel:' in answer.content.decode()


def test_numbers_to_call_stand_on_a_full_disk(cast: Cast) -> None:
    Session.objects.filter(pk=cast.bea.session.pk).update(used_on="2020-01-01")
    with no_database("UPDATE", "INSERT", "DELETE"):
        for page in ("/support/", "/safety/"):
            assert cast.bea.client.get(page).status_code == 200
            assert cast.una.client.get(page).status_code == 200
