"""What whoever runs the server says of it themselves, so that the limits never name the wrong person."""

from django.db import DatabaseError
from django.utils.translation import gettext as _

from mutuality.kit import clock
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.kit.troubles import Trouble
from mutuality.safety import operations as safety
from mutuality.safety import queries as safety_queries
from mutuality.safety import terms as safety_terms
from mutuality.vault import opening
from mutuality.vault.keyring import KeyTrouble

AGENCY = {"yes": True, "no": False, None: None}


def limits(agency: str | None, **facts: str | None) -> list[str]:
    """Say how the facts stand, or state them anew. Everybody is shown what changed before they write again."""
    told = {slug: text for slug, text in facts.items() if text is not None}
    if agency not in AGENCY:
        raise Trouble(_("--agency must be yes or no. Nothing was changed."))
    try:
        opening.verify()
        if told or agency:
            safety.state_facts(facts=told, agency=AGENCY[agency], now=clock.now())
        return _as_they_stand()
    except NotHere:
        raise Trouble(
            _("This community has not been set up yet. Nothing was changed. Open the setup link first.")
        ) from None
    except (Refusal, KeyTrouble) as trouble:
        raise Trouble(str(trouble)) from trouble
    except DatabaseError as error:
        raise Trouble(_("Could not use the database: %(why)s.") % {"why": type(error).__name__}) from error


def _as_they_stand() -> list[str]:
    stands, kept = safety_queries.limits(), safety_queries.kept()
    if stands is None or kept is None:
        raise NotHere
    asks = {question.slug: question.asks for question in safety_terms.QUESTIONS}
    facts = [f"{asks[slug]}: {kept[slug]}" for slug in safety_terms.FACTS]
    line = [str(safety_terms.AGENCY_LINE if stands.agency else safety_terms.NO_AGENCY)]
    dated = _("Version %(number)d, from %(day)s.") % {"number": stands.number, "day": stands.dated}
    return [*facts, *line, dated]
