"""What is true now of one principle. The seed's own words, seeds/004_d2a9fb7fecdd025b.txt:

we each make a genuine effort to imagine how the other person feels
"""

from tests.cast import Cast
from tests.reading_pages import text


def test_an_author_can_put_a_note_before_hard_words(cast: Cast) -> None:
    page = cast.ada.client.get(f"/topics/{cast.topic.pk}/").content.decode()
    note = page.index("a night outside")
    assert page.rindex("<details", 0, note) < note < page.index("I came home on Sunday night")


def test_the_three_signals_are_words_of_listening(cast: Cast) -> None:
    page = text(cast.ada.client.get(f"/topics/{cast.topic.pk}/"))
    for said in ("I hear you", "Thank you", "With you"):
        assert said in page
