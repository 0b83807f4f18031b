"""What adopting something does. Each app offers its own in its ``joins.py``; ``site/wiring.py`` registers them here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mutuality.kit.refusals import NotHere

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would change: how it is now, and how it would be.

    ``short`` fits into a ledger. ``begins``: nothing was said about it before, so there is nothing to compare with.
    """

    label: str
    before: str
    after: str
    short: bool = False
    begins: bool = False


class Effect(Protocol):
    """Something that changes only together. ``circle`` is what it belongs to, such as a group.

    ``touches`` names what it changes, so that no two open proposals pull at the same thing. A payload has one
    entry for each field of ``form``, as JSON knows it.
    """

    @property
    def name(self) -> str:
        """A short name, up to 20 letters; part of addresses."""

    @property
    def label(self) -> str | Promise:
        """What it is, as people say it."""

    @property
    def about(self) -> str | Promise:
        """One line about what adopting it does."""

    @property
    def touches(self) -> frozenset[str]:
        """What it changes."""

    @property
    def safety(self) -> bool:
        """Whether it keeps people safe: who has just joined does not decide on it yet."""

    @property
    def form(self) -> type[forms.Form]:
        """What is asked of whoever proposes."""

    def current(self, circle: Any, /) -> Payload:
        """How it stands now."""

    def begun(self, circle: Any, /) -> bool:
        """Whether this was said by whoever began alone, so that it comes back to all once three are in."""

    def check(self, circle: Any, payload: Payload, /) -> Payload:
        """The payload as it will be kept. Raises Refusal, with the field, for what cannot be."""

    def changed(self, before: Payload, after: Payload, /) -> frozenset[str]:
        """Of what it touches, what would be different."""

    def apply(self, circle: Any, payload: Payload, /, *, now: datetime) -> None:
        """Make it so, inside the change in which it was adopted."""

    def describe(self, before: Payload, after: Payload) -> list[Change]:
        """The same in words, part by part, also where a part stays as it is."""

    def sentence(self, before: Payload, after: Payload) -> str:
        """Say in one sentence what would be different."""


_effects: dict[str, Effect] = {}
_ADOPTED = "adopted-"


def register(effect: Effect) -> None:
    """Let people decide on this from now on."""
    _effects[effect.name] = effect


def offered() -> list[Effect]:
    """Everything that can be decided here, in the order in which it was registered."""
    return list(_effects.values())


def named(name: str) -> Effect:
    """The effect of this name. Raises NotHere."""
    if name not in _effects:
        raise NotHere
    return _effects[name]


def ledger_kind(effect: Effect) -> str:
    """Return the short name under which a ledger keeps that this was adopted."""
    return _ADOPTED + effect.name


def said_in_ledger(kind: str) -> str | Promise | None:
    """Return what a ledger says of an adoption, or None if the entry is of another kind."""
    effect = _effects.get(kind.removeprefix(_ADOPTED)) if kind.startswith(_ADOPTED) else None
    return format_lazy("{}: {}", _("Adopted"), effect.label) if effect else None


def packed(payload: Payload) -> str:
    """A payload as it is sealed."""
    return json.dumps(payload, cls=DjangoJSONEncoder)


def unpacked(text: str) -> dict[str, Any]:
    """A payload as it was sealed."""
    found: dict[str, Any] = json.loads(text)
    return found
