"""Questions that every page asks and rows that every word writes: their SQL is written once, only the values are new.

Django builds the SQL of a query anew for each call, which costs ten times what SQLite takes to answer it, and
makes each row with care for things that our models do not do.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX
from django.db.models import (
    BinaryField,
    BooleanField,
    CharField,
    DateField,
    ForeignKey,
    IntegerField,
    Model,
    QuerySet,
)
from django.db.models.base import ModelState
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable
from django.db.models.sql import UpdateQuery

Row = TypeVar("Row")
Make = Callable[[Sequence[Any]], Any]
Read = Callable[[Sequence[Sequence[Any]], BaseDatabaseWrapper], list[Any]]
_DAY = date(1000, 1, 1)
_MOST_AT_ONCE = (1, 4, 16, 64, 256)


class Prepared(Generic[Row]):
    """A question with open places. Every value is a text, a whole number, a day or a moment, and always named.

    Relies on how Django's ``QuerySet`` asks its compiler; a test holds it to the same answers.
    """

    def __init__(self, question: Callable[..., "QuerySet[Any, Row]"], **kinds: type) -> None:
        self._question = question
        self._stand_ins = {name: _stand_in(kind, place) for place, (name, kind) in enumerate(kinds.items())}
        self._written: dict[str, _Asked] = {}

    def all(self, **values: Any) -> list[Row]:
        """Every row that answers."""
        here = connections[DEFAULT_DB_ALIAS]
        asked = self._written.get(here.vendor) or self._write()
        return asked.read(asked.rows(values, here), here)

    def first(self, **values: Any) -> Row | None:
        """The first row that answers, if there is one."""
        here = connections[DEFAULT_DB_ALIAS]
        asked = self._written.get(here.vendor) or self._write()
        rows = asked.rows(values, here)
        return asked.read(rows[:1], here)[0] if rows else None

    def _write(self) -> "_Asked":
        rows = self._question(**self._stand_ins)
        compiler = rows.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        places = _places(params, self._stand_ins)
        self._written[connection.vendor] = written = _Asked(sql, places, _reader(rows, compiler))
        return written


class Several(Generic[Row]):
    """A question about several ids at once, written for a few lengths; shorter ones name their last id again."""

    def __init__(self, question: Callable[..., "QuerySet[Any, Row]"], **kinds: type) -> None:
        self._question = question
        self._kinds = kinds
        self._by_length: dict[int, Prepared[Row]] = {}

    def all(self, ids: Iterable[str], **values: Any) -> list[Row]:
        """Every row that answers for one of these ids. An id given twice counts once."""
        found: list[Row] = []
        for some in in_few_lengths(ids):
            named = {f"id_{place}": each for place, each in enumerate(some)}
            found += self._of(len(some)).all(**named, **values)
        return found

    def _of(self, length: int) -> Prepared[Row]:
        if length not in self._by_length:
            names = [f"id_{place}" for place in range(length)]

            def question(**given: Any) -> "QuerySet[Any, Row]":
                return self._question([given.pop(name) for name in names], **given)

            self._by_length[length] = Prepared(question, **dict.fromkeys(names, str), **self._kinds)
        return self._by_length[length]


def in_few_lengths(ids: Iterable[str]) -> Iterator[list[str]]:
    """These ids, each once, in lists of a few lengths, so that there are few questions to write down.

    Where a list is not full, its last id stands there again.
    """
    asked = list(dict.fromkeys(ids))
    for start in range(0, len(asked), _MOST_AT_ONCE[-1]):
        some = asked[start : start + _MOST_AT_ONCE[-1]]
        length = next(most for most in _MOST_AT_ONCE if most >= len(some))
        yield some + [some[-1]] * (length - len(some))


class Change:
    """A change of some columns of the rows that a question finds; ``sets`` says which, the values are named alike."""

    def __init__(
        self, question: Callable[..., "QuerySet[Any, Any]"], *, sets: Mapping[str, type], **kinds: type
    ) -> None:
        self._question = question
        every = enumerate({**sets, **kinds}.items())
        self._stand_ins = {name: _stand_in(kind, place) for place, (name, kind) in every}
        self._sets = tuple(sets)
        self._written: dict[str, _Sql] = {}

    def make(self, **values: Any) -> int:
        """Change them; how many there were."""
        here = connections[DEFAULT_DB_ALIAS]
        written = self._written.get(here.vendor) or self._write()
        return change(written.sql, written.params(values, here))

    def _write(self) -> "_Sql":
        asked = {name: each for name, each in self._stand_ins.items() if name not in self._sets}
        query: Any = self._question(**asked).query.chain(UpdateQuery)
        query.add_update_values({name: self._stand_ins[name] for name in self._sets})
        sql, params = query.get_compiler(connection=connection).as_sql()
        self._written[connection.vendor] = written = _Sql(sql, _places(params, self._stand_ins))
        return written


def add(row: Model) -> None:
    """Write a new row, as ``save(force_insert=True)`` does; a number that the database gives is not read back."""
    write(type(row), {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def write(model: type[Model], values: Mapping[str, Any]) -> None:
    """The same for a row that no one needs afterwards: each column by name, a foreign key as ``…_id``."""
    here = connections[DEFAULT_DB_ALIAS]
    names, sql = _insert(model, str(here.vendor))
    change(sql, [_adapted(values[name], here) for name in names])


# What such a field holds goes to the database as it is, but for days and moments.
_PLAIN = (CharField, BinaryField, BooleanField, IntegerField, DateField, ForeignKey)


@cache
def _insert(model: type[Model], _vendor: str) -> tuple[list[str], str]:
    assert not model._meta.parents, "A row in two tables is not written here."
    fields = [field for field in model._meta.concrete_fields if field is not model._meta.auto_field]
    assert all(isinstance(field, _PLAIN) for field in fields), "Only plain columns are written here."
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    # Table and column names are the models' own.
    sql = f"INSERT INTO {quote(str(model._meta.db_table))} ({columns}) VALUES ({marks})"  # noqa: S608
    return [str(field.attname) for field in fields], sql


def rows_of(sql: str, params: Sequence[Any]) -> list[Any]:
    """The rows that this SQL gives. Its open places are written ``%s``, and its values are as the database wants them.

    On SQLite it goes to the driver itself, without what Django does around each statement for uses that are not ours.
    Where someone counts or watches statements it goes Django's way, and so it always does on PostgreSQL.
    """
    here = _driver()
    if here is None:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall())
    with here.wrap_database_errors:
        return cast(list[Any], here.connection.execute(_for_sqlite(sql), params).fetchall())


def change(sql: str, params: Sequence[Any]) -> int:
    """Change rows by this SQL in the same way; how many there were."""
    here = _driver()
    if here is None:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return int(cursor.rowcount)
    with here.wrap_database_errors:
        return int(here.connection.execute(_for_sqlite(sql), params).rowcount)


def _driver() -> Any:
    """This thread's connection to SQLite, ready to be asked directly; nothing where Django has to see the statement.

    Relies on what ``CursorWrapper`` does before each statement; a test holds it.
    """
    here: Any = connections[DEFAULT_DB_ALIAS]
    if here.vendor != "sqlite" or here.execute_wrappers or here.queries_logged:
        return None
    here.ensure_connection()
    here.validate_no_broken_transaction()
    return here


@cache
def _for_sqlite(sql: str) -> str:
    return FORMAT_QMARK_REGEX.sub("?", sql).replace("%%", "%")


class _Sql(NamedTuple):
    """SQL as this database wants it, and where the values go."""

    sql: str
    places: list[Any]

    def params(self, values: Mapping[str, Any], here: BaseDatabaseWrapper) -> list[Any]:
        given = {name: _adapted(value, here) for name, value in values.items()}
        return [given[place.name] if type(place) is _Open else place for place in self.places]


class _Asked(NamedTuple):
    """The same, and how the rows of the answer are read."""

    sql: str
    places: list[Any]
    read: Read

    def rows(self, values: Mapping[str, Any], here: BaseDatabaseWrapper) -> list[Sequence[Any]]:
        return rows_of(self.sql, _Sql.params(cast(_Sql, self), values, here))


def _places(params: Iterable[Any], stand_ins: Mapping[str, object]) -> list[Any]:
    here = connections[DEFAULT_DB_ALIAS]
    names = {_adapted(value, here): _Open(name) for name, value in stand_ins.items()}
    places = [names.get(param, param) for param in params]
    assert set(names.values()) <= set(places), "A stand-in is missing from the query."
    return places


# How a row is read


def _reader(rows: "QuerySet[Any, Any]", compiler: Any) -> Read:
    converters = list(compiler.get_converters([column for column, _, _ in compiler.select]).items())
    make = _maker(rows, compiler)

    def read(found: Sequence[Sequence[Any]], here: BaseDatabaseWrapper) -> list[Any]:
        if not converters:
            return [make(row) for row in found]
        made = []
        for row in found:
            values = list(row)
            for place, (each, column) in converters:
                value = values[place]
                for convert in each:
                    value = convert(value, column, here)
                values[place] = value
            made.append(make(values))
        return made

    return read


def _maker(rows: "QuerySet[Any, Any]", compiler: Any) -> Make:
    kind = rows._iterable_class
    assert not compiler.has_extra_select, "Order by something that is asked for."
    if kind is FlatValuesListIterable:
        return lambda row: row[0]
    if kind is ValuesListIterable:
        return tuple
    assert kind is ModelIterable, "Only rows of a model, or values of one, are asked for here."
    assert not compiler.annotation_col_map, "Rows with something added are not made here."
    return _model_maker(compiler.klass_info, compiler.select)


def _model_maker(info: Mapping[str, Any], select: Sequence[Any]) -> Make:
    """Makes one row of a model and those that come with it: what Django does, for models that add nothing to it."""
    model: Any = info["model"]
    assert model.__init__ is Model.__init__ and model.from_db.__func__ is cast(Any, Model.from_db).__func__
    fields = [(select[place][0].target.attname, place) for place in info["select_fields"]]
    names = [name for name, _place in fields]
    first = fields[0][1]
    in_a_row = [place for _name, place in fields] == list(range(first, first + len(fields)))
    assert in_a_row, "The columns of a model stand side by side."
    after = first + len(fields)
    key = next(place for name, place in fields if name == model._meta.pk.attname)
    beside = [
        (each["local_setter"], each["remote_setter"], _model_maker(each, select))
        for each in info.get("related_klass_infos", ())
    ]

    def make(row: Sequence[Any]) -> Any:
        if row[key] is None:
            return None
        made = model.__new__(model)
        state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        own = made.__dict__ = dict(zip(names, row[first:after], strict=True))
        own["_state"] = state
        for set_here, set_there, make_other in beside:
            other = make_other(row)
            set_here(made, other)
            if other is not None:
                set_there(other, made)
        return made

    return make


class _Open(str):
    """A place in the query that waits for the value of this name."""

    __slots__ = ()

    @property
    def name(self) -> str:
        return str(self)


def _stand_in(kind: type, place: int) -> object:
    """A value of this kind that no question of ours holds by itself."""
    if kind is str:
        return f"stand-in-{place}"
    if kind is int:
        return -(2**40) - place
    if kind is date:
        return _DAY + timedelta(days=place)
    assert kind is datetime
    return datetime.fromisoformat("1000-01-01T00:00:00+00:00") + timedelta(seconds=place)


def _adapted(value: Any, here: BaseDatabaseWrapper) -> Any:
    """The value as this database wants it."""
    if isinstance(value, datetime):
        return here.ops.adapt_datetimefield_value(value)
    return here.ops.adapt_datefield_value(value) if isinstance(value, date) else value
