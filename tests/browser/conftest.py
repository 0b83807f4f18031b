"""Every page as it was given, and the cast behind the real server, for tests that look through a real browser."""

import fcntl
import os
import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

from mutuality.vault import opening
from tests.browser.elsewhere import Elsewhere
from tests.cast import Cast, Someone
from tests.pictures import Seen, walked
from tests.served import Served, serving

PATIENCE = 20_000

Enter = Callable[..., Page]


@pytest.fixture(scope="session")
def walk_once(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Seen]]:
    """One walk in a language for all workers of a run: who comes first walks, the others wait for what was seen."""
    own = tmp_path_factory.getbasetemp()
    place = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def seen(language: str) -> list[Seen]:
        kept = place / f"walk-{language}.pickle"
        with (place / f"walk-{language}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                kept.write_bytes(pickle.dumps(walked(browser, language=language)))
        pages: list[Seen] = pickle.loads(kept.read_bytes())
        return pages

    return seen


@pytest.fixture(scope="session")
def every_page(walk_once: Callable[[str], list[Seen]]) -> list[Seen]:
    """What the server gave on one walk through a new community and a made-up one."""
    seen = walk_once("en")
    assert len(seen) > 150
    return seen


@pytest.fixture(scope="session")
def in_other_languages(walk_once: Callable[[str], list[Seen]]) -> list[Seen]:
    """The same walk in each other language that the pages speak."""
    others = [code for code, _name in settings.LANGUAGES if code != "en"]
    pages = {code: walk_once(code) for code in others}
    assert all(f'lang="{code}"' in seen.html for code in others for seen in pages[code])
    return [replace(seen, name=f"{seen.name} ({code})") for code in others for seen in pages[code]]


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[Elsewhere]:
    """Another site on this machine."""
    site = Elsewhere()
    yield site
    site.close()


@pytest.fixture
def opened(transactional_db: None, now: datetime) -> None:
    """A database that knows its key file before anything is written, as a server leaves it."""
    opening.unlock(now=now)


@pytest.fixture
def cast(opened: None, cast: Cast) -> Cast:
    """The cast, in a database that a server may open."""
    return cast


@pytest.fixture
def community(cast: Cast, tmp_path: Path, elsewhere: Elsewhere) -> Iterator[Served]:
    """The real server with the cast in it. Leaving quickly leads to the other site."""
    told = {
        "MUTUALITY_KEY_FILE": str(settings.KEY_FILE),
        "MUTUALITY_EXIT_TO": elsewhere.address + "/ordinary",
    }
    with serving(tmp_path / "data", database=settings.DATABASES["default"], environment=told) as served:
        yield served


@pytest.fixture
def enter(community: Served, new_context: Callable[..., BrowserContext]) -> Enter:
    """A page in a browser in which one of the cast is signed in; Playwright's options pass through.

    ``clock``: the page has one that the test moves on.
    """

    def entered(someone: Someone, path: str = "/", *, clock: bool = False, **options: object) -> Page:
        context = new_context(base_url=community.address, **options)
        context.add_cookies([{**someone.cookie, "url": community.address}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        if clock:
            page.clock.install()
        page.goto(path)
        return page

    return entered


@pytest.fixture
def talk(cast: Cast) -> str:
    """Where the group talks."""
    assert cast.topic is not None
    return f"/topics/{cast.topic.pk}/"
