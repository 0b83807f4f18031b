"""What two members can do to a room for a short time: no one writes, one person doesn't write, a word is folded."""

from datetime import datetime

from django.db.models import F

from mutuality.kit.locks import operation
from mutuality.rooms.models import Place, Room, Word
from mutuality.rooms.operations import erase_words, tell


@operation
def pause(room: Room, *, until: datetime | None, now: datetime) -> None:
    """No one writes here until then; without ``until`` everyone can again. Whoever calls says who decided it."""
    Room.objects.filter(pk=room.pk).update(paused_until=until)
    tell(room.pk, kind="rule", ref=room.pk, now=now)


@operation
def hold_back(person_id: str, *, circle_id: str, until: datetime | None, now: datetime) -> None:
    """This person reads, and doesn't write, in all rooms of these people until then. Whoever calls says who decided."""
    Place.objects.filter(person=person_id, room__circle=circle_id).update(writes_from=until)


@operation
def fold(word_id: str, *, folded: bool, now: datetime) -> bool:
    """Fold a word for all, or unfold it; return whether it is there. Whoever calls says who decided it."""
    word = Word.objects.select_related("topic").filter(pk=word_id).first()
    if word is None:
        return False
    tell(word.topic.room_id, kind="word", ref=word_id, now=now)
    Word.objects.filter(pk=word_id).exclude(folded=folded).update(folded=folded, version=F("version") + 1)
    return True


@operation
def erase(word_id: str, *, now: datetime) -> None:
    """Erase someone's word for good, key and all. Whoever calls says who decided it."""
    word = Word.objects.select_related("topic").filter(pk=word_id).first()
    if word is not None:
        erase_words(Word.objects.filter(pk=word_id), room_id=word.topic.room_id, now=now)
