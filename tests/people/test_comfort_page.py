"""How pages look and sound for me: on the next page, on every device of mine, known to nobody else."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from mutuality.people import operations, queries, quiet
from mutuality.people.models import Person, Session
from mutuality.people.quiet import QuietHours
from mutuality.vault.models import DataKey
from tests import stolen
from tests.cast import Cast, sign_in
from tests.reading_pages import text

ADDRESS = "/you/comfort/"
PLAIN = {"announce": "words", "shift_leaves": "on"}
CHOSEN = {
    "theme": "dark",
    "size": "larger",
    "face": "reading",
    "comfort": ["calm", "moving"],
    "announce": "turn",
    "quiet_from": "22:00",
    "quiet_until": "07:30",
    "zone": "Europe/Madrid",
}


def choose(cast: Cast, **changed: object) -> int:
    """Let Bea choose."""
    return cast.bea.client.post(ADDRESS, PLAIN | changed).status_code


def page(client: Client, address: str = "/you/") -> str:
    return client.get(address).content.decode()


def around(now: datetime, *, hours: int = 1) -> dict[str, object]:
    """Quiet hours in which this moment lies."""
    begin, end = now - timedelta(hours=hours), now + timedelta(hours=hours)
    return {"quiet_from": f"{begin:%H:%M}", "quiet_until": f"{end:%H:%M}", "zone": "UTC"}


def after(now: datetime) -> dict[str, object]:
    """Quiet hours that are not now."""
    return around(now + timedelta(hours=12))


def test_every_choice_is_on_the_next_page(cast: Cast) -> None:
    before = page(cast.bea.client)
    assert "data-size" not in before and "data-face" not in before and "reading.css" not in before
    assert cast.bea.client.post(ADDRESS, CHOSEN).status_code == 302
    after = page(cast.bea.client)
    for said in (
        'data-theme="dark"',
        'data-size="larger"',
        'data-face="reading"',
        'data-comfort="calm moving"',
    ):
        assert said in after
    assert "reading.css" in after and 'shift="off"' in after
    form = page(cast.bea.client, ADDRESS)
    assert 'value="22:00"' in form and 'value="07:30"' in form
    assert 'value="Europe/Madrid" selected' in form


def test_nobody_else_sees_a_choice_of_mine(cast: Cast) -> None:
    shown = ("/", "/you/", f"/groups/{cast.group.pk}/", f"/topics/{cast.topic.pk}/")
    cast.bea.client.post(ADDRESS, CHOSEN)
    for address in shown:
        assert "reading.css" in page(cast.bea.client, address)
        theirs = page(cast.ada.client, address)
        assert "data-size" not in theirs and "reading.css" not in theirs and "Madrid" not in theirs


def test_a_signed_out_page_follows_the_browser_alone(cast: Cast) -> None:
    cast.bea.client.post(ADDRESS, CHOSEN)
    cast.bea.client.post("/sign-out/")
    for address in ("/", "/sign-in/", "/safety/"):
        assert "data-theme" not in page(cast.bea.client, address)
        assert "data-size" not in page(cast.bea.client, address)


def test_it_comes_along_to_a_device_that_is_not_my_own(cast: Cast) -> None:
    cast.bea.client.post(ADDRESS, CHOSEN)
    sign_in(cast.bea, now=cast.now, own_device=False)
    elsewhere = cast.bea.new_client()
    assert 'data-size="larger"' in page(elsewhere)
    Session.objects.filter(pk=cast.bea.session.pk).update(curtain_at=cast.now - timedelta(seconds=1))
    curtain = page(elsewhere, "/curtain/")
    assert 'data-size="larger"' in curtain and 'shift="off"' in curtain and "Bea" not in curtain


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": "huge"},
        {"face": '"><script>'},
        {"theme": "dark; x"},
        {"comfort": ["calm", "none"]},
        {"announce": "everything"},
        {"zone": "Moon/Crater", "quiet_from": "22:00", "quiet_until": "07:00"},
        {"quiet_from": "22:00"},
        {"quiet_from": "22:00", "quiet_until": "07:00"},
        {"quiet_from": "22:00", "quiet_until": "22:00", "zone": "UTC"},
        {"quiet_from": "25:00", "quiet_until": "07:00", "zone": "UTC"},
    ],
)
def test_what_is_not_offered_is_refused_and_nothing_changes(cast: Cast, wrong: dict[str, object]) -> None:
    assert choose(cast, size="large") == 302
    assert choose(cast, **{"theme": "light"} | wrong) == 422
    row = Person.objects.get(pk=cast.bea.person.pk)
    assert (row.theme, row.size, row.face, row.quiet) == ("", "large", "", None)


def test_midnight_is_a_time(cast: Cast) -> None:
    assert choose(cast, quiet_from="00:00", quiet_until="06:00", zone="UTC") == 302
    kept = queries.quiet_hours(Person.objects.get(pk=cast.bea.person.pk))
    assert kept == QuietHours(time(0), time(6), "UTC")


def test_everything_goes_back_in_one_act_and_the_rest_stays(cast: Cast) -> None:
    cast.bea.client.post(ADDRESS, CHOSEN)
    Person.objects.filter(pk=cast.bea.person.pk).update(language="es")
    assert cast.bea.client.post("/you/comfort/default/")["Location"] == ADDRESS
    row = Person.objects.get(pk=cast.bea.person.pk)
    fresh = Person()
    for part in ("theme", "size", "face", "comfort", "shift_leaves", "announce"):
        assert getattr(row, part) == getattr(fresh, part), part
    assert queries.quiet_hours(row) is None and queries.name_of(row) == "Bea" and row.language == "es"
    assert cast.bea.client.post("/you/comfort/default/").status_code == 302


def test_when_i_sleep_is_sealed_and_an_older_answer_is_forgotten(cast: Cast) -> None:
    choose(cast, quiet_from="22:10", quiet_until="07:10", zone="Europe/Madrid")
    row = Person.objects.get(pk=cast.bea.person.pk)
    assert queries.quiet_hours(row) == QuietHours(time(22, 10), time(7, 10), "Europe/Madrid")
    assert stolen.anywhere("Europe/Madrid") == [] and stolen.anywhere("22:10") == []
    choose(cast, quiet_from="23:00", quiet_until="07:10", zone="Europe/Madrid")
    assert not DataKey.objects.filter(pk=row.key_id).exists()


def test_a_new_name_or_line_keeps_my_quiet_hours(cast: Cast) -> None:
    choose(cast, quiet_from="22:00", quiet_until="07:00", zone="UTC")
    now = timezone.now()
    operations.describe(pronouns="she", bound="", by=cast.bea.person, now=now)
    operations.rename(name="Beate", by=cast.bea.person, now=now)
    row = Person.objects.get(pk=cast.bea.person.pk)
    assert queries.quiet_hours(row) == QuietHours(time(22), time(7), "UTC")
    choose(cast)
    row = Person.objects.get(pk=cast.bea.person.pk)
    assert queries.line_of(row, part="pronouns") == "she" and queries.name_of(row) == "Beate"


def test_in_quiet_hours_home_does_not_say_what_is_new(cast: Cast) -> None:
    assert "New from" in text(cast.bea.client.get("/"))
    choose(cast, **around(cast.now))
    quiet_home = text(cast.bea.client.get("/"))
    assert "New from" not in quiet_home and "Your quiet hours last until" in quiet_home
    assert "Nothing new" not in quiet_home and "All topics" in quiet_home
    choose(cast, **after(cast.now))
    assert "New from" in text(cast.bea.client.get("/"))
    assert "New from" in text(cast.dov.client.get("/"))


def test_an_open_room_is_told_when_it_is_quiet_in_seconds_from_now(cast: Cast) -> None:
    topic = f"/topics/{cast.topic.pk}/"
    assert ' quiet="' not in page(cast.bea.client, topic)
    choose(cast, **around(cast.now))
    begins, ends = page(cast.bea.client, topic).split(' quiet="')[1].split('"')[0].split()
    assert -2 * 3600 < int(begins) < 0 < int(ends) < 2 * 3600


def test_what_i_said_nothing_of_is_not_quiet_and_a_strange_line_is_none() -> None:
    for line in ("", "22:00", "22:00 07:00 Moon/Crater", "x y UTC", "22:00 07:00 ../../etc"):
        assert quiet.read(line) is None
    hours = QuietHours(time(22), time(7), "America/Argentina/Buenos_Aires")
    assert quiet.read(hours.text()) == hours


MADRID = ZoneInfo("Europe/Madrid")
NIGHT = QuietHours(time(22), time(7), "Europe/Madrid")
NOON = QuietHours(time(12), time(14), "Europe/Madrid")


@pytest.mark.parametrize(
    ("hours", "at", "is_now"),
    [
        (NIGHT, datetime(2026, 11, 22, 21, 59, tzinfo=MADRID), False),
        (NIGHT, datetime(2026, 11, 22, 22, 0, tzinfo=MADRID), True),
        (NIGHT, datetime(2026, 11, 23, 6, 59, tzinfo=MADRID), True),
        (NIGHT, datetime(2026, 11, 23, 7, 0, tzinfo=MADRID), False),
        (NOON, datetime(2026, 11, 23, 13, 0, tzinfo=MADRID), True),
        (NOON, datetime(2026, 11, 23, 14, 0, tzinfo=MADRID), False),
        (NOON, datetime(2026, 11, 23, 11, 30, tzinfo=UTC), True),
    ],
)
def test_quiet_hours_go_by_my_own_clocks(hours: QuietHours, at: datetime, is_now: bool) -> None:
    assert hours.is_now(at) is is_now


def test_they_stay_where_they_are_when_the_clocks_change() -> None:
    """On 25 October 2026 clocks in Madrid go back at three: that night is an hour longer."""
    window = NIGHT.window(datetime(2026, 10, 24, 23, 0, tzinfo=MADRID))
    assert window.ends - window.begins == timedelta(hours=10)
    assert window.ends == datetime(2026, 10, 25, 6, 0, tzinfo=UTC)
    spring = NIGHT.window(datetime(2026, 3, 28, 23, 0, tzinfo=MADRID))
    assert spring.ends - spring.begins == timedelta(hours=8)
