"""In which language somebody reads, and sentences that are kept so that each reader finds them in theirs."""

import json
from collections.abc import Callable

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation.trans_real import parse_accept_lang_header

_MOST_ASKED = 500


def codes() -> list[str]:
    """The languages that the pages speak."""
    return [code for code, _name in settings.LANGUAGES]


def spoken(code: str) -> str:
    """The language of ours that is meant by this code, or nothing."""
    try:
        return translation.get_supported_language_variant(code[:35]) if code else ""
    except LookupError:
        return ""


def asked_for(*, chosen: str, accepted: str, otherwise: Callable[[], str] = str) -> str:
    """What a reader chose on this device, else the first language of ours that their browser asks for.

    ``accepted``: an ``Accept-Language`` header, from a caller of any kind. ``otherwise``: asked where it names
    languages, and none of ours.
    """
    return spoken(chosen) or _first_of(accepted[:_MOST_ASKED], otherwise)


def _first_of(accepted: str, otherwise: Callable[[], str]) -> str:
    found = (spoken(code) for code, _weight in parse_accept_lang_header(accepted))
    first = next((code for code in found if code), "")
    return first or (spoken(otherwise()) if accepted else "") or settings.LANGUAGE_CODE


def in_each(said: Callable[[], str]) -> str:
    """A sentence of ours to keep, said in every language there is; nothing for nothing."""
    sentences = {}
    for code in codes():
        with translation.override(code):
            sentences[code] = said()
    return json.dumps(sentences, ensure_ascii=False) if any(sentences.values()) else ""


def as_read(kept: str) -> str:
    """A kept sentence in the reader's language; as it was first said, where it was kept before that one came."""
    if not kept.startswith("{"):
        return kept
    sentences: dict[str, str] = json.loads(kept)
    return sentences.get(translation.get_language() or "", next(iter(sentences.values())))


def unless_changed(text: str, *, ours: Promise | str) -> str:
    """A text that people took over from us word for word reads in each reader's language; their own words stay."""
    return str(ours) if text in _wordings(ours) else text


def _wordings(ours: Promise | str) -> set[str]:
    wordings = set()
    for code in codes():
        with translation.override(code):
            wordings.add(str(ours))
    return wordings
