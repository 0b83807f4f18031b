"""Two members who act together, and a third whom it is about."""

from mutuality.first_aid import operations, queries
from mutuality.first_aid.models import Asked, Step
from mutuality.first_aid.terms import Kind
from tests.cast import Cast, Someone


def clause(cast: Cast) -> str:
    """A sentence of the group's agreement."""
    return queries.clauses(cast.group)[0]


def ask(
    cast: Cast, kind: str, *, by: Someone, about: Someone | None = None, word: str | None = None
) -> Asked:
    """Let someone ask for a step."""
    assert by.membership is not None and by.person is not None
    whom = about.person.pk if about and about.person else None
    found = operations.ask(
        by.membership, kind=kind, clause=clause(cast), about=whom, word=word, by=by.person, now=cast.now
    )
    assert isinstance(found, Asked)
    return found


def agree(cast: Cast, asked: Asked, *, by: Someone) -> Step:
    """Let someone agree to it."""
    assert by.membership is not None and by.person is not None
    return operations.agree(asked, membership=by.membership, by=by.person, now=cast.now)


def hold_back(cast: Cast, *, about: Someone, one: Someone, other: Someone) -> Step:
    """Two keep a third from writing."""
    return agree(cast, ask(cast, Kind.WAIT, by=one, about=about), by=other)
