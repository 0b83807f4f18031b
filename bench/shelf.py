"""How quickly the shelf, a blank sheet and many own sheets come, and words are found: `python -m bench.shelf`."""

import random
import time
from collections.abc import Iterator
from datetime import timedelta

from bench import live
from bench._scene import circle, lay_ground
from bench.live import Plan, Row, Stage, row, running
from bench.pages import PLAIN, ROUNDS, Caller

OURS = "bench.shelf:ours"
ENTRIES, WORDS, TEXT, FINDS = 10_000, 2_000, 120, 40
SHEETS = 50
FOUND_MS = 30.0
PUBLIC, OWN = "/shelf/grounding/", "/you/sheets/"
ADDRESSES = {
    "page of the shelf, no account": PUBLIC,
    "booklet of 21, no account": "/shelf/booklets/reading/",
    "blank sheet, no account": "/sheets/meeting/",
    "support numbers, no account": "/support/",
}


def ours() -> Stage:
    """A small group in which one person keeps fifty sheets, and said their passphrase again a moment ago."""
    from django.core.wsgi import get_wsgi_application

    from mutuality.kit import clock
    from mutuality.people import queries as people
    from mutuality.people.models import Session
    from mutuality.sheets import data_files, operations
    from mutuality.site import wiring

    lay_ground()
    made = circle(members=2)
    session = people.session_row(made.tokens[-1])
    assert session is not None
    Session.objects.filter(pk=session.pk).update(confirmed_until=clock.now() + timedelta(hours=1))
    sheet = data_files.every()["meeting"]
    for number in range(SHEETS):
        operations.keep(
            sheet,
            title=f"Thursday {number}",
            said={"want": "To be asked first."},
            by=session.person,
            now=clock.now(),
        )
    return Stage(wiring.LIVE, get_wsgi_application(), Plan(OWN, made.cookie, made.tokens, ""))


def _page_rows() -> Iterator[Row]:
    with running(OURS) as here, running(PLAIN, settings="") as there:
        plain, stranger, mine = Caller(there), Caller(here, token="nobody"), Caller(here)
        ways = {"plain": lambda: plain.a_second(there.plan.address), OWN: lambda: mine.a_second(OWN)}
        ways |= {at: lambda at=at: stranger.a_second(at) for at in ADDRESSES.values()}  # type: ignore[misc]
        rounds = [{name: way() for name, way in ways.items()} for _ in range(ROUNDS + 1)][1:]
    middle = {name: sorted(each[name] for each in rounds)[ROUNDS // 2] for name in ways}
    reference = middle["plain"]
    for name, at in ADDRESSES.items():
        wanted = 2 * reference if at in (PUBLIC, "/sheets/meeting/") else None
        yield row(name, middle[at], "1/s", reference, wanted, min=True)
    yield row(f"page of {SHEETS} own sheets", middle[OWN], "1/s", reference, reference / 1.5, min=True)


def _finding_rows() -> Iterator[Row]:
    """Ten thousand entries of made-up words. The dearest question is for a word that is in all of them."""
    from mutuality.shelf.finding import Index

    chosen = random.Random(7)
    words = ["".join(chosen.choices("abcdefghilmnoprstuv", k=chosen.randint(3, 9))) for _ in range(WORDS)]
    texts = (
        (
            f"e{number}",
            "tea",
            " ".join(chosen.choices(words, k=4)),
            " ".join(["tea", *chosen.choices(words, k=TEXT)]),
        )
        for number in range(ENTRIES)
    )
    begun = time.process_time()
    index = Index(texts, language="en")
    yield row(f"index of {ENTRIES} entries, made once", time.process_time() - begun, "s", None, None)
    asked = ["tea", *chosen.sample(words, FINDS)]
    took = []
    for wanted in asked:
        begun = time.process_time()
        index.find(wanted)
        took.append(1_000 * (time.process_time() - begun))
    yield row(
        f"words found among {ENTRIES} entries, the slowest of {len(asked)}", max(took), "ms", None, FOUND_MS
    )


def rows() -> list[Row]:
    """What the budgets ask of the shelf and of sheets."""
    return [*_finding_rows(), *_page_rows()]


if __name__ == "__main__":
    for each in rows():
        live.show(each)
