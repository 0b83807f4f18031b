"""When something was said, in words of the reader's own clocks."""

from datetime import UTC, datetime, timedelta

import pytest

from mutuality.rooms import moments
from tests.cast import Cast

# A Wednesday.
NOW = datetime(2026, 12, 2, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "zone", "words"),
    [
        (0, "Europe/London", "just now"),
        (1.5, "Europe/London", "around 7 pm"),
        (1.5, "America/New_York", "around 2 pm"),
        (10, "Europe/London", "this morning"),
        (7, "Europe/London", "this afternoon"),
        (24, "Europe/London", "yesterday evening"),
        (18, "Europe/London", "last night"),
        (48, "Europe/London", "Monday evening"),
        (48, "America/New_York", "Monday afternoon"),
        (240, "Europe/London", "on November 22"),
        (0, "", "just now"),
        (10, "", "in the last day"),
        (48, "", "in the last week"),
    ],
)
def test_it_reads_as_the_clocks_of_the_reader_show_it(hours: float, zone: str, words: str) -> None:
    assert moments.in_words(NOW - timedelta(hours=hours), now=NOW, zone=zone) == words


def test_a_page_without_scripts_says_it_by_the_clocks_that_the_reader_chose(cast: Cast) -> None:
    assert cast.topic is not None
    address = f"/topics/{cast.topic.pk}/"
    then = cast.now - timedelta(hours=26)
    type(cast.words["bea"]).objects.update(said_at=then)
    cast.ada.client.post(
        "/you/comfort/",
        {"quiet_from": "23:00", "quiet_until": "07:00", "zone": "Asia/Tokyo", "announce": "words"},
    )
    expected = moments.in_words(then, now=cast.now, zone="Asia/Tokyo")
    assert expected in cast.ada.client.get(address).content.decode()
    assert "in the last two days" in cast.bea.client.get(address).content.decode()


def test_it_is_exact_only_where_someone_asks_for_it(cast: Cast) -> None:
    assert cast.topic is not None
    page = cast.bea.client.get(f"/topics/{cast.topic.pk}/").content.decode()
    before_fold, _fold, rest = page.partition('<details class="respond">')
    assert "exact-time" not in before_fold and "<exact-time" in rest
    assert "\0" not in page
