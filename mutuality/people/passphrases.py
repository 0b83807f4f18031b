"""What makes a passphrase hard to guess, and four words for who wants them given.

NIST SP 800-63B-4: at least 15 characters counted by code point, no composition rules, a blocklist with the reason.
"""

import gzip
import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from django.contrib.auth import password_validation
from django.utils.translation import gettext as _
from xkcdpass import xkcd_password

from mutuality.kit.refusals import Refusal
from mutuality.people import terms

# Words that a person may not want to meet on a hard day.
_HEAVY = frozenset(Path(__file__).with_name("heavy_words.txt").read_text(encoding="utf-8").split())

_hasher = PasswordHasher()
# Hashing is slow on purpose. Pages have eight threads: so many may compute or wait here, and the others go on. New
# passphrases have places of their own, and one turn: who sends them without end keeps no one from coming in.
_computing = threading.Semaphore(2)
_places = threading.Semaphore(3)
_new_places = threading.Semaphore(2)
_one_new = threading.Semaphore(1)
WAIT_SECONDS = 8.0


class Crowded(Refusal):
    """Many people come in at this very moment. Nothing is wrong with what was typed."""


@contextmanager
def _in_turn(places: threading.Semaphore, *turns: threading.Semaphore) -> Iterator[None]:
    """Compute one hash when it is its turn. Raises Crowded where so many wait that other pages would."""
    with ExitStack() as held:
        for one in (places, *turns):
            if not one.acquire(blocking=one is not places, timeout=None if one is places else WAIT_SECONDS):
                raise Crowded(
                    _("Many people are signing in right now. Please wait a moment, then try again.")
                )
            held.callback(one.release)
        yield


@cache
def _words() -> tuple[str, ...]:
    found = xkcd_password.generate_wordlist(
        wordfile=xkcd_password.locate_wordfile("eff-long"), min_length=4, max_length=8, valid_chars="[a-z]"
    )
    return tuple(sorted(set(found) - _HEAVY))


def four_words() -> str:
    """Four plain words in a row, at least 47 bits: to say over the phone, or to use as a passphrase."""
    while True:
        phrase = " ".join(secrets.choice(_words()) for _place in range(4))
        if len(phrase) >= terms.PASSPHRASE_LEAST:
            return phrase


def fold(phrase: str) -> str:
    """The same phrase however a keyboard composed it."""
    return unicodedata.normalize("NFKC", phrase)


@cache
def _common() -> frozenset[str]:
    listed = Path(password_validation.__file__).parent / "common-passwords.txt.gz"
    with gzip.open(listed, "rt", encoding="utf-8") as lines:
        return frozenset(line.strip() for line in lines)


def _is_a_run(text: str) -> bool:
    steps = {ord(b) - ord(a) for a, b in pairwise(text)}
    rows = (
        "qwertyuiopasdfghjklzxcvbnm",
        "qwertzuiopasdfghjklyxcvbnm",
        "azertyuiopqsdfghjklmwxcvbn",
        "1234567890" * 3,
    )
    return len(steps) == 1 or any(text in row or text in row[::-1] for row in rows)


def _repeats(text: str) -> bool:
    return any(
        text == (text[:size] * (len(text) // size + 1))[: len(text)] for size in range(1, len(text) // 2 + 1)
    )


def _made_of_common(text: str) -> bool:
    if text in _common():
        return True
    for start in range(len(text) - 1, 0, -1):
        head, tail = text[:start], text[start:]
        if head in _common() and (tail in _common() or not any(letter.isalpha() for letter in tail)):
            return True
    return False


def check(phrase: str, *, known: tuple[str, ...] = ()) -> None:
    """Refuse a passphrase that others would guess, and say why.

    ``known`` are words anyone here could try: the person's own name, the community's name.
    Raises Refusal (field ``passphrase``). Source: NIST SP 800-63B-4, 3.1.1.2.
    """
    folded = fold(phrase)
    if len(folded) < terms.PASSPHRASE_LEAST:
        raise Refusal(
            _("This is too short. Please use at least %(least)d characters.")
            % {"least": terms.PASSPHRASE_LEAST},
            field="passphrase",
        )
    if len(folded) > terms.PASSPHRASE_MOST:
        raise Refusal(
            _("This is too long. Please use at most %(most)d characters.") % {"most": terms.PASSPHRASE_MOST},
            field="passphrase",
        )
    plain = "".join(folded.casefold().split())
    for word in known:
        own = "".join(fold(word).casefold().split())
        if len(own) >= 3 and len(plain.replace(own, "")) < 8:
            raise Refusal(
                _("This is mostly a name that people here know. Please add other words."), field="passphrase"
            )
    if _repeats(plain):
        raise Refusal(_("This repeats the same letters. Please mix in other words."), field="passphrase")
    if _is_a_run(plain):
        raise Refusal(
            _("These keys are next to each other, so they are easy to guess. Please use other words."),
            field="passphrase",
        )
    if _made_of_common(plain) or _made_of_common(plain[::-1]):
        raise Refusal(
            _("This is on a list of passphrases that are often guessed. Please use other words."),
            field="passphrase",
        )


def digest(phrase: str) -> str:
    """What is kept of a passphrase: an Argon2id hash."""
    with _in_turn(_new_places, _one_new, _computing):
        return _hasher.hash(fold(phrase))


def matches(phrase: str, kept: str) -> bool:
    """Whether the phrase is the one whose hash was kept."""
    try:
        with _in_turn(_places, _computing):
            return _hasher.verify(kept, fold(phrase))
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return digest(secrets.token_urlsafe(24))


def matches_nobody(phrase: str) -> bool:
    """Takes as long as a real check, so that an unknown name cannot be told from a wrong passphrase."""
    matches(phrase, _nobody())
    return False
