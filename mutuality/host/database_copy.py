"""Every row of one database in another one, and the proof that both say the same."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS as HERE
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.models import AutoField, Model

from mutuality.vault.models import Seal

THERE = "there"
BATCH = 500
_LAST = {
    "sqlite": "SELECT seq FROM sqlite_sequence WHERE name = %s AND %s <> ''",
    "postgresql": (
        "SELECT last_value FROM pg_sequences WHERE "
        "format('%%I.%%I', schemaname, sequencename)::regclass = pg_get_serial_sequence(%s, %s)::regclass"
    ),
}

Table = type[Model]
Row = tuple[Any, ...]


class Differs(Exception):
    """A table that does not say the same on both sides."""


class NotOurs(Exception):
    """A table here that the program knows nothing of."""


def tables() -> list[Table]:
    """Everything that is kept, what others point to first."""
    waiting, sorted_ones = list(apps.get_models(include_auto_created=True)), list[Table]()
    while waiting:
        free = [table for table in waiting if not (_needed(table) & set(waiting) - {table})]
        # Tables that point to each other go as they come: the check waits for the end of the change.
        sorted_ones += free or waiting
        waiting = [table for table in waiting if table not in sorted_ones]
    return sorted_ones


def need_known() -> None:
    """Make sure that no table here would stay behind. Raises ``NotOurs``."""
    known = {table._meta.db_table for table in tables()} | {"django_migrations"}
    if strange := sorted(set(connections[HERE].introspection.table_names()) - known):
        raise NotOurs(strange[0])


def is_current(alias: str = HERE) -> bool:
    """Whether the tables are those of this program."""
    executor = MigrationExecutor(connections[alias])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def copy(table: Table) -> int:
    """Write every row of a table there too, as it is; how many they were."""
    there, fields = connections[THERE], table._meta.concrete_fields
    quoted = ", ".join(there.ops.quote_name(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {there.ops.quote_name(table._meta.db_table)} ({quoted}) VALUES ({places})"  # noqa: S608 -- our own tables
    count = 0
    with there.cursor() as cursor:
        for rows in _batches(table):
            cursor.executemany(sql, [_written(table, row, there) for row in rows])
            count += len(rows)
    return count


def same(table: Table) -> int:
    """Compare every row of a table, all its columns, on both sides; how many they are. Raises ``Differs``."""
    kept = table._meta.base_manager
    if kept.using(HERE).count() != kept.using(THERE).count():
        raise Differs(table._meta.db_table)
    count = 0
    for rows in _batches(table):
        keys = [row[_key(table)] for row in rows]
        there = {row[_key(table)]: row for row in _rows(table, THERE, pk__in=keys)}
        if any(there.get(key) != row for key, row in zip(keys, rows, strict=True)):
            raise Differs(table._meta.db_table)
        count += len(rows)
    return count


def is_same_community() -> bool:
    """Whether what lies there was written with the key file of what lies here."""
    if Seal._meta.db_table not in connections[THERE].introspection.table_names():
        return False
    proofs = [set(Seal.objects.using(alias).values_list("proof", flat=True)) for alias in (HERE, THERE)]
    return bool(proofs[0]) and proofs[0] == proofs[1]


def check_ties() -> None:
    """Let the database say now whether a row points to one that is not there."""
    connections[THERE].check_constraints()


def count_on() -> None:
    """Let counted names go on where they were: a position that somebody has seen is never given twice."""
    for table in tables():
        if isinstance(table._meta.pk, AutoField):
            _set_last(table, _last(table))


def _needed(table: Table) -> set[Table]:
    return {field.related_model for field in table._meta.concrete_fields if field.related_model}


def _key(table: Table) -> int:
    return list(table._meta.concrete_fields).index(table._meta.pk)


def _batches(table: Table) -> Iterator[list[Row]]:
    rows = iter(_rows(table, HERE))
    while batch := list(islice(rows, BATCH)):
        yield batch


def _rows(table: Table, alias: str, **only: Any) -> Iterator[Row]:
    columns = [field.attname for field in table._meta.concrete_fields]
    found = table._meta.base_manager.using(alias).filter(**only).order_by("pk").values_list(*columns)
    return (tuple(_plain(value) for value in row) for row in found.iterator(chunk_size=BATCH))


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def _written(table: Table, row: Row, there: BaseDatabaseWrapper) -> list[Any]:
    pairs = zip(table._meta.concrete_fields, row, strict=True)
    return [field.get_db_prep_save(value, connection=there) for field, value in pairs]


def _last(table: Table) -> int:
    with connections[HERE].cursor() as cursor:
        cursor.execute(_LAST[connections[HERE].vendor], [table._meta.db_table, table._meta.pk.column])
        found = cursor.fetchone()
    return int(found[0] or 0) if found else 0


def _set_last(table: Table, last: int) -> None:
    there, name = connections[THERE], table._meta.db_table
    with there.cursor() as cursor:
        if there.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, last])
        elif last:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [name, table._meta.pk.column, last]
            )
