"""Checking every ledger here: the links of each chain, and whether what opens an entry fits it."""

import sys
import time
from collections.abc import Iterator

from mutuality.ledger import queries as ledger_queries


def ledger(*, act: str) -> int:
    """Check each record and print what was found; 1 where an entry is not what was written. ``act``: verify."""
    broken = False
    for sentence, holds in verified():
        sys.stdout.write(f"{sentence}\n")
        broken = broken or not holds
    return int(broken)


def verified() -> Iterator[tuple[str, bool]]:
    """Yield one sentence for each record, whether it holds, and how quickly the chains were followed."""
    total, seconds = 0, 0.0
    for chain, length in ledger_queries.chains():
        begun = time.perf_counter()
        broken = ledger_queries.verify_links(chain)
        seconds += time.perf_counter() - begun
        total += length
        broken = ledger_queries.verify(chain) if broken is None else broken
        if broken is None:
            yield (
                f"{chain}: {length} entries, as they were written. Ends with {ledger_queries.head(chain)}",
                True,
            )
        else:
            yield f"{chain}: entry {broken} is not what was written, or one is missing from there on.", False
    speed = f", {total / seconds:,.0f} links a second" if total and seconds else ""
    yield f"{total} entries checked{speed}.", True
