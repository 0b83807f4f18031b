"""Beginning a study, planning its sessions, wishing, and making texts together. The group is held first."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from mutuality.groups import operations as groups
from mutuality.groups.models import Membership
from mutuality.kit import prose
from mutuality.kit.locks import operation
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.shelf import entries, own
from mutuality.study import terms
from mutuality.study.models import Made, Maker, Session, Study, Wish


class Changed(Refusal):
    """It isn't what it was when someone began to write."""


def _hold(by: Membership) -> None:
    if groups.hold(by.group_id) is None or not Membership.objects.filter(pk=by.pk).exists():
        raise NotHere


@operation
def begin(*, title: str, sessions: int, by: Membership, now: datetime) -> Study:
    """Begin a study with so many sessions, which are planned one by one. Raises Refusal."""
    _hold(by)
    said = prose.line(title, most=terms.MOST_TITLE, field="title")
    if Study.objects.filter(circle=by.group.circle_id).count() >= terms.MOST_STUDIES:
        raise Refusal(_("You study 12 things here, which is the limit. Please erase one first."))
    row = Study.add(circle_id=by.group.circle_id, title=said)
    for number in range(1, min(sessions, terms.MOST_SESSIONS) + 1):
        Session.add(study=row, number=number, entry="")
    return row


@operation
def plan(
    session: Session,
    *,
    reads: str,
    entry: str,
    note: str,
    on: date | None,
    version: int,
    by: Membership,
    now: datetime,
) -> None:
    """Say what is read, what to know before it, and when. Raises Changed when another one said it meanwhile."""
    _hold(by)
    if entry and entry not in entries.every():
        own.text(by.group.circle_id, name=entry)
    row = Session.objects.filter(pk=session.pk, version=version).first()
    if row is None:
        raise Changed(_("Someone changed this while you wrote. Please look at it, then save yours again."))
    said = {
        "reads": _maybe(reads, most=terms.MOST_READS, field="reads"),
        "note": _maybe(note, most=terms.MOST_NOTE, field="note"),
    }
    Session.objects.filter(pk=row.pk).reseal(said, entry=entry, on=on, version=version + 1)


def _maybe(text: str, *, most: int, field: str) -> str:
    return prose.clean(text, most=most, field=field) if text.strip() else ""


@operation
def open_it(session: Session, *, by: Membership, now: datetime) -> bool:
    """Take it on me to open a session. Returns false where another one has it already."""
    _hold(by)
    return bool(Session.objects.filter(pk=session.pk, opens=None).update(opens=by.place_id))


@operation
def lay_down(session: Session, *, by: Membership, now: datetime) -> None:
    """Lay it down again. Another one can take it."""
    Session.objects.filter(pk=session.pk, opens=by.place_id).update(opens=None)


@operation
def wish(study: Study, *, words: str, shows: bool, by: Membership, now: datetime) -> Wish:
    """Say what I would like to learn, or can show. Raises Refusal."""
    _hold(by)
    said = prose.line(words, most=terms.MOST_WISH, field="words")
    if study.wishes.filter(place=by.place_id).count() >= terms.MOST_WISHES_EACH:
        raise Refusal(_("You have 10 wishes here, which is the limit. Please take one back first."))
    return Wish.add(study=study, place_id=by.place_id, words=said, shows=shows)


@operation
def take_wish_back(wish: Wish, *, by: Membership, now: datetime) -> None:
    """Take a wish of mine back. It is erased."""
    Wish.objects.filter(pk=wish.pk, place=by.place_id).delete()


@operation
def make(study: Study, *, title: str, words: str, stays: bool, by: Membership, now: datetime) -> Made:
    """Begin a text that others can join. Raises Refusal."""
    _hold(by)
    if study.texts.count() >= terms.MOST_TEXTS:
        raise Refusal(_("There are 30 texts here, which is the limit."))
    row = Made.add(study=study, **_said(title, words))
    Maker.objects.create(made=row, place_id=by.place_id, stays=stays, agreed=True)
    return row


@operation
def reword(made: Made, *, title: str, words: str, version: int, by: Membership, now: datetime) -> None:
    """Change a text that I make with others. Raises NotHere for others, Changed when it was changed meanwhile."""
    _hold(by)
    _part(made, by)
    said = _said(title, words)
    if not Made.objects.filter(pk=made.pk, version=version).reseal(said, version=version + 1):
        raise Changed(_("Someone changed this while you wrote. Please look at it, then save yours again."))


def _said(title: str, words: str) -> dict[str, str]:
    return {
        "title": prose.line(title, most=terms.MOST_TITLE, field="title"),
        "words": prose.clean(words, most=terms.MOST_TEXT, field="words"),
    }


@operation
def ask(made: Made, *, place: str, by: Membership, now: datetime) -> None:
    """Ask another member to make a text with me. Only who makes it asks, so that no one joins to erase it."""
    _hold(by)
    _part(made, by)
    if not Membership.objects.filter(group=by.group_id, place=place).exists():
        raise NotHere
    Maker.objects.get_or_create(made=made, place_id=place)


@operation
def say_yes(made: Made, *, by: Membership, now: datetime) -> None:
    """Make a text with the one who asked me. Raises NotHere for who was not asked."""
    _hold(by)
    if not Maker.objects.filter(made=made, place=by.place_id).update(agreed=True):
        raise NotHere


@operation
def say_no(made: Made, *, by: Membership, now: datetime) -> None:
    """Not make it with them. Nothing stays of the question."""
    _hold(by)
    Maker.objects.filter(made=made, place=by.place_id, agreed=False).delete()


@operation
def let_outlive(made: Made, *, stays: bool, by: Membership, now: datetime) -> None:
    """Say whether a text may outlive me. Raises NotHere for who doesn't make it."""
    _hold(by)
    Maker.objects.filter(pk=_part(made, by).pk).update(stays=stays)


@operation
def take_out(made: Made, *, by: Membership, now: datetime) -> None:
    """Take my part out. Nobody can tell the parts of a text apart, so it is erased for all. Raises NotHere."""
    _hold(by)
    _part(made, by)
    Made.objects.filter(pk=made.pk).delete()


def _part(made: Made, by: Membership) -> Maker:
    found = Maker.objects.filter(made=made, place=by.place_id, agreed=True).first()
    if found is None:
        raise NotHere
    return found


@operation
def end(study: Study, *, may_act: bool, by: Membership, now: datetime) -> bool:
    """Ask to erase a study, or agree to that. Returns whether it is erased.

    ``may_act``: whether those who asked by now may act together, or whoever is alone.
    """
    _hold(by)
    row = Study.objects.filter(pk=study.pk).first()
    if row is None:
        raise NotHere
    if may_act:
        row.delete()
        return True
    Study.objects.filter(pk=row.pk, ending=None).update(ending=by.place_id)
    return False


@operation
def keep_after_all(study: Study, *, by: Membership, now: datetime) -> None:
    """Keep a study that someone asked to erase."""
    Study.objects.filter(pk=study.pk).update(ending=None)


@operation
def let_leave(membership: Membership, *, now: datetime) -> None:
    """Someone leaves: a text goes with them, unless they said that it may outlive them. Wishes hang on their place."""
    mine = Maker.objects.filter(place=membership.place_id, stays=False, agreed=True)
    Made.objects.filter(pk__in=list(mine.values_list("made", flat=True))).delete()
