"""What a group can decide besides its settings: something in its own words, and how it decides."""

from datetime import datetime

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from mutuality.ballots import rules
from mutuality.ballots.effects import Change, Payload
from mutuality.decisions import queries, terms
from mutuality.decisions.models import Deciding
from mutuality.groups.models import Group
from mutuality.kit import prose
from mutuality.kit.forms import Form, words_field


class Words(Form):
    """What is to be done, in one's own words."""

    what = words_field(label=later("What do you propose?"), most=terms.MOST_WHAT, rows=5)


class Plain:
    """Something that no setting holds, such as buying a kettle. Adopting it changes nothing in the software."""

    name = terms.PLAIN
    label = later("Something in your own words")
    about = later("To buy a kettle, or to write a letter. If it is adopted, nothing changes here by itself.")
    # Two of them can be open at once.
    touches: frozenset[str] = frozenset()
    safety = False
    form: type[forms.Form] = Words

    def current(self, group: Group) -> Payload:
        """Nothing was said about it before."""
        return {"what": ""}

    def begun(self, group: Group) -> bool:
        """Nobody begins this alone."""
        return False

    def check(self, group: Group, payload: Payload) -> Payload:
        """The words as they will be kept. Raises Refusal for what cannot be."""
        return {"what": prose.clean(payload["what"], most=terms.MOST_WHAT, field="what")}

    def changed(self, before: Payload, after: Payload) -> frozenset[str]:
        """That there is something to know for who wasn't there; none of it rests."""
        return frozenset({self.name})

    def apply(self, group: Group, payload: Payload, *, now: datetime) -> None:
        """People do it, and the software does not."""

    def describe(self, before: Payload, after: Payload) -> list[Change]:
        """The words themselves."""
        return [Change(str(self.label), before["what"], after["what"], begins=True)]

    def sentence(self, before: Payload, after: Payload) -> str:
        """Say the first line, or its beginning."""
        first = str(after["what"]).splitlines()[0] if after["what"] else ""
        return first if len(first) <= terms.FIRST_LINE else first[: terms.FIRST_LINE].rstrip() + "…"


class ForAdvice(Plain):
    """Something that one person does after asking for advice. It changes nothing in the software."""

    name = terms.ADVICE
    label = later("Ask for advice, then decide")
    about = later("Everyone can give advice. When all have, or after seven days, you decide and say why.")

    def check(self, group: Group, payload: Payload) -> Payload:
        """The words as they will be kept. Raises Refusal for what cannot be."""
        return {"what": super().check(group, payload)["what"]}

    def changed(self, before: Payload, after: Payload) -> frozenset[str]:
        """Nothing that others have to know of before they go on."""
        return frozenset()

    def describe(self, before: Payload, after: Payload) -> list[Change]:
        """The words, and once it is decided, why."""
        said = str(after.get("said", ""))
        why = [Change(str(_("Why it was decided so")), "", said, begins=True)] if said else []
        return [*super().describe(before, after), *why]


def _explained(name: str) -> Promise:
    rule = rules.named(name)
    return format_lazy("{}. {}", rule.label, rule.says)


class Ways(Form):
    """By which rule proposals are decided, each with its two sentences."""

    rule = forms.ChoiceField(
        label=later("How we decide"),
        choices=[(name, _explained(name)) for name in terms.WAYS],
        widget=forms.RadioSelect,
    )


class WayOfDeciding:
    """By which rule the group decides. This itself is always decided by consent, so that no choice freezes a group."""

    name = "deciding"
    label = later("How we decide")
    about = later("How the group decides. Changing this always needs consent.")
    touches = frozenset({"deciding"})
    safety = True
    form: type[forms.Form] = Ways

    def current(self, group: Group) -> Payload:
        """The rule that holds."""
        return {"rule": queries.way_of(group)}

    def begun(self, group: Group) -> bool:
        """A group begins with consent, which no one person chose."""
        return False

    def check(self, group: Group, payload: Payload) -> Payload:
        """The rule; the form knows which there are."""
        return {"rule": payload["rule"]}

    def changed(self, before: Payload, after: Payload) -> frozenset[str]:
        """The way, if it would be another."""
        return self.touches if before != after else frozenset()

    def apply(self, group: Group, payload: Payload, *, now: datetime) -> None:
        """What is proposed from now on is decided like this. What is open keeps its rule."""
        Deciding.objects.update_or_create(circle_id=group.circle_id, defaults={"rule": payload["rule"]})

    def describe(self, before: Payload, after: Payload) -> list[Change]:
        """Each rule by its name and what it says."""
        return [Change(str(self.label), _in_words(before["rule"]), _in_words(after["rule"]))]

    def sentence(self, before: Payload, after: Payload) -> str:
        """Say how it would be decided."""
        rule = rules.named(after["rule"])
        return _("You would decide by another rule: %(rule)s.") % {"rule": str(rule.label)}


def _in_words(name: str) -> str:
    rule = rules.named(name)
    return f"{rule.label}\n\n{rule.says}"


EFFECTS = (Plain(), ForAdvice(), WayOfDeciding())
