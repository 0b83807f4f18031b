"""What rows say of their own life, carried out for every model alike: coming back, one's own words, after a restore.

An app that must keep an order, or tell open pages, does it in its own code and says nothing here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, TypeAlias, TypeVar

from django.apps import apps
from django.db import models

from mutuality.kit.locks import operation
from mutuality.vault.columns import SealedText
from mutuality.vault.models import DataKey
from mutuality.vault.queries import Gone
from mutuality.vault.rows import Row

T = TypeVar("T")
Packed: TypeAlias = dict[str, list[dict[str, str | None]]]


class NotOnesOwn(TypeError):
    """A row that comes back by itself belongs to its person directly and points to no one else's rows."""


def models_of_rows() -> list[type[Row]]:
    """Every model whose rows take their keys along, in the order in which the apps stand."""
    return [model for model in apps.get_models() if issubclass(model, Row)]


def packed(owner: str) -> Packed:
    """Take along the rows of a person that come back by themselves: table → rows, column → text.

    What was erased at this very moment, as a draft in another tab, stays here and keeps nobody from leaving.
    """
    coming = [model for model in models_of_rows() if model.comes_back]
    return {model._meta.label_lower: list(_readable(_own(model, owner), _row)) for model in coming}


@operation
def bring_back(kept: Mapping[str, list[dict[str, Any]]], *, owner: models.Model) -> None:
    """Write the rows again as the person's own. What is not known any more, after an update, stays away."""
    for model in models_of_rows():
        if model.comes_back:
            for told in kept.get(model._meta.label_lower, []):
                model.add(**{model.belongs_to: owner}, **_values(model, told))


def own_words(owner: str) -> dict[str, list[dict[str, str]]]:
    """What a person wrote, of every model that has a heading in the file with their own words: heading → rows."""
    listed = [model for model in models_of_rows() if model.own_words_under]
    found = {str(model.own_words_under): _written(model, owner) for model in listed}
    return {heading: rows for heading, rows in found.items() if rows}


@operation
def close_after_restore() -> None:
    """Remove what must not be open after an older database was put in place of the living one."""
    for model in models_of_rows():
        if model.closed_by_restore:
            model.objects.all().delete()


def _own(model: type[Row], owner: str) -> Iterator[Row]:
    yield from model.objects.filter(**{model.belongs_to: owner}).order_by("pk")


def _written(model: type[Row], owner: str) -> list[dict[str, str]]:
    own = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, SealedText) and field.own_words
    ]
    return list(_readable(_own(model, owner), lambda row: {name: row.text(name) for name in own}))


def _readable(rows: Iterable[Row], told: Callable[[Row], T]) -> Iterator[T]:
    for row in rows:
        with suppress(Gone):
            yield told(row)


def _row(row: Row) -> dict[str, str | None]:
    return {field.name: _told(row, field) for field in _coming(type(row))}


def _told(row: Row, field: "models.Field[Any, Any]") -> str | None:
    value = getattr(row, field.attname)
    if value is None:
        return None
    return row.text(field.name) if isinstance(field, SealedText) else field.value_to_string(row)


def _values(model: type[Row], told: Mapping[str, Any]) -> dict[str, Any]:
    known = {field.name: field for field in _coming(model)}
    return {
        name: value if value is None or isinstance(known[name], SealedText) else known[name].to_python(value)
        for name, value in told.items()
        if name in known
    }


def _coming(model: type[Row]) -> list["models.Field[Any, Any]"]:
    """The columns that come back: not the row's name, its keys, or whose it is. Raises NotOnesOwn."""
    rest = [f for f in model._meta.concrete_fields if f.name not in ("id", model.belongs_to)]
    rest = [f for f in rest if f.related_model is not DataKey]
    if not model.belongs_to or any(f.is_relation for f in rest):
        raise NotOnesOwn(model._meta.label)
    return rest
