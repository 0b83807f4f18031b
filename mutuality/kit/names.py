"""Names people choose: cleaned of what cannot be seen, and compared by how they look."""

import re
import unicodedata

from django.utils.translation import gettext as _

from mutuality.kit import letters
from mutuality.kit.look_alikes import earlier_skeleton, skeleton, skeletons
from mutuality.kit.refusals import Refusal

LONGEST = 40
_MARK = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_MARKS_IN_A_ROW = re.compile(f"({_MARK}{{3}}){_MARK}+")
_MARKS_OVER_A_NAME = 4

__all__ = ["LONGEST", "clean", "earlier_skeleton", "skeleton", "skeletons"]


def clean(text: str) -> str:
    """The name as it will be shown, without invisible letters; refused where nobody could read or say it."""
    name = unicodedata.normalize("NFC", _seen(text))
    few_marks = letters.FewMarks(most=_MARKS_OVER_A_NAME)
    name = " ".join(few_marks(_MARKS_IN_A_ROW.sub(r"\1", name)).split())
    if not any(unicodedata.category(letter) == "Cn" or _says(letter) for letter in skeleton(name)):
        raise Refusal(_("Please write a name that people can read."), field="name")
    if len(name) > LONGEST:
        over = {"most": LONGEST, "over": len(name) - LONGEST}
        raise Refusal(
            _("A name can have up to %(most)d letters. It is %(over)d too long.") % over, field="name"
        )
    return name


def _seen(text: str) -> str:
    text = letters.seen("".join(" " if letter.isspace() else letter for letter in text))
    return "".join(letter for letter in text if letters.is_hidden(letter) or _is_shown(letter))


def _is_shown(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cc", "Cf", "Co", "Cs")


def _says(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LNS"
