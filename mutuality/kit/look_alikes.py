"""How a name looks at a glance, as a skeleton: after Unicode Technical Standard 39, with its table and one of our own.

What is kept is a keyed mark of the skeleton. When a skeleton changes, marks that were made of the earlier one must
still be found; that is what ``earlier_skeleton`` is for.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from mutuality.kit import letters

# As it was before the table of Unicode came beside it.
_LOOKS_LIKE = {
    "a": "аɑαᴀ", "b": "ЬьбƄʙв", "c": "сϲᴄⅽ", "d": "ԁԀⅾ", "e": "еҽєɛεеℯ℮ᴇ", "f": "ϝƒք", "g": "ɡցɢ",
    "h": "һհнʜ", "j": "јϳյ", "k": "кκᴋ", "l": "i1|ıіɩιӏІǀⵏ׀ןℓⅼ!", "m": "мᴍⅿ",
    "n": "ոռпηɴ", "o": "0οоօσᴏס०੦૦௦౦೦൦๐໐٥۵", "p": "рρᴘ",
    "q": "ԛգզ", "r": "гᴦʀ", "s": "ѕꜱʂտ", "t": "тτᴛ", "u": "υսᴜʋц", "v": "νѵᴠⅴ", "w": "ԝωшᴡա", "x": "хχⅹ×",
    "y": "уүγʏყ", "z": "ᴢʐ", "3": "зʒӡȝ", "ae": "æ", "oe": "œ", "ss": "ß", "th": "þ",
}  # fmt: skip
# Scripts whose letters are drawn like Latin capitals, letter for letter; "?" where none looks like it.
_ALPHABET = "abcdefghljklmnopqrstuvwxyz"
_LIKE_CAPITALS = (
    "ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑ?ꓣꓢꓔꓴꓦꓪꓫꓬꓜ",
    "ᎪᏴᏟᎠᎬ?ᏀᎻᎥᎫᏦᏞᎷ??Ꮲ?ᏒᏚᎢ?ᏙᏔ??Ꮓ",
    "ᗩᗷᑕᗪᗴᖴ?ᕼ?ᒍ?ᒪᗰ??ᑭ?ᖇᔕ?ᑌᐯᗯ᙭??",
    "".join(chr(0x1F150 + place) for place in range(26)),
    "".join(chr(0x1F170 + place) for place in range(26)),
)
_GREEK = str.maketrans(dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)))
_FOLD = str.maketrans(
    {
        seen: plain
        for many in _LIKE_CAPITALS
        for seen, plain in zip(many, _ALPHABET, strict=True)
        if seen != "?"
    }
    | {seen: plain for plain, many in _LOOKS_LIKE.items() for seen in many}
)
_BLANK = frozenset("\u00ad\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def earlier_skeleton(text: str) -> str:
    """The skeleton as it was in the first version: marks that were made of it are still kept."""
    plain = _bare(_capitals(unicodedata.normalize("NFKD", text), _GREEK), fold=_FOLD, hidden=_BLANK)
    return _in_words(plain)


def skeleton(text: str) -> str:
    """What a name looks like at a glance; two names with one skeleton could be taken for each other."""
    tables = _tables()
    text = letters.without_hidden(text).translate(tables.whole)
    plain = _capitals(unicodedata.normalize("NFKD", text), tables.capitals)
    return _in_words(_bare(plain, fold=tables.small))


def skeletons(text: str) -> tuple[str, ...]:
    """The skeleton, and the earlier one where it was another: under either a name may be kept."""
    return tuple(dict.fromkeys((skeleton(text), earlier_skeleton(text))))


Table = dict[int, str]


def _bare(text: str, *, fold: Table, hidden: frozenset[str] = frozenset()) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().translate(fold))
    return "".join(letter for letter in plain if not _is_mark(letter, hidden)).translate(fold)


def _in_words(bare: str) -> str:
    bare = bare.replace("rn", "m").replace("vv", "w")
    return " ".join("".join(letter if _carries(letter) else " " for letter in bare).split())


def _capitals(text: str, table: Table) -> str:
    """Capitals may look like other letters than their small forms; in a name of their script they are just capitals."""
    foreign = any("a" <= letter <= "z" or "A" <= letter <= "Z" for letter in text)
    return text.translate(table) if foreign or text.isupper() else text


def _carries(letter: str) -> bool:
    """Letters, numbers, signs and the vowels that some scripts write as marks; not what merely separates."""
    kind = unicodedata.category(letter)
    return kind[0] in "LNSM" or kind == "Cn"


def _is_mark(letter: str, hidden: frozenset[str]) -> bool:
    return (
        unicodedata.combining(letter) != 0 or unicodedata.category(letter) in ("Me", "Cf") or letter in hidden
    )


class _Tables(NamedTuple):
    """Letter by letter, what it looks like: before it is taken apart, as a capital, and as a small letter."""

    whole: Table
    capitals: Table
    small: Table


# One letter on two keyboards: Persian and Arabic yeh and kaf, and the forms of heh. The rest are what Unicode's table
# calls alike and ours gave another letter.
_ONE_LETTER = {
    "ي": "ى", "ی": "ى", "ێ": "ى", "ك": "ک", "ڪ": "ک", "ہ": "ه", "ھ": "ه", "ە": "ه",
    "ĸ": "k", "ʍ": "m", "ɜ": "3", "ꞓ": "e",
}  # fmt: skip


@cache
def _tables() -> _Tables:
    tables = _Tables({}, dict(_GREEK), dict(_FOLD))
    for letter, alike in _confusables():
        _note(letter, _bare(alike, fold=_FOLD), tables)
    for letter, other in _ONE_LETTER.items():
        tables.small[ord(letter)] = tables.small.get(ord(other), other)
    return tables


def _note(letter: str, plain: str, tables: _Tables) -> None:
    small, apart = letter.casefold(), unicodedata.normalize("NFKD", letter)
    vanishes = not any(map(_carries, plain)) and unicodedata.category(letter) in ("Lo", "Ll", "Lu")
    if vanishes or _bare(apart, fold=_FOLD) == plain:
        return
    if apart != letter:
        tables.whole[ord(letter)] = plain
    elif small == letter:
        tables.small.setdefault(ord(letter), plain)
    elif len(small) == 1 and not small.isascii():
        tables.capitals.setdefault(ord(letter), plain)


def _confusables() -> Iterator[tuple[str, str]]:
    """Each letter of Unicode's table that is a word's part, with what it looks like. Its marks are dropped anyhow."""
    folder = Path(__file__).parent / "unicode"
    for line in (folder / "confusables.txt").read_text().splitlines():
        letter, *alike = (chr(int(code, 16)) for code in line.split())
        if unicodedata.category(letter)[0] in "LNS" and (letter == "`" or not letter.isascii()):
            yield letter, "".join(alike)
