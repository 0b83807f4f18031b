"""What all who are here decide on together: what they promise, and the place itself. Each is one small class."""

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Protocol

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mutuality.ballots import rules
from mutuality.ballots import terms as ballots_terms
from mutuality.ballots.effects import Change
from mutuality.kit import languages, names
from mutuality.ledger import operations as ledger
from mutuality.people import operations as people
from mutuality.people import queries as people_queries
from mutuality.people.models import Person
from mutuality.people.terms import Starting
from mutuality.safety import operations, queries, terms
from mutuality.safety.models import Statement

# The ledger of the whole place, and what an entry about the place itself is called.
LEDGER, SETTLED = terms.PLACE_LEDGER, "place-settled"
ACTS: Mapping[str, Promise] = {
    SETTLED: _("Adopted: what belongs to the whole community"),
    terms.HOST_FACTS: _("The person who runs the server changed what they say about it"),
}
_BY_HOST_SAYS: Promise = _("The person at the server did this. No one else had to agree.")


FIRST = settings.LANGUAGE_CODE


class Subject(Protocol):
    """Something that belongs to all who are here."""

    def current(self) -> Mapping[str, Any]:
        """How it is now."""

    def check(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """What is proposed, as it will be kept. Raises Refusal, with the field."""

    def rests(self, *, today: date) -> bool:
        """Whether it was changed a short time ago, so that it changes again only if everyone agrees."""

    def apply(
        self, answers: Mapping[str, Any], *, agreed: Collection[str], clause: str, now: datetime
    ) -> None:
        """Make it so. ``agreed``: who said yes, and has read it."""


class Promised:
    """The limits: what is promised here, and what can't be."""

    def current(self) -> Mapping[str, Any]:
        """Every line in force."""
        return {name: text for name, text in (queries.kept() or {}).items() if name not in terms.BESIDE}

    def check(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The lines as they will be kept. Raises Refusal for an empty one."""
        return operations.check_answers(answers)

    def rests(self, *, today: date) -> bool:
        """Whether this version is younger than what was settled rests; not the one the place began with."""
        latest = Statement.objects.latest("number")
        return latest.number > queries.FIRST and latest.dated > today - ballots_terms.RESTS

    def apply(
        self, answers: Mapping[str, Any], *, agreed: Collection[str], clause: str, now: datetime
    ) -> None:
        """State them. Who agreed has read them; all others read once what changed."""
        stated = operations.state_limits(answers=dict(answers), now=now)
        for reader in Person.objects.filter(pk__in=agreed):
            operations.note_read(stated.number, by=reader, now=now)


class OfThePlace:
    """The place itself: its name, the language it speaks first, and who may start groups."""

    def current(self) -> Mapping[str, Any]:
        """How the place is called, and what it settled."""
        place = people_queries.community()
        assert place is not None
        name = people_queries.community_name(place)
        return {"name": name, "language": place.language, "starting": place.starting}

    def check(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The settings as they will be kept. Raises Refusal for a name that can't be."""
        return {
            "name": names.clean(str(answers["name"])),
            "language": languages.spoken(str(answers["language"])).replace(FIRST, ""),
            "starting": Starting(answers["starting"]).value,
        }

    def rests(self, *, today: date) -> bool:
        """Whether it was settled a short time ago."""
        place = people_queries.community()
        settled = place.settled_on if place else None
        return settled is not None and settled > today - ballots_terms.RESTS

    def apply(
        self, answers: Mapping[str, Any], *, agreed: Collection[str], clause: str, now: datetime
    ) -> None:
        """From now on it is so, and that is written down for all to read."""
        before = self.current()
        people.settle_place(
            name=answers["name"],
            language=answers["language"],
            starting=answers["starting"],
            together=len(agreed) > 1,
            now=now,
        )
        ledger.record(
            LEDGER,
            kind=SETTLED,
            by=None,
            about=None,
            text=languages.in_each(lambda: _in_short(before, answers)),
            clause=clause,
            now=now,
        )


def _in_words(stands: Mapping[str, Any]) -> dict[str, str]:
    spoken = {"": "English", **dict(settings.LANGUAGES)}
    return {
        "name": str(stands["name"]),
        "language": str(spoken[stands["language"]]),
        "starting": str(Starting(stands["starting"]).label),
    }


def read(stands: Mapping[str, Any]) -> list[tuple[str, str]]:
    """How the place is, part by part in words."""
    return [(str(LABELS[part]), said) for part, said in _in_words(stands).items()]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What would be different of the place, in words."""
    was, will_be = _in_words(before), _in_words(after)
    return [
        Change(str(LABELS[part]), was[part], will_be[part], short=True)
        for part in was
        if was[part] != will_be[part]
    ]


LABELS: Mapping[str, Any] = {
    "name": _("The name of this community"),
    "language": _("The language of pages, where a browser asks for one we don't speak"),
    "starting": _("Who may start a group"),
}


def _in_short(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    return "; ".join(f"{each.before} → {each.after}" for each in differences(before, after))


def told(text: str) -> dict[str, Any]:
    """What is proposed, as it was sealed."""
    found: dict[str, Any] = json.loads(text)
    return found


def clause_says(clause: str) -> Promise:
    """How the ledger of the place says what a decision rests on."""
    return _BY_HOST_SAYS if clause == terms.BY_HOST else rules.clause_says(clause)


SUBJECTS: Mapping[str, Subject] = {terms.LIMITS: Promised(), terms.PLACE: OfThePlace()}
