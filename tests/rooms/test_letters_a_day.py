"""What one person can write in a day has an end, which is said in numbers and takes nothing away."""

import pytest

from mutuality.kit.rates import rates
from mutuality.rooms import terms
from tests.cast import Cast
from tests.reading_pages import text


@pytest.fixture
def few(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    rates.forget()
    monkeypatch.setattr(terms, "MOST_LETTERS_A_DAY", 30)


def said(cast: Cast, words: str, *, once: str, by: str = "bea") -> int:
    address = f"/topics/{cast.topic.pk}/"
    answer = getattr(cast, by).client.post(address, {"words": words, "once": once})
    if answer.status_code == 422:
        assert "up to 30 letters a day" in text(answer) and words in text(answer)
    return answer.status_code


def test_beyond_the_letters_of_a_day_nothing_is_said_and_nothing_lost(cast: Cast, few: None) -> None:
    assert said(cast, "x" * 20, once="1") == 302
    assert said(cast, "y" * 11, once="2") == 422
    assert said(cast, "z" * 10, once="3") == 302
    assert said(cast, "a", once="4") == 422
    assert said(cast, "of somebody else", once="5", by="dov") == 302


def test_the_next_day_there_is_room_again(cast: Cast, few: None) -> None:
    assert said(cast, "x" * 30, once="1") == 302
    rates.forget()
    assert said(cast, "x" * 30, once="2") == 302


def test_taking_back_and_rewording_make_no_more_room(cast: Cast, few: None) -> None:
    assert said(cast, "x" * 25, once="1") == 302
    word = cast.bea.client.get(f"/topics/{cast.topic.pk}/").content.decode().rsplit('id="w-', 1)[1][:16]
    answer = cast.bea.client.post(f"/words/{word}/", {"words": "y" * 25})
    assert answer.status_code == 422 and "y" * 25 in text(answer)
