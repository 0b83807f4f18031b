"""Looking through one's own words: opened one after the other, compared, and let go."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from mutuality.people.models import Person
from mutuality.rooms import frames, moments
from mutuality.rooms.models import Word
from mutuality.vault import rows

A_PAGE = 20
# More are not opened in one go: a page answers soon, also for someone who has said very much.
MOST_OPENED = 2000
_AROUND = 80


@dataclass(frozen=True, slots=True)
class Found:
    """One word of mine that holds what I look for."""

    address: str
    where: str
    when: SafeString
    excerpt: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what was found, newest first. ``after``: how many words were looked at, where there are more."""

    lines: Sequence[Found]
    after: int = 0


def own_words(person: Person, *, wanted: str, after: int, zone: str, now: datetime) -> Page:
    """Return my words that hold this text, after so many that were looked at before."""
    said = Word.objects.filter(place__person=person, place__out=False, ends_at__gt=now)
    said = said.select_related("key", "topic", "place__room__circle").order_by("-said_at", "-order")
    some = list(said[after : after + MOST_OPENED])
    looked = _plain(wanted)
    found: list[Found] = []
    for number, (word, text) in enumerate(zip(some, rows.texts(some, "words"), strict=True), start=1):
        at = _plain(text or "").find(looked)
        if text is None or at < 0:
            continue
        found.append(_found(word, _excerpt(text, at=at), zone=zone, now=now))
        if len(found) == A_PAGE and number < len(some):
            return Page(found, after + number)
    return Page(found, after + MOST_OPENED if len(some) == MOST_OPENED else 0)


def _plain(text: str) -> str:
    """The text as it is compared: large and small letters are the same."""
    return unicodedata.normalize("NFC", text).casefold()


def _excerpt(text: str, *, at: int) -> str:
    begin, end = max(at - _AROUND, 0), at + 2 * _AROUND
    return f"{'…' * (begin > 0)}{text[begin:end].strip()}{'…' * (end < len(text))}"


def _found(word: Word, excerpt: str, *, zone: str, now: datetime) -> Found:
    heading = frames.heading_of(word.place)
    page = heading.address if word.place.room.led else reverse("topic", args=[word.topic_id])
    # As the last of a page of earlier words, however much was said after it.
    address = f"{page}?before={word.order + 1}#w-{word.pk}"
    when = moments.when(word.said_at, now=now, zone=zone, language=get_language() or "en")
    return Found(address, heading.title, when, excerpt)
