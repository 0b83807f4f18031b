"""The model of ten thousand communities says in the docs what it says when it is asked."""

from bench import scale
from tests.architecture.reading import ROOT


def test_the_docs_show_the_tables_of_the_model() -> None:
    said = (ROOT / "docs/explanation/scale.md").read_text()
    assert [table for table in scale.tables() if table not in said] == []


def test_more_processes_take_more_words_and_each_of_them_fewer() -> None:
    words = [scale.most_words(count) for count in (1, 2, 4, 8)]
    each = [most / count for most, count in zip(words, (1, 2, 4, 8), strict=True)]
    assert words == sorted(words)
    assert each == sorted(each, reverse=True)


def test_what_is_needed_most_says_how_many_machines() -> None:
    assert scale.machines(memory=1_000, busy=1, disk=1)[1] == "memory"
    assert scale.machines(memory=1, busy=1_000, disk=1)[1] == "processors"
    assert scale.machines(memory=1, busy=1, disk=100_000) == (893, "disk")
