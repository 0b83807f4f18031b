"""A neutral icon on the home screen of one's own device: called Pages, only for those who asked, and taken away again.

The link to the manifest is on a page only after its person asked for it on this device. Nothing runs in the background.
"""

import struct
import zlib
from functools import cache

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mutuality.kit.answers import answered
from mutuality.kit.refusals import Refusal
from mutuality.people import terms
from mutuality.people.middleware import Visit
from mutuality.people.models import Person
from mutuality.people.page_access import signed_in

SIDE = 192
_PAPER, _LINE, _AROUND = b"\xff\xff\xff", b"\x66\x66\x77", b"\xee\xee\xee"


@signed_in
def choosing(request: Visit, me: Person) -> HttpResponse:
    """Offer the icon to this device's browser, or don't any more."""
    assert request.device is not None
    response = redirect("you")
    if "remove" in request.POST:
        terms.HOME_ICON_COOKIE.take(response)
        return answered(response, _("Done. If the icon is on your home screen, remove it there too."))
    if not request.device.own_device:
        raise Refusal(_("This is not your own device, so no icon is offered here."))
    terms.HOME_ICON_COOKIE.give(response, "1", seconds=terms.OWN_DEVICE_STAYS.total_seconds())
    return answered(response, _('Now choose "Add to home screen" in the menu of your browser.'))


def manifest(request: HttpRequest) -> HttpResponse:
    """What a browser needs for an icon on the home screen. It names no community."""
    icon = {"src": reverse("home-icon-picture"), "sizes": f"{SIDE}x{SIDE}", "type": "image/png"}
    name = _("Pages")
    said = {
        "name": name,
        "short_name": name,
        "lang": get_language(),
        "start_url": "/",
        "scope": "/",
        # As an ordinary page of the browser: leaving quickly works there as everywhere.
        "display": "browser",
        "icons": [icon],
    }
    return JsonResponse(said, content_type="application/manifest+json")


def picture(request: HttpRequest) -> HttpResponse:
    """A plain sheet of paper."""
    return HttpResponse(_png(), content_type="image/png")


@cache
def _png() -> bytes:
    rows = b"".join(b"\0" + b"".join(_colour(x, y) for x in range(SIDE)) for y in range(SIDE))
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    parts = (b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in parts)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _colour(x: int, y: int) -> bytes:
    """Return the colour of one point of the sheet, whose upper right corner is cut off."""
    if not (48 <= x < 144 and 32 <= y < 160) or x - y > 80:
        return _AROUND
    edge = min(x - 48, 143 - x, y - 32, 159 - y, 80 - (x - y))
    return _LINE if edge < 6 else _PAPER
