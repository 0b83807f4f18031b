"""Look through everything that is kept, with the key file in hand, for words that should not be there.

Run as ``python -m tests.journeys.looking WORDS…`` in the environment of a data folder. Prints how much was opened
and every place in which one of the texts was found.
"""

import os
import sys
from collections.abc import Iterator

import django


def everything() -> Iterator[tuple[str, str]]:
    """Each readable text that is kept, and where: plain columns as they are, sealed ones opened."""
    from django.apps import apps

    for model in apps.get_models():
        for row in model._default_manager.all():
            for field in model._meta.concrete_fields:
                yield from _texts(row, field)


def _texts(row: object, field) -> Iterator[tuple[str, str]]:
    from tests.stolen import letters

    kept, where = getattr(row, field.attname), f"{row._meta.label_lower}.{field.name}"
    if isinstance(kept, str):
        yield where, kept
    elif isinstance(kept, bytes | memoryview):
        yield where, letters(kept)
        if (text := _opened(row, field, bytes(kept))) is not None:
            yield where, text


def _opened(row, field, blob: bytes) -> str | None:
    from mutuality.vault.queries import Gone, open_sealed

    if getattr(row, "key_id", None) is None:
        return None
    about = f"{row._meta.label_lower}.{field.name}:{row.pk}"
    if row._meta.label_lower == "ledger.opening":
        about = f"ledger.opening.{row.part}:{row.entry_id}"
    try:
        return open_sealed(blob, key=row.key_id, about=about)
    except Gone:
        return None


def main(texts: list[str]) -> None:
    """Say what was looked at, and where the texts stand."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mutuality.host.settings")
    django.setup()
    kept = list(everything())
    print(f"looked at {len(kept)} texts")
    for where, found in kept:
        for text in texts:
            if text in found:
                print(f"found: {text!r} in {where}")


if __name__ == "__main__":
    main(sys.argv[1:])
