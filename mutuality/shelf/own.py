"""What a circle has on its own shelf: texts of its own, shipped ones that it hid, and what has helped its people.

Who belongs to the circle says the app that owns it, which calls what is here and asks before it shows anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mutuality.kit import prose
from mutuality.kit.locks import hold_still, operation
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.people.models import Person
from mutuality.shelf import entries, terms
from mutuality.shelf.entries import POINT, Entry
from mutuality.shelf.finding import Index
from mutuality.shelf.models import Helped, HiddenEntry, OwnText

OURS, THEIRS = "ours", "helped"


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a circle's own, as its people read it."""

    id: str
    entry: str
    title: str
    note: str
    words: str
    row: OwnText


@dataclass(frozen=True, slots=True)
class Help:
    """What has helped someone. ``place``: whose it is, or nothing once they left."""

    id: str
    place: str | None
    words: str
    row: Helped


def texts(circle: str) -> list[Text]:
    """Return a circle's own texts, by title."""
    rows = OwnText.objects.filter(circle=circle).select_related("key")
    return sorted(map(_text, rows), key=lambda each: each.title.casefold())


def text(circle: str, *, name: str) -> Text:
    """Return one of a circle's own texts, by its id or by the shipped one in whose place it is. Raises NotHere."""
    rows = OwnText.objects.filter(circle=circle).select_related("key")
    row = rows.filter(pk=name).first() or (rows.filter(entry=name).first() if name else None)
    if row is None:
        raise NotHere
    return _text(row)


def _text(row: OwnText) -> Text:
    return Text(row.pk, row.entry, row.text("title"), row.text("note"), row.text("words"), row)


def hidden(circle: str) -> list[Entry]:
    """Return the shipped texts that a circle hid, in the order of the shelf."""
    slugs = set(HiddenEntry.objects.filter(circle=circle).values_list("entry", flat=True))
    return [entry for slug, entry in entries.every().items() if slug in slugs]


def helped(circle: str) -> list[Help]:
    """Return what has helped people of a circle, in no order that tells when."""
    rows = Helped.objects.filter(circle=circle).select_related("key").order_by("pk")
    return [Help(row.pk, row.place_id, row.text("words"), row) for row in rows]


def plain(entry: Entry) -> str:
    """Return a shipped text as someone writes it, so that a circle can begin from it."""
    return "\n\n".join(
        "\n".join(_line(block.kind, str(line)) for line in block.lines) for block in entry.blocks
    )


def _line(kind: str, line: str) -> str:
    return {"points": POINT + line, "head": f"**{line}**"}.get(kind, line)


def find(wanted: str, *, own: list[Text], others: list[Help]) -> tuple[list[Text], list[Help]]:
    """Return which of these have the words, the best first. The index is made for this one question, and not kept."""
    rows = [(each.id, OURS, each.title, each.words) for each in own]
    rows += [(each.id, THEIRS, "", each.words) for each in others]
    index = Index(rows, language=get_language() or "en")
    mine, theirs = {each.id: each for each in own}, {each.id: each for each in others}
    return (
        [mine[slug] for slug in index.find(wanted, kind=OURS)],
        [theirs[slug] for slug in index.find(wanted, kind=THEIRS)],
    )


# What a circle decided


def checked(circle: str, told: Mapping[str, str | None]) -> dict[str, str]:
    """Return a text as it will be kept. Raises Refusal for what cannot be."""
    entry = told["entry"] or ""
    if entry and not _is_here(circle, entry):
        raise Refusal(_("That text isn't on your shelf any more."), field="entry")
    if not entry and OwnText.objects.filter(circle=circle).count() >= terms.MOST_OWN:
        raise Refusal(
            _("Your shelf has 60 texts of your own, which is the limit. Please take one off first.")
        )
    note = told["note"] or ""
    return {
        "entry": entry,
        "title": prose.line(told["title"] or "", most=terms.MOST_TITLE, field="title"),
        "note": prose.line(note, most=terms.MOST_NOTE_BEFORE, field="note") if note.strip() else "",
        "words": prose.clean(told["words"] or "", most=terms.MOST_TEXT, field="words"),
    }


def _is_here(circle: str, entry: str) -> bool:
    return entry in entries.every() or OwnText.objects.filter(circle=circle, pk=entry).exists()


def put(circle: str, told: Mapping[str, str], *, now: datetime) -> None:
    """Put a text on a circle's shelf, or reword the one that is there. Called inside the change that decided it."""
    hold_still(OwnText)
    rows, entry = OwnText.objects.filter(circle=circle), told["entry"]
    there = (rows.filter(pk=entry) | rows.filter(entry=entry)).first() if entry else None
    said = {name: told[name] for name in ("title", "note", "words")}
    if there is not None:
        OwnText.objects.filter(pk=there.pk).reseal(said, on=now.date())
        return
    # Where it was taken off meanwhile, it is a new one.
    place = entry if entry in entries.every() else ""
    OwnText.add(circle_id=circle, entry=place, on=now.date(), **said)


def hide(circle: str, entry: str) -> None:
    """Hide a shipped text from a circle's shelf, or take one of its own off. Inside the change that decided it."""
    OwnText.objects.filter(circle=circle, pk=entry).delete()
    if entry in entries.every():
        HiddenEntry.objects.get_or_create(circle_id=circle, entry=entry)


def show(circle: str, entry: str) -> None:
    """Show a shipped text on a circle's shelf again. Inside the change that decided it."""
    HiddenEntry.objects.filter(circle=circle, entry=entry).delete()


def title_of(entry: str) -> str | Promise:
    """Return what a proposal calls a text: the name of a shipped one. The name of an own one is on its page."""
    found = entries.every().get(entry)
    return found.title if found else _("A text of ours")


# What has helped someone


@operation
def give(circle: str, *, place: str, words: str, stays: bool, by: Person, now: datetime) -> Helped:
    """Keep what has helped someone, for the people of their circle. Raises Refusal."""
    said = prose.clean(words, most=terms.MOST_HELPED, field="words")
    hold_still(Helped)
    if Helped.objects.filter(place=place).count() >= terms.MOST_HELPED_EACH:
        raise Refusal(_("You've written 20 of these, which is the limit. Please take one back first."))
    return Helped.add(circle_id=circle, place_id=place, words=said, stays=stays)


@operation
def let_outlive(row: Helped, *, stays: bool, by: Person, now: datetime) -> None:
    """Say whether it may outlive me. It can be said differently as long as I am here."""
    Helped.objects.filter(pk=row.pk).update(stays=stays)


@operation
def take_back(row: Helped, *, by: Person, now: datetime) -> None:
    """Take back what I gave. It is erased."""
    Helped.objects.filter(pk=row.pk).delete()


@operation
def remove_left(row: Helped, *, place: str, may_act: bool, by: Person, now: datetime) -> bool:
    """Ask to take away what someone left behind; another one does it. Returns whether it is gone.

    ``may_act``: whether those who asked by now may act together, or whoever is alone.
    """
    found = Helped.objects.select_for_update(of=("self",)).filter(pk=row.pk, place=None).first()
    if found is None:
        raise NotHere
    alone = may_act and found.ending_id is None
    if not alone and (found.ending_id is None or not may_act or found.ending_id == place):
        Helped.objects.filter(pk=found.pk, ending=None).update(ending=place)
        return False
    found.delete()
    return True


@operation
def let_leave(place: str, *, now: datetime) -> None:
    """Someone leaves: what may outlive them stays, without their name. The rest goes with their place."""
    Helped.objects.filter(place=place, stays=True).update(place=None)
