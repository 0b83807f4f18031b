"""What the frame of every page needs."""

from functools import partial
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mutuality.kit import answers
from mutuality.kit.routes import route_of
from mutuality.people import queries as people_queries
from mutuality.people import terms as people_terms
from mutuality.people.middleware import Visit, mark_page, session_name
from mutuality.people.models import Person
from mutuality.site import maintenance
from mutuality.site.at_hand import places_of_group

_PLACES = (
    ("home", "/", "home"),
    ("groups", "/groups/", "people"),
    ("meetings", "/meetings/", "clock"),
    ("you", "/you/", "person"),
)


def frame(request: Visit) -> dict[str, Any]:
    """The places, the person and their comfort. A signed-out page names nobody, not even the community."""
    person = getattr(request, "person", None)
    device = getattr(request, "device", None)
    context: dict[str, Any] = {"person": person, "language": get_language(), "shift_leaves": True}
    if settings.DEMO:
        context["demo_said"] = _("A demo. People and messages are made up.")
    if maintenance.is_on():
        context.setdefault("messages_once", []).append(
            _(
                "We're doing some maintenance. You can read everything, but nothing new can be saved for a "
                "little while."
            )
        )
    context |= _answer(request)
    if device is not None:
        context |= _comfort(device.person)
    context["other_languages"] = [line for line in settings.LANGUAGES if line[0] != context["language"]]
    if person is None or device is None:
        return context
    community = people_queries.community()
    if device.own_device:
        context["home_icon"] = people_terms.HOME_ICON_COOKIE.of(request) == "1"
    else:
        context |= {"curtain": True, "page_mark": partial(mark_page, request)}
    return context | {
        "community_name": people_queries.community_name(community) if community else "",
        "places": _places(route_of(request).place),
        **places_of_group(request, person),
    }


def _answer(request: Visit) -> dict[str, Any]:
    """The line that answers what was just done. It counts as shown once a template asks for its sentence."""
    if getattr(request, "covered", False):
        return {}
    answer = answers.waiting(request, session=session_name(request))
    if answer is None:
        return {}
    shown = {"answer_said": partial(answers.show, request, answer)}
    return shown | {"answer_address": answer.address, "answer_label": answer.label}


def _comfort(person: Person) -> dict[str, Any]:
    """Also before a curtain: the same eyes read it, and the same hand types a passphrase with many capitals."""
    return {name: getattr(person, name) for name in ("theme", "comfort", "size", "face", "shift_leaves")}


def _places(current: str) -> list[dict[str, Any]]:
    labels = {"home": _("Home"), "groups": _("Groups"), "meetings": _("Meetings"), "you": _("You")}
    return [
        {"label": labels[name], "url": address, "icon": icon, "current": name == current}
        for name, address, icon in _PLACES
    ]
