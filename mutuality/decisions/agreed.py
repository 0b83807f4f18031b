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
from mutuality.groups import operations as groups
from mutuality.groups import queries as groups_queries
from mutuality.groups import terms as groups_terms
from mutuality.groups import wording
from mutuality.groups.forms import StartingTerms, inviting_field
from mutuality.groups.models import Group
from mutuality.kit.forms import Form
from mutuality.kit.refusals import Refusal
from mutuality.rooms import terms as rooms_terms


def _meetings(times: int | None) -> str:
    if times is None:
        return _("No set end")
    return ngettext("%(n)d time", "%(n)d times", times) % {"n": times}


def _days(days: int) -> str:
    return str(dict(rooms_terms.RETENTIONS).get(days, days))


def _format(slug: str) -> str:
    found = groups_terms.starter(slug)
    return str(found.name) if found else slug


def _turns(slugs: Sequence[str]) -> str:
    return ", ".join(str(groups_terms.Role(slug).label) for slug in slugs) or _("None")


class Part(NamedTuple):
    """One setting of a group: its name on a form, what people call it, and how its value reads."""

    field: str
    label: Promise
    reads: Callable[[Any], str]
    short: bool


PARTS = {
    "name": Part("group_name", later("Name of the group"), str, False),
    "for_whom": Part("for_whom", later("Whom it is for"), str, False),
    "agreement": Part("agreement", later("Agreement"), str, False),
    "in_danger": Part("in_danger", later("If someone may be dying"), str, False),
    "our_limits": Part("our_limits", later("What we add to the limits"), lambda v: v or _("Nothing"), False),
    "retention_days": Part("retention_days", later("How long words stay"), _days, True),
    "meetings": Part("meetings", later("How many times we meet"), _meetings, True),
    "inviting": Part(
        "inviting", later("Who may invite"), lambda v: str(groups_terms.Inviting(v).label), True
    ),
    "starter": Part("starter", later("Format"), _format, True),
    "turns": Part("turns", later("Turns"), _turns, True),
    "own_turns": Part("own_turns", later("Turns of our own"), lambda v: v or _("None"), False),
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
        choices=[(one.slug, one.name) for one in groups_terms.STARTERS],
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

    def apply(self, group: Group, payload: Payload, *, now: datetime) -> None:
        """From now on these settings hold; what was already said keeps the rule under which it was said."""
        changes = {part: payload[PARTS[part].field] for part in self.parts if PARTS[part].field in payload}
        groups.change_together(group, changes=changes, now=now)

    def describe(self, before: Payload, after: Payload) -> list[Change]:
        """Each setting in words."""
        return [
            Change(str(part.label), part.reads(before[part.field]), part.reads(after[part.field]), part.short)
            for part in (PARTS[name] for name in self.parts)
            if part.field in before and part.field in after
        ]


def _checked(part: str, value: Any) -> Any:
    try:
        return CLEANED[part](value) if part in CLEANED else value
    except Refusal as refusal:
        raise Refusal(refusal.sentence, field=PARTS[part].field) from None


def _settled(name: str, *parts: str, label: Promise, about: Promise) -> Settled:
    return Settled(name, label, about, parts, _form(*parts))


EFFECTS = (
    _settled(
        "agreement",
        "agreement",
        "in_danger",
        label=later("Our agreement"),
        about=later("What we agreed on, and what we do if someone may be dying."),
    ),
    _settled(
        "our-limits",
        "our_limits",
        label=later("What we add to the limits"),
        about=later(
            "People read it at the door, below the limits of the whole place, before their first word."
        ),
    ),
    _settled(
        "retention",
        "retention_days",
        label=later("How long words stay"),
        about=later("It counts for words said from then on. What was already said keeps its own rule."),
    ),
    _settled(
        "for-whom",
        "for_whom",
        label=later("Whom it is for"),
        about=later("In our own words. Nobody checks."),
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
        about=later("Whether members can ask people in for now."),
    ),
    _settled(
        "meetings",
        "meetings",
        label=later("How many times we meet"),
        about=later("A number of meetings, or no set end."),
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
        label=later("Our turns"),
        about=later(
            "Which tasks there are in a meeting. A task that is dropped ends quietly for whoever has it."
        ),
    ),
    _settled(
        terms.OUR_TERMS,
        *PARTS,
        label=later("Our terms"),
        about=later("All that we have settled, at once."),
    ),
)
