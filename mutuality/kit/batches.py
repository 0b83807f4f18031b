"""Much work, a few rows at a time: whoever wants to write meanwhile waits for a few rows, never for all of it.

Each few are a change of their own. What a crash or another process leaves over or does first, the next run finds as
it is then: so whatever is done to a few rows looks at them again.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from mutuality.kit.locks import writing

T = TypeVar("T")
R = TypeVar("R")
M = TypeVar("M", bound=Model)
# So long other writers wait for one batch, about: half of what nobody notices.
SECONDS = 0.01
# Of fewer, most of the time would go into beginning and ending a change; and a busy machine would be given more to do.
FEWEST, MOST = 4, 500
_A_PAGE = 1_000


def in_batches(names: Iterable[T], act: Callable[[list[T]], R], *, most: int = MOST) -> list[R]:
    """Act on a few of these at a time, as many as take about as long as others may wait; what each act gave back.

    ``names`` may be read from the database as it goes on: it is asked for the next ones while nobody is kept waiting.
    """
    rest, size, given = iter(names), min(FEWEST, most), []
    while some := list(islice(rest, size)):
        with writing():
            begun = time.perf_counter()
            given.append(act(some))
        size = _next_size(len(some), time.perf_counter() - begun, most=most)
    return given


def _next_size(size: int, took: float, *, most: int) -> int:
    """At most twice as many as before, and fewer as soon as others had to wait for long."""
    fits = int(size * SECONDS / took) if took > 0 else most
    return min(max(FEWEST, min(2 * size, fits)), most)


def remove(rows: QuerySet[Any]) -> None:
    """Delete these rows a few at a time, and of each few those that still are as the question says."""
    in_batches(rows.values_list("pk", flat=True), lambda some: rows.filter(pk__in=some).delete())


def change(rows: QuerySet[Any], **values: Any) -> None:
    """Change plain columns of these rows a few at a time."""
    in_batches(rows.values_list("pk", flat=True), lambda some: rows.filter(pk__in=some).update(**values))


def paged(rows: "QuerySet[M]") -> Iterator[M]:
    """These rows in the order of their keys, a page at a time, so that never all of them lie in memory."""
    rows = rows.order_by("pk")
    page = list(rows[:_A_PAGE])
    while page:
        yield from page
        page = list(rows.filter(pk__gt=page[-1].pk)[:_A_PAGE])
