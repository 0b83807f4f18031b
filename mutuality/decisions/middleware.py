"""What a group adopted without somebody's yes is shown to them once, before they are next among others."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from mutuality.decisions import queries
from mutuality.kit.middleware import ViewMiddleware
from mutuality.kit.routes import route_of
from mutuality.people.middleware import Visit

PAGE = "decided"


class decided_meanwhile(ViewMiddleware):
    """One page in between, once, where changed limits are shown too. Nothing that is being sent meets it."""

    def process_view(
        self, request: Visit, view: object, args: tuple[object, ...], parts: dict[str, object]
    ) -> HttpResponse | None:
        """Lead to what was adopted, and from there on to the page that was asked for."""
        if request.person is None or request.method != "GET" or request.resolver_match is None:
            return None
        if request.resolver_match.url_name == PAGE or not route_of(request).limits_first:
            return None
        if request.headers.get("Sec-Fetch-Dest", "document") != "document":
            return None
        if not queries.is_untold(request.person.pk):
            return None
        return redirect(reverse(PAGE) + "?" + urlencode({"then": request.path}))
