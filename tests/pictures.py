"""Pictures of every page as the real server gives it: small and wide, light and dark, without scripts, plain.

One walk collects what the server says. Then each page is shown in every way of looking, with the very same bytes.
"""

import argparse
import html
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from mutuality.ui import stylesheet
from tests.served import Served, serving

CHROMIUM = os.environ.get("MUTUALITY_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Page, look and height of the pictures in the README.
SHOWN = (("topic", "wide-light", 900), ("topic", "small-dark", 900), ("invitation", "small-light", 900))
SHOWN_IN = Path("docs/pictures")
PASSPHRASE = "lantern meadow teapot saddle"
THUMB = 232


@dataclass(frozen=True)
class Look:
    """One way of looking at a page."""

    name: str
    width: int
    scheme: str = "light"
    scripts: bool = True
    plain: bool = False
    text: int = 1


LOOKS = (
    Look("small-light", 360),
    Look("small-dark", 360, scheme="dark"),
    Look("wide-light", 1280),
    Look("wide-dark", 1280, scheme="dark"),
    Look("no-script", 360, scripts=False),
    Look("plain", 360, plain=True),
    Look("narrow", 320),
    Look("large-text", 360, text=2),
)


@dataclass(frozen=True)
class Seen:
    """A page as the server gave it."""

    name: str
    address: str
    html: str


@dataclass
class Walk:
    """One person going through pages, without scripts."""

    page: Page
    at: str
    seen: list[Seen] = field(default_factory=list)

    def to(self, path: str, name: str = "") -> "Walk":
        """Go to an address, and remember what stands there."""
        self.page.goto(path if path.startswith("http") else self.at + path)
        return self.show(name) if name else self

    def show(self, name: str) -> "Walk":
        """Remember this page."""
        self.seen.append(Seen(name, self.page.url, self.page.content()))
        return self

    def fill(self, **answers: str) -> "Walk":
        """Answer the questions of the form."""
        for question, answer in answers.items():
            self.page.locator(f"main [name={question}]").first.fill(answer)
        return self

    def press(self, words: str, name: str = "") -> "Walk":
        """Press a button or follow a link with these words."""
        here, words = self.page.locator("main"), said(words)
        button = here.get_by_role("button", name=words, exact=True)
        if not button.count():
            button = here.get_by_role("link", name=words, exact=True)
        assert button.count(), f"No {words} on {self.page.url}:\n{here.inner_text()}"
        button.first.click()
        self.page.wait_for_load_state()
        return self.show(name) if name else self

    def path(self, pattern: str) -> str:
        """The first address on this page that looks like this."""
        found = re.search(pattern, self.page.content())
        assert found, f"No {pattern} on {self.page.url}"
        return found.group()


def said(words: str) -> str:
    """What stands on a button in the language of this walk; tests and ``--language`` put another in its place."""
    return words


def _begin(browser: Browser, served: Served, seen: list[Seen]) -> Walk:
    context: BrowserContext = browser.new_context(java_script_enabled=False)
    return Walk(context.new_page(), served.address, seen)


# -- a place that nobody has founded


def found(browser: Browser, served: Served) -> list[Seen]:
    """From the founding link to a group of one, and out again."""
    seen: list[Seen] = []
    walk = _begin(browser, served, seen)
    walk.to("/", "start-unfounded")
    _found_place(walk, served.founding_link)
    _empty_places(walk)
    _found_group(walk)
    _alone_in_a_group(walk)
    _myself(walk)
    _come_back(_begin(browser, served, seen))
    walk.to("/leaving/", "leaving-as-last").press("Leave and erase", "left")
    return seen


def _found_place(walk: Walk, link: str) -> None:
    walk.to(link, "founding-link").press("Begin", "founding-1-name")
    walk.press("Go on", "founding-1-name-error")
    walk.fill(community="Alder Street").press("Go on", "founding-2-limits")
    walk.press("Go on", "founding-2-limits-error")
    walk.fill(run_by="Noor, on a small computer at home. They can technically read this.").press("Go on")
    walk.show("founding-3-numbers").press("Go on", "founding-3-numbers-error")
    for details in walk.page.locator("main details").all():
        details.evaluate("each => each.open = true")
    walk.page.locator("main [type=checkbox]").first.check()
    walk.press("Go on", "founding-4-you").fill(name="Noor", passphrase="password").press("Found this place")
    walk.show("founding-4-you-error").fill(name="Noor", passphrase=PASSPHRASE).press("Found this place")
    walk.show("codes-before").press("Make new codes", "codes").to(link, "founding-link-closed")


def _empty_places(walk: Walk) -> None:
    walk.to("/", "way-out").press("Go on", "home-empty")
    walk.to("/groups/", "groups-empty").to("/groups/starters/", "starters")


def _found_group(walk: Walk) -> None:
    walk.page.locator("main .topics a").first.click()
    walk.show("group-founding").press("Found this group", "group-founding-error")
    walk.fill(group_name="Tuesday evening").press("Found this group")


def _alone_in_a_group(walk: Walk) -> None:
    group = walk.show("group-alone").path(r"/groups/[\w-]{16}/")
    room = walk.path(r"/rooms/[\w-]{16}/")
    walk.to(f"{group}terms/", "terms-alone").to(f"{group}ledger/", "ledger-empty")
    walk.to(f"{group}knocks/", "knocks-empty").to(room, "room-empty")
    walk.to(f"{group}leaving/", "group-leaving-alone")


def _myself(walk: Walk) -> None:
    walk.to("/you/", "you").to("/you/comfort/", "comfort").to("/you/devices/", "devices")
    walk.to(walk.path(r"/you/devices/[\w-]{16}/"), "device")
    walk.to("/you/passphrase/", "passphrase").fill(passphrase="short").press("Change it", "passphrase-error")
    walk.to("/you/codes/", "codes-left")


def _come_back(walk: Walk) -> None:
    walk.to("/", "start").to("/sign-in/", "sign-in").fill(name="Noor", passphrase="not this one at all")
    walk.press("Come in", "sign-in-error").to("/recovery/", "recovery").to("/four-words/", "four-words")
    walk.to("/sign-in/").fill(name="Noor", passphrase=PASSPHRASE).page.locator("[name=not_own]").check()
    walk.press("Come in").to("/curtain/", "curtain")
    walk.fill(passphrase="not this one at all").press("Go on", "curtain-error")
    for path in ("support", "safety", "limits", "left"):
        walk.to(f"/{path}/", f"{path}-page")


# -- the made-up community

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
SAID = (
    ("שלום. אני כאן רק כדי להקשיב הערב. תודה שיש מקום כזה.", ""),
    (f"A word that does not end: {LONG}", ""),
    ("I read this again: https://example.org/a/rather/long/address?that=goes&on=and-on", "a link to a text"),
    (
        "It is quiet here tonight.\n\nI like that. One thing that helped:\n\n- the kettle\n- the dog\n- you",
        "",
    ),
)


def visit(browser: Browser, served: Served) -> list[Seen]:
    """The three made-up people, and someone new at the door."""
    seen: list[Seen] = []
    names = ("Imani", "Rowan", "Sol")
    links = re.findall(r"http://\S+/demo/\S+", served.said)
    walks = dict(zip(names, (_begin(browser, served, seen) for _ in names), strict=True))
    for name, link in zip(names, links, strict=True):
        walks[name].to(link).press("Come in").press("Go on")
    walks["Imani"].to("/", "home-news").to("/groups/", "groups")
    group = walks["Imani"].path(r"/groups/[\w-]{16}/")
    _full_room(walks, group)
    _ways_in(walks, _begin(browser, served, seen), group)
    _many(walks, _begin(browser, served, seen), group)
    _trouble(walks["Sol"], group)
    return seen


def _full_room(walks: dict[str, Walk], group: str) -> None:
    imani, rowan = walks["Imani"], walks["Rowan"]
    room = imani.to(group, "group").path(r"/rooms/[\w-]{16}/")
    topic = imani.to(room, "room").path(r"/topics/[\w-]{16}/")
    imani.to(room).page.get_by_role("link", name=said("What helped this week")).first.click()
    topic = "/" + imani.page.url.split("/", 3)[3].split("#")[0].split("?")[0]
    for text, note in SAID:
        rowan.to(topic).page.locator("main details.note:last-of-type").last.evaluate(
            "each => each.open = true"
        )
        rowan.fill(words=text, note=note).press("Say it")
    imani.page.locator(".word .offer").get_by_role("button", name=said("With you")).last.click()
    imani.to(topic, "topic").press("Say it", "topic-error")
    imani.to(imani.to(topic).path(r"/words/[\w-]{16}/(?=\")"), "own-word")


def _ways_in(walks: dict[str, Walk], newcomer: Walk, group: str) -> None:
    imani = walks["Imani"].to(f"{group}invitations/", "invitations")
    imani.press("Four words to say", "invitations-spoken")
    words = imani.page.locator("#made").inner_text()
    imani.press("A link for one person", "invitations-link")
    link = imani.page.locator("#made").inner_text().strip()
    newcomer.to(link, "invitation").press("Open the door", "door").press("Yes, I come in", "door-error")
    walks["Sol"].to("/door/", "door-closed").to("/invitation/", "spoken")
    newcomer.to("/door/").press("Not now", "turned-away").to("/invitation/").fill(four="not these four words")
    newcomer.press("Open the door", "spoken-error").fill(four=words).press("Open the door").show("door-again")


def _many(walks: dict[str, Walk], newcomer: Walk, group: str) -> None:
    imani, rowan = walks["Imani"], walks["Rowan"]
    imani.to(f"{group}invitations/").press("A link for many", "invitations-many")
    link = imani.page.locator("#made").inner_text().strip()
    newcomer.to(link, "knocking").fill(name="Wren", words="A friend told me about Tuesday evening.").press(
        "Knock"
    )
    newcomer.show("knock-waiting")
    imani.to(f"{group}knocks/", "knocks").press("Yes, come in", "knocks-answered").to("/", "home-knock")
    rowan.to(f"{group}knocks/").press("Yes, come in")
    newcomer.to("/knock/", "knock-opened").fill(name="Wren", passphrase=PASSPHRASE)
    newcomer.page.locator("[name=yes]").check()
    newcomer.press("Yes, I come in", "codes-at-the-door").to("/knock/", "knock-none")
    imani.to(f"{group}invitations/").press("Take back all open invitations").to(f"{group}ledger/", "ledger")
    imani.to(f"{group}terms/", "terms").to(f"{group}leaving/", "group-leaving").to("/leaving/", "leaving")


def _trouble(walk: Walk, group: str) -> None:
    walk.to("/away/?to=https%3A%2F%2Fexample.org%2Fa%2Flong%2Fpage", "away").to("/nothing/", "not-here")
    walk.to(group).to(walk.path(r"/rooms/[\w-]{16}/")).fill(title="A title", words="What I was about to say.")
    walk.page.locator("main [name=csrfmiddlewaretoken]").first.evaluate("each => each.value = 'x'")
    walk.press("Begin this topic", "trouble")


# -- showing


def walked(browser: Browser) -> list[Seen]:
    """Every page of an unfounded and of a made-up community."""
    seen = []
    with tempfile.TemporaryDirectory() as place:
        with serving(Path(place) / "new") as served:
            seen += found(browser, served)
        with serving(Path(place) / "made-up", options=("--demo",)) as served:
            seen += visit(browser, served)
    return seen


def _styles(route: Route, look: Look) -> None:
    body = stylesheet.minified(stylesheet.plain()) if look.plain else stylesheet.joined().decode()
    if look.text > 1:
        body += f"html {{ font-size: {112.5 * look.text}% !important }}"
    route.fulfill(body=body, content_type="text/css")


def _script(route: Route) -> None:
    from mutuality.ui import assets

    name = re.search(r"/([\w-]+)\.js", route.request.url)
    assert name
    route.fulfill(body=assets.asset(name[1]).body, content_type="text/javascript")


@contextmanager
def showing(browser: Browser, look: Look) -> Iterator[Page]:
    """A page that looks this way and reaches nothing but what it is given."""
    context = browser.new_context(
        viewport={"width": look.width, "height": 760},
        color_scheme=look.scheme,
        java_script_enabled=look.scripts,
        reduced_motion="reduce",
    )
    context.route("**/*", lambda route: route.abort())
    context.route("**/ui/*.css", lambda route: _styles(route, look))
    context.route("**/ui/*/*.js", _script)
    yield context.new_page()
    context.close()


def show(page: Page, seen: Seen) -> None:
    """Open a page with the bytes that the server gave."""
    address = seen.address.split("#")[0]
    page.route(address, lambda route: route.fulfill(body=seen.html, content_type="text/html; charset=utf-8"))
    page.goto(address)
    page.unroute(address)


def pictures(browser: Browser, all_seen: list[Seen], *, look: Look, out: Path) -> list[str]:
    """One picture a page, and the sheet of them. Returns what is wider than its screen."""
    folder = out / look.name
    folder.mkdir(parents=True, exist_ok=True)
    spilling = []
    with showing(browser, look) as page:
        for seen in all_seen:
            show(page, seen)
            page.screenshot(path=folder / f"{seen.name}.png", full_page=True)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                spilling.append(f"{look.name}/{seen.name}")
    _sheet(browser, all_seen, look=look, out=out)
    return spilling


def _figures(all_seen: list[Seen], look: Look) -> str:
    return "".join(
        f'<figure><figcaption>{html.escape(seen.name)}</figcaption><a href="{look.name}/{seen.name}.png">'
        f'<img src="{look.name}/{seen.name}.png" alt=""></a></figure>'
        for seen in all_seen
    )


def _document(body: str) -> str:
    return (
        f"<!doctype html><meta charset=utf-8><title>Pictures</title><style>body{{font:14px sans-serif;margin:16px;"
        f"background:#888}}section{{display:flex;flex-wrap:wrap;gap:12px}}figure{{margin:0;width:{THUMB}px;height:"
        f"{THUMB * 2}px;overflow:hidden}}img{{width:100%}}figcaption{{background:#fff}}</style>{body}"
    )


def _sheet(browser: Browser, all_seen: list[Seen], *, look: Look, out: Path) -> None:
    file = out / f"{look.name}.html"
    file.write_text(_document(f"<section>{_figures(all_seen, look)}</section>"))
    page = browser.new_page(viewport={"width": 8 * (THUMB + 12) + 32, "height": 800})
    page.goto(file.resolve().as_uri())
    page.screenshot(path=out / f"{look.name}.png", full_page=True)
    page.close()
    file.unlink()


def _for_docs(browser: Browser, seen: list[Seen]) -> int:
    by_name = {each.name: each for each in seen}
    for name, look_name, height in SHOWN:
        look = next(look for look in LOOKS if look.name == look_name)
        with showing(browser, look) as page:
            show(page, by_name[name])
            clip = {"x": 0, "y": 0, "width": look.width, "height": height}
            page.screenshot(path=SHOWN_IN / f"{name}-{look_name}.png", clip=clip, full_page=True)
    return 0


def _keep(seen: list[Seen], *, out: Path) -> list[Seen]:
    out.mkdir(parents=True, exist_ok=True)
    (out / "walk.json").write_text(json.dumps([asdict(each) for each in seen]))
    return seen


def _kept(out: Path) -> list[Seen]:
    return [Seen(**each) for each in json.loads((out / "walk.json").read_text())]


def main() -> int:
    """Walk, show, and write the index. Returns 1 when a page is wider than its screen."""
    asked = argparse.ArgumentParser(description="Pictures of every page.")
    asked.add_argument("--only", default="", help="pages whose name begins like this")
    asked.add_argument("--look", default="", help="ways of looking whose name holds this")
    asked.add_argument("--out", type=Path, default=Path(".pictures"))
    asked.add_argument("--docs", action="store_true", help="only the pictures that the README shows")
    asked.add_argument(
        "--again", action="store_true", help="show the pages of the last walk with the look of now"
    )
    options = asked.parse_args()
    looks = [look for look in LOOKS if options.look in look.name]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        pages = _kept(options.out) if options.again else _keep(walked(browser), out=options.out)
        seen = [each for each in pages if each.name.startswith(options.only)]
        if options.docs:
            return _for_docs(browser, pages)
        spilling = [each for look in looks for each in pictures(browser, seen, look=look, out=options.out)]
        browser.close()
    body = "".join(f"<h1>{look.name}</h1><section>{_figures(seen, look)}</section>" for look in looks)
    (options.out / "index.html").write_text(_document(body))
    print(f"{len(seen)} pages in {len(looks)} ways: {options.out / 'index.html'}")
    print("".join(f"Wider than its screen: {each}\n" for each in spilling), end="")
    return 1 if spilling else 0


if __name__ == "__main__":
    raise SystemExit(main())
