"""What is on the shelf is data: a new text is a new table, and a wrong one is said with its line."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from mutuality.kit.data_file import WrongFile
from mutuality.shelf import entries, terms
from mutuality.site import catalogue

GOOD = """
title = "Tea"
about = "About tea."
order = 1
written = 2026-11-30

[[entries]]
slug = "black-tea"
title = "Black tea"
about = "It is strong."
note = "It is hot."
source = ["001"]
section = "Tea"
text = [
    "Boil the water.",
    "# In the cup",
    "- Milk first.",
    "- Or last.",
]

[[entries]]
slug = "tea-book"
name = "The Book of Tea"
about = "A book."
source = ["004"]
by = "Okakura"
year = "1906"
address = "https://example.org/tea"
state = "gone"
checked = 2026-11-30
look = "Ask a library."
""".lstrip()
ALL = list(entries.every().values())
OURS = [entry for entry in ALL if not entry.state]
THEIRS = [entry for entry in ALL if entry.state]


def wrote(folder: Path, text: str) -> Path:
    path = folder / "tea.toml"
    path.write_text(text)
    return path


def test_a_new_text_is_a_table_in_a_file_and_nothing_else(tmp_path: Path) -> None:
    kind = entries.read(wrote(tmp_path, GOOD))
    ours, theirs = kind.entries
    assert (kind.slug, str(kind.title), ours.slug, ours.kind) == ("tea", "Tea", "black-tea", "tea")
    assert [(block.kind, [*map(str, block.lines)]) for block in ours.blocks] == [
        ("text", ["Boil the water."]),
        ("head", ["In the cup"]),
        ("points", ["Milk first.", "Or last."]),
    ]
    assert (theirs.state, theirs.away, str(theirs.look)) == ("gone", "", "Ask a library.")


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        ('title = "Tea"\n', "", 1, "title is missing"),
        ("order = 1", 'order = "first"', 3, "order is not a whole number"),
        ("written = 2026-11-30", 'written = "today"', 4, "written is no day"),
        ('slug = "black-tea"', 'slug = "Black tea"', 7, "slug is not in small letters"),
        ('slug = "tea-book"', 'slug = "black-tea"', 21, "the slug black-tea comes twice"),
        ('about = "It is strong."', 'about = ""', 9, "about is no text"),
        ('note = "It is hot."', 'nota = "It is hot."', 10, "nothing here is called nota"),
        ('note = "It is hot."', 'sheets = ["plan"]', 10, "sheets are no names with titles"),
        ('source = ["001"]', "source = []", 11, "source is none of"),
        ('section = "Tea"\n', "", 6, "section is missing"),
        ('"Boil the water."', "7", 13, "text is no text"),
        ('state = "gone"', 'state = "away"', 28, "state is none of here, gone, unsure, book"),
        ('state = "gone"', 'state = "book"', 27, "or a book has one"),
        ('address = "https://example.org/tea"\n', "", 20, "an address is missing"),
        ('"https://example.org/tea"', '"javascript:tea"', 27, "address is no web address"),
        ("checked = 2026-11-30\n", "", 20, "checked is missing"),
        ('look = "Ask a library."\n', "", 28, "look is missing"),
        ('name = "The Book of Tea"', 'name = "The Book of Tea', 22, "tea.toml, line 22"),
    ],
)
def test_a_wrong_file_says_its_line_and_what_is_wrong(
    tmp_path: Path, right: str, wrong: str, line: int, said: str
) -> None:
    assert right in GOOD
    path = wrote(tmp_path, GOOD.replace(right, wrong, 1))
    with pytest.raises(WrongFile) as found:
        entries.read(path)
    assert str(found.value).startswith(f"tea.toml, line {line}: ") and said in str(found.value)


def test_one_address_in_two_files_is_found_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for order, name in enumerate(("green", "tea")):
        (tmp_path / f"{name}.toml").write_text(GOOD.replace("order = 1", f"order = {order}"))
    monkeypatch.setattr(entries, "FOLDER", tmp_path)
    entries.kinds.cache_clear()
    try:
        with pytest.raises(WrongFile, match=r"tea\.toml, line 7: the slug black-tea comes twice"):
            entries.every.__wrapped__()
    finally:
        entries.kinds.cache_clear()


def test_each_of_the_sources_is_on_the_shelf() -> None:
    assert {seed for entry in OURS for seed in entry.source} == set(terms.SEEDS)
    assert {seed for entry in THEIRS for seed in entry.source} == set(terms.SEEDS)


def test_every_text_says_where_in_its_source_it_is_from() -> None:
    assert len(OURS) > 60 and all(entry.section and entry.blocks for entry in OURS)


def test_no_figure_is_on_the_shelf_without_its_source() -> None:
    """Percentages and rates of the slides have footnotes that our copy lacks: none of them is told."""
    assert not [entry.slug for entry in ALL if re.search(r"\d\s*(%|percent|out of)", entry.words)]


def test_whatever_is_gone_says_how_to_look_for_it() -> None:
    gone = [entry for entry in THEIRS if entry.state == "gone"]
    assert len(gone) > 5 and all(len(str(entry.look).split()) > 3 for entry in gone)
    assert not [entry.slug for entry in gone if entry.away]


def test_all_that_is_written_is_in_the_catalogue_and_in_spanish() -> None:
    listed = {text for _context, text in catalogue.texts()}
    for entry in ALL:
        lines = [str(line) for block in entry.blocks for line in block.lines]
        own = [str(text) for text in (entry.about, entry.note, entry.look) if text] + lines
        assert set(own) <= listed, entry.slug
        with translation.override("es"):
            assert str(entry.about) != own[0], entry.slug


def test_what_others_published_keeps_its_name_in_every_language() -> None:
    with translation.override("es"):
        assert str(entries.every()["recover-project"].title) == "RECOVER Project"
        assert str(entries.every()["grounding"].title) == "Volver al ahora"
