"""Someone's words in another's answer: the first of them, under their name, as the answerer's own text from then on."""

from django.http import HttpRequest

from mutuality.kit import clock
from mutuality.kit.refusals import NotHere
from mutuality.people.models import Person
from mutuality.rooms import access, queries
from mutuality.rooms.queries import Spoken

MOST_LETTERS = 200


def asked_for(request: HttpRequest, me: Person, *, topic_id: str) -> Spoken | None:
    """Return the word to which someone answers here; nothing where they can't read it, or it was said elsewhere."""
    word_id = request.GET.get("quote", "")
    if not word_id or request.method != "GET":
        return None
    try:
        _place, row = access.word_for(me, word_id=word_id, now=clock.now())
    except NotHere:
        return None
    spoken = queries.opened([row])
    return spoken[0] if spoken and row.topic_id == topic_id else None


def quotation(spoken: Spoken) -> dict[str, str]:
    """Return what stands in the field of an answer: a quotation, and the note that went before it."""
    own = "\n".join(line for line in spoken.words.splitlines() if not line.lstrip().startswith(">")).strip()
    short = f"{own[:MOST_LETTERS]}…" if len(own) > MOST_LETTERS else own
    return {"words": _under_name(spoken, short), "note": spoken.note}


def in_one_field(spoken: Spoken) -> str:
    """Return the same where an answer can have no note: then the note stands for the words that came after it."""
    return _under_name(spoken, spoken.note) if spoken.note else quotation(spoken)["words"]


def _under_name(spoken: Spoken, text: str) -> str:
    quoted = "\n".join(f"> {line}" for line in (f"{spoken.name}:", *text.splitlines()))
    return f"{quoted}\n\n"
