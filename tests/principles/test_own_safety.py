"""What is true now of one principle. The seed's own words, seeds/000_0f8ed85721587399.txt:

For people who use services, “safety” generally means maximizing control over their own lives
"""

from mutuality.rooms import operations as rooms
from mutuality.safety import operations as safety
from mutuality.safety.models import Card
from tests import stolen
from tests.cast import Cast, sign_in
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
        assert "1 person you hid can read what you write here" in text(cast.ada.client.get(page))
    assert "Bea" in text(cast.ada.client.get(f"/rooms/{cast.room.pk}/"))


def test_a_card_is_shown_only_where_the_person_chose(cast: Cast) -> None:
    card = f"/places/{cast.ada.place.pk}/card/"
    safety.write_card(lines={"please": "Sit with me"}, by=cast.ada.person, now=cast.now)
    assert cast.bea.client.get(card).status_code == 404
    safety.show_card(cast.ada.place.pk, by=cast.ada.person, now=cast.now)
    assert "Sit with me" in text(cast.bea.client.get(card))
    safety.take_card_away(cast.ada.place.pk, by=cast.ada.person, now=cast.now)
    assert cast.bea.client.get(card).status_code == 404


def test_a_card_goes_from_a_group_that_its_writer_leaves_and_with_its_writer(cast: Cast) -> None:
    safety.write_card(lines={"please": "Sit with me"}, by=cast.ada.person, now=cast.now)
    safety.show_card(cast.ada.place.pk, by=cast.ada.person, now=cast.now)
    card = f"/places/{cast.ada.place.pk}/card/"
    assert cast.bea.client.get(card).status_code == 200 and cast.cy.client.get(card).status_code == 404
    cast.ada.client.post(f"/groups/{cast.group.pk}/leaving/")
    assert cast.bea.client.get(card).status_code == 404
    assert "Sit with me" in cast.ada.client.get("/you/card/").content.decode()
    cast.ada.client.post("/leaving/")
    assert stolen.anywhere("Sit with me") == [] and not Card.objects.exists()


def test_how_pages_look_sound_and_rest_is_for_each_to_choose_and_to_put_back(cast: Cast) -> None:
    """No choice is made for anybody, none is seen by anybody, and one act undoes them all."""
    before = cast.bea.client.get("/").content.decode()
    hours = {"quiet_from": "22:00", "quiet_until": "07:00", "zone": "Europe/Madrid"}
    looks = {
        "theme": "dark",
        "size": "largest",
        "face": "reading",
        "comfort": ["calm"],
        "announce": "nothing",
    }
    assert "data-size" not in before and "data-comfort" not in before and 'shift="on"' in before
    assert cast.bea.client.post("/you/comfort/", looks | hours).status_code == 302
    after = cast.bea.client.get("/").content.decode()
    for said in ('data-theme="dark"', 'data-size="largest"', 'data-comfort="calm"', 'shift="off"'):
        assert said in after
    for address in ("/", f"/groups/{cast.group.pk}/", f"/topics/{cast.topic.pk}/"):
        theirs = cast.ada.client.get(address).content.decode()
        assert "data-size" not in theirs and "Madrid" not in theirs and 'shift="on"' in theirs
    assert stolen.anywhere("Europe/Madrid") == []
    assert cast.bea.client.post("/you/comfort/default/").status_code == 302
    again = cast.bea.client.get("/").content.decode()
    assert "data-size" not in again and 'shift="on"' in again


def test_the_way_out_works_without_shift_when_that_is_turned_off(cast: Cast) -> None:
    cast.bea.client.post("/you/comfort/", {"announce": "words"})
    page = cast.bea.client.get("/").content.decode()
    assert 'shift="off"' in page and 'href="/exit"' in page


def test_my_devices_are_named_by_me_and_ended_by_me_alone(cast: Cast) -> None:
    columns_of = {name.rpartition(".")[2] for name in columns() if name.startswith("people.session.")}
    assert columns_of.isdisjoint({"address", "ip", "agent", "user_agent", "used_at", "seen_at", "began_at"})
    mine = cast.bea.session.id
    assert cast.bea.client.post(f"/you/devices/{mine}/", {"label": "Blue phone"}).status_code == 302
    assert "Blue phone" in text(cast.bea.client.get("/you/devices/"))
    assert cast.ada.client.post(f"/you/devices/{mine}/ending/").status_code == 404
    assert cast.bea.client.post(f"/you/devices/{mine}/ending/").status_code == 302
    assert cast.bea.client.get("/you/").status_code == 302


def test_a_new_passphrase_ends_every_other_device_at_once(cast: Cast) -> None:
    elsewhere = cast.bea.new_client()
    sign_in(cast.bea, now=cast.now)
    here = cast.bea.new_client()
    assert elsewhere.get("/you/").status_code == 200
    sent = {"passphrase": "seven boats on a green lake"}
    assert here.post("/you/passphrase/", sent).status_code == 302
    assert elsewhere.get("/you/").status_code == 302 and here.get("/you/").status_code == 200


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


def test_how_to_leave_is_told_before_the_first_private_page_and_once(cast: Cast) -> None:
    client = cast.nobody.new_client()
    client.post("/sign-in/", {"name": "Bea", "passphrase": cast.bea.passphrase})
    topic = f"/topics/{cast.topic.pk}/"
    assert "How to leave quickly" in text(client.get(topic)) and "Sunday night" not in text(client.get(topic))
    assert "How to leave quickly" not in text(client.get("/support/"))
    client.post("/way-out/", {"then": topic})
    assert "Sunday night" in text(client.get(topic))


def test_leaving_quickly_ends_the_session_and_no_other_site_can_do_it_for_me(cast: Cast) -> None:
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert cast.bea.client.get("/exit", headers=elsewhere).status_code == 403
    assert cast.bea.new_client().get("/you/").status_code == 200
    other = cast.bea.new_client()
    assert cast.bea.client.get("/exit").status_code == 303
    assert other.get("/you/")["Location"].startswith("/sign-in/")


def test_on_a_shared_device_closing_the_page_covers_it_and_only_its_person_lifts_that(cast: Cast) -> None:
    page = cast.una.client.get("/").content.decode()
    mark = page.partition("<idle-curtain")[2].partition(' page="')[2].partition('"')[0]
    cast.una.client.post("/curtain/falling/", {"page": mark})
    topic = f"/topics/{cast.topic.pk}/"
    assert cast.una.client.get(topic)["Location"].startswith("/curtain/")
    assert cast.una.client.post("/curtain/", {"passphrase": cast.ada.passphrase}).status_code == 422
    assert cast.una.client.post("/curtain/", {"passphrase": cast.una.passphrase}).status_code == 302
    assert cast.una.client.get(topic).status_code == 200


def test_a_device_of_mine_is_told_by_no_address_and_no_hour_and_ends_by_my_hand(cast: Cast) -> None:
    known = {name.rpartition(".")[2] for name in columns() if name.startswith("people.session.")}
    assert not [name for name in known if any(part in name for part in ("address", "agent", "city", "seen"))]
    assert "used_on" in known
    cast.bea.client.post(f"/you/devices/{cast.bea.session.id}/ending/")
    assert cast.bea.new_client().get("/you/")["Location"].startswith("/sign-in/")
