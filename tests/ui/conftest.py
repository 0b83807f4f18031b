"""A real browser that meets only what a test serves it."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.template import Context, Template
from playwright.sync_api import Browser, Page, Route

from mutuality.ui import assets

# A browser counts localhost as a safe place, as it would an https address, so pages there may seal drafts.
ORIGIN = "http://localhost:9"

Serve = Callable[..., Page]
Answers = dict[str, Callable[[Route], None]]


def _asset(route: Route) -> None:
    name = re.search(r"/([\w-]+)\.js$", route.request.url)
    sheet = "inside" if "/inside.css" in route.request.url else "style"
    asset = assets.asset(name[1] if name else sheet)
    route.fulfill(body=asset.body, content_type=asset.kind)


@pytest.fixture
def serve(browser: Browser) -> Iterator[Serve]:
    """Open a page made of this template, with these answers at other addresses. ``clock``: one that a test moves on."""
    context = browser.new_context(viewport={"width": 360, "height": 640})

    def opened(
        body: str,
        *,
        scripts: str = "page",
        routes: Answers | None = None,
        clock: bool = False,
        query: str = "",
        **frame: object,
    ) -> Page:
        source = (
            '{% extends "ui/base.html" %}{% block scripts %}'
            f'<script type="module" src="{{% asset "{scripts}" %}}"></script>'
            f"{{% endblock %}}{{% block content %}}{body}{{% endblock %}}"
        )
        html = Template(source).render(
            Context({"shift_leaves": True, "person": {"name": "Ada"}, "csrf_token": "token", **frame})
        )
        page = context.new_page()
        if clock:
            page.clock.install()
        page.route("**/*", lambda route: route.fulfill(body="gone", content_type="text/html"))
        page.route(f"{ORIGIN}/page{query}", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.route(f"{ORIGIN}/ui/**", _asset)
        for address, answer in (routes or {}).items():
            page.route(f"{ORIGIN}{address}", answer)
        page.goto(f"{ORIGIN}/page{query}")
        return page

    yield opened
    context.close()
