"""What was written on a sheet, as it is kept: each answer with its question, which may have changed since."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from mutuality.kit.refusals import Refusal
from mutuality.sheets import data_files
from mutuality.sheets.data_files import Question, Sheet

Said: TypeAlias = str | list[str] | list[list[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, and the question as it was asked. ``columns``: the heads of a table."""

    name: str
    kind: str
    asks: str
    columns: tuple[str, ...]
    said: Said

    @property
    def lines(self) -> list[str]:
        """The answer to read: a line for each thing or row."""
        if isinstance(self.said, str):
            return self.said.split("\n")
        return [line if isinstance(line, str) else " · ".join(filter(None, line)) for line in self.said]


@dataclass(frozen=True, slots=True)
class Written:
    """A whole sheet as someone filled it in: which sheet, their title for it, their answers."""

    slug: str
    title: str
    answers: tuple[Answer, ...]

    @property
    def sheet(self) -> Sheet | None:
        """The sheet as it ships today; None where it ships no more."""
        return data_files.every().get(self.slug)

    @property
    def name(self) -> str:
        """The person's own title, or else the sheet's."""
        return self.title or (str(self.sheet.title) if self.sheet else self.slug)

    def current(self) -> dict[str, Said]:
        """The answers to what the sheet asks today, by the name of the question."""
        return {answer.name: answer.said for answer in self.answers if self._is_asked(answer)}

    def earlier(self) -> list[Answer]:
        """The answers to what it asked before and asks no more, or asks in another shape."""
        return [answer for answer in self.answers if not self._is_asked(answer)]

    def _is_asked(self, answer: Answer) -> bool:
        questions = self.sheet.questions if self.sheet else ()
        return any(question.name == answer.name and _fits(question, answer) for question in questions)


def _fits(question: Question, answer: Answer) -> bool:
    if question.kind == "choice":
        return answer.kind == "choice" and answer.said in dict(question.options)
    if question.kind in ("list", "table"):
        same = answer.kind == question.kind and len(answer.columns) == len(question.columns)
        return same and len(answer.said) <= question.rows
    return answer.kind in ("line", "text", "date") and (question.kind == "text" or answer.kind != "text")


def on(sheet: Sheet, said: Mapping[str, Said], *, earlier: Iterable[Answer] = ()) -> tuple[Answer, ...]:
    """The answers to a sheet with its questions as its writer reads them, and those to earlier questions."""
    now = (
        Answer(q.name, q.kind, str(q.asks), tuple(map(str, q.columns)), said[q.name])
        for q in sheet.questions
        if q.name in said
    )
    return (*now, *earlier)


@dataclass(frozen=True, slots=True)
class Filled:
    """What someone wrote into a form. ``version``: of their own wording, if that was on their screen."""

    said: Mapping[str, Said]
    look_on: date | None = None
    version: int = 0
    earlier: tuple[Answer, ...] = ()

    def written_on(self, sheet: Sheet) -> Written:
        """The sheet as it is kept. Raises Refusal when nothing is written."""
        if not self.said:
            raise Refusal(_("There's nothing written on this sheet yet."))
        return Written(sheet.slug, "", on(sheet, self.said, earlier=self.earlier))


def kept(written: Written) -> str:
    """The text that is sealed."""
    return json.dumps(asdict(written), ensure_ascii=False)


def read(text: str) -> Written:
    """A sheet as it was kept."""
    told: dict[str, Any] = json.loads(text)
    answers = (_read(answer) for answer in told["answers"])
    return Written(told["slug"], told["title"], tuple(answers))


def _read(told: Mapping[str, Any]) -> Answer:
    columns: Sequence[str] = told["columns"]
    return Answer(told["name"], told["kind"], told["asks"], tuple(columns), told["said"])


def named(answer: Answer, sheet: Sheet | None) -> list[str]:
    """The answer to read, with a choice in words."""
    options = {
        name: str(text)
        for q in (sheet.questions if sheet else ())
        if q.name == answer.name
        for name, text in q.options
    }
    return [options.get(line, line) for line in answer.lines]
