"""A device that is not one's own: what falls when its last page goes, and what a fallen curtain still takes."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client

from mutuality.kit import clock
from mutuality.people import operations, queries
from mutuality.people.models import Draft, Session
from tests.cast import Cast, Someone

WORDS = "I have not said this aloud before"


def topic(cast: Cast) -> str:
    return f"/topics/{cast.topic.pk}/"


def opened(client: Client, address: str) -> str:
    """Open a page; its mark."""
    found = re.search(r'<idle-curtain[^>]* page="(\w{16})"', client.get(address).content.decode())
    assert found
    return found[1]


def covered(client: Client) -> bool:
    """Whether this device is asked for the passphrase."""
    return client.get("/you/").headers.get("Location", "").startswith("/curtain/")


def close(client: Client, page: str) -> None:
    assert client.post("/curtain/falling/", {"page": page}).status_code == 204


def drafted(cast: Cast, someone: Someone) -> str:
    assert someone.person is not None
    return queries.draft_of(someone.person, place=topic(cast), now=cast.now)


def keep(client: Client, cast: Cast, page: str, words: str = WORDS) -> int:
    sent = {"place": topic(cast), "draft": words, "page": page}
    return client.post("/you/draft/", sent).status_code


def test_when_the_last_page_goes_the_device_is_covered(cast: Cast) -> None:
    client = cast.una.client
    close(client, opened(client, topic(cast)))
    assert covered(client)


def test_going_from_page_to_page_covers_nothing(cast: Cast) -> None:
    client = cast.una.client
    first = opened(client, topic(cast))
    opened(client, "/groups/")
    close(client, first)
    assert not covered(client)


@pytest.mark.parametrize("page", ["", "0000000000000000", "x" * 5000])
def test_a_made_up_page_covers_nothing(cast: Cast, page: str) -> None:
    Session.objects.filter(pk=cast.una.session.pk).update(page="")
    close(cast.una.client, page)
    assert not covered(cast.una.client)


def test_a_page_that_is_led_away_by_itself_comes_back_after_the_curtain(cast: Cast) -> None:
    """Its stream is closed when the curtain falls, and the page goes to the start. A pressed link leads there."""
    client = cast.una.client
    close(client, opened(client, topic(cast)))
    came = {"Referer": f"http://testserver{topic(cast)}"}
    assert client.get("/", headers=came)["Location"] == f"/curtain/?then={quote(topic(cast), safe='')}"
    pressed = came | {"Sec-Fetch-User": "?1"}
    assert client.get("/", headers=pressed)["Location"] == "/curtain/"
    for other in ("https://example.org/topics/x/", "not an address", ""):
        assert client.get("/", headers={"Referer": other})["Location"] == "/curtain/"


def test_ones_own_device_is_never_covered_so(cast: Cast) -> None:
    client = cast.bea.client
    assert "<idle-curtain" not in client.get(topic(cast)).content.decode()
    Session.objects.filter(pk=cast.bea.session.pk).update(page="0123456789abcdef")
    close(client, "0123456789abcdef")
    assert not covered(client)


def test_the_page_of_one_device_covers_no_other(cast: Cast) -> None:
    page = opened(cast.una.client, topic(cast))
    close(cast.bea.client, page)
    assert not covered(cast.una.client)
    assert cast.nobody.client.post("/curtain/falling/", {"page": page})["Location"].startswith("/sign-in/")
    assert not covered(cast.una.client)


def fall(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: cast.now + timedelta(minutes=6))


def test_a_fallen_curtain_takes_the_draft_of_the_page_it_covers(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = cast.una.client
    page = opened(client, topic(cast))
    fall(cast, monkeypatch)
    assert keep(client, cast, page) == 204
    assert drafted(cast, cast.una) == WORDS
    assert covered(client)
    client.post("/curtain/", {"passphrase": cast.una.passphrase})
    assert WORDS in client.get(topic(cast)).content.decode()


def test_whoever_only_finds_the_curtain_can_neither_read_nor_spoil_a_draft(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = cast.una.client
    assert keep(client, cast, opened(client, topic(cast))) == 204
    fall(cast, monkeypatch)
    for guess in ("", "0000000000000000"):
        for words in ("", "something else"):
            assert keep(client, cast, guess, words) == 302
    assert drafted(cast, cast.una) == WORDS and Draft.objects.count() == 1
    assert WORDS not in client.get(topic(cast), follow=True).content.decode()
    mark = Session.objects.get(pk=cast.una.session.pk).page
    assert mark and mark not in client.get("/curtain/").content.decode()


def test_what_was_asked_before_the_fall_and_is_answered_after_it_lifts_nothing(cast: Cast) -> None:
    """A request holds the session as it was read; minutes after the last one it would be kept on."""
    client, later = cast.una.client, clock.now() + timedelta(minutes=2)
    page = opened(client, topic(cast))
    read_before = Session.objects.get(pk=cast.una.session.pk)
    close(client, page)
    operations.keep_session(read_before, now=later)
    assert covered(client)


def test_lifting_a_curtain_does_not_change_which_page_is_last(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = cast.una.client
    page = opened(client, topic(cast))
    fall(cast, monkeypatch)
    client.post("/curtain/", {"passphrase": cast.una.passphrase})
    newer = opened(client, topic(cast))
    close(client, page)
    assert Session.objects.get(id=cast.una.session.id).curtain_at > clock.now()
    close(client, newer)
    assert covered(client)


def test_a_device_without_a_session_keeps_no_draft(cast: Cast) -> None:
    sent = {"place": topic(cast), "draft": WORDS, "page": ""}
    assert cast.nobody.client.post("/you/draft/", sent)["Location"].startswith("/sign-in/")
    assert not Draft.objects.exists()


def test_browsers_are_asked_not_to_keep_what_is_half_typed_there(cast: Cast) -> None:
    """Without scripts too: else it stands in the file from which a browser restores its windows."""
    for address in (topic(cast), f"/rooms/{cast.room.pk}/", f"/words/{cast.words['una'].pk}/"):
        assert 'novalidate autocomplete="off"' in cast.una.client.get(address).content.decode(), address
    assert 'novalidate autocomplete="off"' not in cast.bea.client.get(topic(cast)).content.decode()
