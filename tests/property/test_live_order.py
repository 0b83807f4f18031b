"""However changes, pages and trimming interleave: nothing is missed, nothing comes twice, all in order."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from mutuality.kit.locks import writing
from mutuality.live import queries
from mutuality.live.batch import answer
from mutuality.live.models import Notice, Topic
from mutuality.live.operations import append
from mutuality.live.terms import Reader
from tests.live.feed import Lines

pytestmark = pytest.mark.both

TOPIC = "lines/here"
NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
FRAME = re.compile(r"event: (\w+)\nid: (\d+)\ndata: (.*?)\n\n", re.DOTALL)


@dataclass
class Open:
    """A page as its reader sees it: from which count it was made, what it was told since."""

    reader: Reader
    cursor: int
    shows: dict[str, str]
    told: list[int] = field(default_factory=list)
    must_load: bool = False

    def take(self, content: bytes, newest: int) -> None:
        """Read the frames as the page's own script does."""
        for event, number, data in FRAME.findall(content.decode()):
            assert int(number) > self.cursor or event == "reload"
            self.told.append(int(number))
            self.must_load |= event == "reload"
            if event == "put":
                ref, _, words = data.partition("=")
                self.shows[ref] = words
            elif event == "drop":
                self.shows.pop(data, None)
        self.cursor = newest


class LiveOrder(RuleBasedStateMachine):
    """One room of lines; changes may commit between any two questions to the database."""

    pages = Bundle("pages")

    def __init__(self) -> None:
        super().__init__()
        Notice.objects.all().delete()
        Topic.objects.all().delete()
        self.lines = Lines(floors={"ada": 0})
        self.open: list[Open] = []
        self.trimmed = 0
        self.count = 0

    def change(self, ref: str) -> None:
        """Something is said, reworded or taken back."""
        self.count += 1
        with writing():
            if ref in self.lines.rows and self.count % 3 == 0:
                del self.lines.rows[ref]
            else:
                self.lines.rows[ref] = (0, f"{ref}={self.count}")
            assert append(TOPIC, kind="line", ref=ref, now=NOW)[TOPIC] == self.count

    def present(self) -> dict[str, str]:
        """What a page made now would show."""
        return {ref: text.partition("=")[2] for ref, (_, text) in self.lines.rows.items()}

    @rule(ref=st.sampled_from("abcd"))
    def somebody_speaks(self, ref: str) -> None:
        self.change(ref)

    @rule(target=pages)
    def a_page_is_opened(self) -> Open:
        number = len(self.open)
        page = Open(Reader(f"ada.{number}", "ada", "en"), queries.newest(TOPIC), self.present())
        self.open.append(page)
        return page

    @rule(page=pages)
    def a_page_loads_anew(self, page: Open) -> None:
        page.cursor, page.shows, page.told, page.must_load = queries.newest(TOPIC), self.present(), [], False

    @rule(upto=st.integers(min_value=0, max_value=40))
    def old_notices_are_trimmed(self, upto: int) -> None:
        Notice.objects.filter(topic=TOPIC, seq__lte=upto).delete()
        self.trimmed = max(self.trimmed, min(upto, self.count))

    @rule(
        chosen=st.lists(pages, min_size=1, max_size=4, unique_by=id),
        between=st.lists(st.tuples(st.integers(0, 4), st.sampled_from("abcd")), max_size=3),
    )
    def the_hub_looks(self, chosen: list[Open], between: list[tuple[int, str]]) -> None:
        asked = -1
        busy = False

        def interleave(execute, sql, params, many, context):
            nonlocal asked, busy
            if not busy:
                busy, asked = True, asked + 1
                for at, ref in between:
                    if at == asked:
                        self.change(ref)
                busy = False
            return execute(sql, params, many, context)

        with connection.execute_wrapper(interleave):
            asks = [(page.reader, page.cursor) for page in chosen]
            batch = answer(self.lines, "lines", "here", asks=asks, now=NOW)
        for page, content in zip(chosen, batch.answers, strict=True):
            assert content is not None
            assert (b"event: reload" in content) == (page.cursor < self.trimmed)
            page.take(content, batch.newest)

    @invariant()
    def what_is_told_comes_in_order_and_once(self) -> None:
        for page in self.open:
            assert page.told == sorted(set(page.told))

    def teardown(self) -> None:
        """Once all is quiet, one more look brings every page to the present."""
        for page in self.open:
            batch = answer(self.lines, "lines", "here", asks=[(page.reader, page.cursor)], now=NOW)
            page.take(batch.answers[0] or b"", batch.newest)
            assert page.must_load or page.shows == self.present()


@pytest.mark.django_db
def test_no_interleaving_loses_or_repeats_a_change():
    quick = settings(
        max_examples=60,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(LiveOrder, settings=quick)
