"""The texts of a group, as they will be kept."""

from mutuality.groups import terms
from mutuality.kit import names, prose

MOST = {
    "for_whom": terms.MOST_FOR_WHOM,
    "agreement": terms.MOST_AGREEMENT,
    "in_danger": terms.MOST_AGREEMENT,
    "our_limits": terms.MOST_OUR_LIMITS,
}


def clean(part: str, text: str) -> str:
    """One text of a group without hidden letters. Raises Refusal when it is broken or too long.

    Only what a group adds to the limits may be empty.
    """
    if part == "name":
        return names.clean(text)
    if part == "our_limits" and not text.strip():
        return ""
    return prose.clean(text, most=MOST[part], field=part)
