"""Two acts in the same breath, and keys that nothing names any more."""

import threading
from collections.abc import Callable

from django.apps import apps
from django.db import connection, connections, transaction

from mutuality.kit import locks
from mutuality.vault.models import DataKey
from tests.live.listening import until

Act = Callable[[], object]
PATIENCE = 60.0


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
    """The first has done everything but commit when the second begins; what went wrong, in either.

    The first commits when the second has ended, or can't go on before that.
    """
    done, second_done, wrong = threading.Event(), threading.Event(), []

    def one() -> None:
        try:
            with transaction.atomic():
                first()
                done.set()
                until(lambda: second_done.is_set() or _waits(other), patience=PATIENCE)
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

    other = threading.Thread(target=two)
    _run([threading.Thread(target=one), other])
    return wrong


def _waits(other: threading.Thread) -> bool:
    """Whether the other act has come to where it needs what this transaction holds."""
    if connection.vendor == "sqlite":
        # There is one writer: the other has read all that it reads before it asks to be that one.
        asked = (locks._writers._owner, *(who for who, _turn in locks._writers._waiting))
        return other.ident in asked
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock')"
        )
        return bool(cursor.fetchone()[0])


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
