"""A person with a keyboard and nothing else: Tab, Enter, Space and letters. Every step checks that focus is seen."""

from dataclasses import dataclass

from playwright.sync_api import Page

FARTHEST = 90
HERE = """() => {
  const here = document.activeElement
  if (here === document.body) return {name: '', fault: '', at: 'nowhere'}
  const box = here.getBoundingClientRect(), look = getComputedStyle(here)
  const named = here.labels?.[0]?.textContent ?? here.getAttribute('aria-label') ?? here.textContent
  const drawn = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2
  const at = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20))
  const over = at && (here.contains(at) || at.contains(here))
  const fault = !drawn ? 'no outline' : over ? '' : 'under another part'
  return {name: named.trim().replace(/\\s+/g, ' '), fault, at: here.localName, kind: here.type ?? ''} }"""


@dataclass
class Keys:
    """One person at one page. Names are those that a screen reader says."""

    page: Page

    def here(self) -> dict[str, str]:
        """What has the focus: its name, and what is wrong with how it is seen."""
        return self.page.evaluate(HERE)

    def reach(self, name: str, *, at: tuple[str, ...] = ()) -> None:
        """Press Tab until something of this name has the focus, and it is seen on every step."""
        met: list[str] = []
        for _step in range(FARTHEST):
            here = self.here()
            assert not here["fault"], f"{here['name'] or here['at']}: {here['fault']} on {self.page.url}"
            if _is(here["name"], name) and (not at or here["at"] in at):
                return
            met.append(here["name"][:40])
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {name!r} on {self.page.url}, only to {met}")

    def press(self, name: str, *, leads_to: str | None = None) -> None:
        """Reach a button or a link and press Enter on it; with ``leads_to``, wait for an address that holds this."""
        self.reach(name, at=("a", "button", "summary"))
        before = self.page.evaluate("performance.timeOrigin")
        self.page.keyboard.press("Enter")
        if leads_to is not None:
            self.page.wait_for_function("before => performance.timeOrigin !== before", arg=before)
            self.page.wait_for_url(f"**{leads_to}**")
            self.page.wait_for_load_state()

    def open(self, name: str) -> None:
        """Unfold what is folded."""
        self.reach(name, at=("summary",))
        self.page.keyboard.press("Enter")

    def write(self, name: str, text: str) -> None:
        """Answer a question."""
        self.reach(name, at=("input", "textarea"))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def tick(self, name: str) -> None:
        """Tick a box."""
        self.reach(name, at=("input",))
        self.page.keyboard.press("Space")


def _is(said: str, name: str) -> bool:
    """Whether these are the same names; an ellipsis stands for whatever follows."""
    return said.startswith(name[:-1]) if name.endswith("…") else said == name
