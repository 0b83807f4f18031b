"""A sheet is a data file: a new one needs nothing else, and a wrong one says on which line."""

from pathlib import Path

import pytest
from django.utils import translation

from mutuality.kit.data_file import WrongFile
from mutuality.sheets import data_files, forms, terms
from mutuality.site import catalogue
from tests.architecture.test_words import grade, unwanted, words_of

GOOD = """
title = "A day"
about = "One day."
group = "For yourself"
order = 5
source = ["003"]
held_by = ["nobody", "me"]
prints = "page"

[[questions]]
name = "morning"
kind = "text"
asks = "The morning"

[[questions]]
name = "who"
kind = "table"
asks = "Who was there"
rows = 2
columns = ["Who", "What"]

[[questions]]
name = "again"
kind = "choice"
asks = "Again?"
options = { yes = "Yes", no = "No" }
""".lstrip()
MOST_GRADE, MOST_WORDS = 8, 20
ALL = list(data_files.every().values())


def wrote(folder: Path, text: str) -> Path:
    path = folder / "day.toml"
    path.write_text(text)
    return path


def test_a_new_sheet_is_a_data_file_and_nothing_else(tmp_path: Path) -> None:
    sheet = data_files.read(wrote(tmp_path, GOOD))
    assert (sheet.slug, str(sheet.title), sheet.held_by) == ("day", "A day", ("nobody", "me"))
    asked = list(forms.Answers(sheet=sheet).asked())
    assert [(ask.question.name, ask.question.kind) for ask in asked] == [
        ("morning", "text"),
        ("who", "table"),
        ("again", "choice"),
    ]
    assert [len(row) for row in asked[1].rows] == [2, 2]


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        ('title = "A day"\n', "", 1, "title is missing"),
        ('title = "A day"', 'title = ""', 1, "title is no text"),
        ('title = "A day"', 'titel = "A day"', 1, "nothing here is called titel"),
        ("order = 5", 'order = "5"', 4, "order is not a whole number"),
        ('source = ["003"]', 'source = ["009"]', 5, "source is none of"),
        ('["nobody", "me"]', '["nobody", "all"]', 6, "held_by is none of"),
        ('prints = "page"', 'prints = "poster"', 7, "prints is none of"),
        ('name = "morning"', 'name = "The morning"', 10, "name is not in small letters"),
        ('kind = "text"', 'kind = "essay"', 11, "kind is none of"),
        ('asks = "The morning"\n', "", 9, "asks is missing"),
        (
            'asks = "The morning"',
            'asks = "The morning"\ncolumns = ["A", "B"]',
            13,
            "nothing here is called columns",
        ),
        ('name = "who"', 'name = "morning"', 15, "comes twice"),
        ("rows = 2\n", "", 14, "rows is missing"),
        ("rows = 2", "rows = 99", 18, "rows is not a number from 1 to"),
        ('["Who", "What"]', '["Who"]', 19, "columns are not 2 to"),
        ('{ yes = "Yes", no = "No" }', '["Yes", "No"]', 25, "options are no names with texts"),
        ('asks = "Again?"', 'asks = "Again?', 24, "day.toml, line 24"),
    ],
)
def test_a_wrong_file_says_its_line_and_what_is_wrong(
    tmp_path: Path, right: str, wrong: str, line: int, said: str
) -> None:
    assert right in GOOD
    path = wrote(tmp_path, GOOD.replace(right, wrong, 1))
    with pytest.raises(WrongFile) as found:
        data_files.read(path)
    assert str(found.value).startswith(f"day.toml, line {line}: ") and said in str(found.value)


@pytest.mark.parametrize("sheet", ALL, ids=lambda sheet: sheet.slug)
def test_each_sheet_reads_easily_and_says_its_source(sheet: data_files.Sheet) -> None:
    texts = [str(sheet.about), *map(str, sheet.says)]
    for question in sheet.questions:
        texts += [str(question.asks), str(question.help), *map(str, question.columns)]
    said = [text for text in texts if words_of([text]) >= 6]
    assert grade(said) <= MOST_GRADE and set(sheet.source) <= set(terms.SEEDS)
    assert not [text for text in texts if "!" in text or unwanted(text.lower().split())]
    pieces = [piece for text in texts for piece in text.replace("?", ".").split(".")]
    assert not [piece for piece in pieces if len(piece.split()) > MOST_WORDS]


def test_every_text_of_every_sheet_is_in_the_catalogue() -> None:
    listed = {text for _context, text in catalogue.texts()}
    for sheet in ALL:
        own = [sheet.title, sheet.about, sheet.group, *sheet.says]
        for q in sheet.questions:
            own += [q.asks, q.help, q.part, *q.columns, *(text for _name, text in q.options)]
        assert {str(text) for text in own if text} <= listed, sheet.slug


def test_a_reader_finds_a_sheet_in_their_language() -> None:
    meeting = data_files.every()["meeting"]
    with translation.override("es"):
        assert str(meeting.questions[0].asks) == "Mis tres prioridades"
    assert str(meeting.questions[0].asks) == "My three priorities"


def test_every_kind_of_question_is_asked_somewhere() -> None:
    assert {question.kind for sheet in ALL for question in sheet.questions} == set(terms.KINDS)
