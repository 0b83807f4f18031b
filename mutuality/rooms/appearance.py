"""How someone appears in a group: a name, pronouns, and whether they are paid or bound. They alone change it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from mutuality.kit import names, prose
from mutuality.kit.locks import operation
from mutuality.rooms import queries, terms
from mutuality.rooms.models import Place, Word
from mutuality.rooms.operations import name_marks, name_taken, tell
from mutuality.safety import operations as safety


@operation
def appear(place: Place, *, name: str, pronouns: str, bound: str, now: datetime) -> None:
    """Appear like this from now on, in each room of these people, also beside words that were already said.

    Whoever hid this person under the earlier name finds them hidden under the new one: all can see that it changed.
    Raises Refusal for an unusable name, NameTaken for one that is in use or looks like it.
    """
    lines = {"name": names.clean(name), "pronouns": _line(pronouns), "bound": _line(bound, field="bound")}
    earlier = queries.place_name(place)
    places = queries.places_of_circle(place)
    for each in places:
        _appear_in(each, lines=lines, now=now)
    if lines["name"] != earlier:
        there = [person for each in places for person in queries.persons_in(each.room_id)]
        safety.follow_name(place.person, earlier=earlier, name=lines["name"], among=there, now=now)


def _line(text: str, *, field: str = "pronouns") -> str:
    most = terms.MOST_PRONOUNS if field == "pronouns" else prose.LONGEST_LINE
    return prose.line(text, most=most, field=field) if text.strip() else ""


def _appear_in(place: Place, *, lines: dict[str, str], now: datetime) -> None:
    marks = name_marks(lines["name"], room_id=place.room_id)
    tell(place.room_id, kind="person", ref=place.pk, now=now)
    if queries.name_is_taken(place.room, marks=marks, but=place):
        raise name_taken()
    try:
        with transaction.atomic():
            Place.objects.filter(pk=place.pk).reseal(lines, name_mark=marks[0])
    except IntegrityError:
        raise name_taken() from None
    # What was rendered with the earlier name is rendered again.
    touched = Word.objects.filter(Q(place=place) | Q(signals__place=place)).values_list("pk", flat=True)
    Word.objects.filter(pk__in=list(touched)).update(version=F("version") + 1)
