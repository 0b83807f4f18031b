"""What is true now of one principle. The seed's own words, seeds/004_d2a9fb7fecdd025b.txt:

Each of us says what is on our mind in a respectful way.
"""

from mutuality.concerns.terms import Stage
from tests.cast import Cast
from tests.concerns.table import ask, grow, heard, sit
from tests.principles.tables import columns
from tests.reading_pages import text


def test_nothing_can_be_hidden_or_flagged_in_secret() -> None:
    secret = {"hidden", "shadow", "flag", "flagged", "muted", "watched", "suspended"}
    assert not [name for name in columns() if secret & set(name.replace(".", "_").split("_"))]


def test_what_one_member_reads_another_reads_too(cast: Cast) -> None:
    for someone in (cast.ada, cast.bea, cast.dov, cast.una):
        page = text(someone.client.get(f"/topics/{cast.topic.pk}/"))
        assert all(said in page for said in ("bridge", "Sunday night", "phone ring", "library"))


def test_three_equal_ways_lead_from_a_message_and_from_a_name(cast: Cast) -> None:
    grow(cast, 3)
    for start in (f"/words/{cast.words['una'].pk}/ways/", f"/places/{cast.una.place.pk}/ways/"):
        page = text(cast.ada.client.get(start, follow=True))
        assert all(way in page for way in ("I say it myself", "We talk it through", "A circle of three"))


def test_what_is_said_of_me_i_read_word_for_word_and_answer(cast: Cast) -> None:
    grow(cast)
    said = "They shouted at me in the kitchen"
    concern = ask(cast, by=cast.ada, about=cast.una, words=said)
    sit(cast, concern)
    assert said in text(cast.una.client.get(f"/concerns/{concern.pk}/"))
    answered = cast.una.client.post(
        f"/concerns/{concern.pk}/", {"act": "answer", "answer": "I was afraid"}, follow=True
    )
    assert "Saved." in text(answered)
    concern.refresh_from_db()
    assert concern.stage == Stage.DECIDING
    assert "I was afraid" in text(cast.ada.client.get(f"/concerns/{concern.pk}/"))


def test_nothing_that_is_said_of_someone_is_put_before_the_group(cast: Cast) -> None:
    grow(cast)
    concern = ask(cast, by=cast.ada, about=cast.una, words="They shouted at me in the kitchen")
    heard(cast, concern)
    for page in (f"/groups/{cast.group.pk}/", f"/groups/{cast.group.pk}/ledger/", "/"):
        for someone in (cast.bea, cast.dov):
            assert "kitchen" not in text(someone.client.get(page))
