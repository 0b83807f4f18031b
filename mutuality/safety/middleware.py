"""When the limits have changed, a person is shown what changed before they are next among others."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from mutuality.kit.middleware import ViewMiddleware
from mutuality.kit.routes import route_of
from mutuality.people.middleware import Visit
from mutuality.safety import queries


class changed_limits(ViewMiddleware):
    """One page in between, once. Only a whole page that is asked for: nothing that is being sent meets it."""

    def process_view(
        self, request: Visit, view: object, args: tuple[object, ...], parts: dict[str, object]
    ) -> HttpResponse | None:
        """Lead to what changed, and from there on to the page that was asked for."""
        if request.person is None or request.method != "GET" or request.resolver_match is None:
            return None
        if not route_of(request).limits_first or not _whole_page(request):
            return None
        if not queries.has_changed(request.person.pk):
            return None
        return redirect(reverse("limits-changes") + "?" + urlencode({"then": request.path}))


def _whole_page(request: HttpRequest) -> bool:
    return request.headers.get("Sec-Fetch-Dest", "document") == "document"
