"""The list of destroyed keys beside the key file: random names, so that a restore destroys them again."""

from datetime import date

from mutuality.vault import keyring

NAME = "destroyed.txt"


def add(names: list[str], *, day: str) -> None:
    """Write down that these keys are destroyed."""
    if names:
        keyring.append(NAME, [f"{name} {day}" for name in names])


def listed() -> dict[str, date]:
    """Every destroyed key that a readable backup could still hold. A half-written last line is left out."""
    place = keyring.path().parent / NAME
    lines = place.read_text().splitlines() if place.exists() else []
    pairs = (line.split(" ") for line in lines if len(line) == 27)
    return {name: date.fromisoformat(day) for name, day in pairs}


def keep_since(day: date) -> None:
    """Drop what no living epoch key could open anyway."""
    with keyring.locked():
        kept = [f"{name} {at}\n" for name, at in listed().items() if at >= day]
        keyring.put(keyring.path().parent / NAME, "".join(kept).encode())
