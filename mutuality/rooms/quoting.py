"""Someone's words in another's answer: the first of them, under their name, as the answerer's own text from then on."""

from mutuality.rooms.queries import Spoken

MOST_LETTERS = 200


def quotation(spoken: Spoken) -> dict[str, str]:
    """Return what stands in the field of an answer: a quotation, and the note that went before it."""
    own = "\n".join(line for line in spoken.words.splitlines() if not line.lstrip().startswith(">")).strip()
    short = f"{own[:MOST_LETTERS]}…" if len(own) > MOST_LETTERS else own
    lines = [f"{spoken.name}:", *short.splitlines()]
    quoted = "\n".join(f"> {line}" for line in lines)
    return {"words": f"{quoted}\n\n", "note": spoken.note}
