"""The cast that is put back is the one that was built, and what a test changes is its own."""

from datetime import timedelta

import pytest
from django.db import connection

from mutuality.kit import clock
from mutuality.rooms.models import Word
from mutuality.vault.models import DataKey
from tests.cast import Cast, kept
from tests.rows import Rows, empty, put_back, read

pytestmark = pytest.mark.both


def lines(tables: list[Rows]) -> dict[str, list[str]]:
    return {table.model._meta.label: sorted(map(repr, table.rows)) for table in tables}


def test_rows_come_back_as_they_were(cast: Cast) -> None:
    before = read()
    assert len(before) > 20
    with connection.cursor() as cursor:
        for table in before:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table.model._meta.db_table)}")
    assert empty()
    put_back(before)
    assert lines(read()) == lines(before)


@pytest.mark.parametrize("nth", [1, 2])
def test_what_a_test_changes_is_its_own(cast: Cast, nth: int) -> None:
    found = kept()
    assert found is not None and cast.topic is not None
    assert cast.ada.client.get(f"/topics/{cast.topic.pk}/").status_code == 200
    said = cast.say("Said in this test only", by=cast.ada)
    assert Word.objects.filter(pk=said.pk).exists() and "_client" in vars(cast.ada)
    cast.words.clear()
    DataKey.objects.filter(pk=said.key_id).delete()
    assert found.handle.words and "_client" not in vars(found.handle.ada)
    assert lines(found.rows)["rooms.Word"] != lines(read())["rooms.Word"]


def test_the_clock_goes_on_from_the_cast(cast: Cast) -> None:
    assert timedelta() <= clock.now() - cast.now < timedelta(hours=1)
