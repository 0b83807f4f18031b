"""Every cookie of ours: declared once where it is defined, set and read in one way, and taken away as a whole."""

from collections.abc import Collection

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class Cookie(str):
    """A cookie, by its short name. Scripts cannot read it, and forms of other sites do not send it."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """Return the name that browsers see. ``__Host-`` ties it to this very host, where HTTPS allows it.

        A made-up community is looked at on the same host as a real one, and browsers do not tell ports apart.
        """
        short = f"{self}-demo" if settings.DEMO else str(self)
        return f"__Host-{short}" if settings.HTTPS else short

    def of(self, request: HttpRequest) -> str:
        """Return what this browser has in it, or nothing."""
        return request.COOKIES.get(self.name, "")

    def give(self, response: HttpResponse, value: str, *, seconds: float | None = None) -> None:
        """Give it to this browser. Without ``seconds`` it goes with the window."""
        age = None if seconds is None else int(seconds)
        response.set_cookie(
            self.name, value, max_age=age, httponly=True, secure=settings.HTTPS, samesite="Lax", path="/"
        )

    def take(self, response: HttpResponse) -> None:
        """Take it away from this browser."""
        response.delete_cookie(self.name, path="/", samesite="Lax")


_declared: dict[str, Cookie] = {}


def declare(short: str) -> Cookie:
    """Return a cookie of ours under a short name that no other has. Leaving quickly takes it from then on."""
    assert short not in _declared, short
    return _declared.setdefault(short, Cookie(short))


def all_declared() -> Collection[Cookie]:
    """Return every cookie that this product may set, but for the one of the forms."""
    return _declared.values()


def take_all(response: HttpResponse) -> None:
    """Take away every cookie that this product may have set."""
    for cookie in all_declared():
        cookie.take(response)
    response.delete_cookie(settings.CSRF_COOKIE_NAME, path="/", samesite="Lax")
