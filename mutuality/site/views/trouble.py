"""When something is not there, or went wrong: one clear sentence, what was kept, what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

from mutuality.kit.current_page import page_of
from mutuality.site.middleware import typed


def not_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same page for "does not exist" and "not yours"."""
    return render(request, "site/not_here.html", status=404)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from a page of ours, or came from one that is too old."""
    sentence = _("This form was open for too long, or came from another page. Nothing was changed.")
    context = {"sentence": sentence, "typed": typed(request), "page": page_of(request)}
    return render(request, "site/trouble.html", context, status=403)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request we could not read."""
    sentence = _("This request could not be read. Nothing was changed.")
    return render(request, "site/trouble.html", {"sentence": sentence, "typed": [], "page": "/"}, status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed on our side. The page needs nothing that may have failed."""
    return HttpResponse(loader.render_to_string("site/broken.html", {"language": "en"}), status=500)
