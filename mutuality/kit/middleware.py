"""What stands between a request and its page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class ViewMiddleware:
    """Lets every request through as it is. What looks at the page that was chosen says so in ``process_view``."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do on the way in."""
        return self.answer(request)
