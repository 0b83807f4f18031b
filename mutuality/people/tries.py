"""Tries to sign in: guessing is slowed down, and no one is kept out of their own account by the tries of others.

No count stops everyone for one name. When many wrong tries meet a name from many networks, each network has a few;
visitors who cannot be told apart, as over Tor, do not count for it. A device that this person used before has a count
of its own, so that no stranger can use it up.
"""

import secrets
from datetime import timedelta
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from mutuality.kit import names
from mutuality.kit.rates import TooMany, is_shared, network_of, rates
from mutuality.kit.refusals import Refusal
from mutuality.people import operations, terms
from mutuality.people.models import Person
from mutuality.people.page_access import slow_down
from mutuality.vault import operations as vault

_KNOWN_FOR = timedelta(days=180)


class Try(NamedTuple):
    """One count that a try went into."""

    act: str
    key: str


def know_device(response: HttpResponse, *, person: Person) -> None:
    """Remember on this device of one's own that its person came in here. It opens nothing, and names no one."""
    token = secrets.token_urlsafe(12)
    terms.KNOWN_COOKIE.give(
        response, f"{token}.{_signed(token, mark=person.sign_in)}", seconds=_KNOWN_FOR.total_seconds()
    )


def _signed(token: str, *, mark: str) -> str:
    return vault.mark(f"{token}:{mark}", about="people.known_device")


def _known_device(request: HttpRequest, *, name: str) -> str:
    """What tells this device from others, if the person who signs in with this name has come in on it before."""
    token, _dot, signature = terms.KNOWN_COOKIE.of(request).partition(".")
    try:
        marks = operations.name_marks(name)
    except Refusal:
        return ""
    fits = any(
        secrets.compare_digest(signature.encode(), _signed(token, mark=mark).encode()) for mark in marks
    )
    return token if fits else ""


def count(request: HttpRequest, *, name: str) -> list[Try]:
    """Count a try. Returns the counts it went into. Raises TooMany."""
    device = _known_device(request, name=name)
    if device:
        rates.take("sign-in/device", key=device)
        return [Try("sign-in/device", device)]
    address = request.META.get("REMOTE_ADDR", "")
    network = network_of(address)
    slow_down(request, "sign-in")
    tries = [Try("sign-in", network)]
    return tries if is_shared(address) else tries + _count_name(names.skeleton(name), network=network)


def _count_name(alike: str, *, network: str) -> list[Try]:
    tries, under = [], "sign-in/here"
    try:
        rates.take("sign-in/name", key=alike)
        tries.append(Try("sign-in/name", alike))
    except TooMany:
        under = "sign-in/many-try"
    here = f"{network} {alike}"
    rates.take("sign-in/here", key=here, under=under)
    return [*tries, Try("sign-in/here", here)]


def slow_renaming(*, key: str) -> None:
    """Count that someone tries another name. Each answer tells whether someone here has it. Raises Refusal."""
    try:
        rates.take("rename", key=key)
    except TooMany:
        sentence = _("You can try five names a day. Please try again tomorrow.")
        raise Refusal(sentence, field="name") from None


def uncount(tries: list[Try]) -> None:
    """It was no wrong try: people who know who they are do not slow down their neighbours."""
    for one in tries:
        rates.give_back(one.act, key=one.key)
