"""What is true now of one principle. The seed's own words, seeds/000_0f8ed85721587399.txt:

For people who use services, “safety” generally means maximizing control over their own lives
"""

from mutuality.rooms import operations as rooms
from mutuality.safety import operations as safety
from tests.cast import Cast
from tests.principles.tables import columns
from tests.reading_pages import text


def test_the_way_out_and_support_are_on_every_page(cast: Cast) -> None:
    for address in ("/", "/you/", f"/topics/{cast.topic.pk}/", f"/groups/{cast.group.pk}/", "/nowhere/"):
        page = cast.bea.client.get(address).content.decode()
        assert 'href="/exit"' in page and 'href="/support/"' in page


def test_ones_own_words_are_ones_own_to_take_back(cast: Cast) -> None:
    address = f"/words/{cast.words['bea'].pk}/withdrawal/"
    assert cast.ada.client.post(address).status_code == 404
    assert cast.bea.client.post(address).status_code == 302


def test_one_act_ends_hearing_somebody_and_one_act_lifts_it(cast: Cast) -> None:
    topic, boundary = f"/topics/{cast.topic.pk}/", f"/places/{cast.bea.place.pk}/boundary/"
    assert "Sunday night" in text(cast.ada.client.get(topic))
    cast.ada.client.post(boundary)
    assert "Sunday night" not in text(cast.ada.client.get(topic))
    mine = cast.ada.person.boundaries.get()
    cast.ada.client.post(f"/you/boundaries/{mine.pk}/lifting/")
    assert "Sunday night" in text(cast.ada.client.get(topic))


def test_a_boundary_never_hides_that_somebody_i_fear_is_near(cast: Cast) -> None:
    rooms.draw_boundary(cast.bea.place, by=cast.ada.place, now=cast.now)
    for page in (f"/rooms/{cast.room.pk}/", f"/topics/{cast.topic.pk}/", f"/groups/{cast.group.pk}/", "/"):
        assert "1 person you hid can read this room" in text(cast.ada.client.get(page))
    assert "Bea" in text(cast.ada.client.get(f"/rooms/{cast.room.pk}/"))


def test_a_card_is_shown_only_where_the_person_chose(cast: Cast) -> None:
    card = f"/places/{cast.ada.place.pk}/card/"
    safety.write_card(lines={"please": "Sit with me"}, by=cast.ada.person, now=cast.now)
    assert cast.bea.client.get(card).status_code == 404
    safety.show_card(cast.ada.place.pk, by=cast.ada.person, now=cast.now)
    assert "Sit with me" in text(cast.bea.client.get(card))
    safety.take_card_away(cast.ada.place.pk, by=cast.ada.person, now=cast.now)
    assert cast.bea.client.get(card).status_code == 404


def test_a_harmful_word_can_be_kept_by_whoever_could_read_it(cast: Cast) -> None:
    cast.ada.client.post(f"/words/{cast.words['bea'].pk}/keeping/")
    rooms.take_back(cast.words["bea"], by=cast.bea.place, now=cast.now)
    assert "Sunday night" not in text(cast.ada.client.get(f"/topics/{cast.topic.pk}/"))
    assert "Sunday night" in text(cast.ada.client.get("/you/kept/"))


def test_no_field_is_for_writing_about_another_person() -> None:
    assert "safety.kept.copy" in columns() and "safety.boundary.name" in columns()
    about = [name for name in columns() if name.startswith("safety.boundary.")]
    assert {name.rpartition(".")[2] for name in about} == {
        "id",
        "by_id",
        "about_id",
        "key_id",
        "name",
        "name_mark",
        "day",
    }
