"""A browser that opens a closed window again, keeps pages for "back", and writes on the disk of a shared device."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from mutuality.people.models import Session
from tests.browser.conftest import PATIENCE
from tests.browser.elsewhere import Elsewhere
from tests.browser.going import go_until_told, run_and_go
from tests.cast import COMMUNITY, GROUP, Cast, Someone
from tests.conftest import CHROMIUM, QUIET, SHELL
from tests.served import Served

pytestmark = pytest.mark.browser

WORDS = "I walked to the bridge"
DRAFT = "I have not said this aloud before"
# Playwright switches this off; people's browsers have it.
KEPT_FOR_BACK = ["--disable-back-forward-cache"]

Open = Callable[[], BrowserContext]


def program(names: Sequence[str] = CHROMIUM) -> str:
    return next(path for name in names if (path := shutil.which(name)))


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return tmp_path / "profile"


@pytest.fixture
def again(browser: Browser, profile: Path, community: Served) -> Iterator[Open]:
    """Start the browser of one profile, with the windows and cookies it had when it was closed."""
    yield from starting(browser, profile, community, executable=program())


@pytest.fixture
def keeping(browser: Browser, profile: Path, community: Served) -> Iterator[Open]:
    """Start a browser that keeps pages for "back", and has no windows that could come back."""
    yield from starting(browser, profile, community, executable=program(SHELL))


def starting(browser: Browser, profile: Path, community: Served, *, executable: str) -> Iterator[Open]:
    opened: list[BrowserContext] = []

    def start() -> BrowserContext:
        context = browser.browser_type.launch_persistent_context(
            str(profile),
            executable_path=executable,
            args=[*QUIET, "--restore-last-session"],
            ignore_default_args=KEPT_FOR_BACK,
            base_url=community.address,
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context

    yield start
    for context in opened:
        context.close()


def bring(context: BrowserContext, someone: Someone, community: Served, path: str) -> Page:
    context.add_cookies([{**someone.cookie, "url": community.address}])
    page = context.pages[0]
    page.goto(path)
    return page


def restored(context: BrowserContext, address: str) -> Page:
    """The page that the browser opened by itself."""
    found = [page for page in context.pages if page.url.startswith(address)]
    return found[0] if found else context.wait_for_event("page", lambda page: page.url.startswith(address))


def shown(context: BrowserContext) -> str:
    """All that stands in all windows."""
    for page in context.pages:
        page.wait_for_load_state()
    return "\n".join(page.content() for page in context.pages)


def test_a_restored_window_shows_the_room_to_whoever_stayed_and_nothing_after_leaving(
    again: Open, cast: Cast, community: Served, elsewhere: Elsewhere, talk: str
) -> None:
    context = again()
    expect(bring(context, cast.bea, community, talk).get_by_text(WORDS)).to_be_visible()
    context.close()
    # The browser does restore windows and cookies here: without leaving, the room stands there again.
    context = again()
    page = restored(context, community.address + talk)
    expect(page.get_by_text(WORDS)).to_be_visible()
    page.locator("a.leave").click()
    page.wait_for_url(f"{elsewhere.address}/ordinary")
    context.close()
    context = again()
    page = restored(context, f"{elsewhere.address}/ordinary")
    assert WORDS not in shown(context) and GROUP not in shown(context)
    page.goto(community.address + talk)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert not Session.objects.filter(pk=cast.bea.session.pk).exists()


def test_back_from_a_browser_that_keeps_pages_shows_nothing_after_leaving(
    again: Open, cast: Cast, community: Served, elsewhere: Elsewhere, talk: str
) -> None:
    context = again()
    with elsewhere.page(
        "<script>onpageshow = e => { document.title = 'kept ' + e.persisted }</script>"
    ) as other:
        page = bring(context, cast.bea, community, "/safety/")
        page.goto(other)
        page.goto(f"{elsewhere.address}/ordinary")
        back(page)
        expect(page).to_have_title("kept true")
    page.goto(community.address + talk)
    page.goto(community.address + "/groups/")
    expect(page.get_by_text(GROUP).first).to_be_visible()
    page.locator("a.leave").click()
    page.wait_for_url(f"{elsewhere.address}/ordinary")
    back(page)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_text(WORDS)).to_have_count(0)


def back(page: Page) -> None:
    """One step back; a page that the browser kept does not load again, so nothing more is waited for."""
    here = page.url
    run_and_go(page, "setTimeout(() => history.back())")
    page.wait_for_url(lambda url: url != here, wait_until="commit")


def sign_in_elsewhere(page: Page, cast: Cast, talk: str) -> None:
    page.goto(f"/sign-in/?then={talk}")
    page.get_by_label("Name", exact=True).fill(cast.una.name)
    page.get_by_label("Passphrase").first.fill(cast.una.passphrase)
    page.get_by_label("This is not my own device").check()
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text(WORDS)).to_be_visible()


def test_a_tab_that_was_closed_there_opens_behind_the_curtain(keeping: Open, cast: Cast, talk: str) -> None:
    context = keeping()
    stays = context.new_page()
    page = context.pages[0]
    sign_in_elsewhere(page, cast, talk)

    def close() -> None:
        context.pages[-1 if context.pages[0] is stays else 0].close(run_before_unload=True)

    go_until_told(cast.una, go=close, come_back=lambda: context.new_page().goto(talk), beside=stays)
    stays.goto(talk)
    expect(stays.get_by_role("heading", name="Please enter your passphrase again")).to_be_visible()
    assert WORDS not in stays.content()


def test_going_to_another_site_there_covers_what_one_comes_back_to(
    keeping: Open, cast: Cast, elsewhere: Elsewhere, talk: str
) -> None:
    context = keeping()
    page = context.pages[0]
    sign_in_elsewhere(page, cast, talk)
    page.goto("/groups/")
    expect(page.get_by_text(GROUP).first).to_be_visible()  # from page to page nothing falls
    go_until_told(
        cast.una,
        go=lambda: page.goto(f"{elsewhere.address}/ordinary"),
        come_back=lambda: page.goto("/groups/"),
        beside=page,
    )
    page.go_back()
    expect(page.get_by_role("heading", name="Please enter your passphrase again")).to_be_visible()
    expect(page.get_by_text(GROUP)).to_have_count(0)


def on_disk(profile: Path, words: str) -> list[str]:
    """The files of a profile in which these words stand, as any program would have written them."""
    wanted = (words.encode(), words.encode("utf-16-le"))
    files = [path for path in profile.rglob("*") if path.is_file() and not path.is_symlink()]
    return [
        str(path.relative_to(profile)) for path in files if any(each in path.read_bytes() for each in wanted)
    ]


def test_the_disk_of_that_device_holds_no_word_name_or_draft(
    again: Open, cast: Cast, profile: Path, elsewhere: Elsewhere, talk: str
) -> None:
    context = again()
    page = context.pages[0]
    page.goto(f"{elsewhere.address}/ordinary")
    sign_in_elsewhere(page, cast, talk)
    # What is typed before the script that keeps it has come is kept with the next key.
    expect(page.locator("draft-keeper:defined").first).to_be_attached()
    with page.expect_response("**/you/draft/", timeout=60_000):
        page.get_by_label("Your words").first.fill(DRAFT)
    page.goto("/groups/")
    page.goto(talk)
    expect(page.get_by_label("Your words").first).to_have_value(DRAFT)
    context.close()
    assert on_disk(profile, f"{elsewhere.address}/ordinary")  # what a browser keeps is found this way
    for private in (
        WORDS,
        DRAFT,
        GROUP,
        COMMUNITY,
        cast.una.passphrase,
        "What helped this week",
        "Sunday night",
    ):
        assert on_disk(profile, private) == [], private
