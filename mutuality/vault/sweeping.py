"""After a restore: what was erased since the backup was made is erased again."""

from collections.abc import Iterator
from datetime import date
from typing import Any, TypeAlias

from django.db.models import Field

from mutuality.kit.locks import operation
from mutuality.kit.shared import shared
from mutuality.vault import remembrance
from mutuality.vault.life import models_of_rows
from mutuality.vault.models import DataKey, Destroyed
from mutuality.vault.rows import Row, Rows

_BATCH = 500
Sealed: TypeAlias = "Field[Any, Any]"


@operation
def replay() -> int:
    """Destroy the keys that the list beside the key file names; how many this database still had."""
    listed = remembrance.listed()
    names = sorted(listed)
    batches = (names[start : start + _BATCH] for start in range(0, len(names), _BATCH))
    return sum(_destroy_again({name: listed[name] for name in batch}) for batch in batches)


@operation
def sweep() -> int:
    """Remove every row whose key is gone, with all that hangs on it; how many rows went.

    A row that stays although its words were said anew since loses only the key of those words.
    """
    return sum(_swept(model, field) for model, field in _sealed_fields())


def _swept(model: type[Row], field: Sealed) -> int:
    rows = _without_key(model, field)
    if getattr(field, "row_stays", False):
        return rows.update_leaving_keys(**{field.attname: None})
    return rows.delete()[0]


def keyless() -> int:
    """How many rows cannot be opened any more because their key is gone."""
    return sum(_without_key(model, field).count() for model, field in _sealed_fields())


def _destroy_again(listed: dict[str, date]) -> int:
    living = list(DataKey.objects.filter(pk__in=listed).values_list("pk", flat=True))
    again = (Destroyed(id=name, at=listed[name]) for name in living)
    Destroyed.objects.bulk_create(again, ignore_conflicts=True)
    shared.forget("key", living)
    return DataKey.objects.filter(pk__in=living).delete()[0]


def _sealed_fields() -> Iterator[tuple[type[Row], Sealed]]:
    for model in models_of_rows():
        for field in model._meta.concrete_fields:
            if field.related_model is DataKey:
                yield model, field


def _without_key(model: type[Row], field: Sealed) -> Rows[Any]:
    rows = model.objects.exclude(**{f"{field.attname}__in": DataKey.objects.values("id")})
    return rows.exclude(**{f"{field.attname}__isnull": True})
