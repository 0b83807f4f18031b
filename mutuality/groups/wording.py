"""The texts of a group, as they will be kept."""

from mutuality.groups import terms
from mutuality.kit import names, prose

MOST = {
    "for_whom": terms.MOST_FOR_WHOM,
    "agreement": terms.MOST_AGREEMENT,
    "in_danger": terms.MOST_AGREEMENT,
}


def clean(part: str, text: str) -> str:
    """One text of a group without hidden letters. Raises Refusal when it is empty, broken or too long."""
    if part == "name":
        return names.clean(text)
    return prose.clean(text, most=MOST[part], field=part)
