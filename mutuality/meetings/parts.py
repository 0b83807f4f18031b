"""What a meeting is made of: as its format ships, or as a group has changed it.

A group's own parts are kept as a list. A text in it that is empty is the one that ships, so that readers still find
it in their language; what the group wrote itself is shown as it wrote it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.utils import translation
from django.utils.translation import gettext as _

from mutuality.fast.prepared import Prepared
from mutuality.groups import formats
from mutuality.groups.formats import Kind, Part
from mutuality.groups.models import Group
from mutuality.kit import prose
from mutuality.kit.languages import codes
from mutuality.kit.refusals import Refusal
from mutuality.meetings import terms
from mutuality.meetings.models import Meeting, OwnFormat
from mutuality.vault.queries import Gone

# One part as it is kept: which one that ships it was ("open-talk/opening"), kind, name, words, minutes.
Told: TypeAlias = dict[str, Any]
KEYS = ("of", "kind", "name", "words", "minutes")
SHORT, LONG = "short", "long"


@dataclass(frozen=True, slots=True)
class Made:
    """What meetings are made of."""

    parts: tuple[Part, ...]
    no_cross_talk: bool

    @property
    def minutes(self) -> int:
        """About how long a meeting is."""
        return sum(part.minutes for part in self.parts)


def shipped(slug: str, *, short: bool = False) -> list[Told]:
    """Return the parts of a format as it ships, or of its short form."""
    return [
        {
            "of": f"{slug}/{part.slug}",
            "kind": part.kind,
            "name": "",
            "words": "",
            "minutes": part.short if short else part.minutes,
        }
        for part in formats.named(slug).parts
        if part.short or not short
    ]


def _origin(told: Told) -> Part | None:
    slug, _of, part = str(told["of"]).partition("/")
    found = formats.every().get(slug)
    return found.part(part) if found else None


def filled(told: Iterable[Told]) -> tuple[Part, ...]:
    """Return parts with the texts that ship where the group has none of its own."""
    return tuple(_filled(each) for each in told)


def _filled(told: Told) -> Part:
    origin = _origin(told)
    name = told["name"] or (origin.name if origin else Kind(told["kind"]).label)
    words = told["words"] or (origin.words if origin else "")
    return Part(origin.slug if origin else "", told["kind"], name, words, told["minutes"])


def spelled(told: Iterable[Told]) -> list[Told]:
    """Return the same as a form shows it: every text in the reader's language."""
    rows = list(told)
    return [
        {**row, "name": str(part.name), "words": str(part.words)}
        for row, part in zip(rows, filled(rows), strict=True)
    ]


def checked(told: Any) -> list[Told]:
    """Return parts as they are kept. Raises Refusal for what no meeting can be made of."""
    try:
        rows = [_checked(each) for each in told] if isinstance(told, (list, tuple)) else []
    except (KeyError, TypeError, ValueError):
        raise Refusal(_("These parts of a meeting can't be read."), field="parts") from None
    if not 1 <= len(rows) <= formats.MOST_PARTS:
        raise Refusal(_("A meeting has 1 to %(most)d parts.") % {"most": formats.MOST_PARTS}, field="parts")
    return rows


def _checked(told: Mapping[str, Any]) -> Told:
    name = str(told["name"])
    kept: Told = {
        "of": str(told["of"])[:60],
        "kind": Kind(told["kind"]).value,
        "name": prose.line(name, most=terms.MOST_PART_NAME, field="parts") if name.strip() else "",
        "words": "",
        "minutes": int(told["minutes"]),
    }
    if not 1 <= kept["minutes"] <= formats.MOST_MINUTES:
        raise Refusal(
            _("A part takes 1 to %(most)d minutes.") % {"most": formats.MOST_MINUTES}, field="parts"
        )
    words, origin = str(told["words"]), _origin(kept)
    if words.strip():
        kept["words"] = prose.clean(words, most=terms.MOST_PART_WORDS, field="parts")
    if origin is None:
        kept["of"] = ""
        if not kept["name"]:
            raise Refusal(_("Please give each part a name."), field="parts")
        return kept
    ships = _in_each_language(origin)
    for text in ("name", "words"):
        if kept[text] in ships:
            kept[text] = ""
    return kept


def _in_each_language(part: Part) -> set[str]:
    found: set[str] = set()
    for code in codes():
        with translation.override(code):
            found |= {str(part.name), prose.kept(str(part.words))}
    return found


def in_form(told: Sequence[Told], *, of: str, length: str) -> list[Told]:
    """Return the long or the short form of a format, with the words that a group has given to its parts."""
    if length not in (SHORT, LONG):
        return list(told)
    own = {each["of"]: each for each in told if each["of"]}
    texts = ("name", "words")
    return [
        {**each, **{text: own[each["of"]][text] for text in texts if each["of"] in own}}
        for each in shipped(of, short=length == SHORT)
    ]


_OWN: Prepared[OwnFormat] = Prepared(
    lambda circle: OwnFormat.objects.select_related("key").filter(circle=circle), circle=str
)


def own_of(group: Group) -> OwnFormat | None:
    """What this group has changed, if it still has the format that it changed."""
    row = _OWN.first(circle=group.circle_id)
    return row if row is not None and row.format == formats.named(group.starter).slug else None


def told_of(group: Group) -> tuple[list[Told], bool]:
    """The parts of a group's meetings as they are kept, and whether it has no cross-talk."""
    row = own_of(group)
    if row is not None:
        opened = _opened(row)
        if opened:
            return opened, row.no_cross_talk
    found = formats.named(group.starter)
    return shipped(found.slug), row.no_cross_talk if row is not None else found.no_cross_talk


def made_of(group: Group) -> Made:
    """What the next meeting of a group is made of."""
    told, no_cross_talk = told_of(group)
    return Made(filled(told), no_cross_talk)


def packed(told: Sequence[Told]) -> str:
    """Parts as they are sealed."""
    return json.dumps(list(told), ensure_ascii=False)


def _opened(row: OwnFormat | Meeting) -> list[Told]:
    try:
        text = row.text("parts")
    except Gone:
        return []
    found: list[Told] = json.loads(text) if text else []
    return found


def of_meeting(meeting: Meeting) -> tuple[Part, ...]:
    """The parts of a meeting, by the rules under which it began. They are opened once for each row that was read."""
    known: tuple[Part, ...] | None = meeting.__dict__.get("_parts_opened")
    if known is None:
        own = _opened(meeting) if meeting.parts else []
        known = filled(own) if own else formats.named(meeting.format).parts
        meeting.__dict__["_parts_opened"] = known
    return known


def at(meeting: Meeting, *, step: int) -> Part:
    """Return one part of a meeting; the last one where it has fewer by now."""
    found = of_meeting(meeting)
    return found[min(step, len(found) - 1)]
