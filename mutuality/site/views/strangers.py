"""What programs that come by are told."""

from django.http import HttpRequest, HttpResponse, JsonResponse


def robots(request: HttpRequest) -> HttpResponse:
    """Crawlers may read nothing."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")


def privacy_control(request: HttpRequest) -> HttpResponse:
    """Global Privacy Control is honoured: nothing is sold or shared in any case."""
    return JsonResponse({"gpc": True, "lastUpdate": "2026-11-22"})
