"""Which of my groups a page belongs to, and where one can go in it.

Its address names the group, or its view says so once a door has let the person in (``request.circle``). A page that
refuses therefore looks the same whether or not the thing is there. Only a group that I am in is ever named.
"""

from collections.abc import Mapping, Sequence

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from mutuality.fast.patterns import Pattern
from mutuality.groups import queries as groups_queries
from mutuality.groups.queries import Named
from mutuality.kit.middleware import ViewMiddleware
from mutuality.kit.routes import route_of
from mutuality.meetings import going_on
from mutuality.people.middleware import Visit
from mutuality.people.models import Person

_PLACES = Pattern("site/group_places.html", names=("id", "room", "name", "others"))
_OTHER = Pattern("site/other_group.html", names=("room", "name"))


class view_asked(ViewMiddleware):
    """The last before the view. What stands before a page, such as how to leave quickly, names no group."""

    def process_view(
        self, request: Visit, view: object, args: tuple[object, ...], parts: dict[str, object]
    ) -> None:
        """Note that the page itself is made now."""
        request.view_asked = True


def group_at_hand(request: Visit, mine: Sequence[Named]) -> Named | None:
    """Return the one of my groups to which this page belongs."""
    match = request.resolver_match
    named = match.kwargs if match else {}
    if "group_id" in named:
        return next((each for each in mine if each.id == named["group_id"]), None)
    return next((each for each in mine if each.circle == getattr(request, "circle", None)), None)


def places_of_group(request: Visit, person: Person) -> dict[str, SafeString]:
    """Where one can go in the group of this page, and to one's other groups: for the rail, and as tabs."""
    part = route_of(request).part if getattr(request, "view_asked", False) else ""
    mine = groups_queries.named_of(person) if part else []
    group = group_at_hand(request, mine) if mine else None
    if group is None:
        return {"group_rail": SafeString(), "group_tabs": SafeString(), "going_on": SafeString()}
    language = get_language() or "en"
    others = "".join(_other(each, language=language) for each in mine if each != group)
    # Lines that were rendered and escaped one by one.
    values = {**group._asdict(), "others": mark_safe(others)}  # noqa: S308
    return {
        f"group_{where}": _places(where, part=part, values=values, language=language)
        for where in ("rail", "tabs")
    } | {"going_on": _going_on(request, group, person, language=language)}


def _going_on(request: Visit, group: Named, person: Person, *, language: str) -> SafeString:
    """The line about a meeting that is open, on every page of its group but its own, and the one with its card.

    Whoever has a seat in it isn't asked to join.
    """
    match = request.resolver_match
    if match and ("meeting_id" in match.kwargs or match.url_name == "meetings"):
        return SafeString()
    return going_on.line(group.circle, language=language, reader=person.pk)


def _other(group: Named, *, language: str) -> str:
    return _OTHER.fill("", lambda marks: marks, group._asdict(), language=language)


def _places(where: str, *, part: str, values: Mapping[str, object], language: str) -> SafeString:
    alone = not values["others"]

    def context(marks: Mapping[str, object]) -> dict[str, object]:
        return {**marks, "where": where, "part": part, "alone": alone}

    filled = _PLACES.fill((where, part, alone), context, values, language=language)
    return mark_safe(filled)  # noqa: S308
