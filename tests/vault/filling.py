"""A row of any sealed model there is, now and later, made from what its columns say of themselves."""

from datetime import date, datetime, time
from itertools import count
from typing import Any, TypeVar

from django.apps import apps
from django.db import models

from mutuality.kit import clock
from mutuality.vault.columns import SealedText
from mutuality.vault.models import DataKey
from mutuality.vault.rows import Row

R = TypeVar("R", bound=Row)
_number = count(1)


def sealed_models() -> list[type[Row]]:
    """Every model that seals words or holds a key, whichever app it is in."""
    return [model for model in apps.get_models() if issubclass(model, Row) and keys_of(model)]


def keys_of(model: type[models.Model]) -> list[str]:
    """The columns that hold the keys of a model's rows."""
    return [field.attname for field in model._meta.concrete_fields if field.related_model is DataKey]


def texts_of(model: type[models.Model]) -> list[SealedText]:
    """The sealed columns of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedText)]


def filled(model: type[R], **given: Any) -> R:
    """Write a row in which every text is said; rows it must point to are made as well."""
    values = dict(given)
    for field in model._meta.concrete_fields:
        if field.name not in values and field.related_model is not DataKey and not _by_itself(field):
            values[field.name] = _value(field)
    return model.add(**values)


def _by_itself(field: "models.Field[Any, Any]") -> bool:
    return isinstance(field, models.AutoField) or (field.has_default() and not isinstance(field, SealedText))


def _value(field: "models.Field[Any, Any]") -> Any:
    number = next(_number)
    if isinstance(field, SealedText):
        return f"{field.model._meta.label_lower} {field.name} {number}"
    if isinstance(field, models.ForeignKey):
        return None if field.null else _pointed_to(field)
    if field.null:
        return None
    kinds: dict[type, Any] = {
        models.DateTimeField: clock.now(),
        models.DateField: clock.now().date(),
        models.TimeField: time(19),
        models.BooleanField: False,
        models.BinaryField: b"\0" * 32,
        models.IntegerField: number,
        models.PositiveIntegerField: number,
        models.PositiveSmallIntegerField: number,
        models.BigIntegerField: number,
    }
    found = next((value for kind, value in kinds.items() if type(field) is kind), None)
    if found is not None:
        assert isinstance(found, date | datetime | time | bool | bytes | int)
        return found
    return field.choices[0][0] if field.choices else f"text-{number}"[: field.max_length]


def _pointed_to(field: "models.ForeignKey[Any, Any]") -> Row:
    model = field.related_model
    assert issubclass(model, Row), f"{field} points to {model}, which is no Row."
    return filled(model)
