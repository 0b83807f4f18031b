"""How someone appears in a group: changed by themself, for everyone, everywhere there and nowhere else."""

import pytest

from mutuality.rooms import export, queries, wayback
from mutuality.rooms import operations as rooms
from mutuality.safety.models import Boundary
from tests.cast import Cast
from tests.reading_pages import text
from tests.safety.test_boundaries import newest, told

pytestmark = pytest.mark.both


def appear(cast: Cast, **lines: str) -> int:
    sent = {"name": "Bea", "pronouns": "", "bound": ""} | lines
    return cast.bea.client.post(f"/places/{cast.bea.place.pk}/appearance/", sent).status_code


def topic(cast: Cast) -> str:
    assert cast.topic is not None
    return f"/topics/{cast.topic.pk}/"


def test_a_new_name_stands_beside_words_and_signals_that_were_there_before(cast: Cast) -> None:
    cast.bea.client.post(f"/words/{cast.words['dov'].pk}/signals/", {"kind": "with"})
    before = text(cast.ada.client.get(topic(cast)))
    assert "Bea" in before
    assert appear(cast, name="Robin", pronouns="xe", bound="paid by the centre") == 302
    after = text(cast.ada.client.get(topic(cast)))
    assert "Bea" not in after
    assert "With you: Robin" in after and "xe" in after and "paid by the centre" in after
    person = text(cast.ada.client.get(f"/places/{cast.bea.place.pk}/"))
    assert "Robin" in person and "xe" in person and "paid by the centre" in person


def test_open_pages_learn_of_it(cast: Cast) -> None:
    since = newest(cast)
    appear(cast, name="Robin")
    heard = told(cast, cast.ada, since=since)
    assert "Robin" in heard and f'id="p-{cast.bea.place.pk}"' in heard


@pytest.mark.parametrize("name", ["Ada", "АDА", "", "\u200b"])
def test_no_one_takes_a_name_that_is_in_use_or_cannot_be_read(name: str, cast: Cast) -> None:
    assert appear(cast, name=name) == 422
    cast.bea.place.refresh_from_db()
    assert queries.place_name(cast.bea.place) == "Bea"


def test_names_are_not_tried_out_one_by_one(cast: Cast) -> None:
    assert [appear(cast, name=f"Name {number}") for number in range(6)] == [302] * 5 + [422]
    assert appear(cast, name="Name 4", pronouns="she") == 302


def test_no_one_changes_how_another_appears(cast: Cast) -> None:
    address = f"/places/{cast.bea.place.pk}/appearance/"
    for other in (cast.ada, cast.cy):
        assert other.client.get(address).status_code == 404
        assert other.client.post(address, {"name": "Robin"}).status_code == 404


def test_who_was_hidden_stays_hidden_under_the_new_name(cast: Cast) -> None:
    rooms.draw_boundary(cast.bea.place, by=cast.ada.place, now=cast.now)
    appear(cast, name="Robin")
    page = text(cast.ada.client.get(topic(cast)))
    assert "1 person you hid can read what you write here" in page
    assert "Robin hidden by you" in page
    assert Boundary.objects.filter(by=cast.ada.person).count() == 2


def test_the_page_of_a_person_does_not_show_who_hid_whom(cast: Cast) -> None:
    address = f"/places/{cast.bea.place.pk}/"
    before = cast.ada.client.get(address).content
    rooms.draw_boundary(cast.ada.place, by=cast.bea.place, now=cast.now)
    assert text(cast.ada.client.get(address)) == text(cast.ada.client.get(address))
    assert len(cast.ada.client.get(address).content) == len(before)
    assert cast.cy.client.get(address).status_code == 404


def test_it_leaves_with_its_owner_and_comes_back_with_a_way_back(cast: Cast) -> None:
    appear(cast, name="Robin", pronouns="xe", bound="paid by the centre")
    place = queries.place_of(cast.bea.person, room_id=cast.room.pk)
    assert place is not None
    kept = wayback.packed(place, now=cast.now)
    assert export.own_words(place, now=cast.now)["my_pronouns"] == "xe"
    cast.bea.membership.delete()
    rooms.leave(place, now=cast.now)
    assert "xe" not in text(cast.ada.client.get(topic(cast))).split()
    back = wayback.bring_back(cast.room, kept=kept, by=cast.bea.person, now=cast.now)
    back = queries.places_among([back.pk])[0]
    assert (queries.place_name(back), queries.place_pronouns(back)) == ("Robin", "xe")
