"""How pages and duties grow with the place: `python -m bench.growth`, at 100, 1,000 and 10,000 groups.

Each group has ten members and ten words. Some are made as people make them, and the rest are copies of their rows, so
that the tables are as long as they would be. Pages are asked in this process and counted by its processor time. Of a
duty it is also said for how long it kept others from writing at most: what matters to whoever sends a word meanwhile.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench._scene import Circle, circle, in_many, lay_ground, meet_weekly
from bench.live import Row, middle, row

SIZES = (100, 1_000, 10_000)
MEMBERS = WORDS = 10
ORIGINALS, MANY, OVER, ALONE = 5, 20, 1_000, 20
HELD_MS = 20.0
# Rows that a place has once, and the plumbing of Django.
ONCE = {
    "people.community",
    "people.founding",
    "safety.statement",
    "vault.seal",
    "vault.destroyed",
    "outbox.duty",
}
FOREIGN = {"contenttypes", "sessions", "auth"}
# Columns that name a row without being a key of it.
NAMES = {"ref", "topic", "chain", "token_hash", "sign_in", "code_hash", "earlier_hash", "mark", "name_mark"}


# A place of many groups


def multiply(groups: int) -> None:
    """Copy all rows there are until there are so many groups; each copy has keys of its own."""
    from django.apps import apps
    from django.db import connection, transaction

    from mutuality.vault import ciphers, keyring

    ring, raw = keyring.load(), os.urandom(32)
    under = ring.ciphers[ring.current.id]
    copies = groups // ORIGINALS - 1
    with transaction.atomic(), connection.cursor() as cursor:
        connection.connection.create_function(
            "wrapped_anew", 1, lambda name: ciphers.wrap(raw, under=under, name=name), deterministic=True
        )
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {copies})"
        for model in apps.get_models():
            label = model._meta.label_lower
            if label not in ONCE and model._meta.app_label not in FOREIGN:
                cursor.execute(_copying(model, numbers))


def _copying(model: Any, numbers: str) -> str:
    fields = [field for field in model._meta.concrete_fields if field is not model._meta.auto_field]
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_copied(model, field) for field in fields)
    table = model._meta.db_table
    here = " WHERE o.name LIKE 'room/%'" if table == "live_topic" else ""
    here = " WHERE o.topic LIKE 'room/%'" if table == "live_notice" else here
    return f'INSERT INTO "{table}" ({names}) {numbers} SELECT {values} FROM "{table}" o, n{here}'


def _copied(model: Any, field: Any) -> str:
    """A name of the copy ends in its number, after a letter that no name of ours has; everything else is as it was."""
    column = f'o."{field.column}"'
    other = f"substr({column}, 1, length({column}) - 5) || printf('u%04d', n.i)"
    if model._meta.label_lower == "vault.datakey" and field.name == "wrapped":
        return "wrapped_anew(substr(o.id, 1, length(o.id) - 5) || printf('u%04d', n.i))"
    target = field.related_model._meta.label_lower if field.related_model else ""
    is_name = field.unique or field.name in NAMES or (target and target not in ONCE)
    return other if is_name and "Integer" not in field.get_internal_type() else column


# What is measured


class Waiting:
    """For how long nobody else could write, at most: by the work done meanwhile, since others use this machine too."""

    def __init__(self) -> None:
        from mutuality.kit import locks

        self._lock, self.longest = locks._writers, 0.0
        locks._writers = self  # type: ignore[assignment]

    @contextmanager
    def held(self, patience: float | None = None) -> Iterator[None]:
        """Have the lock, and note how long."""
        with self._lock.held(patience):
            begun = time.thread_time()
            try:
                yield
            finally:
                self.longest = max(self.longest, time.thread_time() - begun)


def measure(groups: int) -> dict[str, float]:
    """Milliseconds of everything, in a place of so many groups."""
    lay_ground()
    for _original in range(ORIGINALS):
        meet_weekly(circle(members=MEMBERS, words=WORDS))
    multiply(groups)
    made = circle(members=MEMBERS, words=WORDS)
    meet_weekly(made)
    return {**_pages(made, in_many(MANY)), **_duties()}


def _pages(made: Circle, many: str) -> dict[str, float]:
    from django.core.wsgi import get_wsgi_application

    asked, mine = get_wsgi_application(), made.tokens[-1]
    found = {
        "home, one group": ("/", mine),
        f"home, {MANY} groups": ("/", many),
        "topic": (f"/topics/{made.topic}/", mine),
        "group": (f"/groups/{made.group}/", mine),
        "room": (f"/rooms/{made.room}/", mine),
        "meetings of a group": (f"/groups/{made.group}/meetings/", mine),
        "decisions": (f"/groups/{made.group}/decisions/", mine),
        "all meetings": ("/meetings/", mine),
        "all groups": ("/groups/", mine),
        "limits": ("/limits/", mine),
        "you": ("/you/", mine),
    }
    return {f"page: {name}": _page(asked, made.cookie, *where) for name, where in found.items()}


def _page(application: Any, cookie: str, address: str, token: str) -> float:
    took = []
    for _time in range(30):
        begun = time.thread_time()
        status = _asked(application, address, f"{cookie}={token}; f={'b' * 32}")
        took.append((time.thread_time() - begun) * 1_000)
        assert status.startswith("200"), (address, status)
    return middle(took[10:])


def _asked(application: Any, address: str, cookies: str) -> str:
    from wsgiref.util import setup_testing_defaults

    environ: dict[str, Any] = {"PATH_INFO": address, "HTTP_COOKIE": cookies, "HTTP_HOST": "localhost"}
    setup_testing_defaults(environ)
    told: list[str] = []
    answer = application(environ, lambda status, headers, trouble=None: told.append(status))
    b"".join(answer)
    answer.close()
    return told[0]


def _duties() -> dict[str, float]:
    from mutuality.kit import clock
    from mutuality.site import wiring

    now, waiting, returning = clock.now(), Waiting(), wiring.returning()
    found: dict[str, float] = {}

    def done(name: str, act: Callable[[datetime], object], at: datetime) -> None:
        waiting.longest, begun = 0.0, time.thread_time()
        act(at)
        found[f"duty: {name}"] = (time.thread_time() - begun) * 1_000
        found[f"held: {name}"] = waiting.longest * 1_000

    for name, (act, _every) in sorted(returning.items()):
        if name != "rewrap":
            done(f"{name}, nothing over", act, now)
    _let_run_out(now)
    done(f"sweep, {OVER:,} words and {ALONE} groups over", returning["sweep"][0], now)
    _age_notices(now)
    done("trim, all of a place", returning["trim"][0], now)
    done("rewrap, every key", returning["rewrap"][0], now + timedelta(days=1))
    return found


def _let_run_out(now: datetime) -> None:
    """Some words are over, and in some groups one person has been alone for a long time."""
    from mutuality.groups.models import Group, Membership
    from mutuality.rooms.models import Word

    # Copies only: they are the greater part of any place.
    words = list(Word.objects.order_by("pk").values_list("pk", flat=True)[:OVER])
    for start in range(0, OVER, 500):
        Word.objects.filter(pk__in=words[start : start + 500]).update(ends_at=now - timedelta(hours=1))
    alone = list(Group.objects.order_by("-pk").values_list("pk", flat=True)[:ALONE])
    long_ago = now.date() - timedelta(days=60)
    Group.objects.filter(pk__in=alone).update(alone_since=long_ago, founded_on=long_ago)
    for group in alone:
        first = Membership.objects.filter(group=group).values_list("pk", flat=True).first()
        Membership.objects.filter(group=group).exclude(pk=first).delete()


def _age_notices(now: datetime) -> None:
    from mutuality.live.models import Notice

    Notice.objects.update(at=now - timedelta(days=9))


# The report


def sizes(*asked: int) -> dict[int, dict[str, float]]:
    """Measure a place of each of these sizes, each in a process and a folder of its own."""
    return {size: _in_a_process(size) for size in asked or SIZES}


def _in_a_process(size: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="mutuality-bench-") as folder:
        ours = {"MUTUALITY_DATA": folder, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
        environment = {**os.environ, **ours, "DJANGO_SETTINGS_MODULE": "mutuality.host.settings"}
        told = Path(folder) / "told.json"
        command = [sys.executable, "-m", "bench.growth", "--measure", str(size), str(told)]
        subprocess.run(command, env=environment, check=True)
        found: dict[str, float] = json.loads(told.read_text())
        return found


def rows() -> list[Row]:
    """At the largest size, beside the smallest: what grows with the place, and who waits for how long."""
    found = sizes()
    small, large = found[SIZES[0]], found[SIZES[-1]]
    return [_row(name, value, small[name]) for name, value in large.items()]


def _row(name: str, value: float, before: float) -> Row:
    kind, _, what = name.partition(": ")
    said = f"{SIZES[-1]:,} groups: {what}" + (", others wait at most" if kind == "held" else "")
    budget = {"page": 1.5 * before, "held": HELD_MS}.get(kind)
    return row(said, value, "ms", before, budget)


def show(found: dict[int, dict[str, float]], *, write: Callable[[str], object] = print) -> None:
    """Everything at every size, side by side."""
    write(f"{'milliseconds, at so many groups':<60}" + "".join(f"{size:>12,}" for size in found))
    for name in next(iter(found.values())):
        write(f"{name:<60}" + "".join(f"{each[name]:>12,.1f}" for each in found.values()))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        import django

        django.setup()
        Path(sys.argv[3]).write_text(json.dumps(measure(int(sys.argv[2]))))
    else:
        show(sizes(*map(int, sys.argv[1:])))
