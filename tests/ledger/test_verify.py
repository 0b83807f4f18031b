"""Whether anyone touched a ledger: on its page, and by the host's command."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from mutuality.host.ledger_check import ledger, verified
from mutuality.ledger.models import Chain, Entry
from mutuality.ledger.operations import record, unsign
from mutuality.ledger.queries import head, verify, verify_links, verify_newest
from tests.cast import Cast
from tests.reading_pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
CHAIN = "group00000000000"


def write(count: int, *, by: str = "ada0000000000000") -> None:
    for day in range(count):
        record(CHAIN, kind="did", by=by, about=None, text="", clause="c", now=NOON + timedelta(days=day))


def change(sql: str) -> None:
    """As somebody with the database in hand would."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount == 1


@pytest.mark.parametrize(
    ("touch", "found"),
    [
        ("UPDATE ledger_entry SET kind = 'undid' WHERE number = 3", 3),
        ("UPDATE ledger_entry SET day = '2020-01-01' WHERE number = 5", 5),
        ("UPDATE ledger_entry SET ends_on = '2030-01-01' WHERE number = 2", 2),
        ("DELETE FROM ledger_opening WHERE FALSE", None),
        ("UPDATE ledger_chain SET length = 4", 6),
    ],
)
def test_each_touch_is_found_where_it_is(touch: str, found: int | None) -> None:
    write(5)
    assert verify(CHAIN) is verify_links(CHAIN) is verify_newest(CHAIN, most=200) is None
    if found is None:
        return
    change(touch)
    assert verify(CHAIN) == verify_links(CHAIN) == found
    assert verify_newest(CHAIN, most=200) is not None


def test_the_last_entry_cannot_be_cut_off() -> None:
    write(5)
    noted = head(CHAIN)
    Entry.objects.filter(number=5).delete()
    assert verify(CHAIN) == 5 and verify_newest(CHAIN, most=2) is not None
    previous = Entry.objects.get(number=4)
    Chain.objects.update(length=4, head=previous.hash)
    # Whoever has the database can write a shorter chain. Whoever noted the head sees that.
    assert verify(CHAIN) is None and head(CHAIN) != noted


def test_an_earlier_entry_that_was_changed_is_found_by_the_command_and_not_by_a_short_look(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write(6)
    change("UPDATE ledger_entry SET kind = 'undid' WHERE number = 1")
    assert verify_newest(CHAIN, most=2) is None
    assert ledger(act="verify") == 1
    assert "entry 1 is not what was written" in capsys.readouterr().out


def test_the_command_says_that_all_stands_also_after_a_departure() -> None:
    write(3)
    write(2, by="bea0000000000000")
    unsign("ada0000000000000", now=NOON)
    lines = list(verified())
    assert all(holds for _sentence, holds in lines)
    assert "5 entries, as they were written" in lines[0][0] and "links a second" in lines[-1][0]


def test_the_end_of_the_chain_is_on_the_pages_of_the_group(cast: Cast) -> None:
    end = head(cast.group.pk)
    assert end and end in text(cast.bea.client.get(f"/groups/{cast.group.pk}/"))
    assert end in text(cast.bea.client.get(f"/groups/{cast.group.pk}/ledger/"))
