"""Names people choose: cleaned of what cannot be seen, and compared by how they look.

The skeleton follows the idea of Unicode Technical Standard 39 (confusable detection), with a small
table of its own.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

from mutuality.kit.refusals import Refusal

LONGEST = 40
_JOINERS = "\u200c\u200d"
_BLANK = frozenset("\u00ad\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_MARK = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_MARKS_IN_A_ROW = re.compile(f"({_MARK}{{3}}){_MARK}+")

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
_GREEK = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")
_FOLD = str.maketrans(
    {
        seen: plain
        for many in _LIKE_CAPITALS
        for seen, plain in zip(many, _ALPHABET, strict=True)
        if seen != "?"
    }
    | {seen: plain for plain, many in _LOOKS_LIKE.items() for seen in many}
)
_MARKS_OVER_A_NAME = 4


def clean(text: str) -> str:
    """The name as it will be shown, without invisible letters; refused where nobody could read or say it."""
    name = _seen(unicodedata.normalize("NFC", text))
    name = " ".join(few_marks(_MARKS_IN_A_ROW.sub(r"\1", name), most=_MARKS_OVER_A_NAME).split())
    if not any(unicodedata.category(letter)[0] in "LNS" for letter in skeleton(name)):
        raise Refusal(_("Please write a name that people can read."), field="name")
    if len(name) > LONGEST:
        raise Refusal(_("A name can have up to %(most)d letters.") % {"most": LONGEST}, field="name")
    return name


def few_marks(text: str, *, most: int) -> str:
    """The text with at most so many marks on one letter: towers of them would lie over what others said."""
    if text.isascii():
        return text
    kept, row = [], 0
    for letter in text:
        kind = unicodedata.category(letter)
        if kind in ("Mn", "Me"):
            row += 1
        elif kind != "Cf":
            row = 0
        if row <= most or kind == "Cf":
            kept.append(letter)
    return "".join(kept)


def skeleton(text: str) -> str:
    """What a name looks like at a glance; two names with one skeleton could be taken for each other."""
    plain = _greek_capitals(unicodedata.normalize("NFKD", text)).casefold().translate(_FOLD)
    plain = unicodedata.normalize("NFKD", plain)
    bare = "".join(letter for letter in plain if not _is_mark(letter)).translate(_FOLD)
    bare = bare.replace("rn", "m").replace("vv", "w")
    return " ".join("".join(letter if _carries(letter) else " " for letter in bare).split())


def _greek_capitals(text: str) -> str:
    """Greek capitals look like other letters than their small forms do; in a Greek name they are just capitals."""
    foreign = any("a" <= letter <= "z" or "A" <= letter <= "Z" for letter in text)
    return text.translate(_GREEK) if foreign or text.isupper() else text


def _carries(letter: str) -> bool:
    """Letters, numbers, signs and the vowels that some scripts write as marks; not what merely separates."""
    return unicodedata.category(letter)[0] in "LNSM"


def _seen(text: str) -> str:
    kept = []
    for place, letter in enumerate(text):
        if letter in _JOINERS:
            kept.append(letter if _joins(text, place) else "")
        elif letter.isspace():
            kept.append(" ")
        elif unicodedata.category(letter)[0] != "C" and letter not in _BLANK:
            kept.append(letter)
    return "".join(kept)


def _joins(text: str, place: int) -> bool:
    """Persian and the scripts of India need joiners inside a word; elsewhere they only hide a difference."""
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return bool(before) and (unicodedata.combining(before) == 9 or (_arabic(before) and _arabic(after)))


def _arabic(letter: str) -> bool:
    return "\u0620" <= letter <= "\u06ff" or "\u0750" <= letter <= "\u077f"


def _is_mark(letter: str) -> bool:
    return (
        unicodedata.combining(letter) != 0 or unicodedata.category(letter) in ("Me", "Cf") or letter in _BLANK
    )
