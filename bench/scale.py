"""A model of ten thousand communities and ten million people: `python -m bench.scale`. It measures nothing.

Costs are those of docs/reference/performance.md; what people do and what machines cost are assumptions, a line each.
The tables it prints are those of docs/explanation/scale.md; a test holds them together.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.live import Row, row

Line = tuple[str, ...]


@dataclass(frozen=True)
class Costs:
    """What the program takes, measured (docs/reference/performance.md)."""

    # Milliseconds of the processor for one word by fetch with its look and twenty open pages.
    word_ms: float = 5.6
    # On PostgreSQL, in one process, and what each further one adds that has a page of the room open: it looks again.
    word_on_postgresql_ms: float = 5.0
    look_again_ms: float = 3.3
    page_ms: float = 3.0
    # A process at rest, and one open page.
    process_mb: float = 93.0
    page_kb: float = 12.2
    # 439 MB for 100,000 people with one word and 5.4 keys each.
    person_kb: float = 4.4
    # Sealing all keys anew once a day: 87 seconds for 541,000 keys.
    key_ms: float = 0.16
    start_s: float = 1.3


@dataclass(frozen=True)
class Life:
    """What people do. Assumed."""

    communities: int = 10_000
    people: int = 10_000_000
    come_each_day: float = 0.05
    words_each: int = 10
    pages_each: int = 20
    # In the fullest hour: its share of a day, and of all people with a page open.
    hour: float = 0.125
    open_pages: float = 0.01
    # The fullest minute of that hour, against the hour.
    burst: float = 3.0
    kept_days: int = 30
    # Of all communities, so many have anyone in them at the same time.
    awake: float = 0.15


@dataclass(frozen=True)
class Machine:
    """What is rented. Assumed: prices differ by a factor of three between hosts."""

    cores: int = 4
    memory_gb: float = 16.0
    disk_gb: float = 160.0
    price: float = 30.0
    # So much of it is used in the fullest minute.
    full: float = 0.6


COSTS, LIFE, MACHINE = Costs(), Life(), Machine()
# What several processes did, as far as it has been measured: processes, milliseconds of Python for one word.
MEASURED: Sequence[tuple[int, float]] = ((1, 8.7), (2, 13.0), (4, 27.6))


def words_a_second(people: float, life: Life = LIFE) -> float:
    """In the fullest hour."""
    return people * life.come_each_day * life.words_each * life.hour / 3_600


def cores(people: float, *, life: Life = LIFE, costs: Costs = COSTS) -> float:
    """How many processors are busy in the fullest minute."""
    words = words_a_second(people, life) * life.burst
    pages = words * life.pages_each / life.words_each
    return (words * costs.word_ms + pages * costs.page_ms) / 1_000


def disk_gb(people: float, *, life: Life = LIFE, costs: Costs = COSTS) -> float:
    """How much is kept: people, and the words of so many days, each as large as a person."""
    words = people * life.come_each_day * life.words_each * life.kept_days
    return (people + words) * costs.person_kb / 1e6


def memory_gb(communities: float, people: float, *, life: Life = LIFE, costs: Costs = COSTS) -> float:
    """What the processes of so many communities hold, with the pages that are open in the fullest hour."""
    return communities * costs.process_mb / 1e3 + people * life.open_pages * costs.page_kb / 1e6


def machines(*, memory: float, busy: float, disk: float, machine: Machine = MACHINE) -> tuple[int, str]:
    """How many machines it takes, and what they are needed for."""
    needs = {
        "memory": memory / (machine.memory_gb * 0.85),
        "processors": busy / (machine.cores * machine.full),
        "disk": disk / (machine.disk_gb * 0.7),
    }
    most = max(needs, key=lambda name: needs[name])
    return math.ceil(needs[most]), most


def word_ms(processes: int, *, costs: Costs = COSTS) -> float:
    """What a word takes on PostgreSQL in all processes together, where each has someone of the room."""
    return costs.word_on_postgresql_ms + (processes - 1) * costs.look_again_ms


def most_words(processes: int, *, machine: Machine = MACHINE) -> float:
    """How many words a second so many processes take, each with a core of its own."""
    return processes * machine.full * 1_000 / word_ms(processes)


def largest(communities: int = LIFE.communities, people: int = LIFE.people) -> float:
    """How many people the largest community has, where the second has half as many, the third a third, and so on."""
    return people / sum(1 / place for place in range(1, communities + 1))


# What it prints


def whole() -> list[Line]:
    """All communities, kept in three ways."""
    life, busy, disk = LIFE, cores(LIFE.people), disk_gb(LIFE.people)
    ways = (
        ("a process for each, always on", life.communities),
        ("started when someone comes, stopped when no one is there", life.communities * life.awake),
        ("the same, and a process takes half the memory", life.communities * life.awake / 2),
    )
    found: list[Line] = [("way", "memory", "processors", "disk", "machines", "because of", "a month")]
    for says, awake in ways:
        memory = memory_gb(awake, life.people)
        count, why = machines(memory=memory, busy=busy, disk=disk)
        told = (f"{memory:,.0f} GB", f"{busy:.1f}", f"{disk:,.0f} GB", f"{count}", why)
        found.append((says, *told, f"{count * MACHINE.price:,.0f}"))
    return found


def one() -> list[Line]:
    """Communities of several sizes, each by itself."""
    found: list[Line] = [
        ("people", "words a second", "processors", "disk", "keys sealed again each day take")
    ]
    for people in (1_000, 10_000, 100_000, round(largest(), -4)):
        seconds = people * 5.4 * COSTS.key_ms / 1_000
        words = words_a_second(people) * LIFE.burst
        told = (f"{people:,.0f}", f"{words:.2f}", f"{cores(people):.2f}", f"{disk_gb(people):.1f} GB")
        found.append((*told, f"{seconds:,.0f} s"))
    return found


def several() -> list[Line]:
    """One community over several processes."""
    found: list[Line] = [("processes", "a word takes, in all", "most words a second", "for each process")]
    for processes in (1, 2, 4, 8, 16):
        words = most_words(processes)
        told = f"{word_ms(processes):.1f} ms", f"{words:.0f}", f"{words / processes:.0f}"
        found.append((str(processes), *told))
    return found


def checked() -> list[Line]:
    """The model against what was measured."""
    found: list[Line] = [("processes", "by the model", "against one", "measured", "against one")]
    one_by_model, one_measured = word_ms(1), MEASURED[0][1]
    for processes, measured in MEASURED:
        model = word_ms(processes)
        told = f"{model:.1f} ms", f"{model / one_by_model:.1f} ×", f"{measured:.1f} ms"
        found.append((str(processes), *told, f"{measured / one_measured:.1f} ×"))
    return found


def table(lines: Iterable[Line]) -> str:
    """As the docs write it."""
    head, *rest = lines
    written = [head, ("---",) * len(head), *rest]
    return "".join(f"| {' | '.join(line)} |\n" for line in written)


def tables() -> list[str]:
    """Each table of docs/explanation/scale.md."""
    return [table(lines()) for lines in (whole, one, several, checked)]


def rows() -> list[Row]:
    """What the model says, beside what was measured."""
    count, _why = machines(
        memory=memory_gb(LIFE.communities, LIFE.people), busy=cores(LIFE.people), disk=disk_gb(LIFE.people)
    )
    name = "model: 10,000 communities, ten million people"
    return [
        row(f"{name}, machines", float(count), "", None, None),
        row(f"{name}, a month", count * MACHINE.price, "", None, None),
        row("model: most words a second over two processes", most_words(2), "1/s", most_words(1), None),
    ]


if __name__ == "__main__":
    print("\n".join(tables()))
