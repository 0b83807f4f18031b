"""The texts of a group, as they will be kept."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from mutuality.groups import terms
from mutuality.kit import names, prose
from mutuality.kit.refusals import Refusal

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


def usual_turns(slugs: Iterable[str]) -> list[str]:
    """Which of the usual turns a group has, in the order in which everybody reads them."""
    chosen = set(slugs)
    return [role.value for role in terms.Role if role.value in chosen]


def own_turns(text: str) -> list[str]:
    """A group's own names for turns, one a line. Raises Refusal for unreadable, doubled or too many names."""
    found = [_own_turn(line) for line in text.splitlines() if line.strip()]
    if len(found) > terms.MOST_OWN_TURNS:
        said = _("A group can have up to %(most)d roles of its own.") % {"most": terms.MOST_OWN_TURNS}
        raise Refusal(said, field="own_turns")
    if len({names.skeleton(name) for name in found}) < len(found):
        raise Refusal(
            _("Two of these roles look the same. Please give each its own name."), field="own_turns"
        )
    return found


def _own_turn(line: str) -> str:
    try:
        return names.clean(line)
    except Refusal as refusal:
        raise Refusal(refusal.sentence, field="own_turns") from None
