"""What other apps let groups decide, in the words of decisions. The two know nothing of each other."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise

from mutuality.decisions.effects import Change, Payload
from mutuality.groups.models import Group


@dataclass(frozen=True)
class Offered:
    """An effect of an app beside decisions."""

    by: Any

    @property
    def name(self) -> str:
        """A short name; part of addresses."""
        return str(self.by.name)

    @property
    def label(self) -> str | Promise:
        """What it is, as people say it."""
        label: Promise = self.by.label
        return label

    @property
    def about(self) -> str | Promise:
        """One line about what adopting it does."""
        about: Promise = self.by.about
        return about

    @property
    def touches(self) -> frozenset[str]:
        """What it changes."""
        return frozenset(self.by.touches)

    @property
    def form(self) -> type[forms.Form]:
        """What is asked of whoever proposes."""
        form: type[forms.Form] = self.by.form
        return form

    def current(self, group: Group) -> Payload:
        """How it stands now."""
        payload: Payload = self.by.current(group)
        return payload

    def begun(self, group: Group) -> bool:
        """Whether whoever began alone said something about it."""
        return bool(self.by.begun(group))

    def check(self, group: Group, payload: Payload) -> Payload:
        """The payload as it will be kept. Raises Refusal, with the field, for what cannot be."""
        checked: Payload = self.by.check(group, payload)
        return checked

    def apply(self, group: Group, payload: Payload, *, now: datetime) -> None:
        """Make it so, inside the change in which it was adopted."""
        self.by.apply(group, payload, now=now)

    def describe(self, before: Payload, after: Payload) -> list[Change]:
        """The same in words, part by part."""
        return [Change(*told) for told in self.by.describe(before, after)]
