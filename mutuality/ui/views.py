"""The stylesheet, the scripts, and a gallery of all parts for those who build pages."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from mutuality.kit.refusals import NotHere
from mutuality.ui import assets, examples

KEPT_FOR_GOOD = "public, max-age=31536000, immutable"
NOT_KEPT = "no-store"


def _answer(request: HttpRequest, *, name: str, kind: str, digest: str) -> HttpResponse:
    try:
        asset = assets.asset(name)
    except KeyError as missing:
        raise NotHere from missing
    if not asset.kind.startswith(kind):
        raise NotHere
    # Letters are packed in themselves.
    packed = kind.startswith("text/") and "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(asset.packed if packed else asset.body, content_type=asset.kind)
    if packed:
        answer["Content-Encoding"] = "gzip"
    # A page from before an update asks for the older name: it gets today's look, and nobody keeps it.
    answer["Cache-Control"] = KEPT_FOR_GOOD if digest == asset.digest else NOT_KEPT
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


def style(request: HttpRequest, digest: str) -> HttpResponse:
    """How every page looks."""
    return _answer(request, name=assets.STYLE, kind="text/css", digest=digest)


def script(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    """What makes a page quicker or calmer for those whose browser runs scripts."""
    return _answer(request, name=name, kind="text/javascript", digest=digest)


def sheet(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    """A smaller stylesheet that only some pages have: for letters that a person chose."""
    return _answer(request, name=name, kind="text/css", digest=digest)


def letters(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    """Letters that a person chose. Only their sheet asks for them."""
    return _answer(request, name=name, kind="font/", digest=digest)


def gallery(request: HttpRequest) -> HttpResponse:
    """Every part in every state, for those who build pages. It exists in development only."""
    if not settings.DEBUG:
        raise NotHere
    return render(request, "ui/gallery.html", examples.everything())
