"""What the guides say to type. A test that types something else than what stands there does not follow them."""

import re
from dataclasses import dataclass, field

from tests.served import ROOT

_TYPED = re.compile(r"^ {4,}(\S.*)$")


@dataclass(frozen=True)
class Guide:
    """One guide, and what whoever follows it fills in: a word of the guide → what it is here."""

    name: str
    here: dict[str, str] = field(default_factory=dict)

    @property
    def _text(self) -> str:
        return (ROOT / "docs/how-to" / self.name).read_text()

    def block(self, begins: str) -> str:
        """The lines to type that stand together: those that are these, or else those that begin so."""
        blocks: list[list[str]] = [[]]
        for line in self._text.splitlines():
            if command := _TYPED.match(line):
                blocks[-1].append(command[1])
            elif blocks[-1]:
                blocks.append([])
        typed = ["\n".join(block) for block in blocks]
        found = [lines for lines in typed if lines == begins] or [
            lines for lines in typed if lines.startswith(begins)
        ]
        assert len(found) == 1, f"{self.name} has {len(found)} places that begin with: {begins}"
        return self._filled(found[0])

    def words(self, words: str) -> str:
        """A command that the guide names in its text."""
        assert f"`{words}`" in self._text, f"{self.name} does not say: {words}"
        return self._filled(words)

    def _filled(self, words: str) -> str:
        for said, meant in self.here.items():
            words = words.replace(said, meant)
        return words
