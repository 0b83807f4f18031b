"""What a group settles for itself, each as something that can be proposed."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from mutuality.ballots.effects import Change, Payload
from mutuality.decisions import terms
from mutuality.groups import formats, wording
from mutuality.groups import operations as groups
from mutuality.groups import queries as groups_queries
from mutuality.groups import terms as groups_terms
from mutuality.groups.forms import StartingTerms, inviting_field
from mutuality.groups.models import Group
from mutuality.kit.forms import Form
from mutuality.kit.refusals import Refusal
from mutuality.rooms import terms as rooms_terms


def _meetings(times: int | None) -> str:
    if times is None:
        return _("No end date")
    return ngettext("%(n)d time", "%(n)d times", times) % {"n": times}


def _days(days: int) -> str:
    return str(dict(rooms_terms.RETENTIONS).get(days, days))


def _format(slug: str) -> str:
    found = formats.every().get(slug)
    return str(found.name) if found else slug


def _turns(slugs: Sequence[str]) -> str:
    return ", ".join(str(groups_terms.Role(slug).label) for slug in slugs) or _("None")


def _kept(before: Any, after: Any) -> str:
    return _("Messages would be kept for %(after)s instead of %(before)s.") % {
        "before": _days(before).lower(),
        "after": _days(after).lower(),
    }


def _met(before: Any, after: Any) -> str:
    said = {"before": _meetings(before), "after": _meetings(after)}
    if after is None:
        return _("The group would have no end date, instead of meeting %(before)s.") % said
    if before is None:
        return _("The group would meet %(after)s, instead of having no end date.") % said
    return _("The group would meet %(after)s instead of %(before)s.") % said


def _invited(_before: Any, after: Any) -> str:
    if after == groups_terms.Inviting.MEMBERS:
        return _("Every member could invite people again.")
    return _("No one would be invited for now.")


def _called(before: Any, after: Any) -> str:
    return _("The group would be called \u201c%(after)s\u201d instead of \u201c%(before)s\u201d.") % {
        "before": before,
        "after": after,
    }


def _held(before: Any, after: Any) -> str:
    return _("The format would be \u201c%(after)s\u201d instead of \u201c%(before)s\u201d.") % {
        "before": _format(before),
        "after": _format(after),
    }


def _added(before: Any, after: Any) -> str:
    if not before:
        return _("Something would be added to what we promise, for this group alone.")
    if not after:
        return _("This group would add nothing to what we promise any more.")
    return _("What this group adds to what we promise would be reworded.")


def _own(_before: Any, after: Any) -> str:
    named = ", ".join(after.splitlines())
    if not named:
        return _("The group would have no roles of its own any more.")
    return _("The group's own roles would be: %(named)s.") % {"named": named}


def _always(text: Promise) -> Callable[[Any, Any], str]:
    return lambda _before, _after: str(text)


class Part(NamedTuple):
    """One setting of a group: its name on a form, what people call it, and how its value reads.

    ``says``: in one sentence, what would be different if it changed from one value to another.
    """

    field: str
    label: Promise
    reads: Callable[[Any], str]
    short: bool
    says: Callable[[Any, Any], str]


PARTS = {
    "name": Part("group_name", later("Name of the group"), str, False, _called),
    "for_whom": Part(
        "for_whom",
        later("Who it is for"),
        str,
        False,
        _always(later("Who the group is for would be said in other words.")),
    ),
    "agreement": Part(
        "agreement", later("Agreement"), str, False, _always(later("The agreement would be reworded."))
    ),
    "in_danger": Part(
        "in_danger",
        later("If someone's life may be in danger"),
        str,
        False,
        _always(later("What we do if someone's life may be in danger would be reworded.")),
    ),
    "our_limits": Part(
        "our_limits",
        later("What this group adds to what we promise"),
        lambda v: v or _("Nothing"),
        False,
        _added,
    ),
    "retention_days": Part("retention_days", later("How long messages are kept"), _days, True, _kept),
    "meetings": Part("meetings", later("How many times we meet"), _meetings, True, _met),
    "inviting": Part(
        "inviting", later("Who may invite"), lambda v: str(groups_terms.Inviting(v).label), True, _invited
    ),
    "starter": Part("starter", later("Format"), _format, True, _held),
    "turns": Part(
        "turns",
        later("Roles"),
        _turns,
        True,
        lambda _before, after: _("The usual roles would be: %(named)s.") % {"named": _turns(after)},
    ),
    "own_turns": Part("own_turns", later("Our own roles"), lambda v: v or _("None"), False, _own),
}
CLEANED: dict[str, Callable[[Any], Any]] = {
    **{part: partial(wording.clean, part) for part in groups_queries.TEXTS},
    "turns": wording.usual_turns,
    "own_turns": lambda text: "\n".join(wording.own_turns(text)),
}


class Everything(StartingTerms):
    """All settings of a group."""

    inviting = inviting_field(required=True)
    starter = forms.ChoiceField(
        label=later("Format"),
        choices=formats.choices,
        widget=forms.RadioSelect,
        help_text=later("It names the way you meet. The agreement stays as it is."),
    )


def _form(*parts: str) -> type[Form]:
    fields = {PARTS[part].field: deepcopy(Everything.base_fields[PARTS[part].field]) for part in parts}
    return type("Asked", (Form,), fields)


@dataclass(frozen=True)
class Settled:
    """Some of a group's settings, proposed together."""

    name: str
    label: Promise
    about: Promise
    parts: tuple[str, ...]
    form: type[Form]
    safety: bool

    @property
    def touches(self) -> frozenset[str]:
        """The settings it changes."""
        return frozenset(self.parts)

    def current(self, group: Group) -> Payload:
        """How these settings stand."""
        stands = groups_queries.settings_of(Group.objects.select_related("key", "room").get(pk=group.pk))
        return {PARTS[part].field: getattr(stands, part) for part in self.parts}

    def begun(self, group: Group) -> bool:
        """The terms as a whole come back; one by one they would come twice."""
        return self.name == terms.OUR_TERMS

    def check(self, group: Group, payload: Payload) -> Payload:
        """The settings as they would be kept. Raises Refusal beside the field it belongs to."""
        return {PARTS[part].field: _checked(part, payload[PARTS[part].field]) for part in self.parts}

    def changed(self, before: Payload, after: Payload) -> frozenset[str]:
        """The settings that would be different."""
        return frozenset(
            part for part in self.parts if before.get(PARTS[part].field) != after.get(PARTS[part].field)
        )

    def apply(self, group: Group, payload: Payload, *, now: datetime) -> None:
        """From now on these settings hold; what was already said keeps the rule under which it was said."""
        changes = {part: payload[PARTS[part].field] for part in self.parts if PARTS[part].field in payload}
        groups.change_together(group, changes=changes, now=now)

    def describe(self, before: Payload, after: Payload) -> list[Change]:
        """Each setting in words."""
        return [
            Change(
                str(part.label),
                part.reads(before[part.field]),
                part.reads(after[part.field]),
                part.short,
                before[part.field] == "",
            )
            for part in self._in_both(before, after)
        ]

    def sentence(self, before: Payload, after: Payload) -> str:
        """Say the one thing that would change, or name all that would."""
        changed = [part for part in self._in_both(before, after) if before[part.field] != after[part.field]]
        if not changed:
            return _("Keep our rules as they are. After that, we can only change them together.")
        if len(changed) == 1:
            part = changed[0]
            return part.says(before[part.field], after[part.field])
        return _("This would change: %(what)s.") % {"what": ", ".join(str(part.label) for part in changed)}

    def _in_both(self, before: Payload, after: Payload) -> list[Part]:
        return [
            part
            for part in map(PARTS.__getitem__, self.parts)
            if part.field in before and part.field in after
        ]


def _checked(part: str, value: Any) -> Any:
    try:
        return CLEANED[part](value) if part in CLEANED else value
    except Refusal as refusal:
        raise Refusal(refusal.sentence, field=PARTS[part].field) from None


# What is read at the door, who comes in, and how long words stay.
SAFETY = frozenset({"agreement", "in_danger", "our_limits", "retention_days", "inviting"})


def _settled(name: str, *parts: str, label: Promise, about: Promise) -> Settled:
    return Settled(name, label, about, parts, _form(*parts), bool(SAFETY & set(parts)))


EFFECTS = (
    _settled(
        "agreement",
        "agreement",
        "in_danger",
        label=later("Our agreement"),
        about=later("What we agreed on, and what we do if someone's life may be in danger."),
    ),
    _settled(
        "our-limits",
        "our_limits",
        label=later("What this group adds to what we promise"),
        about=later("People read it before they join. What the whole community promises applies too."),
    ),
    _settled(
        "retention",
        "retention_days",
        label=later("How long messages are kept"),
        about=later("It counts for what is said from then on. What was already said keeps its own rule."),
    ),
    _settled(
        "for-whom",
        "for_whom",
        label=later("Who it is for"),
        about=later("In our own words. No one checks."),
    ),
    _settled(
        "name",
        "name",
        label=later("The name of the group"),
        about=later("A neutral name is safer: someone else may see it on a screen."),
    ),
    _settled(
        "inviting",
        "inviting",
        label=later("Who may invite"),
        about=later("Whether members can invite people for now."),
    ),
    _settled(
        "meetings",
        "meetings",
        label=later("How many times we meet"),
        about=later("A number of meetings, or no end date."),
    ),
    _settled(
        "format",
        "starter",
        label=later("Our format"),
        about=later("The way we meet."),
    ),
    _settled(
        "turns",
        "turns",
        "own_turns",
        label=later("Our roles"),
        about=later(
            "Which roles there are in a meeting. If one is dropped, it ends quietly for the one who has it."
        ),
    ),
    _settled(
        terms.OUR_TERMS,
        *PARTS,
        label=later("Our rules"),
        about=later("All our rules together."),
    ),
)
