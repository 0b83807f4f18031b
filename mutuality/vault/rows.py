"""Rows whose words are sealed: how they are begun, read, reworded and forgotten, keys and rows in one act.

A model that holds sealed words, or whose deletion takes such rows along, is a ``Row``. There is no way to delete one
that leaves a key alive, and no way past the guards that does not say so in its name (``…_leaving_keys``).
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, ClassVar, Self, TypeVar, cast

from django.db import connections, models, transaction
from django.db.models.deletion import Collector
from django.utils.functional import Promise

from mutuality.vault import operations, queries
from mutuality.vault.columns import SealedText
from mutuality.vault.models import DataKey

M = TypeVar("M", bound=models.Model)


class LeavesKeys(TypeError):
    """Sealed words or their key would be replaced, and the earlier key would stay alive."""


class Rows(models.QuerySet[M]):
    """Some rows. Deleting them destroys their keys, and the keys of all that goes with them."""

    _result_cache: Any

    def delete(self) -> tuple[int, dict[str, int]]:
        """Destroy the keys of these rows and of every row that goes with them, then delete the rows."""
        doomed = Collector(using=self.db, origin=self)
        # As Django does: the rows that go, neither sliced nor ordered.
        going: Any = self.all()
        going.query.select_for_update = False
        going.query.select_related = False
        going.query.clear_ordering(force=True)
        with transaction.atomic(using=self.db, savepoint=False):
            doomed.collect(going)
            if connections[self.db].features.has_select_for_update:
                _hold(doomed)
            operations.forget(_keys_of(doomed))
            _unsay_what_leaves(doomed)
            found: tuple[int, dict[str, int]] = doomed.delete()
        self._result_cache = None
        return found

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def update(self, **values: Any) -> int:
        """Change plain columns. Raises LeavesKeys for sealed words and keys: see ``reseal``."""
        guarded = [name for name in values if name in _guarded(self.model)]
        if guarded:
            raise LeavesKeys(f"{self.model.__name__}: {', '.join(guarded)}. Use reseal().")
        return super().update(**values)

    update.alters_data = True  # type: ignore[attr-defined]

    def update_leaving_keys(self, **values: Any) -> int:
        """Change sealed columns where the caller answers for the keys: the key stays, or was destroyed before."""
        return super().update(**values)

    update_leaving_keys.alters_data = True  # type: ignore[attr-defined]

    def reseal(self, texts: Mapping[str, str | None], **values: Any) -> int:
        """Seal other words under a new key, destroy the earlier key, and change plain columns with it.

        Other words under the same key are carried over. Each row is locked first and read as it is then, so that of
        two changes at once the key of neither earlier wording stays. Returns how many rows there were.
        """
        return self._renew({_text(self.model, name).under for name in texts}, texts, values)

    reseal.alters_data = True  # type: ignore[attr-defined]

    def rekey(self, **values: Any) -> int:
        """Give rows that seal nothing a new key, so that no backup brings them back as they were, and change columns.

        Each row is locked first and looked at again, so that a condition in the query holds. Returns how many.
        """
        return self._renew({field.name for field in _key_fields(self.model)}, {}, values)

    rekey.alters_data = True  # type: ignore[attr-defined]

    def _renew(self, keys: set[str], texts: Mapping[str, str | None], values: dict[str, Any]) -> int:
        rows = list(self.select_related(None).select_for_update(of=("self",)))
        for row in rows:
            standing = [getattr(row, f"{key}_id") for key in keys]
            changed = dict(values)
            for key in keys:
                changed |= _rewritten(row, key, texts)
            _rows(self.model).filter(pk=row.pk).update_leaving_keys(**changed)
            operations.forget(standing)
        return len(rows)


# A name of its own, so that the type checker knows the manager of each model whatever it reads first.
RowManager = models.Manager.from_queryset(Rows)


class Row(models.Model):
    """A row that takes its keys, and those of the rows that go with it, along when it goes.

    ``belongs_to``: the path to the person whose row this is (``"place__person"``); empty for what is no one's.
    ``comes_back``: whether the row is packed by itself when its person leaves with a way back.
    ``own_words_under``: the heading under which the row's own words stand in the file with a person's own words; empty
    where the app writes them itself. ``closed_by_restore``: whether the rows of an older database are removed when it
    is put in place of the living one. All four are carried out by ``vault.life``.
    """

    belongs_to: ClassVar[str] = ""
    comes_back: ClassVar[bool] = False
    own_words_under: ClassVar[str | Promise] = ""
    closed_by_restore: ClassVar[bool] = False

    id: Any
    objects = RowManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **ways: Any) -> None:
        """Write a new row, or plain columns of one. Raises LeavesKeys for sealed words and keys: see ``reseal``."""
        if not (self._state.adding or ways.get("force_insert")):
            named = ways.get("update_fields")
            guarded = [name for name in _guarded(type(self)) if named is None or name in named]
            if guarded:
                raise LeavesKeys(
                    f"{type(self).__name__}: {', '.join(guarded)}. Name the plain fields to save."
                )
        super().save(*args, **ways)

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        """Destroy the keys of this row and of all that goes with it, then delete it."""
        return _rows(type(self)).using(using).filter(pk=self.pk).delete()

    @classmethod
    def begin(cls, **values: Any) -> Self:
        """Make a row that is not written yet: its keys are new, and its texts, given as plain words, are sealed.

        An empty text in a column that may be empty stays empty. A key column that may be empty gets a key only when a
        text is sealed under it.
        """
        texts = {field.name: values.pop(field.name) for field in _texts(cls) if field.name in values}
        row = cls(**values)
        said = {_text(cls, name).under for name, text in texts.items() if not _stays_empty(cls, name, text)}
        for field in _key_fields(cls):
            if field.name not in values and (field.name in said or not field.null):
                setattr(row, field.name, operations.new_key())
        for name, text in texts.items():
            setattr(row, name, None if _stays_empty(cls, name, text) else row.seal_text(name, text))
        return row

    @classmethod
    def add(cls, **values: Any) -> Self:
        """Begin a row and write it."""
        row = cls.begin(**values)
        row.save(force_insert=True)
        return row

    def seal_text(self, name: str, text: str) -> bytes:
        """Seal words for this row's column under the key that the row has now."""
        field = _text(type(self), name)
        return operations.seal(text, key=getattr(self, field.under), about=field.about(self.id))

    def text(self, name: str) -> str:
        """Open the words in a column; empty where nothing is said. Raises ``Gone`` when the key was destroyed."""
        blob, field = getattr(self, name), _text(type(self), name)
        named = getattr(self, f"{field.under}_id")
        if blob is None or named is None:
            return ""
        # By its name where it was not read with the row: it may have been destroyed since, as anything may.
        key = self._state.fields_cache.get(field.under) or named
        return queries.open_sealed(blob, key=key, about=field.about(self.id))


def texts(rows: Iterable[Row], name: str) -> list[str | None]:
    """Open one column of many rows; None where a key was destroyed."""
    return [_text_or_none(row, name) for row in rows]


def _text_or_none(row: Row, name: str) -> str | None:
    try:
        return row.text(name)
    except queries.Gone:
        return None


def _rows(model: type[models.Model]) -> "Rows[Any]":
    rows = model._default_manager.all()
    assert isinstance(rows, Rows), f"{model.__name__} is a Row, so its manager is one of Rows."
    return rows


def _rewritten(row: models.Model, key: str, texts: Mapping[str, str | None]) -> dict[str, Any]:
    """The columns under one key as they are to be: the words given, and what else was said under it."""
    mine = [field for field in _texts(type(row)) if field.under == key]
    said = {
        field.name: texts[field.name] if field.name in texts else cast(Row, row).text(field.name)
        for field in mine
    }
    kept = {name: text or "" for name, text in said.items() if not _stays_empty(type(row), name, text)}
    fresh = operations.new_key() if kept or not _nullable(type(row), key) else None
    setattr(row, key, fresh)
    return {key: fresh} | {
        name: cast(Row, row).seal_text(name, kept[name]) if name in kept else None for name in said
    }


def _stays_empty(model: type[models.Model], name: str, text: str | None) -> bool:
    return not text and _text(model, name).null


@cache
def _texts(model: type[models.Model]) -> tuple[SealedText, ...]:
    return tuple(field for field in model._meta.concrete_fields if isinstance(field, SealedText))


@cache
def _text(model: type[models.Model], name: str) -> SealedText:
    return next(field for field in _texts(model) if field.name == name)


@cache
def _key_fields(model: type[models.Model]) -> tuple["models.Field[Any, Any]", ...]:
    return tuple(field for field in model._meta.concrete_fields if field.related_model is DataKey)


def _nullable(model: type[models.Model], key: str) -> bool:
    return next(field.null for field in _key_fields(model) if field.name == key)


@cache
def _guarded(model: type[models.Model]) -> frozenset[str]:
    keys = [name for field in _key_fields(model) for name in (field.name, field.attname)]
    return frozenset((*keys, *(field.name for field in _texts(model))))


# What a deletion takes along


def _hold(doomed: Collector) -> None:
    """Lock the rows that go and read them as they are then: nobody gives them another key before they are gone."""
    for model, rows in doomed.data.items():
        doomed.data[model] = set(_held(model, [row.pk for row in rows], using=doomed.using))
    for place, some in enumerate(doomed.fast_deletes):
        if _key_fields(some.model):
            # What comes in between is no part of it: its key would stay.
            held = _held(some.model, list(some.values_list("pk", flat=True)), using=doomed.using)
            doomed.fast_deletes[place] = _some(some.model, [row.pk for row in held], using=doomed.using)


def _held(model: type[models.Model], names: list[Any], *, using: str) -> list[models.Model]:
    return list(_some(model, names, using=using).order_by("pk").select_for_update(of=("self",)))


def _some(model: type[models.Model], names: list[Any], *, using: str) -> "models.QuerySet[models.Model]":
    return model._base_manager.using(using).filter(pk__in=names)


def _keys_of(doomed: Collector) -> Iterator[str]:
    for model, rows in doomed.data.items():
        for field in _key_fields(model):
            yield from (getattr(row, field.attname) for row in rows)
    for some in doomed.fast_deletes:
        names = [field.attname for field in _key_fields(some.model)]
        if names:
            for keys in some.values_list(*names):
                yield from keys


def _unsay_what_leaves(doomed: Collector) -> None:
    """Rows that stay behind lose the words that leave with the row they pointed to."""
    for (field, _value), groups in doomed.field_updates.items():
        model = field.model
        leaving: dict[str, str | None] = {
            each.name: "" for each in _texts(model) if each.leaves_with == field.name
        }
        if leaving:
            # Django keeps them as a list of lists and querysets.
            stay = [row.pk for rows in cast(Iterable[Iterable[models.Model]], groups) for row in rows]
            _rows(model).filter(pk__in=stay).reseal(leaving)
