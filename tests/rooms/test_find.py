"""Finding what I said: my own words only, and the question in no address."""

import pytest

from mutuality.groups import operations as groups
from mutuality.rooms import finding
from tests.cast import Cast, Someone
from tests.reading_pages import text


def find(someone: Someone, wanted: str, **more: str) -> str:
    return text(someone.client.post("/you/search/", {"wanted": wanted, **more}))


def test_it_finds_my_words_and_leads_to_them(cast: Cast) -> None:
    word = cast.say("The Kettle is on, come by when you like", by=cast.bea)
    cast.say("my kettle too", by=cast.ada)
    page = find(cast.bea, "kettle")
    assert "The Kettle is on" in page and "my kettle too" not in page
    html = cast.bea.client.post("/you/search/", {"wanted": "kettle"}).content.decode()
    address = html.split('href="/topics/')[1].split('"')[0]
    assert f'id="w-{word.pk}"' in cast.bea.client.get("/topics/" + address.partition("#")[0]).content.decode()


def test_taken_back_or_left_behind_it_is_not_found(cast: Cast) -> None:
    word = cast.say("a kettle", by=cast.bea)
    assert "a kettle" in find(cast.bea, "kettle")
    cast.bea.client.post(f"/words/{word.pk}/withdrawal/")
    assert "Nothing you said here contains this." in find(cast.bea, "kettle")
    cast.say("another kettle", by=cast.bea)
    groups.leave(cast.bea.membership, by=cast.bea.person, now=cast.now)
    assert "Nothing you said here contains this." in find(cast.bea, "kettle")


def test_the_question_stands_in_no_address_and_asks_for_the_passphrase(cast: Cast) -> None:
    assert "kettle" not in text(cast.bea.client.get("/you/search/?wanted=kettle"))
    sessions = type(cast.una.session).objects.filter(pk=cast.una.session.pk)
    sessions.update(confirmed_until=None)
    answer = cast.una.client.post("/you/search/", {"wanted": "kettle"})
    assert answer.status_code == 302 and "kettle" not in answer["Location"]


def test_much_that_is_found_comes_in_pages(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "A_PAGE", 3)
    for number in range(5):
        cast.say(f"kettle number {number}", by=cast.bea)
    first = find(cast.bea, "kettle")
    assert "Look further back" in first and first.count("Open it") == 3
    second = find(cast.bea, "kettle", after="3")
    assert "Look further back" not in second and second.count("Open it") == 2
