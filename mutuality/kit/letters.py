"""Letters as Unicode describes them: which show nothing, where those are needed, and what there is to read.

The data is Unicode's own, in ``unicode/``, so that it does not depend on the Python that runs this.
"""

import json
import re
import unicodedata
from pathlib import Path

_FOLDER = Path(__file__).parent / "unicode"
_KNOWN: dict[str, list[tuple[int, int]]] = json.loads((_FOLDER / "properties.json").read_text())


def _any_of(name: str) -> str:
    """The inside of a character class with all letters that have a property."""
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in _KNOWN[name])


_BRAILLE_SPACE = "\u2800"
# Control codes, noncharacters, marks of annotations, a note without a head: nothing is drawn, and no property says so.
_NEVER = "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufdd0-\ufdef\ufff9-\ufffb\U0001d159" + "".join(
    f"{chr(plane + 0xFFFE)}-{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_NOTHING = f"[{_any_of('ignorable')}{_NEVER}]"
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
_UNSEEN = re.compile(f"{_FLAG}|{_NOTHING}")
_HIDDEN = re.compile(_NOTHING)

_PICTURE, _SKIN = _any_of("pictures"), "\U0001f3fb-\U0001f3ff"
_JOINING, _UNSPACED = _any_of("joining"), _any_of("unspaced")
_MARKS_OF_ARABIC = "\u064b-\u065f\u0670"
# Where what shows nothing does something: it forms letters, ends a word, or makes one picture of several.
_WORKS = re.compile(
    "|".join(
        (
            f"(?<=[{_any_of('viramas')}{_JOINING}{_MARKS_OF_ARABIC}])[\u200c\u200d]",
            f"[\u200c\u200d](?=[{_JOINING}])",
            f"(?<=[{_PICTURE}{_SKIN}\ufe0f])\u200d(?=[{_PICTURE}])",
            f"(?<=[{_PICTURE}])[\ufe0e\ufe0f]",
            "(?<=[0-9#*])\ufe0f(?=\u20e3)",
            f"(?<=[{_any_of('ideographs')}{_UNSPACED}])[\ufe00-\ufe0d\U000e0100-\U000e01ef]",
            f"(?<=[{_JOINING}])[\u180b-\u180f]",
            f"(?<=[{_UNSPACED}])\u200b(?=[{_UNSPACED}])",
        )
    )
)


def seen(text: str, *, also: str = "") -> str:
    """The text without letters that show nothing, except where a script or a picture needs them.

    ``also``: letters that stay wherever they are.
    """
    if text.isascii() and text.isprintable():
        return text
    text = text.replace(_BRAILLE_SPACE, " ")

    def kept(found: re.Match[str]) -> str:
        letter = found.group()
        stays = len(letter) > 1 or letter in also or _WORKS.match(text, found.start())
        return letter if stays else ""

    return _UNSEEN.sub(kept, text)


def without_hidden(text: str) -> str:
    """The text without any letter that shows nothing, for comparing how it looks."""
    return _HIDDEN.sub("", text.replace(_BRAILLE_SPACE, " "))


def is_hidden(letter: str) -> bool:
    """Whether this letter shows nothing by itself."""
    return _HIDDEN.match(letter) is not None


def readable(text: str) -> bool:
    """Whether there is anything to read. What this Python does not know yet counts: it may be a new picture."""
    return any(
        (unicodedata.category(letter)[0] in "LNPS" or unicodedata.category(letter) == "Cn")
        and not is_hidden(letter)
        for letter in text
    )


class FewMarks:
    """Takes away what is stacked on a letter beyond so many marks: towers would lie over what others said.

    One of these goes over several pieces that are shown as one line.
    """

    def __init__(self, *, most: int) -> None:
        self._most, self._row = most, 0

    def __call__(self, text: str) -> str:
        """The next piece, with no more marks on a letter than there may be."""
        if text.isascii():
            self._row = 0 if text else self._row
            return text
        return "".join(letter for letter in text if self._stays(letter))

    def _stays(self, letter: str) -> bool:
        kind = unicodedata.category(letter)
        if kind in ("Mn", "Me"):
            self._row += 1
        elif kind != "Cf":
            self._row = 0
        return self._row <= self._most or kind == "Cf"
