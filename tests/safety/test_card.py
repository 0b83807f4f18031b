"""My own safety card: shown only in the groups I chose, and taken away at once."""

import pytest

from mutuality.groups import operations as groups
from mutuality.kit.refusals import NotHere
from mutuality.safety import operations
from mutuality.safety.models import Card, CardShown
from mutuality.vault.models import DataKey
from tests import stolen
from tests.cast import Cast
from tests.reading_pages import text
from tests.safety.test_boundaries import draw

LINES = {"struggle": "I go quiet", "please": "Sit with me", "please_not": "Do not touch me"}


def write(cast: Cast, **lines: str) -> None:
    """Let Ada write her card."""
    assert cast.ada.client.post("/you/card/", LINES | lines)["Location"] == "/you/card/"


def show(cast: Cast, *, shown: str = "yes") -> None:
    """Let Ada show her card in the group, or take it away."""
    assert cast.ada.client.post(f"/groups/{cast.group.pk}/card/", {"shown": shown}).status_code == 302


def address(cast: Cast) -> str:
    return f"/places/{cast.ada.place.pk}/card/"


def group_page(cast: Cast) -> str:
    return f"/groups/{cast.group.pk}/"


def test_it_is_shown_nowhere_until_i_choose(cast: Cast) -> None:
    write(cast)
    assert "I go quiet" in cast.ada.client.get("/you/card/").content.decode()
    assert address(cast) not in cast.bea.client.get(group_page(cast)).content.decode()
    assert cast.bea.client.get(address(cast)).status_code == 404


def test_where_i_show_it_the_others_find_it_beside_my_name(cast: Cast) -> None:
    write(cast)
    show(cast)
    assert address(cast) in cast.bea.client.get(group_page(cast)).content.decode()
    page = text(cast.bea.client.get(address(cast)))
    for line in LINES.values():
        assert line in page
    assert cast.cy.client.get(address(cast)).status_code == 404
    assert "I go quiet" not in text(cast.dov.client.get(f"/groups/{cast.second.group_id}/"))


def test_taken_away_it_is_gone_at_once(cast: Cast) -> None:
    write(cast)
    show(cast)
    assert cast.bea.client.get(address(cast)).status_code == 200
    show(cast, shown="no")
    assert cast.bea.client.get(address(cast)).status_code == 404
    assert address(cast) not in cast.bea.client.get(group_page(cast)).content.decode()


def test_written_anew_it_stays_where_it_is_shown_and_the_old_words_are_forgotten(cast: Cast) -> None:
    write(cast)
    show(cast)
    old = Card.objects.get().key_id
    write(cast, struggle="I talk fast")
    page = text(cast.bea.client.get(address(cast)))
    assert "I talk fast" in page and "I go quiet" not in page
    assert not DataKey.objects.filter(pk=old).exists()


def test_emptied_it_is_erased(cast: Cast) -> None:
    write(cast)
    show(cast)
    write(cast, struggle="", please=" ", please_not="")
    assert not Card.objects.exists() and not CardShown.objects.exists()
    assert cast.bea.client.get(address(cast)).status_code == 404


def test_an_empty_line_has_no_heading(cast: Cast) -> None:
    write(cast, please="")
    show(cast)
    page = text(cast.bea.client.get(address(cast)))
    assert (
        "When I'm struggling" in page
        and "Please don't" in page
        and "Please do " not in page.replace("Please don't", "")
    )


def test_a_line_too_long_is_kept_in_the_form(cast: Cast) -> None:
    answer = cast.ada.client.post("/you/card/", LINES | {"please": "a" * 601})
    assert answer.status_code == 422 and "1 too long" in text(answer) and "a" * 601 in text(answer)
    assert not Card.objects.exists()


def test_without_a_card_there_is_nothing_to_show(cast: Cast) -> None:
    with pytest.raises(NotHere):
        operations.show_card(cast.ada.place.pk, by=cast.ada.person, now=cast.now)
    assert cast.ada.client.post(group_page(cast) + "card/", {"shown": "yes"}).status_code == 404


def test_it_goes_from_a_group_that_i_leave(cast: Cast) -> None:
    write(cast)
    show(cast)
    groups.leave(cast.ada.membership, by=cast.ada.person, now=cast.now)
    assert Card.objects.exists() and not CardShown.objects.exists()


def test_it_goes_with_me(cast: Cast) -> None:
    write(cast)
    show(cast)
    key = Card.objects.get().key_id
    cast.ada.client.post("/leaving/")
    assert not Card.objects.exists() and not DataKey.objects.filter(pk=key).exists()


def test_it_is_sealed(cast: Cast) -> None:
    write(cast)
    assert Card.objects.count() == 1
    assert stolen.anywhere("Sit with me") == []


def test_the_card_of_somebody_i_hid_is_not_shown_to_me(cast: Cast) -> None:
    write(cast)
    show(cast)
    draw(cast, by=cast.dov, about=cast.ada)
    assert cast.dov.client.get(address(cast)).status_code == 404
    assert address(cast) not in cast.dov.client.get(group_page(cast)).content.decode()
    assert cast.bea.client.get(address(cast)).status_code == 200


def test_i_am_told_when_somebody_i_hid_could_read_it(cast: Cast) -> None:
    write(cast)
    assert "person you hid" not in text(cast.ada.client.get("/you/card/"))
    draw(cast)
    show(cast)
    assert "1 person you hid is in this group and could read it" in text(cast.ada.client.get("/you/card/"))
