"""A format is a data file: a new one needs nothing else, and a wrong one says on which line."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

from mutuality.groups import formats
from mutuality.groups.formats import Kind
from mutuality.kit.data_file import WrongFile
from mutuality.meetings import terms
from mutuality.site import catalogue
from tests.architecture.test_words import grade, unwanted, words_of
from tests.cast import Cast

ALL = list(formats.every().values())
GOOD = """
name = "By the river"
about = "We walk, then we talk."
heading = "Doing and learning"
order = 5
source = ["002"]
for_whom = "Anyone who likes water."
agreement = "We go slowly."
turns = ["opener"]

[[parts]]
slug = "opening"
kind = "reading"
name = "Opening"
words = "Welcome."
minutes = 30
short = 10

[[parts]]
slug = "walk"
kind = "silence"
name = "Walking"
words = "We walk."
minutes = 60
short = 20
""".lstrip()
# What FO of the coverage names.
NAMED = {
    "consciousness", "lgbtqi", "women", "men", "arts", "welcome", "inpatient", "bridger", "repair-talk",
    "co-reflection", "community", "rehearsal", "campaign", "families", "remembrance", "illness",
}  # fmt: skip


def wrote(folder: Path, text: str) -> Path:
    path = folder / "river.toml"
    path.write_text(text)
    return path


def test_a_new_format_is_a_data_file_and_nothing_else(tmp_path: Path) -> None:
    river = formats.read(wrote(tmp_path, GOOD))
    assert (river.slug, str(river.name), river.minutes) == ("river", "By the river", 90)
    assert [part.kind for part in river.parts] == [Kind.READING, Kind.SILENCE]
    assert not river.no_cross_talk and {each.slug for each in ALL} >= NAMED


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        ('name = "By the river"\n', "", 1, "name is missing"),
        ('about = "We walk, then we talk."', 'about = ""', 2, "about is no text"),
        ("order = 5", 'order = "5"', 4, "order is not a whole number"),
        ('source = ["002"]', 'source = ["009"]', 5, "source is none of"),
        ('turns = ["opener"]', 'turns = ["boss"]', 8, "turns is none of"),
        ('turns = ["opener"]', 'turns = ["opener"]\nlinks = ["http://a.b"]', 9, "does not begin with https"),
        ('turns = ["opener"]', 'turns = ["opener"]\nno_cross_talk = "yes"', 9, "neither true nor false"),
        ('kind = "silence"', 'kind = "feast"', 20, "kind is none of"),
        ('slug = "walk"', 'slug = "opening"', 19, "comes twice"),
        ('words = "We walk."\n', "", 18, "words is missing"),
        ("minutes = 60", "minutes = 0", 23, "minutes is not a number from 1 to"),
        ("short = 20", "short = 200", 24, "short is not a number from 1 to"),
        ("short = 20", "short = 21", 1, "its short form 31"),
        ('name = "Walking"', 'name = "Walking', 21, "river.toml, line 21"),
    ],
)
def test_a_wrong_file_says_its_line_and_what_is_wrong(
    tmp_path: Path, right: str, wrong: str, line: int, said: str
) -> None:
    assert right in GOOD
    with pytest.raises(WrongFile) as found:
        formats.read(wrote(tmp_path, GOOD.replace(right, wrong, 1)))
    assert str(found.value).startswith(f"river.toml, line {line}: ") and said in str(found.value)


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.slug)
def test_each_format_reads_easily_and_fits_where_it_is_kept(each: formats.Format) -> None:
    texts = [str(each.about), str(each.for_whom), str(each.agreement), *(str(p.words) for p in each.parts)]
    assert grade([text for text in texts if words_of([text]) >= 6]) <= 8
    assert not [text for text in texts if "!" in text or unwanted(re.findall(r"[a-z]+", text.lower()))]
    pieces = [piece for text in texts for piece in re.split(r"[.?:;]", text)]
    assert not [piece for piece in pieces if len(piece.split()) > 20]
    assert len(each.slug) <= 16 and len(each.parts) <= formats.MOST_PARTS
    assert all(len(str(part.name)) <= terms.MOST_PART_NAME for part in each.parts)


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.slug)
def test_each_begins_by_reading_and_ends_with_what_we_take_along(each: formats.Format) -> None:
    assert each.parts[0].is_read and each.parts[-1].kind == Kind.ROUND


def test_every_text_is_in_the_catalogue_and_in_spanish() -> None:
    listed = {text for _context, text in catalogue.texts()}
    for each in ALL:
        own = [each.name, each.about, each.heading, each.for_whom, each.agreement, *each.own_turns]
        own += [text for part in each.parts for text in (part.name, part.words)]
        assert {str(text) for text in own} <= listed, each.slug
    with translation.override("es"):
        assert str(formats.named("arts").name) == "Arte"


@pytest.mark.django_db
def test_choosing_one_reads_by_headings_and_shows_how_a_meeting_goes(cast: Cast) -> None:
    shown = cast.cy.client.get(reverse("starters")).content.decode()
    headings = [str(group.heading) for group in formats.by_heading()]
    places = [shown.index(f"<h2>{heading}") for heading in headings]
    assert places == sorted(places)
    founding = cast.cy.client.get(reverse("group-founding", args=["repair-talk"])).content.decode()
    assert "What I did" in founding and "No one has to forgive." in founding
    circle = cast.cy.client.get(reverse("group-founding", args=["twelve-step"])).content.decode()
    assert "/away/?to=https%3A%2F%2Fsmartrecovery.org%2F" in circle
