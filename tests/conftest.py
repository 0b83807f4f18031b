"""What every test may ask for: a database of its own, the moment, a browser, a served community."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core import management
from django.db import connection
from hypothesis import settings as hypothesis
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from mutuality.host import tables
from mutuality.kit import clock
from mutuality.vault import keyring, opening
from tests.cast import cast, cheap_passphrases, fresh_memory, kept
from tests.clocks import go_right
from tests.served import Served, commands, serving, surroundings, url_of

__all__ = ["cast", "cheap_passphrases", "fresh_memory"]

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The same browser without windows, profiles and a desktop: half the work for each page.
SHELL = ("chromium-headless-shell", *CHROMIUM)
WAITING = 20_000
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


# The same choices in every run, so that a red line is about what was changed. bin/soak makes others.
hypothesis.register_profile("steady", derandomize=True)
hypothesis.register_profile("random", print_blob=True)
hypothesis.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

# What takes longest begins first, so that at the end no worker waits for another.
LONGEST_FIRST = ("fault", "journey", "browser")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put long tests before quick ones; within each kind the order is the one in which they are written."""

    def rank(item: pytest.Item) -> int:
        ranks = [nth for nth, kind in enumerate(LONGEST_FIRST) if item.get_closest_marker(kind)]
        return min(ranks, default=len(LONGEST_FIRST))

    items.sort(key=rank)


@pytest.fixture(scope="session")
def tables_at_once() -> Iterator[None]:
    """The test database gets its tables as every new one does, and not one migration after the other."""

    plain = management.call_command

    def call(name: str, *words: str, **options: Any) -> Any:
        if name == "migrate" and options.get("run_syncdb"):
            return tables.bring_up_to_date(database=options["database"])
        return plain(name, *words, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(management, "call_command", call)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(worker_id: str, tables_at_once: None) -> None:
    """A database that no other run shares: a file with a WAL on SQLite, a name of its own on PostgreSQL."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        name = str(settings.DATA / f"test-{worker_id}.sqlite3")
    else:
        name = f"test_mutuality_{os.getpid()}_{worker_id}"
    database["TEST"] = {**database.get("TEST", {}), "NAME": name}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """The database of this run can be removed at its end: a connection that a thread left open is closed before.

    From outside of it: a test may have ended every connection that this process has.
    """
    yield
    if connection.vendor == "postgresql":
        import psycopg

        database = settings.DATABASES["default"]
        server = urlsplit(url_of(database))._replace(path="/postgres").geturl()
        with psycopg.connect(server, autocommit=True) as door:
            every = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
            door.execute(every, [database["NAME"]])


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """The suite reaches nothing but this machine; a test that tries is told so."""
    connect = socket.socket.connect

    def at_home(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and not _is_ours(str(address[0])):
            raise OSError(f"A test tried to reach {address[0]}.")
        return connect(self, address)  # type: ignore[arg-type]

    socket.socket.connect = at_home  # type: ignore[method-assign, assignment]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


def _is_ours(host: str) -> bool:
    services = os.environ.get("DATABASE_URL", ""), os.environ.get("REDIS_URL", "")
    return host in ("127.0.0.1", "::1", "localhost") or any(host in url for url in services)


@pytest.fixture(scope="session", autouse=True)
def key_file_of_this_run(no_network: None) -> None:
    """A key file beside the test database, as every community has one."""
    keyring.make(now=clock.now())


@pytest.fixture(autouse=True)
def right_clock() -> None:
    """No test has the clock of the one before: what was patched twice may have been put back in the wrong order."""
    go_right()


@pytest.fixture
def now(request: pytest.FixtureRequest) -> Iterator[datetime]:
    """The moment at which this test begins.

    With the ``cast`` that is when the cast was built in this process; the clock goes on from there, also in the
    processes that this test starts.
    """
    found = kept() if "cast" in request.fixturenames else None
    if found is None:
        yield clock.now().replace(microsecond=0)
        return
    with found.going_on():
        yield found.handle.now


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or whichever this machine has. Without one the test fails; it is never skipped."""
    found = next((path for name in SHELL if (path := shutil.which(name))), None)
    if not found:
        pytest.fail("No Chromium is installed, and this test needs one. bin/test says how to get it.")
    # Playwright keeps an event loop in this thread; Django would otherwise refuse the database here.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    # What a page shows is waited for; on a busy machine that may take a while, and costs nothing elsewhere.
    expect.set_options(timeout=WAITING)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a browser profile of its own for each person in a story; Playwright's options pass through."""
    with ExitStack() as stack:

        def new(**options: Any) -> BrowserContext:
            context = browser.new_context(**options)
            stack.callback(context.close)
            return context

        yield new


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A page in a new browser profile."""
    return new_context().new_page()


@pytest.fixture
def page_without_scripts(new_context: Callable[..., BrowserContext]) -> Page:
    """A page in a browser that runs no JavaScript at all."""
    return new_context(java_script_enabled=False).new_page()


@pytest.fixture(scope="session")
def empty_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and nothing in them: every migration, once in a worker."""
    folder = tmp_path_factory.mktemp("tables")
    file = folder / "mutuality.sqlite3"
    done = commands().run("migrate", "--data", str(folder), environment=surroundings(f"sqlite:///{file}"))
    assert done.returncode == 0, done.stderr
    return file


@pytest.fixture
def served(tmp_path: Path, empty_tables: Path) -> Iterator[Served]:
    """A new, unfounded community with a data folder and a database of its own, served by the real server.

    Its tables are there already; ``serving`` begins without any.
    """
    (tmp_path / "data").mkdir(mode=0o700)
    shutil.copy(empty_tables, tmp_path / "data")
    with serving(tmp_path / "data") as community:
        yield community


@pytest.fixture
def served_here(
    transactional_db: None, tmp_path: Path, now: datetime, request: pytest.FixtureRequest
) -> Iterator[Served]:
    """The real server upon this test's own database and key file, so that the cast can walk in."""
    opening.unlock(now=now)
    if "cast" in request.fixturenames:
        # A community whose people are still to come is empty, and the server's duties end what is empty.
        request.getfixturevalue("cast")
    shared = {"MUTUALITY_KEY_FILE": str(settings.KEY_FILE)}
    with serving(tmp_path / "data", database=settings.DATABASES["default"], environment=shared) as community:
        yield community
