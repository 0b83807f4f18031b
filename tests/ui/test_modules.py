"""What scripts add, seen in a real browser."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from mutuality.ui import examples

pytestmark = pytest.mark.browser

ORIGIN = "http://localhost:9"
SEAL = "A" * 43 + "="
Serve = Callable[..., Page]


def frames(*all_frames: tuple[str, str, str]) -> str:
    return "".join(f"id: {number}\nevent: {kind}\ndata: {data}\n\n" for number, kind, data in all_frames)


class Stream:
    """Answers the feed with what comes after its cursor, then hangs up, as a bad line does."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.cursors: list[str] = []

    def __call__(self, route: Route) -> None:
        found = re.search(r"since=(\w*)", route.request.url)
        self.cursors.append(found[1] if found else "")
        if not self.answers:
            route.fulfill(status=503)
            return
        route.fulfill(body=self.answers.pop(0), content_type="text/event-stream")


def word(name: str, order: str, inner: str, **extra: str) -> str:
    more = "".join(f' data-{key}="{value}"' for key, value in extra.items())
    return f'<li class="word" id="w-{name}" data-order="{order}" data-into="words" data-announce="words"{more}>{inner}</li>'  # noqa: E501


def room(*words: str, announce: str = "words", after: str = "") -> str:
    return (
        f'{{% live_feed src="/live/" since="7" here="me" me="m1" announce="{announce}" %}}'
        f'<ol class="words" id="words">{"".join(words)}</ol>{{% endlive_feed %}}{after}'
    )


def texts(page: Page) -> list[str]:
    return page.locator("#words > li").all_inner_texts()


def test_words_arrive_in_their_order(serve: Serve) -> None:
    stream = Stream(frames(("8", "put", word("c", "0003", "three")), ("9", "put", word("b", "0002", "two"))))
    page = serve(
        room(word("a", "0001", "one"), word("d", "0004", "four")), scripts="room", routes={"/live/**": stream}
    )
    expect(page.locator("#w-b")).to_be_visible()
    assert texts(page) == ["one", "two", "three", "four"]


def test_a_lost_line_goes_on_from_the_cursor(serve: Serve) -> None:
    stream = Stream(
        frames(("8", "put", word("a", "0001", "one"))), frames(("9", "put", word("b", "0002", "two")))
    )
    page = serve(room(), scripts="room", routes={"/live/**": stream})
    expect(page.locator("#w-b")).to_be_visible()
    assert stream.cursors[:2] == ["7", "8"]
    assert texts(page) == ["one", "two"]


def test_a_first_refusal_is_not_the_end(serve: Serve) -> None:
    stream = Stream()
    page = serve(room(), scripts="room", routes={"/live/**": stream})
    page.wait_for_timeout(300)
    stream.answers.append(frames(("8", "put", word("a", "0001", "one"))))
    expect(page.locator("#w-a")).to_be_visible()


def test_a_change_leaves_open_and_half_typed_things_alone(serve: Serve) -> None:
    inner = '<p>old</p><details><summary>note</summary>hidden</details><textarea name="t">start</textarea><input name="i">'  # noqa: E501
    fresh = inner.replace("old", "new").replace("start", "other")
    stream = Stream()
    page = serve(room(word("a", "0001", inner)), scripts="room", routes={"/live/**": stream})
    page.locator("details summary").click()
    page.locator("textarea").fill("half typed")
    page.locator("input[name=i]").focus()
    stream.answers.append(frames(("8", "put", word("a", "0001", fresh))))
    expect(page.locator("#w-a p")).to_have_text("new")
    assert page.locator("details").get_attribute("open") is not None
    assert page.locator("textarea").input_value() == "half typed"
    assert page.evaluate("document.activeElement.name") == "i"


def test_a_word_taken_back_goes_and_focus_stays_near(serve: Serve) -> None:
    stream = Stream()
    page = serve(room(word("a", "0001", "<button>x</button>")), scripts="room", routes={"/live/**": stream})
    page.locator("#w-a button").focus()
    stream.answers.append(frames(("8", "drop", "w-a")))
    expect(page.locator("#w-a")).to_have_count(0)
    assert page.evaluate("document.activeElement.id") == "words"


def test_a_word_for_a_place_not_on_this_page_is_passed_over(serve: Serve) -> None:
    elsewhere = word("a", "0001", "one").replace('data-into="words"', 'data-into="other"')
    stream = Stream(frames(("8", "put", elsewhere), ("9", "put", word("b", "0002", "two"))))
    page = serve(room(), scripts="room", routes={"/live/**": stream})
    expect(page.locator("#w-b")).to_be_visible()
    assert texts(page) == ["two"]


def test_new_words_never_move_the_page(serve: Serve) -> None:
    tall = [word(f"t{n}", f"{n:04}", "a line<br>" * 8) for n in range(1, 9)]
    stream = Stream()
    page = serve(room(*tall), scripts="room", routes={"/live/**": stream})
    page.evaluate("scrollTo(0, 300)")
    stream.answers.append(frames(("8", "put", word("z", "9999", "newest"))))
    link = page.get_by_role("link", name="New messages below")
    expect(link).to_be_visible()
    assert page.evaluate("scrollY") == 300
    link.click()
    expect(page.locator("#w-z")).to_be_in_viewport()
    expect(link).to_be_hidden()


@pytest.mark.parametrize(("announce", "heard"), [("words", "Imani: hello"), ("turn", ""), ("nothing", "")])
def test_only_what_a_person_chose_is_read_out(serve: Serve, announce: str, heard: str) -> None:
    inner = "<b data-aloud>Imani</b><p data-aloud>hello</p>"
    stream = Stream(frames(("8", "put", word("a", "0001", inner))))
    page = serve(room(announce=announce), scripts="room", routes={"/live/**": stream})
    expect(page.locator("#w-a")).to_be_visible()
    assert page.locator("[data-aloud-here]").text_content() == heard


def test_my_own_words_are_mine_on_my_page_and_not_read_out(serve: Serve) -> None:
    stream = Stream(frames(("8", "put", word("a", "0001", "<p data-aloud>hello</p>", by="m1"))))
    page = serve(room(), scripts="room", routes={"/live/**": stream})
    expect(page.locator("#w-a.mine")).to_be_visible()
    assert page.locator("[data-aloud-here]").text_content() == ""


def test_a_closed_room_empties_itself_and_leads_away(serve: Serve) -> None:
    stream = Stream(frames(("8", "closed", "/away/")))
    page = serve(room(word("a", "0001", "one")), scripts="room", routes={"/live/**": stream})
    page.wait_for_url(f"{ORIGIN}/away/")


def test_a_page_too_far_behind_asks_and_does_not_act(serve: Serve) -> None:
    stream = Stream(frames(("8", "reload", "1")))
    page = serve(room(word("a", "0001", "one")), scripts="room", routes={"/live/**": stream})
    expect(page.get_by_role("link", name="Reload the page")).to_be_visible()
    assert texts(page) == ["one"]


def test_a_page_whose_stream_another_took_asks_from_time_to_time(serve: Serve) -> None:
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        told = (
            "event: waits\ndata:\n\n" if len(asked) == 1 else frames(("8", "put", word("a", "0001", "one")))
        )
        route.fulfill(body=told, content_type="text/event-stream")

    page = serve(room(), scripts="room", clock=True, routes={"/live/**": answer})
    page.wait_for_function("document.querySelector('live-feed').aside")
    assert "poll=1" not in asked[0]
    page.clock.run_for(6000)
    expect(page.locator("#w-a")).to_be_visible()
    assert "poll=1" in asked[1]
    page.wait_for_function("document.querySelector('live-feed').again")
    with page.expect_request(lambda request: "since=8" in request.url and "poll=1" in request.url):
        page.clock.run_for(6000)


def draft(page: Page, words: str) -> None:
    page.locator("textarea").fill(words)
    page.wait_for_function("Object.keys(localStorage).length > 0")


def keeper(**extra: str) -> str:
    more = "".join(f" {key}={value}" for key, value in extra.items())
    return f'{{% draft_keeper key="k1" seal="{SEAL}"{more} %}}<textarea name="text"></textarea>{{% enddraft_keeper %}}'


def test_a_draft_outlives_the_page_and_lies_sealed(serve: Serve) -> None:
    first = serve(keeper(), scripts="room")
    draft(first, "a long thought")
    assert "thought" not in first.evaluate("JSON.stringify(localStorage)")
    first.close()
    second = serve(keeper(), scripts="room")
    expect(second.locator("textarea")).to_have_value("a long thought")
    expect(second.get_by_text("What you wrote here before is back.")).to_be_visible()


SEND = """() => { document.addEventListener("submit", (event) => event.preventDefault());
  document.querySelector("draft-keeper form").requestSubmit(); }"""


def begun(key: str) -> str:
    inner = '<form><input name="title"><textarea name="text"></textarea><input type="password" name="secret"></form>'
    return f'{{% draft_keeper key="{key}" seal="{SEAL}" %}}{inner}{{% enddraft_keeper %}}'


def sent(page: Page) -> str:
    """Send what was typed; answers the mark under which it goes."""
    page.evaluate(SEND)
    mark: str = page.locator("input[name=draft]").input_value()
    return mark


def test_a_draft_is_gone_once_it_has_arrived_whichever_page_says_so(serve: Serve) -> None:
    page = serve(begun("k1"), scripts="room")
    draft(page, "a long thought")
    mark = sent(page)
    page.close()
    page = serve("", query=f"?sent={mark}&more=1")
    page.wait_for_function("Object.keys(localStorage).length === 0")
    assert page.evaluate("location.search") == "?more=1"


def test_a_draft_that_was_begun_later_outlives_each_look_at_the_same_address(serve: Serve) -> None:
    page = serve(begun("k1"), scripts="room")
    draft(page, "a long thought")
    mark = sent(page)
    page.close()
    for _look in range(2):
        page = serve(begun("k1"), scripts="room", query=f"?sent={mark}")
        if not _look:
            draft(page, "the next one")
            page.wait_for_timeout(100)
        expect(page.locator("textarea")).to_have_value("the next one")
        page.close()


def test_a_draft_that_was_given_back_and_then_sent_is_gone(serve: Serve) -> None:
    page = serve(begun("k1"), scripts="room")
    draft(page, "a long thought")
    page.close()
    page = serve(begun("k1"), scripts="room")
    expect(page.locator("textarea")).to_have_value("a long thought")
    mark = sent(page)
    page.close()
    page = serve("", query=f"?sent={mark}")
    page.wait_for_function("Object.keys(localStorage).length === 0")


def test_a_draft_holds_every_line_and_no_secret(serve: Serve) -> None:
    page = serve(begun("k1"), scripts="room")
    page.locator("[name=title]").fill("Nights")
    page.locator("[name=secret]").fill("kettle bridge")
    draft(page, "a long thought")
    page.close()
    page = serve(begun("k1"), scripts="room")
    expect(page.locator("textarea")).to_have_value("a long thought")
    expect(page.locator("[name=title]")).to_have_value("Nights")
    expect(page.locator("[name=secret]")).to_have_value("")


def test_where_it_is_off_nothing_is_kept(serve: Serve) -> None:
    page = serve(keeper(off="1"), scripts="room")
    page.locator("textarea").fill("a long thought")
    page.wait_for_timeout(900)
    assert page.evaluate("localStorage.length") == 0


def test_on_devices_of_others_the_server_keeps_the_draft(serve: Serve) -> None:
    kept: list[str] = []

    def keep(route: Route) -> None:
        kept.append(route.request.post_data or "")
        route.fulfill(status=204)

    page = serve(keeper(server='"/draft/"'), scripts="room", routes={"/draft/": keep})
    page.locator("textarea").fill("a long thought")
    page.wait_for_timeout(3500)
    assert kept == ["csrfmiddlewaretoken=token&place=k1&draft=a+long+thought&page="]
    assert page.evaluate("localStorage.length") == 0


def test_three_times_shift_leaves(serve: Serve) -> None:
    page = serve("<p>words</p>")
    page.keyboard.press("Shift")
    expect(page.get_by_text("Press Shift two more times to leave.")).to_be_attached()
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.wait_for_url(f"{ORIGIN}/exit")


def test_writing_capitals_does_not_leave(serve: Serve) -> None:
    page = serve("<textarea></textarea>")
    page.locator("textarea").focus()
    for letter in "ABCDE":
        page.keyboard.press(f"Shift+{letter}")
    page.wait_for_timeout(200)
    assert page.url == f"{ORIGIN}/page"


def test_leaving_puts_the_way_out_where_the_page_was(serve: Serve) -> None:
    page = serve("<p>words</p>")
    before = page.evaluate("history.length")
    page.get_by_role("link", name="Leave quickly").last.click()
    page.wait_for_url(f"{ORIGIN}/exit")
    assert page.evaluate("history.length") == before


def test_a_second_press_sends_nothing_more(serve: Serve) -> None:
    sent: list[str] = []

    def nothing_new(route: Route) -> None:
        sent.append(route.request.url)
        route.fulfill(status=204)

    page = serve(
        '<form method="post" action="/say/"><button>Send</button></form>', routes={"/say/": nothing_new}
    )
    button = page.get_by_role("button", name="Send")
    for _press in range(3):
        button.click(no_wait_after=True)
        page.wait_for_timeout(200)
    assert len(sent) == 1
    assert button.inner_text() == "Send"


def test_a_passphrase_is_shown_on_request_and_hidden_when_sent(serve: Serve) -> None:
    body = (
        '<show-passphrase data-show="Show" data-hide="Hide"><input type="password" id="p"></show-passphrase>'
    )
    page = serve(body, scripts="form")
    page.get_by_role("button", name="Show").click()
    assert page.locator("#p").get_attribute("type") == "text"
    page.get_by_role("button", name="Hide").click()
    assert page.locator("#p").get_attribute("type") == "password"


def test_a_curtain_falls_after_quiet_minutes(serve: Serve) -> None:
    page = serve('<idle-curtain after="1" to="/curtain/"></idle-curtain>')
    page.wait_for_url(f"{ORIGIN}/curtain/?then=%2Fpage")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_part_passes_the_accessibility_rules(serve: Serve, theme: str) -> None:
    body = '{% include "ui/examples/room.html" %}{% include "ui/examples/parts.html" %}'
    page = serve(body, scripts="form", **{**examples.everything(), "theme": theme})
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()


def test_nothing_spills_over_at_four_times_the_size(serve: Serve) -> None:
    body = '{% include "ui/examples/room.html" %}{% include "ui/examples/parts.html" %}'
    page = serve(body, scripts="form", **examples.everything())
    page.set_viewport_size({"width": 320, "height": 256})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_whoever_goes_takes_everything_along_wherever_it_stands(serve: Serve) -> None:
    sign = '<ul class="signals"><li data-by="p9">Sol: With you</li></ul>'
    both = '<ul class="signals"><li data-by="p9">Sol: With you</li><li data-by="p2">Ada: Thank you</li></ul>'
    people = '<ul id="people"><li data-by="p9">Sol</li><li data-by="p2">Ada</li></ul>'
    said = (
        word("a", "0001", sign),
        word("b", "0002", both),
        word("c", "0003", "mine", by="p9"),
        word("d", "0004", "another"),
    )
    stream = Stream(frames(("8", "drop", "by:p9")))
    page = serve(room(*said, after=people), scripts="room", routes={"/live/**": stream})
    expect(page.locator("#w-c")).to_have_count(0)
    expect(page.locator("[data-by=p9]")).to_have_count(0)
    expect(page.locator("#people li")).to_have_text(["Ada"])
    expect(page.locator("#w-a .signals")).to_be_hidden()
    expect(page.locator("#w-b .signals")).to_be_visible()
    expect(page.locator("#w-d")).to_be_visible()


SIGNALS = (
    '<form id="acts" method="post"><input type="hidden" name="csrfmiddlewaretoken" value="t"></form>'
    '<button data-quiet form="acts" formaction="/one/" name="kind" value="heard">I hear you</button>'
    '<button data-quiet form="acts" formaction="/two/" name="kind" value="with">With you</button>'
)


def test_a_signal_is_given_without_leaving_the_page(serve: Serve) -> None:
    sent: list[tuple[str, str]] = []

    def taken(route: Route) -> None:
        sent.append((route.request.url.removeprefix(ORIGIN), route.request.post_data or ""))
        route.fulfill(status=204)

    page = serve(SIGNALS, scripts="room", routes={"/one/": taken, "/two/": taken}, person=None)
    for name in ("I hear you", "With you", "I hear you"):
        page.get_by_role("button", name=name).click()
        page.wait_for_timeout(150)
    assert sent == [
        ("/one/", "csrfmiddlewaretoken=t&kind=heard"),
        ("/two/", "csrfmiddlewaretoken=t&kind=with"),
        ("/one/", "csrfmiddlewaretoken=t&kind=heard"),
    ]
    assert page.url == f"{ORIGIN}/page"
    assert page.evaluate("document.activeElement.value") == "heard"


def test_a_signal_that_could_not_be_given_quietly_is_sent_as_a_form(serve: Serve) -> None:
    def only_forms(route: Route) -> None:
        quietly = route.request.resource_type == "fetch"
        route.fulfill(status=503 if quietly else 200, body="given", content_type="text/html")

    page = serve(SIGNALS, scripts="room", routes={"/one/": only_forms}, person=None)
    page.get_by_role("button", name="I hear you").click()
    page.wait_for_url(f"{ORIGIN}/one/")
    expect(page.locator("body")).to_have_text("given")


def test_the_newest_topic_comes_to_the_top(serve: Serve) -> None:
    def line(name: str, order: str) -> str:
        return f'<li id="t-{name}" data-order="{order}" data-into="topics">{name}</li>'

    stream = Stream(frames(("8", "put", line("new", "0900")), ("9", "put", line("older", "0950"))))
    body = (
        '{% live_feed src="/live/" since="7" %}<ul id="topics">'
        f"{line('mid', '0920')}{line('older', '0999')}</ul>{{% endlive_feed %}}"
    )
    page = serve(body, scripts="room", routes={"/live/**": stream})
    expect(page.locator("#topics li")).to_have_text(["new", "mid", "older"])


def test_a_new_word_leaves_the_mark_of_what_is_new_where_it_is(serve: Serve) -> None:
    mark = '<li class="since" id="new">New since you were here</li>'
    stream = Stream(frames(("8", "put", word("c", "0003", "three"))))
    page = serve(
        room(word("a", "0001", "one"), mark, word("b", "0002", "two")),
        scripts="room",
        routes={"/live/**": stream},
    )
    expect(page.locator("#w-c")).to_be_visible()
    assert texts(page) == ["one", "New since you were here", "two", "three"]
