"""The walk through a place that nobody has founded."""

from playwright.sync_api import Browser

from tests.pictures.walking import PASSPHRASE, Seen, Walk, begin
from tests.served import Served


def found(browser: Browser, served: Served) -> list[Seen]:
    """From the founding link to a group of one, and out again."""
    seen: list[Seen] = []
    walk = begin(browser, served, seen)
    walk.to("/", "start-unfounded")
    _found_place(walk, served.founding_link)
    _empty_places(walk)
    _found_group(walk)
    _alone_in_a_group(walk)
    _myself(walk)
    _come_back(begin(browser, served, seen))
    walk.to("/leaving/", "leaving-as-last").press("Leave and erase", "left")
    return seen


def _found_place(walk: Walk, link: str) -> None:
    walk.to(link, "founding-link").press("Start", "founding-1-name")
    walk.press("Continue", "founding-1-name-error")
    walk.fill(community="Alder Street").press("Continue", "founding-2-limits")
    walk.press("Continue", "founding-2-limits-error")
    walk.fill(run_by="Noor, on a small computer at home. They could read everything.").press("Continue")
    walk.show("founding-3-numbers").press("Continue", "founding-3-numbers-error")
    for details in walk.page.locator("main details").all():
        details.evaluate("each => each.open = true")
    walk.page.locator("main [type=checkbox]").first.check()
    walk.press("Continue", "founding-4-you").fill(name="Noor", passphrase="password").press(
        "Create this community"
    )
    walk.show("founding-4-you-error").fill(name="Noor", passphrase=PASSPHRASE).press("Create this community")
    walk.show("codes-before").press("Make new codes", "codes").to(link, "founding-link-closed")


def _empty_places(walk: Walk) -> None:
    walk.to("/", "way-out").press("Continue", "home-empty")
    walk.to("/groups/", "groups-empty").to("/groups/starters/", "starters")


def _found_group(walk: Walk) -> None:
    walk.page.locator("main .topics a").first.click()
    walk.show("group-founding").press("Create this group", "group-founding-error")
    walk.fill(group_name="Tuesday evening").press("Create this group")


def _alone_in_a_group(walk: Walk) -> None:
    group = walk.show("group-alone").path(r"/groups/[\w-]{16}/")
    room = walk.path(r"/rooms/[\w-]{16}/")
    walk.to(f"{group}terms/", "terms-alone").to(f"{group}ledger/", "ledger-empty")
    walk.to(f"{group}knocks/", "knocks-empty").to(room, "room-empty")
    walk.to(f"{group}leaving/", "group-leaving-alone")
    walk.to(f"{group}moving/", "moving").to(f"{group}meetings/", "meetings-alone")
    walk.to(f"{group}meetings/times/", "meeting-times").press("Save", "meeting-times-error")
    walk.to(f"{group}meetings/manner/", "meeting-manner")


def _myself(walk: Walk) -> None:
    walk.to("/you/", "you").to("/you/comfort/", "comfort").to("/you/devices/", "devices")
    walk.to(walk.path(r"/you/devices/[\w-]{16}/"), "device")
    walk.to("/you/passphrase/", "passphrase").fill(passphrase="short").press(
        ("Change passphrase"), "passphrase-error"
    )
    walk.to("/you/codes/", "codes-left")


def _come_back(walk: Walk) -> None:
    walk.to("/", "start").to("/sign-in/", "sign-in").fill(name="Noor", passphrase="not this one at all")
    walk.press("Sign in", "sign-in-error").to("/recovery/", "recovery").to("/four-words/", "four-words")
    walk.to("/sign-in/").fill(name="Noor", passphrase=PASSPHRASE).page.locator("[name=not_own]").check()
    walk.press("Sign in").to("/curtain/", "curtain")
    walk.fill(passphrase="not this one at all").press("Continue", "curtain-error")
    for path in ("support", "safety", "limits", "left"):
        walk.to(f"/{path}/", f"{path}-page")
