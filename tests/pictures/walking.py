"""One person going through pages without scripts, and tables of what several people do one after the other."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from django.utils.translation import get_language, gettext
from playwright.sync_api import Browser, Page

from tests.served import Served

PASSPHRASE = "lantern meadow teapot saddle"
# What a page may answer: here, not here, look at this again, and paused.
ANSWERED = (200, 403, 404, 409, 410, 422, 429, 503)
NOTHING: Mapping[str, str] = MappingProxyType({})
# Buttons with a name in the middle of their sentence.
WITH_NAMES = {
    form: re.compile(re.escape(form).replace(re.escape("%(name)s"), "(.+)"))
    for form in ("I'm done. %(name)s is next.", "%(name)s (on the phone)")
}


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
        assert name not in {each.name for each in self.seen}, f"There are two pages called {name}."
        status = self.page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
        assert status in ANSWERED, f"{self.page.url} answered {status} where {name} should be."
        self.seen.append(Seen(name, self.page.url, self.page.content()))
        return self

    def fill(self, **answers: str) -> "Walk":
        """Answer the questions of the form; what stands folded is opened first."""
        for question, answer in answers.items():
            field = self.page.locator(f"main [name={question}]").first
            field.evaluate("each => each.closest('details')?.setAttribute('open', '')")
            if field.get_attribute("type") in ("checkbox", "radio"):
                self.page.locator(f"main [name={question}][value='{answer}']").first.check()
            elif field.evaluate("each => each.localName") == "select":
                field.select_option(answer)
            else:
                field.fill(answer)
        return self

    def press(self, words: str, name: str = "") -> "Walk":
        """Press a button or follow a link with these words, also where it is folded."""
        here, words = self.page.locator("main"), said(words)
        for role, exact in (("button", True), ("link", True), ("button", False), ("link", False)):
            found = here.get_by_role(role, name=words, exact=exact, include_hidden=True)
            if found.count():
                break
        assert found.count(), f"No {words} on {self.page.url}:\n{here.inner_text()}"
        shown = [each for each in found.all() if each.is_visible()]
        chosen = shown[0] if shown else found.first
        chosen.evaluate("each => each.closest('details')?.setAttribute('open', '')")
        chosen.click()
        self.page.wait_for_load_state()
        return self.show(name) if name else self

    def path(self, pattern: str) -> str:
        """The first address on this page that looks like this."""
        found = re.search(pattern, self.page.content())
        assert found, f"No {pattern} on {self.page.url}"
        return found.group()

    @property
    def here(self) -> str:
        """The address of this page, within the place."""
        return "/" + self.page.url.split("/", 3)[3].split("#")[0].split("?")[0]


class Act(NamedTuple):
    """What somebody does: go to ``at``, answer ``fill``, press ``press``. A ``name`` makes a picture of what comes.

    ``as_place`` keeps the address that they come to; ``{place}`` in a later ``at`` stands for it.
    """

    who: str
    at: str = ""
    press: str = ""
    name: str = ""
    fill: Mapping[str, str] = NOTHING
    as_place: str = ""


def play(walks: Mapping[str, Walk], acts: Iterable[Act], places: dict[str, str]) -> None:
    """Let people do what stands in a table, one after the other."""
    for act in acts:
        walk = walks[act.who]
        if act.at:
            walk.to(act.at.format(**places))
        walk.fill(**act.fill)
        if act.press:
            walk.press(act.press)
        if act.as_place:
            places[act.as_place] = walk.here
        if act.name:
            walk.show(act.name)


def said(words: str) -> str:
    """What stands on a button in the language that is spoken now. Names of people and groups stay as they are."""
    for form, named in WITH_NAMES.items():
        if found := named.fullmatch(words):
            return gettext(form) % {"name": said(found[1])}
    whole = gettext(words)
    head, between, name = words.partition(": ")
    if whole != words or not between:
        return whole
    with_name = gettext(f"{head}: %(name)s")
    return with_name % {"name": gettext(name)} if "%(name)s" in with_name else f"{gettext(head)}: {name}"


def begin(browser: Browser, served: Served, seen: list[Seen]) -> Walk:
    """Somebody new in a browser of their own, which asks for the language that is spoken now."""
    context = browser.new_context(java_script_enabled=False, locale=get_language() or "en")
    return Walk(context.new_page(), served.address, seen)
