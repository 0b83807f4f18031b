"""A neutral icon on the home screen: only where its person asked for it, on a device of their own."""

from tests.cast import COMMUNITY, Cast, Someone, cookie
from tests.reading_pages import text

LINK = 'rel="manifest"'


def offers(someone: Someone, address: str = "/you/") -> bool:
    return LINK in someone.client.get(address).content.decode()


def test_no_page_offers_it_unasked(cast: Cast) -> None:
    for someone in (cast.bea, cast.una, cast.nobody):
        assert not offers(someone, "/support/")


def test_after_asking_each_page_offers_it_until_it_is_taken_away(cast: Cast) -> None:
    assert cast.bea.client.post("/you/home-icon/")["Location"] == "/you/"
    assert offers(cast.bea) and offers(cast.bea, f"/topics/{cast.topic.pk}/")
    cast.bea.client.post("/you/home-icon/", {"remove": "yes"})
    assert not offers(cast.bea) and not offers(cast.bea, f"/topics/{cast.topic.pk}/")


def test_a_device_that_is_not_ones_own_is_never_offered_it(cast: Cast) -> None:
    assert "Home screen" in text(cast.bea.client.get("/you/"))
    assert "Home screen" not in text(cast.una.client.get("/you/"))
    assert cast.una.client.post("/you/home-icon/").status_code == 422
    cast.una.client.cookies[cookie("i")] = "1"
    assert not offers(cast.una)


def test_leaving_quickly_forgets_it(cast: Cast) -> None:
    cast.bea.client.post("/you/home-icon/")
    cast.bea.client.get("/exit")
    assert cast.bea.client.cookies[cookie("i")].value == ""


def test_what_the_browser_gets_names_no_one_and_leaves_nothing_running(cast: Cast) -> None:
    answer = cast.nobody.client.get("/home-icon/manifest.json")
    said = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert said["name"] == said["short_name"] == "Pages" and COMMUNITY not in answer.content.decode()
    assert said["display"] == "browser" and "serviceworker" not in said
    picture = cast.nobody.client.get(said["icons"][0]["src"])
    assert picture["Content-Type"] == "image/png" and picture.content.startswith(b"\x89PNG")
    assert len(picture.content) < 2_000
