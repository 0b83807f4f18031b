"""What an open page says while its connection is away: one calm line, and nothing moves because of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.ui.test_modules import Stream, frames, word

pytestmark = pytest.mark.browser

Serve = Callable[..., Page]
SAYS = "You're not connected right now. Nothing is lost, and this page keeps trying by itself."
SPEAK = '<form method="post"><textarea></textarea><button>Send</button></form>'
PUT = ("8", "put", word("a", "0001", "one"))


def feed(announce: str = "words", quiet: str = "", after: str = SPEAK) -> str:
    said = "".join(word(f"t{n}", f"{n:04}", "a line<br>" * 8) for n in range(2, 9))
    return (
        f'{{% live_feed src="/live/" since="7" announce="{announce}" quiet="{quiet}" plain="/page#new" %}}'
        f'<ol class="words" id="words">{said}</ol>{{% endlive_feed %}}{after}'
    )


def lost(serve: Serve, body: str, stream: Stream | None = None) -> Page:
    """A page whose stream has hung up and does not come back for as long as ``stream`` has no more answers."""
    page = opened(serve, body, stream or Stream())
    wait(page)
    expect(page.get_by_text(SAYS).first).to_be_visible()
    return page


def opened(serve: Serve, body: str, stream: Stream) -> Page:
    """A page that has asked for its stream once."""
    page = serve(body, scripts="room", clock=True, routes={"/live/**": stream})
    expect(page.get_by_text(SAYS)).to_be_hidden()
    page.wait_for_function("document.querySelector('live-feed').worry || document.querySelector('#w-a')")
    return page


def wait(page: Page, seconds: int = 9) -> None:
    """Time passes for the page alone."""
    page.clock.fast_forward(seconds * 1000)


def back(page: Page, stream: Stream) -> None:
    """The next try of the page finds its stream again."""
    stream.answers.append(frames(PUT))
    wait(page, 40)
    expect(page.locator("#w-a")).to_be_attached()


def heard(page: Page) -> list[str]:
    return page.locator("[data-aloud-here] p").all_text_contents()


def remember_what_is_said(page: Page) -> None:
    page.evaluate(
        """() => { window.said = [];
        const heard = (each) => each.addedNodes.forEach((node) => said.push(node.textContent));
        new MutationObserver((all) => all.forEach(heard))
          .observe(document.querySelector("[data-aloud-here]"), { childList: true }); }"""
    )


def test_what_is_back_within_eight_seconds_is_not_worth_a_line(serve: Serve) -> None:
    page = opened(serve, feed(), Stream())
    wait(page, 7)
    page.wait_for_timeout(200)
    expect(page.locator(".away")).to_be_visible()  # as in the page without scripts: the link alone
    expect(page.get_by_text(SAYS)).to_be_hidden()
    wait(page, 2)
    expect(page.get_by_text(SAYS).first).to_be_visible()


def test_one_quiet_line_says_it_and_leads_to_the_plain_page(serve: Serve) -> None:
    page = lost(serve, feed())
    line = page.locator(".away")
    expect(line).to_be_in_viewport()
    assert line.get_by_role("link", name="Check for anything new").get_attribute("href") == "/page#new"
    looks = line.evaluate(
        """(line) => { const own = getComputedStyle(line);
        return [own.animationName, own.transitionDuration, own.position]; }"""
    )
    assert looks == ["none", "0s", "sticky"]


def test_it_goes_by_itself_when_the_connection_is_back_and_is_said_once(serve: Serve) -> None:
    stream = Stream()
    page = opened(serve, feed(), stream)
    remember_what_is_said(page)
    line = page.locator(".away")
    for _further_try in range(4):
        wait(page)
        expect(page.get_by_text(SAYS).first).to_be_visible()
    assert len(stream.cursors) > 2
    assert page.evaluate("said") == [SAYS]
    back(page, stream)
    expect(line).to_be_hidden()
    assert SAYS not in page.evaluate("said.slice(1)")


@pytest.mark.parametrize(
    ("announce", "quiet"), [("nothing", ""), ("words", "-60 3600"), ("turn", "-60 3600")]
)
def test_who_wants_nothing_read_out_only_sees_it(serve: Serve, announce: str, quiet: str) -> None:
    page = lost(serve, feed(announce, quiet))
    assert heard(page) == []


@pytest.mark.parametrize("announce", ["words", "turn"])
def test_who_wants_to_hear_hears_it(serve: Serve, announce: str) -> None:
    assert heard(lost(serve, feed(announce))) == [SAYS]


def test_who_reads_stays_where_they_read(serve: Serve) -> None:
    stream = Stream()
    page = opened(serve, feed(), stream)
    page.evaluate("scrollTo(0, 300)")
    wait(page)
    expect(page.get_by_text(SAYS).first).to_be_visible()
    assert page.evaluate("scrollY") == 300
    assert page.evaluate("document.activeElement === document.body")
    back(page, stream)
    expect(page.locator(".away")).to_be_hidden()
    assert page.evaluate("document.activeElement === document.body")


def top_of_what_is_written_in(page: Page) -> float:
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.evaluate("document.querySelector('textarea').getBoundingClientRect().top")


def test_who_writes_stays_where_they_write(serve: Serve) -> None:
    """The form stands below the line: it must not go from under somebody's finger, nor come back under it."""
    stream = Stream()
    room_below = SPEAK + "<p>tall</p>" * 30
    page = opened(serve, feed(after=room_below), stream)
    expect(page.get_by_text(SAYS)).to_be_hidden()
    page.locator("textarea").fill("half a thou")
    page.wait_for_timeout(200)
    before = top_of_what_is_written_in(page)
    wait(page)
    expect(page.get_by_text(SAYS).first).to_be_visible()
    assert abs(top_of_what_is_written_in(page) - before) < 1.5
    back(page, stream)
    expect(page.locator(".away")).to_be_hidden()
    assert page.locator("textarea").input_value() == "half a thou"
    assert page.evaluate("document.activeElement.nodeName") == "TEXTAREA"


def test_a_link_that_somebody_is_on_waits_for_them_to_go_on(serve: Serve) -> None:
    stream = Stream()
    page = lost(serve, feed(), stream)
    link = page.locator(".away a")
    link.focus()
    back(page, stream)
    expect(page.locator(".away [data-away]")).to_be_hidden()
    expect(link).to_be_focused()
    page.locator("textarea").focus()
    expect(link).to_be_hidden()


def test_without_scripts_only_the_plain_link_stands_there(page_without_scripts: Page) -> None:
    from django.template import Context, Template

    page_without_scripts.set_content(Template(feed()).render(Context()))
    expect(page_without_scripts.get_by_role("link", name="Check for anything new")).to_be_visible()
    expect(page_without_scripts.get_by_text(SAYS)).to_be_hidden()
