"""What is true now of one principle. The seed's own words, seeds/001_ed95cc98f2265e0e.txt:

Believing in one another. Holding hope for each other.
"""

import re

import pytest

from mutuality.groups import formats, holding
from mutuality.groups import operations as groups
from mutuality.sheets import data_files
from mutuality.sheets.models import BeliefNote
from tests.architecture.reading import read_texts
from tests.cast import Cast
from tests.principles.tables import columns
from tests.reading_pages import text

BELIEF = "You stayed calm when I could not."
# Praise for using the product, counting days in a row, and calling people back.
NEVER = re.compile(
    r"\b(well done|good job|great job|great work|congratulations|keep it up|proud of you|"
    r"(days|weeks) in a row|streaks?|badges?|"
    r"we miss(ed)? you|it's been a while|haven't seen you|come back soon|level up|you've earned)\b",
    re.IGNORECASE,
)


def give(cast: Cast, *, may_outlive: bool = False) -> BeliefNote:
    assert cast.bea.membership is not None
    return holding.give_note(
        cast.bea.membership,
        to=cast.una.place.pk,
        words=BELIEF,
        may_outlive=may_outlive,
        by=cast.bea.person,
        now=cast.now,
    )


@pytest.mark.django_db
def test_what_another_believes_of_me_is_mine_to_open_when_i_choose(cast: Cast) -> None:
    note = give(cast)
    closed = text(cast.una.client.get("/you/notes/"))
    assert "A note from Bea" in closed and BELIEF not in closed
    assert BELIEF in text(cast.una.client.get(f"/you/notes/{note.pk}/"))


@pytest.mark.django_db
def test_no_one_learns_whether_it_was_opened(cast: Cast) -> None:
    note = give(cast)
    page = f"/groups/{cast.group.pk}/notes/"
    before = text(cast.bea.client.get(page))
    cast.una.client.get(f"/you/notes/{note.pk}/")
    assert text(cast.bea.client.get(page)) == before
    assert {field.name for field in BeliefNote._meta.fields} == {
        "id",
        "by",
        "to",
        "key",
        "words",
        "may_outlive",
    }


@pytest.mark.django_db
def test_it_goes_with_whoever_gave_it_unless_they_said_it_may_stay(cast: Cast) -> None:
    give(cast)
    assert cast.bea.membership is not None
    groups.leave(cast.bea.membership, by=cast.bea.person, now=cast.now)
    assert not BeliefNote.objects.exists()


def test_hope_can_be_written_on_a_good_day_for_a_hard_one() -> None:
    hope = data_files.every()["hope"]
    assert hope.held_by == ("nobody", "me") and "001" in hope.source


def test_each_kind_of_meeting_closes_with_what_we_take_along() -> None:
    for each in formats.every().values():
        assert each.parts[-1].slug == "closing" and str(each.parts[-1].words).count("?")


def test_no_sentence_praises_counts_days_or_calls_anyone_back() -> None:
    found = [f"{path}: {said}" for path, said in read_texts() if NEVER.search(said)]
    for each in formats.every().values():
        found += [str(part.words) for part in each.parts if NEVER.search(str(part.words))]
    assert not found, "\n".join(found)
    assert NEVER.search("You've been here 5 days in a row") and NEVER.search("Hello, we miss you")


def test_no_table_counts_what_someone_did() -> None:
    kept = [
        name for name in columns() if re.search(r"streak|score|points|badge|visits|last_active|days_in", name)
    ]
    assert not kept
