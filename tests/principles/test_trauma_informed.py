"""What is true now of one principle. The seed's own words, seeds/000_0f8ed85721587399.txt:

Sees coping strategies, not “symptoms”
"""

from tests.cast import Cast
from tests.reading_pages import text


def test_leaving_is_not_questioned(cast: Cast) -> None:
    for address in (f"/groups/{cast.group.pk}/leaving/", "/leaving/"):
        page = text(cast.bea.client.get(address)).lower()
        assert "are you sure" not in page and "why" not in page
        assert "no reason" in page or "don't need a reason" in page


def test_words_are_not_lost_when_a_session_ends(cast: Cast) -> None:
    address = f"/topics/{cast.topic.pk}/"
    cast.bea.session.__class__.objects.filter(pk=cast.bea.session.pk).update(ends_at=cast.now)
    cast.bea.client.post(address, {"words": "in the middle", "once": "1"})
    cast.bea.client.post("/sign-in/", {"name": "Bea", "passphrase": cast.bea.passphrase})
    cast.bea.client.post("/way-out/")
    assert "in the middle" in cast.bea.client.get(address).content.decode()
