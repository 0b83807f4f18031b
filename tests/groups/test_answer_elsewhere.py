"""Somebody asks to join at home, and reads the answer on a library computer, by four words."""

import re
from datetime import timedelta

import pytest

from mutuality.groups import queries
from mutuality.groups.models import Invitation, Knock
from mutuality.groups.terms import KNOCK_STAYS
from mutuality.kit.ids import new_id
from tests import stolen
from tests.cast import Cast
from tests.reading_pages import text

pytestmark = pytest.mark.both


def ask(cast: Cast, name: str = "Gus") -> str:
    """Ask to join in a browser, and return the four words that its page shows."""
    client = cast.nobody.new_client()
    client.post(f"/knocking/{cast.doors.many}/", {"name": name, "words": "", "once": new_id()})
    found = re.search(
        r'class="link"><b translate="no">([a-z]+ [a-z]+ [a-z]+ [a-z]+)</b>',
        client.get("/knock/").content.decode(),
    )
    assert found
    return found[1]


def answer(cast: Cast, welcome: str) -> None:
    knock = Knock.objects.exclude(pk=cast.doors.knock.pk).get()
    for someone in (cast.ada, cast.dov):
        someone.client.post(f"/groups/{cast.group.pk}/knocks/{knock.pk}/answers/", {"welcome": welcome})


def test_the_words_lead_to_what_waits_and_then_to_the_open_door(cast: Cast) -> None:
    words = ask(cast)
    library = cast.nobody.new_client()
    page = library.post("/invitation/", {"four": f"  {words.upper().replace(' ', ', ')}. "}, follow=True)
    assert "You've asked to join" in text(page) and words in text(page)
    answer(cast, "yes")
    another = cast.nobody.new_client()
    assert another.post("/invitation/", {"four": words})["Location"] == "/knock/"
    assert another.get("/knock/")["Location"] == "/door/"
    assert 'value="Gus"' in another.get("/door/").content.decode()


def test_the_words_of_a_knock_that_was_closed_find_nothing(cast: Cast) -> None:
    words = ask(cast)
    answer(cast, "no")
    refused = cast.nobody.new_client().post("/invitation/", {"four": words})
    assert refused.status_code == 422 and "match an open invitation" in text(refused)


def test_an_invitation_that_was_used_is_not_found_by_the_words_again(cast: Cast) -> None:
    words = ask(cast)
    answer(cast, "yes")
    Invitation.objects.filter(way="opened", token_hash__isnull=False).exclude(by=cast.bea.membership).delete()
    assert cast.nobody.new_client().post("/invitation/", {"four": words}).status_code == 422


def test_the_words_are_kept_nowhere_in_clear(cast: Cast) -> None:
    words = ask(cast)
    assert stolen.anywhere(words) == [] and stolen.anywhere(words.replace(" ", ".")) == []


def test_stepping_back_on_one_device_ends_it_on_all(cast: Cast) -> None:
    words = ask(cast)
    library = cast.nobody.new_client()
    library.post("/invitation/", {"four": words})
    library.post("/knock/")
    assert Knock.objects.count() == 1
    assert cast.nobody.new_client().post("/invitation/", {"four": words}).status_code == 422


def test_after_seven_days_the_words_find_nothing(cast: Cast) -> None:
    words = ask(cast)
    later = cast.now + KNOCK_STAYS + timedelta(hours=1)
    assert queries.knock_for(queries.answer_token(words), now=later) is None


@pytest.mark.parametrize(
    "guess", ["", "knock", "one two three", "a.b.c.d", "knock.a.b.c.d", "\x00", "x" * 5000]
)
def test_a_guess_is_answered_in_one_sentence(cast: Cast, guess: str) -> None:
    assert cast.nobody.new_client().post("/invitation/", {"four": guess}).status_code == 422


def test_a_token_from_before_has_no_words_and_still_works(cast: Cast) -> None:
    assert queries.answer_words("PWUV5xynOLLNFFcwnReakFNoHK-Kc0r1") == ""
