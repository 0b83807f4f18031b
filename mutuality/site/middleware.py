"""What every answer carries, and how refusals reach people."""

import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from mutuality.kit.always_answered import ADDRESSES, PATIENCE
from mutuality.kit.current_page import page_of
from mutuality.kit.forms import words_in
from mutuality.kit.ids import new_id
from mutuality.kit.locks import impatient
from mutuality.kit.middleware import ViewMiddleware
from mutuality.kit.rates import TooMany, rates
from mutuality.kit.refusals import Refusal
from mutuality.kit.routes import route_of
from mutuality.people.middleware import Visit

Answer = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("mutuality.pages")

CSP = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    # Other sites learn nothing, as with no-referrer; under that one browsers call the origin of our own forms null.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "X-Robots-Tag": "noindex, nofollow",
}


def headers(answer: Answer) -> Answer:
    """Strict headers on every answer, and nothing kept by browsers or proxies unless a view says otherwise."""

    def asked(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return asked


def quiet_log(answer: Answer) -> Answer:
    """One line for each answer: a request id, the address *pattern*, the status. Never an address, id, word or name."""

    def asked(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = answer(request)
        match = request.resolver_match
        pattern = match.route if match is not None else "-"
        if pattern != "exit":
            spent = round((time.perf_counter() - began) * 1000)
            log.info("page", request=new_id(), pattern=pattern, status=response.status_code, ms=spent)
        return response

    return asked


def urgent(answer: Answer) -> Answer:
    """How to leave, and numbers to call, wait for nothing that is being written."""

    def asked(request: HttpRequest) -> HttpResponse:
        if request.path not in ADDRESSES:
            return answer(request)
        with impatient(PATIENCE):
            return answer(request)

    return asked


class refusals(ViewMiddleware):
    """A refusal that no form caught becomes a page that says it in one sentence; what was typed stands below it."""

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[object, ...], parts: dict[str, object]
    ) -> HttpResponse | None:
        """An address with a letter that no database can look for leads nowhere, like any other that is not there."""
        if "\0" in "".join(str(part) for part in parts.values()):
            return _not_here(request)
        _take_nul_out(request)
        return None

    def process_exception(self, request: HttpRequest, trouble: Exception) -> HttpResponse | None:
        """Say a refusal; leave everything else to Django."""
        if isinstance(trouble, Http404):
            return _not_here(request)
        return _said(request, trouble) if isinstance(trouble, Refusal) else None


def _take_nul_out(request: HttpRequest) -> None:
    """Take NUL out of all that was sent, before a view looks at it: PostgreSQL keeps and looks for no such letter."""
    for way in ("GET", "POST") if request.method == "POST" else ("GET",):
        sent = getattr(request, way)
        if any("\0" in text for _name, texts in sent.lists() for text in texts):
            clean = sent.copy()
            for name, texts in sent.lists():
                clean.setlist(name, [text.replace("\0", "") for text in texts])
            setattr(request, way, clean)


def _not_here(request: HttpRequest) -> HttpResponse:
    """The same page for whatever is not there and whatever is not theirs; what was typed meanwhile stands below it."""
    return render(request, "site/not_here.html", {"typed": typed(request)}, status=404)


def _said(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    context = {"sentence": refusal.sentence, "typed": typed(request), "page": page_of(request)}
    return render(request, "site/trouble.html", context, status=422)


class pace(ViewMiddleware):
    """Four acts a second are more than anybody does with their hands. A program that does more waits.

    Each act writes something, wakes whoever has the page open and leaves the key it ended on the list of those that
    no backup brings back: signs given and taken back all day would fill the disk, and the time of everybody.
    """

    def process_view(
        self, request: Visit, view: object, args: tuple[object, ...], parts: dict[str, object]
    ) -> HttpResponse | None:
        """Count an act for its person, on all their devices; what was typed is given back."""
        route = route_of(request)
        if request.method != "POST" or request.device is None or route.never_slowed:
            return None
        person = request.device.person_id
        try:
            if route.counted_apart:
                match = request.resolver_match
                rates.take("act-of-any-kind/apart", key=f"{person} {match.view_name if match else ''}")
            else:
                rates.take("act-of-any-kind", key=person)
        except TooMany as refusal:
            return _said(request, refusal)
        return None


_WORTH_KEEPING = 3


def _from_here(request: HttpRequest) -> bool:
    """Whether the form was on a page of ours, as far as the browser says where it was."""
    here = {settings.ADDRESS, f"{request.scheme}://{request.get_host()}"}
    return request.headers.get("Origin", settings.ADDRESS) in here


def typed(request: HttpRequest) -> list[str]:
    """Return the words in this request, so that they can be given back. What another site sent is not shown here."""
    if request.method != "POST" or not _from_here(request):
        return []
    written = (text.strip() for text in words_in(request.POST).values())
    return [text for text in written if len(text) >= _WORTH_KEEPING]
