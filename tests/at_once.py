"""Two acts in the same breath, and keys that nothing names any more."""

import threading
from collections.abc import Callable

from django.apps import apps
from django.db import connections, transaction

from mutuality.vault.models import DataKey

Act = Callable[[], object]
PATIENCE = 60.0
# How long the second act is let run before the first one ends: on PostgreSQL it gets as far as it can.
OVERLAP = 1.0


def at_once(*acts: Act) -> list[BaseException]:
    """All of these in the same breath; what went wrong."""
    start, wrong = threading.Barrier(len(acts)), []

    def one(act: Act) -> None:
        start.wait()
        try:
            act()
        except BaseException as trouble:
            wrong.append(trouble)
        finally:
            connections.close_all()

    _run([threading.Thread(target=one, args=(act,)) for act in acts])
    return wrong


def overlapping(first: Act, second: Act) -> list[BaseException]:
    """The first has done everything but commit when the second begins; what went wrong, in either."""
    done, second_done, wrong = threading.Event(), threading.Event(), []

    def one() -> None:
        try:
            with transaction.atomic():
                first()
                done.set()
                second_done.wait(OVERLAP)
        except BaseException as trouble:
            wrong.append(trouble)
        finally:
            done.set()
            connections.close_all()

    def two() -> None:
        done.wait(PATIENCE)
        try:
            second()
        except BaseException as trouble:
            wrong.append(trouble)
        finally:
            second_done.set()
            connections.close_all()

    _run([threading.Thread(target=one), threading.Thread(target=two)])
    return wrong


def _run(threads: list[threading.Thread]) -> None:
    for each in threads:
        each.start()
    for each in threads:
        each.join(PATIENCE)


def unowned() -> set[str]:
    """Keys that no row of anybody names: what such a key opened could be read in an older copy for ever."""
    named: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is DataKey:
                named |= set(model._default_manager.values_list(field.attname, flat=True))
    return set(DataKey.objects.values_list("pk", flat=True)) - named
