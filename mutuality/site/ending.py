"""Leaving the community, and the end of a community that nobody is in."""

import sys
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.urls import reverse

from mutuality.kit.locks import operation
from mutuality.people import operations as people
from mutuality.people.models import Community, Person
from mutuality.site import joined
from mutuality.vault import operations as vault
from mutuality.vault.models import DataKey

# Rows that are no one's words and outlive a community: the list of destroyed keys, the seal of the key file, duties.
_STAYS = {"vault.destroyed", "vault.seal", "vault.datakey", "outbox.duty"}


@operation
def leave_community(*, by: Person, now: datetime) -> bool:
    """Leave for good, in one act: nothing of this person stays. Returns whether the community ended with it."""
    for depart in joined.DEPARTURES:
        depart(by=by, now=now)
    return _end_if_empty(now=now)


@operation
def erase_if_empty(*, now: datetime) -> None:
    """A community that nobody is in erases itself and waits to be founded anew."""
    _end_if_empty(now=now)


def _end_if_empty(*, now: datetime) -> bool:
    if Person.objects.exists() or not Community.objects.select_for_update().values_list("pk").first():
        return False
    # Someone who arrives holds the community. Until now this change may have waited for them: they are here then.
    if Person.objects.exists():
        return False
    vault.forget(DataKey.objects.values_list("pk", flat=True))
    for model in apps.get_models():
        if model._meta.label_lower not in _STAYS:
            model._default_manager.all().delete()
    announce(people.await_founding(now=now))
    return True


def founding_address(token: str) -> str:
    """Where the first person comes in."""
    return settings.ADDRESS + reverse("founding-link", args=[token])


def waits(token: str) -> str:
    """Return what the person who runs the program reads until the community is set up."""
    sentence = "This community is not set up yet. Open the setup link, which works once:"
    return f"\n{sentence}\n  {founding_address(token)}\n\n"


def announce(token: str) -> None:
    """Say the founding link to whoever runs the program. It is written nowhere else."""
    sys.stdout.write(waits(token))
    sys.stdout.flush()
