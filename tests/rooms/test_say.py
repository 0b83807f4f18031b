"""Saying something: who may, what becomes of strange letters, and that a second click says nothing twice."""

from datetime import timedelta

import pytest

from mutuality.kit.ids import new_id
from mutuality.kit.refusals import Refusal
from mutuality.live import queries as live
from mutuality.rooms import operations
from mutuality.rooms.models import Topic, Word
from mutuality.rooms.terms import MOST_NOTE, MOST_TITLE, MOST_WORDS
from tests import stolen
from tests.cast import Cast
from tests.reading_pages import hidden, text

pytestmark = pytest.mark.both


def address(cast: Cast) -> str:
    assert cast.topic
    return f"/topics/{cast.topic.pk}/"


def test_what_is_said_stands_on_the_page_of_everybody_there(cast: Cast) -> None:
    cast.bea.client.post(address(cast), {"words": "The kettle is on", "once": "1"})
    for someone in (cast.ada, cast.bea, cast.dov, cast.una):
        assert "The kettle is on" in text(someone.client.get(address(cast)))


def test_an_outsider_says_nothing(cast: Cast) -> None:
    before = Word.objects.count()
    sent = {"words": "I am not here", "once": "1"}
    assert cast.cy.client.post(address(cast), sent).status_code == 404
    assert Word.objects.count() == before
    assert cast.bea.client.post(address(cast), sent).status_code == 302
    assert Word.objects.count() == before + 1


def test_a_second_click_and_a_replay_say_it_once(cast: Cast) -> None:
    once = hidden(cast.bea.client.get(address(cast)), "once")
    sent = {"words": "Only once", "once": once}
    first, second = (cast.bea.client.post(address(cast), sent) for _click in range(2))
    assert first["Location"] == second["Location"]
    assert text(cast.ada.client.get(address(cast))).count("Only once") == 1


def test_the_same_form_of_another_person_is_another_form(cast: Cast) -> None:
    for someone in (cast.bea, cast.dov):
        someone.client.post(address(cast), {"words": f"{someone.name} says it", "once": "same"})
    page = text(cast.ada.client.get(address(cast)))
    assert "Bea says it" in page and "Dov says it" in page


def test_a_replay_does_not_bring_back_what_was_taken_back(cast: Cast) -> None:
    word = operations.say(cast.topic, words="Not this", once="x", by=cast.bea.place, now=cast.now)
    operations.take_back(word, by=cast.bea.place, now=cast.now)
    answer = cast.bea.client.post(address(cast), {"words": "Not this", "once": "x"})
    assert answer.status_code == 422
    assert "You took these words back" in text(answer) and "Not this" in text(answer)
    assert "Not this" not in text(cast.ada.client.get(address(cast)))


@pytest.mark.parametrize(
    "words", ["", "   ", "\n\n", "\u200b\u200b", "\u202e", "\x00", "x" * (MOST_WORDS + 1), "\x07\x08"]
)
def test_words_that_cannot_be_said_are_refused_and_given_back(words: str, cast: Cast) -> None:
    before = Word.objects.count()
    answer = cast.bea.client.post(address(cast), {"words": words, "note": "kept with it", "once": "1"})
    assert answer.status_code == 422
    assert "kept with it" in answer.content.decode()
    assert Word.objects.count() == before
    if "x" in words:
        assert words in answer.content.decode()


def test_exactly_the_most_can_be_said(cast: Cast) -> None:
    assert cast.bea.client.post(address(cast), {"words": "x" * MOST_WORDS, "once": "1"}).status_code == 302


@pytest.mark.parametrize("field", ["words", "note"])
@pytest.mark.parametrize(
    "harm",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</textarea><b>", '"><svg onload=x>'],
)
def test_html_is_letters(field: str, harm: str, cast: Cast) -> None:
    sent = {"words": "plain", "note": "", "once": new_id()} | {field: harm}
    assert cast.bea.client.post(address(cast), sent).status_code == 302
    for page in (cast.ada.client.get(address(cast)), cast.bea.client.get(address(cast))):
        assert harm not in page.content.decode()
        assert harm in text(page)


def test_broken_letters_from_a_browser_do_no_harm(cast: Cast) -> None:
    body = b"once=1&words=half+%ED%A0%80+and+%FF+letters"
    answer = cast.bea.client.post(address(cast), body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302
    assert "half" in text(cast.bea.client.get(address(cast)))


def test_a_lone_surrogate_is_refused_in_a_sentence(cast: Cast) -> None:
    with pytest.raises(Refusal):
        cast.say("half \ud800 a letter", by=cast.bea)


def test_turned_letters_stay_inside_their_own_words(cast: Cast) -> None:
    cast.bea.client.post(address(cast), {"words": "left \u202eright\nand on", "once": "1"})
    page = cast.ada.client.get(address(cast)).content.decode()
    assert "\u202e" not in page


def test_a_link_leads_through_the_page_that_names_its_site(cast: Cast) -> None:
    cast.bea.client.post(address(cast), {"words": "see https://example.org/a?b=1", "once": "1"})
    page = cast.ada.client.get(address(cast)).content.decode()
    assert 'href="https://example.org' not in page
    assert 'href="/away/?to=https%3A%2F%2Fexample.org%2Fa%3Fb%3D1"' in page
    assert "example.org" in text(cast.ada.client.get("/away/?to=https%3A%2F%2Fexample.org%2Fa%3Fb%3D1"))


@pytest.mark.parametrize(
    "to", ["javascript:alert(1)", "data:text/html,x", "", "//x", "https://a@b.org", "x" * 3000]
)
def test_what_is_no_web_address_leads_nowhere(to: str, cast: Cast) -> None:
    assert cast.ada.client.get("/away/", {"to": to}).status_code == 404
    assert cast.ada.client.get("/away/", {"to": "https://b.org"}).status_code == 200


def test_a_topic_begins_with_its_first_words_or_not_at_all(cast: Cast) -> None:
    room = f"/rooms/{cast.room.pk}/"
    before = Topic.objects.count()
    for title, words in (("A walk", ""), ("", "Who comes?"), ("x" * (MOST_TITLE + 1), "y"), ("\u200b", "y")):
        answer = cast.bea.client.post(room, {"title": title, "words": words, "once": "1"})
        assert answer.status_code == 422, (title, words)
        assert Topic.objects.count() == before
    sent = {"title": "A walk", "words": "Who comes?", "once": "1"}
    first, second = (cast.bea.client.post(room, sent) for _click in range(2))
    assert first.status_code == 302 and first["Location"] == second["Location"]
    assert Topic.objects.count() == before + 1


def test_an_over_long_note_is_refused(cast: Cast) -> None:
    long = cast.bea.client.post(address(cast), {"words": "w", "note": "n" * (MOST_NOTE + 1), "once": "1"})
    fits = cast.bea.client.post(address(cast), {"words": "w", "note": "n" * MOST_NOTE, "once": "1"})
    assert (long.status_code, fits.status_code) == (422, 302)


def test_many_words_in_a_minute_wait_and_nothing_is_lost(cast: Cast) -> None:
    answers = [
        cast.bea.client.post(address(cast), {"words": f"number {n}", "once": new_id()}) for n in range(31)
    ]
    assert [a.status_code for a in answers] == [302] * 30 + [422]
    assert "number 30" in text(answers[-1])
    other = cast.dov.client.post(address(cast), {"words": "I can speak", "once": new_id()})
    assert other.status_code == 302


def test_nothing_said_stands_in_the_open_anywhere_in_the_database(cast: Cast) -> None:
    cast.say("xylophone", by=cast.bea, note="marimba")
    operations.begin_topic(title="glockenspiel", by=cast.bea.place, now=cast.now)
    for said in ("xylophone", "marimba", "glockenspiel", "Bea", "Elm Street", "Tuesday evening", "walked"):
        assert stolen.anywhere(said) == []
    assert stolen.anywhere("link")


def test_a_topic_whose_title_is_over_is_not_told_anew_at_each_look(cast: Cast) -> None:
    """Else it stands as new in every open room, four times an hour, with nothing new in it."""
    operations.keep_for(cast.room, days=7, now=cast.now)
    topic = operations.begin_topic(title="For a week", by=cast.ada.place, now=cast.now)
    operations.keep_for(cast.room, days=90, now=cast.now)
    cast.say("For three months", by=cast.bea, topic=topic)
    later = cast.now + timedelta(days=8)
    operations.let_go(now=later)
    assert Topic.objects.get(pk=topic.pk).title is None
    told = live.newest(operations.stream(cast.room.pk))
    operations.let_go(now=later + timedelta(minutes=15))
    assert live.newest(operations.stream(cast.room.pk)) == told


@pytest.mark.parametrize("more", [{"words": "Only once, and one thing more"}, {"note": "about a kettle"}])
def test_the_same_form_with_other_words_says_those_too(more: dict[str, str], cast: Cast) -> None:
    sent = {"words": "Only once", "once": hidden(cast.bea.client.get(address(cast)), "once")}
    first = cast.bea.client.post(address(cast), sent)
    second = cast.bea.client.post(address(cast), sent | more)
    again = cast.bea.client.post(address(cast), sent | more)
    assert first["Location"] != second["Location"] == again["Location"]
    page = text(cast.ada.client.get(address(cast)))
    assert next(iter(more.values())) in page


@pytest.mark.parametrize("other", [{"title": "Another kettle"}, {"words": "and more"}])
def test_the_same_form_begins_another_topic_when_other_words_stand_in_it(
    other: dict[str, str], cast: Cast
) -> None:
    room = f"/rooms/{cast.room.pk}/"
    sent = {"title": "A kettle", "words": "It is on", "once": hidden(cast.bea.client.get(room), "once")}
    first, replay, second = (
        cast.bea.client.post(room, told)["Location"] for told in (sent, sent, sent | other)
    )
    assert first == replay != second
    assert next(iter(other.values())) in text(cast.ada.client.get(second))


@pytest.mark.parametrize(("mode", "status"), [("cors", 204), ("navigate", 302)])
def test_a_page_that_stays_open_gets_no_new_page(cast: Cast, mode: str, status: int) -> None:
    assert cast.topic is not None
    sent = {"words": "from the page that stays", "once": "1"}
    address = f"/topics/{cast.topic.pk}/"
    answer = cast.ada.client.post(address, sent, headers={"Sec-Fetch-Mode": mode})
    assert answer.status_code == status
    assert "from the page that stays" in cast.bea.client.get(address).content.decode()
