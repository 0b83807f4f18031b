"""Before the first page with words of others: how to leave quickly, once on each device.

On a device that is not one's own it comes each time one signs in, in three lines: nothing is remembered there.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mutuality.kit.middleware import ViewMiddleware
from mutuality.kit.routes import route_of
from mutuality.people.middleware import Visit


class way_out(ViewMiddleware):
    """Stands in front of pages that show words of others until the person has read how to leave them fast.

    It answers under the address that was asked for, so that it is no step of its own in the history, and it looks at
    nothing but the kind of address: what is not there is met by the same page as what is.
    """

    def process_view(
        self, request: Visit, view: object, args: tuple[object, ...], parts: dict[str, object]
    ) -> HttpResponse | None:
        """The page about leaving, or nothing when the person knows it or asks for something else."""
        if request.person is None or request.device is None or request.device.knows_way_out:
            return None
        if not _opens_a_page(request) or not route_of(request).shows_peers:
            return None
        context = {
            "then": request.get_full_path(),
            "away": settings.EXIT_TO,
            "own_device": request.device.own_device,
        }
        return render(request, "safety/way_out.html", context)


def _opens_a_page(request: HttpRequest) -> bool:
    return request.method == "GET" and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
