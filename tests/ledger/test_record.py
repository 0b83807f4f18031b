"""Power leaves a trace its subject can read, and a departure can unsign it."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from mutuality.ledger.models import Chain, Entry, Opening
from mutuality.ledger.operations import erase, record, unsign
from mutuality.ledger.queries import entries, verify
from mutuality.vault.models import DataKey

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
ADA, BEA, CY = "ada0000000000000", "bea0000000000000", "cy00000000000000"
GROUP = "group00000000000"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def pause(chain: str = GROUP, *, by: str | None = ADA, about: str | None = BEA, text: str = "a day") -> Entry:
    until = date(2026, 5, 5)
    return record(chain, kind="paused", by=by, about=about, text=text, clause="3", now=NOON, ends_on=until)


def test_an_entry_says_who_did_what_to_whom_and_until_when() -> None:
    pause(text="A day of quiet")
    line = entries(GROUP)[0]
    assert (line.number, line.kind, line.by, line.about) == (1, "paused", ADA, BEA)
    assert (line.text, line.clause) == ("A day of quiet", "3")
    assert (line.day, line.ends_on) == (date(2026, 5, 4), date(2026, 5, 5))


def test_the_words_of_an_entry_are_sealed() -> None:
    entry = pause(text="A day of quiet")
    assert entries(GROUP)[0].text == "A day of quiet"
    assert all(b"quiet" not in bytes(opening.sealed) for opening in entry.openings.all())


def test_who_departs_is_named_no_more_and_the_chain_still_verifies() -> None:
    pause()
    pause(by=BEA, about=ADA)
    unsign(ADA, now=NOON)
    first, second = entries(GROUP)
    assert (first.by, first.about, first.text) == (None, BEA, "a day")
    assert (second.by, second.about) == (BEA, None)
    assert verify(GROUP) is None
    assert not Opening.objects.filter(person=ADA).exists()
    assert DataKey.objects.count() == 4


def test_a_ledger_of_an_ended_group_is_erased_alone() -> None:
    pause()
    pause("another000000000")
    erase(GROUP, now=NOON)
    assert entries(GROUP) == []
    assert verify(GROUP) is None
    assert len(entries("another000000000")) == 1
    assert DataKey.objects.count() == 3


def test_reading_takes_as_many_queries_for_many_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    pause()
    with django_assert_num_queries(2):
        entries(GROUP)
    for _ in range(20):
        pause()
    with django_assert_num_queries(2):
        assert len(entries(GROUP)) == 21


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from([ADA, BEA, CY, None]), st.sampled_from([ADA, BEA, CY, None])),
            st.sampled_from([ADA, BEA, CY]),
        ),
        max_size=12,
    )
)
def test_any_mix_of_entries_and_departures_verifies(story: list[tuple[str | None, str | None] | str]) -> None:
    erase(GROUP, now=NOON)
    left: list[tuple[str | None, str | None]] = []
    for step in story:
        if isinstance(step, str):
            unsign(step, now=NOON)
            left = [(by if by != step else None, about if about != step else None) for by, about in left]
        else:
            pause(by=step[0], about=step[1])
            left.append(step)
    assert verify(GROUP) is None
    assert [(line.by, line.about) for line in entries(GROUP)] == left


COLUMNS = [
    (model, field.column)
    for model in (Chain, Entry, Opening)
    for field in model._meta.concrete_fields
    if (model, field.column) not in {(Opening, "id"), (Opening, "entry_id"), (Opening, "key_id")}
]


@pytest.mark.parametrize(("model", "column"), COLUMNS, ids=lambda part: getattr(part, "__name__", part))
def test_any_changed_byte_is_found(model: type[Chain | Entry | Opening], column: str) -> None:
    for _ in range(3):
        pause()
    assert verify(GROUP) is None
    touched = _touch(model, column)
    assert touched == 1
    assert verify(GROUP) is not None


def _touch(model: type[Chain | Entry | Opening], column: str) -> int:
    """Change one column of one row as somebody with the database in hand would."""
    which = {Chain: "", Entry: "WHERE number = 2", Opening: "WHERE id = (SELECT min(id) FROM ledger_opening)"}
    field = next(field for field in model._meta.concrete_fields if field.column == column)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys = OFF")
        else:
            cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table} {which[model]}")
        before = cursor.fetchone()[0]
        change = f"UPDATE {model._meta.db_table} SET {column} = %s {which[model]}"
        cursor.execute(change, [_other(field.get_internal_type(), before)])
        count = cursor.rowcount
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys = ON")
        else:
            cursor.execute("SET session_replication_role = origin")
    return count


def _other(kind: str, before: object) -> object:
    if kind == "BinaryField":
        raw = bytes(before)  # type: ignore[call-overload]
        return raw[:-1] + bytes([raw[-1] ^ 1])
    if kind == "PositiveIntegerField":
        return int(str(before)) + 40
    if kind == "DateField":
        return date(2020, 1, 1)
    return "x" if before != "x" else "y"


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_removed_entry_is_found(number: int) -> None:
    for _ in range(3):
        pause()
    Entry.objects.filter(number=number).delete()
    assert verify(GROUP) == number
