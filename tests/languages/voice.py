"""How we write, as data: the words that people do not use, and how long and how hard a text may be.

The reading grade is that of Flesch and Kincaid (1975): 0.39 × words per sentence + 11.8 × syllables per word − 15.59.
A sentence ends at . ? ! only. Syllables are groups of vowels without a silent end; the count is for comparing our own
texts with each other, so it needs no dictionary. What a page fills in counts as one short word.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

LONGEST_SENTENCE = 20
HARDEST = 8
# A grade says little about fewer words than these.
ENOUGH_FOR_A_GRADE = 40

_BODY = r"(?:some|no|any|every)body"
# What we wrote, and what people say. Some are meant only as a heading, a button or a whole text.
NEVER: Mapping[str, str] = {
    r"\bwho(?:m)?ever\b|\bwhose ever\b": "anyone who",
    r"\bwho (?:come|comes|came) later\b": "anyone who joins later",
    r"\banew\b": "again",
    rf"\b{_BODY}\b(?! else's)": "someone, no one, anyone, everyone",
    r"\bfound(?:s|ed|ing)? (?:a|an|another|this|the|your) (?:group|place|community)\b": "start, create",
    r"\b(?:come|comes|came|coming) in\b": "sign in, join",
    r"^go on\b": "continue",
    r"^keep this\b": "save",
    r"\bs(?:it|its|at|itting) in\b": "join the meeting",
    r"\bg(?:ive|ives|ave|iving|iven) (?:the floor|it|the turn) on\b": "pass the turn on",
    r"\b(?:it|that|this) takes two\b|\bby two\b(?! people)": "one more person needs to agree",
    r"\bstands?\b|\bstood\b": "is, is shown next to your name, is recorded",
    r"\bis so because\b": "why",
    r"\bnot like this\b": "I can't agree with this",
    r"\bno answer is not a yes\b": "silence doesn't count as a yes",
    r"\bwords said now stay\b": "what you say now is kept for",
    r"^going$": "leaving",
    r"\bnothing here for you to see\b": "we can't find that page",
    r"\(if you like\)": "(optional)",
    r"!": "a full stop",
}
# On pages and in commands. Guides also name files, and speak of the code.
NEVER_ON_PAGES: Mapping[str, str] = {
    r"^say it$": "send",
    r"\b(?:our|your|its|the|starting|these) terms\b|\bterms of a group\b": "rules, or agreement for its text",
    # American spelling.
    r"\b(?:cancell|travell|labell|modell|counsell)(?:ed|ing|ors?)\b": "canceled, traveled, labeled, modeled",
    r"\b(?:colour|favour|behaviour|honour|neighbour|centre|grey|towards|programme|judgement|whilst)s?\b": "American",
    r"\b(?:organi|reali|recogni|apologi)s(?:e|es|ed|ing|ation|ations)\b": "American: -ize",
}
_NEVER, _NEVER_ON_PAGES = (
    [(re.compile(pattern, re.IGNORECASE), better) for pattern, better in words.items()]
    for words in (NEVER, NEVER_ON_PAGES)
)
Words = list[tuple[re.Pattern[str], str]]
_FILLED_IN = re.compile(r"%\(\w+\)[a-z]|%[a-z]\b|\{\w*\}")
_TAG = re.compile(r"</?\w[^>]*>")
_CODE = re.compile(r"<code>.*?</code>|https?://\S+|`[^`]*`")


@dataclass(frozen=True)
class Fault:
    """Something to say differently."""

    where: str
    text: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.why}: {self.text}"


def plain(text: str) -> str:
    """Return what is read aloud of a text: without tags, and with a short word for what is filled in."""
    return " ".join(_TAG.sub(" ", _FILLED_IN.sub("Sol", _CODE.sub("this", text))).split())


def sentences(text: str) -> list[str]:
    """Return the sentences of a text. An abbreviation or a number with a point in it does not end one."""
    return [one for one in re.split(r"(?<=[.?!])[\"”’)]*\s+", plain(text)) if one]


def words(text: str) -> list[str]:
    """Return the words of a text, a contraction as one."""
    return re.findall(r"[A-Za-z][A-Za-z'’-]*|\d[\d.,:]*", plain(text))


def syllables(word: str) -> int:
    """Return how many syllables a word has, as far as its letters show it."""
    letters = re.sub(r"(?<=[^aeiouy])(?:es|ed|e)$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]+", letters)))


def grade(texts: list[str]) -> float:
    """Return the reading grade of texts that are read together."""
    ends = sum(len(sentences(text)) for text in texts)
    said = [word for text in texts for word in words(text)]
    return 0.39 * len(said) / ends + 11.8 * sum(map(syllables, said)) / len(said) - 15.59


def unwanted(text: str, words: Words = _NEVER) -> Iterator[tuple[str, str]]:
    """Yield each word of the left column in a text, with what people say instead."""
    for pattern, better in words:
        for found in pattern.finditer(plain(text)):
            yield found[0], better


def faults(where: str, texts: list[str]) -> Iterator[Fault]:
    """Yield what one file says that people would not, or would have to read twice."""
    for text in texts:
        for found, better in (*unwanted(text), *unwanted(text, _NEVER_ON_PAGES)):
            yield Fault(where, text, f"not {found!r} but {better}")
        for sentence in sentences(text):
            if len(words(sentence)) > LONGEST_SENTENCE:
                yield Fault(where, sentence, f"{len(words(sentence))} words in one sentence")
        if len(words(text)) >= ENOUGH_FOR_A_GRADE and grade([text]) > HARDEST:
            yield Fault(where, text, f"reading grade {grade([text]):.1f}")
    if sum(len(words(text)) for text in texts) >= 2 * ENOUGH_FOR_A_GRADE and grade(texts) > HARDEST:
        yield Fault(where, f"{len(texts)} texts", f"reading grade {grade(texts):.1f}")
