"""What is true now of one principle. The seed's own words, seeds/004_d2a9fb7fecdd025b.txt:

Every person both gives and receives in a fluid, constantly changing dynamic.
"""

from tests.cast import Cast
from tests.reading_pages import text


def test_who_is_paid_to_be_here_says_so_beside_the_name(cast: Cast) -> None:
    sent = {"name": "Cy", "bound": "paid by the centre", "yes": "on"}
    cast.cy.client.post(f"/invitation/{cast.doors.link}/")
    assert cast.cy.client.post("/door/", sent).status_code == 302
    said = text(cast.bea.client.get(f"/groups/{cast.group.pk}/"))
    # Folded for everyone (ADR 0026): that there is something to say, and, on tap, what.
    assert "Cy About being paid, or required to report things paid by the centre" in said


def test_each_can_answer_each(cast: Cast) -> None:
    for giver, word in ((cast.ada, "bea"), (cast.bea, "ada")):
        address = f"/words/{cast.words[word].pk}/signals/"
        assert giver.client.post(address, {"kind": "thanks"}).status_code == 302
