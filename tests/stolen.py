"""What somebody reads who has every table of the database, and no key file."""

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model

from mutuality.vault.models import DataKey
from mutuality.vault.queries import Gone, open_sealed


def values() -> Iterator[tuple[type[Model], str, Any]]:
    """Every value of every row, with its table and column."""
    for model in apps.get_models():
        for row in model._base_manager.all():
            for field in model._meta.concrete_fields:
                yield model, field.attname, getattr(row, field.attname)


def anywhere(needle: str) -> list[str]:
    """Where a text stands in the open, as letters or as bytes."""
    return [f"{model.__name__}.{name}" for model, name, value in values() if needle in letters(value)]


# As strings(1) finds them: in sealed bytes, three letters of a name come up by chance once in some hundred tests.
_RUNS = re.compile(rb"[\x20-\x7e]{6,}")


def letters(value: Any) -> str:
    """What of a value reads as text; of bytes that are none as a whole, each run of letters in them."""
    if not isinstance(value, bytes | memoryview):
        return str(value)
    blob = bytes(value)
    try:
        return blob.decode()
    except UnicodeDecodeError:
        return "\n".join(run.decode() for run in _RUNS.findall(blob))


def opens(blob: bytes, *, key: str, about: str) -> bool:
    """Whether a copy of sealed bytes can still be opened by the living community."""
    living = DataKey.objects.filter(pk=key).first()
    if living is None:
        return False
    try:
        return bool(open_sealed(blob, key=living, about=about))
    except Gone:
        return False
