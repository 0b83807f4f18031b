"""Where a person stands: the page of ours that is open before them."""

from urllib.parse import SplitResult, urlsplit

from django.http import HttpRequest


def before(request: HttpRequest) -> SplitResult:
    """The address that the browser says it comes from; empty where it says nothing, or nothing that is an address."""
    try:
        return urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return urlsplit("")


def page_of(request: HttpRequest) -> str:
    """The page on which a person stands: what they asked for, or the page that held the form they sent."""
    if request.method in ("GET", "HEAD"):
        return request.path
    came = before(request)
    ours = came.netloc == request.get_host() and came.path.startswith("/")
    return came.path if ours else request.path


def led_here(request: HttpRequest) -> str:
    """Return the page of ours that led here by itself, empty where a person pressed a link or came from elsewhere."""
    came = before(request)
    ours = came.netloc == request.get_host() and came.path.startswith("/")
    return came.path if ours and "Sec-Fetch-User" not in request.headers else ""
