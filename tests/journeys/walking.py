"""How people in stories walk through the pages: by labels and buttons, as a person or a screen reader finds them."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

PASSPHRASES = {
    "Rowan": "kettle bridge amber field",
    "Imani": "river lantern walnut shore",
    "Solveig": "paper orchard copper window",
}
GROUP = re.compile(r"/groups/[\w-]{16}/$")


@dataclass
class Walker:
    """One person at one browser."""

    name: str
    page: Page
    start: str
    codes: list[str] = field(default_factory=list)

    def go(self, address: str) -> None:
        """Open an address of this place."""
        self.page.goto(address if address.startswith("http") else self.start + address)

    def press(self, label: str) -> None:
        """Press the button or follow the link of this name."""
        self.named(label).click()

    def named(self, label: str) -> Locator:
        """The button of this name, or else the link. A page that is still coming in is waited for."""
        named = re.compile(rf"^\s*{re.escape(label)}\s*$")
        button, link = (self.page.get_by_role(role, name=named) for role in ("button", "link"))
        expect(button.or_(link).first).to_be_visible()
        self.page.wait_for_load_state()
        return (button if button.count() else link).first

    def fill(self, label: str, text: str) -> None:
        """Answer the question of this name."""
        self.page.get_by_label(label, exact=False).first.fill(text)

    def tick(self, label: str) -> None:
        """Tick the box of this name."""
        self.page.get_by_label(label, exact=False).first.check()

    def reads(self, text: str) -> None:
        """Wait until this can be read on the page."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def does_not_read(self, text: str) -> None:
        """Wait until this cannot be read on the page any more."""
        expect(self.page.get_by_text(text)).to_have_count(0)

    def word(self, text: str):
        """The word that says this."""
        return self.page.locator("li.word", has_text=text)


def found_community(walker: Walker, link: str) -> None:
    """Walk the founding from its one-time link to Home."""
    walker.go(link)
    walker.press("Start")
    walker.fill("Name of the community", "Riverbend")
    walker.press("Continue")
    walker.fill("Run by", "Rowan and Imani, members of this group.")
    walker.press("Continue")
    number = walker.page.locator("input[type=checkbox][value=us-988]")
    expect(number).to_be_attached()
    if not number.is_visible():
        walker.page.locator("details", has=number).last.locator("summary").first.click()
    number.check()
    walker.press("Continue")
    walker.fill("Name", walker.name)
    walker.page.get_by_label("Passphrase", exact=True).fill(PASSPHRASES[walker.name])
    walker.press("Create this community")
    take_codes(walker)


def take_codes(walker: Walker) -> None:
    """Make the printed codes, keep them, and read how to leave quickly."""
    walker.press("Make new codes")
    walker.reads("I have saved them")
    walker.codes = [code.strip() for code in walker.page.locator("ol.codes li").all_inner_texts()]
    walker.press("I have saved them")
    walker.reads("How to leave quickly")
    walker.press("Continue")


def found_group(walker: Walker, *, starter: str, name: str) -> str:
    """Found a group from a starter; its address is returned."""
    walker.go("/groups/starters/")
    walker.press(starter)
    walker.fill("Name of the group", name)
    walker.press("Create this group")
    walker.page.wait_for_url(GROUP)
    return walker.page.url


def come_in(walker: Walker) -> None:
    """At the door: what to know, what was agreed, and then a name, a passphrase, a yes."""
    walker.press("Continue")
    walker.press("Continue")
    walker.page.get_by_label("Name", exact=True).fill(walker.name)
    walker.page.get_by_label("Passphrase", exact=True).fill(PASSPHRASES[walker.name])
    walker.press("Yes, join")
    walker.reads("How to leave quickly")
    walker.press("Print codes for a forgotten passphrase")
    walker.reads("I have saved them")
    walker.codes = [code.strip() for code in walker.page.locator("ol.codes li").all_inner_texts()]
    walker.press("I have saved them")
    walker.reads("How to leave quickly")
    walker.press("Continue")


def invite(walker: Walker, group: str, way: str) -> str:
    """Make an invitation; what is to be handed over is returned."""
    walker.go(group + "invitations/")
    walker.press(way)
    return walker.page.locator("#made").text_content().strip()
