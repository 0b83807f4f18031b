"""A note of belief: a few words that one person gives another with their name, to open whenever they choose.

No one is told that it came or that it was opened, and nothing is kept of either. Who belongs to a group says the app
that owns it, and who hears whom says ``safety``: both are asked by those who call what is here.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from mutuality.kit import prose
from mutuality.kit.locks import operation
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.people import operations as people
from mutuality.people.models import Person
from mutuality.sheets import terms
from mutuality.sheets.models import BeliefNote
from mutuality.vault import rows


@operation
def give(*, words: str, may_outlive: bool, place: str, to: str, by: Person, now: datetime) -> BeliefNote:
    """Give a note, from one place in a room to another. Raises Refusal, also where one is there from me already.

    The same form sent twice gives it once.
    """
    text = prose.clean(words, most=terms.MOST_NOTE)
    people.hold(by)
    if to == place:
        raise NotHere
    before = BeliefNote.objects.select_related("key").filter(by=place, to=to).first()
    if before is None:
        return BeliefNote.add(by_id=place, to_id=to, words=text, may_outlive=may_outlive)
    if before.text("words") == text and before.may_outlive == may_outlive:
        return before
    raise Refusal(_("They have a note from you. To write another one, take that one back first."), field="to")


@operation
def take_back(note_id: str, *, by: Person, now: datetime) -> None:
    """Take back a note that I gave. Raises NotHere."""
    if not BeliefNote.objects.filter(pk=note_id, by__person=by).exists():
        raise NotHere
    BeliefNote.objects.filter(pk=note_id, by__person=by).delete()


@operation
def put_away(note_id: str, *, by: Person, now: datetime) -> None:
    """Erase a note that was given to me. Raises NotHere."""
    if not BeliefNote.objects.filter(pk=note_id, to__person=by).exists():
        raise NotHere
    BeliefNote.objects.filter(pk=note_id, to__person=by).delete()


@operation
def let_outlive(place: str, *, now: datetime) -> None:
    """Someone leaves: what they marked stays, unsigned. Their other notes go with their place."""
    BeliefNote.objects.filter(by=place, may_outlive=True).update(by=None)
    BeliefNote.objects.filter(by=place).delete()


def given_to(person: Person, *, may_see: Callable[[str], bool]) -> list[BeliefNote]:
    """Return the notes that were given to me, closed. ``may_see``: whether I and this person hear each other."""
    found = BeliefNote.objects.select_related("by__key", "key").filter(to__person=person).order_by("pk")
    return [note for note in found if note.by is None or may_see(note.by.person_id)]


def given_by(person: Person, *, room: str) -> list[BeliefNote]:
    """Return the notes that I gave in a room."""
    found = BeliefNote.objects.select_related("to__key", "key").filter(by__person=person, by__room=room)
    return list(found.order_by("pk"))


def written_by(person: Person) -> list[str]:
    """Return the words of every note that I gave."""
    found = BeliefNote.objects.select_related("key").filter(by__person=person).order_by("pk")
    return [text for text in rows.texts(found, "words") if text is not None]


def note_for(person: Person, *, note_id: str, may_see: Callable[[str], bool]) -> BeliefNote:
    """Return a note that was given to me. Raises NotHere."""
    for note in given_to(person, may_see=may_see):
        if note.pk == note_id:
            return note
    raise NotHere
