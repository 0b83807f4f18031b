"""What a group can decide about its own shelf: a text of its own, and hiding a text that came with the software."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from mutuality.ballots.effects import Change, Payload
from mutuality.kit.forms import Form, line_field, words_field
from mutuality.kit.refusals import Refusal
from mutuality.shelf import entries, own, terms

_OWN = re.compile(r"[a-z0-9]{16}")


def _shipped() -> list[tuple[Any, Any]]:
    return [
        (kind.title, [(each.slug, each.title) for each in kind.entries]) for kind in entries.kinds().values()
    ]


class _Select(forms.Select):
    """Texts to choose from. One of the group's own has no title here, and is still what was chosen."""

    def create_option(self, name: str, value: Any, *given: Any, **ways: Any) -> dict[str, Any]:
        """Return a choice. What others published keeps the name it was published under, in its language."""
        option = super().create_option(name, value, *given, **ways)
        found = entries.every().get(str(value))
        return option | {"attrs": option["attrs"] | {"lang": "en"}} if found and found.state else option

    def optgroups(self, name: str, value: list[Any], attrs: dict[str, Any] | None = None) -> Any:
        """Return the choices, and the one that was made."""
        found = super().optgroups(name, value, attrs)
        mine = next((each for each in value if each and _OWN.fullmatch(str(each))), None)
        if mine is None or mine in entries.every():
            return found
        option = self.create_option(name, mine, str(_("A text of ours")), True, len(found), attrs=attrs)
        return [(None, [option], len(found)), *found]


class _Which(forms.ChoiceField):
    """A shipped text, or one of the group's own by its id. Whether it is there is asked when it is checked."""

    widget = _Select

    def valid_value(self, value: Any) -> bool:
        """Return whether there can be such a text."""
        return bool(_OWN.fullmatch(str(value))) or super().valid_value(value)


class OwnText(Form):
    """A text for the group's own shelf."""

    entry = _Which(
        label=later("Which text"),
        required=False,
        help_text=later("A new one, or one in place of a text that came with this software."),
        choices=lambda: [("", later("A new text")), *_shipped()],
    )
    title = line_field(label=later("Title"), most=terms.MOST_TITLE)
    note = line_field(label=later("What to know before reading"), most=terms.MOST_NOTE_BEFORE, required=False)
    words = words_field(label=later("The text"), most=terms.MOST_TEXT, rows=12)


class Text:
    """A text on the group's own shelf, new or in other words."""

    name = terms.TEXT
    label = later("A text on our shelf")
    about = later(
        "A text of your own, or other words for one that came with this software. Only members read it."
    )
    # Two texts can be open at once.
    touches: frozenset[str] = frozenset()
    safety = False
    form: type[forms.Form] = OwnText

    def current(self, group: Any) -> Payload:
        """Nothing is said beforehand."""
        return dict.fromkeys(("entry", "title", "note", "words"))

    def begun(self, group: Any) -> bool:
        """Nobody begins this alone."""
        return False

    def check(self, group: Any, payload: Payload) -> Payload:
        """The text as it will be kept. Raises Refusal."""
        return own.checked(group.circle_id, payload)

    def changed(self, before: Payload, after: Payload) -> frozenset[str]:
        """That there is something to know for who wasn't there."""
        return frozenset({self.name})

    def apply(self, group: Any, payload: Payload, *, now: datetime) -> None:
        """It is on the group's shelf from now on."""
        own.put(group.circle_id, payload, now=now)

    def describe(self, before: Payload, after: Payload) -> list[Change]:
        """The title, the note and the text."""
        found = [Change(str(later("Title")), "", after["title"], begins=True)]
        if after["entry"]:
            found.insert(
                0, Change(str(later("In place of")), "", str(own.title_of(after["entry"])), begins=True)
            )
        if after["note"]:
            found.append(Change(str(later("What to know before reading")), "", after["note"], begins=True))
        return [*found, Change(str(later("The text")), "", after["words"], begins=True)]

    def sentence(self, before: Payload, after: Payload) -> str:
        """Say which text would be there."""
        return _("This text would be on our shelf: “%(title)s”.") % {"title": after["title"]}


class Showing(Form):
    """Whether a text is on the group's shelf."""

    entry = _Which(label=later("Which text"), choices=_shipped)
    act = forms.ChoiceField(
        label=later("What to do with it"),
        choices=[("hide", later("Take it off our shelf")), ("show", later("Put it back on our shelf"))],
        widget=forms.RadioSelect,
    )


class Hiding:
    """Taking a text off the group's shelf, or putting a shipped one back."""

    name = terms.HIDING
    label = later("Take a text off our shelf")
    about = later(
        "A text that came with this software is hidden on your shelf only. One of your own is erased."
    )
    touches: frozenset[str] = frozenset()
    safety = False
    form: type[forms.Form] = Showing

    def current(self, group: Any) -> Payload:
        """Nothing is said beforehand."""
        return {"entry": None, "act": None}

    def begun(self, group: Any) -> bool:
        """Nobody begins this alone."""
        return False

    def check(self, group: Any, payload: Payload) -> Payload:
        """Which text, and what is done. Raises Refusal for one that is not there, or is so already."""
        if payload["entry"] not in entries.every():
            mine = {each.id for each in own.texts(group.circle_id)}
            if payload["entry"] not in mine or payload["act"] != "hide":
                raise Refusal(_("That text isn't on your shelf any more."), field="entry")
        elif (payload["entry"] in {each.slug for each in own.hidden(group.circle_id)}) == (
            payload["act"] == "hide"
        ):
            raise Refusal(_("This is how it is already. Please change something first."), field="act")
        return {"entry": payload["entry"], "act": payload["act"]}

    def changed(self, before: Payload, after: Payload) -> frozenset[str]:
        """That there is something to know for who wasn't there."""
        return frozenset({self.name})

    def apply(self, group: Any, payload: Payload, *, now: datetime) -> None:
        """It is hidden or shown from now on."""
        act = own.hide if payload["act"] == "hide" else own.show
        act(group.circle_id, payload["entry"])

    def describe(self, before: Payload, after: Payload) -> list[Change]:
        """The text, and what would be done."""
        label = str(dict(Showing.base_fields["act"].choices)[after["act"]])  # type: ignore[attr-defined]
        return [Change(label, "", str(own.title_of(after["entry"])), begins=True)]

    def sentence(self, before: Payload, after: Payload) -> str:
        """Say which text, and what would be done."""
        said = {"title": own.title_of(after["entry"])}
        if after["act"] == "hide":
            return _("This text would be taken off our shelf: “%(title)s”.") % said
        return _("This text would be put back on our shelf: “%(title)s”.") % said


EFFECTS = (Text(), Hiding())
