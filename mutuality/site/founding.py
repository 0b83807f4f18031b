"""How a community comes to be: everything at once, or nothing."""

from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mutuality.kit import names
from mutuality.kit.locks import operation
from mutuality.people import operations as people
from mutuality.people.models import Founding, Person
from mutuality.safety import operations as safety
from mutuality.site import forms


def step_labels() -> list[str]:
    """What the steps of a founding are called."""
    return [_("A name for your community"), _("What we promise"), _("Support numbers"), _("You")]


def found(founding: Founding, kept: dict[str, Any], *, name: str, passphrase: str, now: datetime) -> Person:
    """The community, its limits and its first person, all at once.

    Raises AlreadyFounded when somebody was quicker, Refusal for the name or the passphrase.
    """
    hashed = people.hashed(passphrase, known=(names.clean(name), kept["community"]))
    return _found(kept, name=name, hashed=hashed, now=now)


@operation
def _found(kept: dict[str, Any], *, name: str, hashed: str, now: datetime) -> Person:
    people.found_community(name=kept["community"], now=now)
    safety.state_limits(answers=kept["limits"], numbers=forms.numbers_from(kept["numbers"]), now=now)
    return people.arrive_hashed(name=name, hashed=hashed, language=get_language() or "", now=now)
