"""Four cards on Home in someone's first days: put away in one tap, and nothing is remembered of what was read."""

from datetime import timedelta

from mutuality.people.models import Person
from tests.cast import Cast
from tests.reading_pages import text

HEADING = "In your first days"


def test_four_cards_lead_to_pages_that_are_there(cast: Cast) -> None:
    page = cast.bea.client.get("/").content.decode()
    section = page.split('id="first-days"')[1].split("</section>")[0]
    addresses = [part.split('"')[0] for part in section.split('href="')[1:]]
    assert len(addresses) == 4
    assert {cast.bea.client.get(address).status_code for address in addresses} == {200}


def test_one_tap_puts_them_away_everywhere_and_for_oneself_alone(cast: Cast) -> None:
    answer = cast.bea.client.post("/first-days/putting-away/")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    for client in (cast.bea.client, cast.bea.new_client()):
        assert HEADING not in text(client.get("/"))
    assert HEADING in text(cast.una.client.get("/"))
    assert cast.bea.client.post("/first-days/putting-away/").status_code == 302


def test_reading_them_leaves_no_trace(cast: Cast) -> None:
    def row() -> dict[str, object]:
        return Person.objects.filter(pk=cast.bea.person.pk).values().get()

    before = row()
    for address in ("/shelf/what-it-is/", "/how/", "/sheets/"):
        cast.bea.client.get(address)
    assert row() == before and HEADING in text(cast.bea.client.get("/"))


def test_after_two_weeks_they_are_gone_by_themselves(cast: Cast) -> None:
    Person.objects.filter(pk=cast.bea.person.pk).update(joined_on=cast.now.date() - timedelta(days=14))
    assert HEADING not in text(cast.bea.client.get("/"))
