"""My own pages: my name, my lines, my devices. Nobody else's."""

import pytest

from mutuality.people import operations, queries
from mutuality.people.models import Person, Session
from mutuality.vault.models import DataKey
from tests import stolen
from tests.cast import Cast, sign_in
from tests.reading_pages import text


def own(cast: Cast, **changed: str) -> dict[str, str]:
    return {"name": "Bea", "pronouns": "", "bound": ""} | changed


def test_what_i_say_of_myself_is_sealed_and_comes_back(cast: Cast) -> None:
    sent = own(cast, pronouns="she, her", bound="paid by the centre")
    assert cast.bea.client.post("/you/", sent).status_code == 302
    page = cast.bea.client.get("/you/").content.decode()
    assert "she, her" in page and "paid by the centre" in page
    assert stolen.anywhere("paid by") == []


@pytest.mark.parametrize("name", ["Аda", "ada", "Ádà", " ADA ", "A\u200bda", "Adа"])
def test_a_name_that_looks_like_anothers_is_refused(name: str, cast: Cast) -> None:
    assert cast.bea.client.post("/you/", own(cast, name=name)).status_code == 422
    assert cast.bea.client.post("/you/", own(cast, name="Adele")).status_code == 302


@pytest.mark.parametrize("name", ["", " ", "\u200b", "x" * 41, "...", "\u202e", "\x00"])
def test_a_name_nobody_can_read_is_refused_and_the_rest_is_kept(name: str, cast: Cast) -> None:
    answer = cast.bea.client.post("/you/", own(cast, name=name, pronouns="they"))
    assert answer.status_code == 422 and "they" in answer.content.decode()
    assert queries.name_of(Person.objects.get(pk=cast.bea.person.pk)) == "Bea"


def test_html_in_a_name_is_letters(cast: Cast) -> None:
    cast.bea.client.post("/you/", own(cast, name="<b>Bea</b>", bound='"><script>x</script>'))
    page = cast.bea.client.get("/you/").content.decode()
    assert "<b>Bea" not in page and "<script>x" not in page and "&lt;b&gt;Bea" in page


def test_keeping_my_name_is_no_conflict_with_myself(cast: Cast) -> None:
    assert cast.bea.client.post("/you/", own(cast)).status_code == 302
    assert cast.bea.client.post("/you/", own(cast, name="BEA")).status_code == 302


def test_nobody_arrives_under_a_name_like_anothers(cast: Cast) -> None:
    with pytest.raises(operations.NameTaken):
        operations.arrive(name="Вea", passphrase="seven boats on a green lake", now=cast.now)
    assert operations.arrive(name="Beate", passphrase="seven boats on a green lake", now=cast.now)


def test_comfort_is_on_the_next_page_and_only_known_values_are_kept(cast: Cast) -> None:
    sent = {"theme": "dark", "comfort": ["calm", "spacious"], "announce": "nothing"}
    assert cast.bea.client.post("/you/comfort/", sent).status_code == 302
    page = cast.bea.client.get("/you/").content.decode()
    assert 'data-theme="dark"' in page and 'data-comfort="calm spacious"' in page
    assert 'data-theme="dark"' not in cast.ada.client.get("/you/").content.decode()
    cast.bea.client.post("/you/comfort/", {"theme": '"><script>', "announce": "words"})
    assert "<script>&" not in cast.bea.client.get("/you/").content.decode()
    assert Person.objects.get(pk=cast.bea.person.pk).theme == "dark"


def test_i_see_my_devices_and_end_them(cast: Cast) -> None:
    sign_in(cast.bea, now=cast.now)
    page = text(cast.bea.client.get("/you/devices/"))
    assert page.count("My device") == 2 and "this device" in page
    cast.bea.client.post("/you/devices/others/ending/")
    assert Session.objects.filter(person=cast.bea.person).count() == 1
    assert Session.objects.filter(person=cast.ada.person).exists()


def test_nobody_names_or_ends_my_device(cast: Cast) -> None:
    mine = cast.bea.session.id
    assert cast.ada.client.post(f"/you/devices/{mine}/ending/").status_code == 404
    assert cast.ada.client.post(f"/you/devices/{mine}/", {"label": "hers"}).status_code == 404
    assert cast.bea.client.post(f"/you/devices/{mine}/", {"label": "Blue phone"}).status_code == 302
    assert "Blue phone" in text(cast.bea.client.get("/you/devices/"))
    assert stolen.anywhere("Blue phone") == []


@pytest.mark.parametrize("place", ["", "x" * 65, "\x00", "/topics/\x01/", "\n"])
def test_a_draft_without_a_fitting_place_is_not_kept(place: str, cast: Cast) -> None:
    assert cast.una.client.post("/you/draft/", {"place": place, "draft": "words"}).status_code == 204
    assert not cast.una.person.drafts.exists()
    cast.una.client.post("/you/draft/", {"place": "/topics/x/", "draft": "words"})
    assert cast.una.person.drafts.exists()


def test_there_is_one_kind_of_account_and_no_mail(cast: Cast) -> None:
    fields = {field.name for field in Person._meta.fields}
    assert fields.isdisjoint({"email", "is_staff", "is_superuser", "role", "phone", "last_login"})


def test_two_names_for_a_device_at_once_leave_no_key_behind(cast: Cast) -> None:
    keys = DataKey.objects.count()
    first, second = (Session.objects.get(pk=cast.bea.session.pk) for _click in range(2))
    for row, label in ((first, "Phone"), (second, "Old phone")):
        operations.label_session(row, label=label, by=cast.bea.person, now=cast.now)
    assert DataKey.objects.count() == keys
