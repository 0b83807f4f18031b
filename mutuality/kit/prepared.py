"""Questions that every page asks: their SQL is written once, and only the values are new each time.

Django builds the SQL of a query anew for each call, which costs ten times what SQLite takes to answer it.
"""

from collections.abc import Callable
from copy import copy
from datetime import date, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import QuerySet

Row = TypeVar("Row")
_DAY = date(1000, 1, 1)


class Prepared(Generic[Row]):
    """A question with open places. Every value is a text, a whole number, a day or a moment, and always named.

    Relies on how Django's ``QuerySet`` asks its compiler; a test holds it to the same answers.
    """

    def __init__(self, question: Callable[..., "QuerySet[Any, Row]"], **kinds: type) -> None:
        self._question = question
        self._stand_ins = {name: _stand_in(kind, place) for place, (name, kind) in enumerate(kinds.items())}
        self._written: dict[str, tuple[QuerySet[Any, Row], Any, str, list[Any]]] = {}

    def all(self, **values: Any) -> list[Row]:
        """Every row that answers."""
        rows, compiler, sql, places = self._written.get(connection.vendor) or self._write()
        given = {name: _adapted(value) for name, value in values.items()}
        params = tuple(given[place.name] if isinstance(place, _Open) else place for place in places)
        mine = copy(compiler)
        mine.connection = connection
        mine.as_sql = lambda *_args, **_kwargs: (sql, params)
        asked = rows._chain()  # type: ignore[attr-defined]
        asked.query.get_compiler = lambda *_args, **_kwargs: mine
        return list(asked)

    def first(self, **values: Any) -> Row | None:
        """The first row that answers, if there is one."""
        return next(iter(self.all(**values)), None)

    def _write(self) -> tuple["QuerySet[Any, Row]", Any, str, list[Any]]:
        rows = self._question(**self._stand_ins)
        compiler = rows.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        names = {_adapted(value): _Open(name) for name, value in self._stand_ins.items()}
        places = [names.get(param, param) for param in params]
        assert set(names.values()) <= set(places), "A stand-in is missing from the query."
        self._written[connection.vendor] = written = (rows, compiler, sql, places)
        return written


class _Open(str):
    """A place in the query that waits for the value of this name."""

    @property
    def name(self) -> str:
        return str(self)


def _stand_in(kind: type, place: int) -> object:
    """A value of this kind that no question of ours holds by itself."""
    made: dict[type, object] = {
        str: f"stand-in-{place}",
        int: -(2**40) - place,
        date: _DAY + timedelta(days=place),
        datetime: datetime.fromisoformat("1000-01-01T00:00:00+00:00") + timedelta(seconds=place),
    }
    return made[kind]


def _adapted(value: Any) -> Any:
    """The value as this database wants it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
