"""What a database holds, read once and put back as it was: far quicker than everything being done again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Rows:
    """The rows of one table, in the form in which the database itself gives them."""

    model: type[Model]
    columns: tuple[str, ...]
    rows: list[Row]

    def put(self) -> None:
        """Write them as they are: no model, signal or operation sees it."""
        names = ", ".join(_quoted(name) for name in self.columns)
        marks = ", ".join(["%s"] * len(self.columns))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {_table(self.model)} ({names}) VALUES ({marks})", self.rows)


def read(*, but: Collection[type[Model]] = ()) -> list[Rows]:
    """Return what all tables hold, but for these."""
    return [kept for model in _models(but) if (kept := _read(model)).rows]


def put_back(kept: Iterable[Rows]) -> None:
    """Write these rows into tables that don't hold them, and let counters go on after them."""
    kept = list(kept)
    with transaction.atomic():
        for table in kept:
            table.put()
        for sql in connection.ops.sequence_reset_sql(no_style(), [table.model for table in kept]):
            with connection.cursor() as cursor:
                cursor.execute(sql)


def empty(*, but: Collection[type[Model]] = ()) -> bool:
    """Whether no table holds anything, these aside."""
    asked = " UNION ALL ".join(f"SELECT EXISTS (SELECT 1 FROM {_table(model)})" for model in _models(but))
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return not any(found for (found,) in cursor.fetchall())


def _models(but: Collection[type[Model]]) -> list[type[Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model not in but]


def _read(model: type[Model]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {_table(model)}")
        columns = tuple(column[0] for column in cursor.description)
        return Rows(model, columns, [tuple(map(_writable, row)) for row in cursor.fetchall()])


def _writable(value: Any) -> Any:
    """SQLite gives a time of day that it doesn't take."""
    return connection.ops.adapt_timefield_value(value) if isinstance(value, time) else value


def _table(model: type[Model]) -> str:
    return _quoted(model._meta.db_table)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
