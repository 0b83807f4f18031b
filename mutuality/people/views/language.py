"""In which language the pages speak."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from mutuality.kit import clock, languages
from mutuality.kit.current_page import before
from mutuality.people import operations, terms
from mutuality.people.middleware import Visit
from mutuality.people.page_access import back_to, wanted


def language(request: Visit) -> HttpResponse:
    """Choose the language of the pages: on this device until its window closes, and for good where one is signed in."""
    if request.method == "GET":
        context = {"languages": settings.LANGUAGES, "now": get_language(), "then": _came_from(request)}
        return render(request, "people/language.html", context)
    chosen = languages.spoken(request.POST.get("language", ""))
    if request.person is not None:
        operations.settle_language(language=chosen, by=request.person, now=clock.now())
    response = back_to(request)
    if chosen:
        terms.LANGUAGE_COOKIE.give(response, chosen)
    else:
        terms.LANGUAGE_COOKIE.take(response)
    return response


def _came_from(request: Visit) -> str:
    came = before(request)
    ours = came.netloc == request.get_host() and came.path != request.path
    return wanted(request) or (came.path if ours else "")
