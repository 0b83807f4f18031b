"""All walks: through a place that nobody has founded, and through a made-up one."""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from django.utils import translation
from playwright.sync_api import Browser

from tests.pictures import community, living, scenes
from tests.pictures.founding import found
from tests.pictures.walking import Seen, Walk, begin, play
from tests.served import ROOT, Served, serving, surroundings

ID = r"[\w-]{16}"


def walked(browser: Browser, *, language: str = "en") -> list[Seen]:
    """Every page of an unfounded and of a made-up community, in this language."""
    seen = []
    with tempfile.TemporaryDirectory() as place, translation.override(language):
        with serving(Path(place) / "new") as served:
            seen += found(browser, served)
        with serving(Path(place) / "made-up", options=("--demo",)) as served:
            seen += visit(browser, served)
        with serving(Path(place) / "crowd") as served:
            seen += look_around(browser, served)
    return seen


def visit(browser: Browser, served: Served) -> list[Seen]:
    """The three made-up people, and someone new at the door."""
    seen: list[Seen] = []
    walks = {name: begin(browser, served, seen) for name in ("Imani", "Rowan", "Sol", "Wren", "Nobody")}
    _come_in(walks, served)
    places = _places(walks["Imani"])
    group = places["group"]
    community.full_room(walks, group)
    play(walks, scenes.STATED, places)
    play(walks, scenes.MEETING, places)
    play(walks, scenes.DECIDING, places | {"on": scenes.SOON})
    community.ways_in(walks, walks["Wren"], group)
    community.many(walks, walks["Wren"], group)
    play(walks, scenes.SHELF, places)
    play(walks, scenes.SHEETS, places)
    community.show_a_sheet(walks, places["own_sheet"], group)
    play(walks, scenes.READING, places)
    play(walks, scenes.FIRST_AID, places)
    play(walks, scenes.OWN, places)
    community.trouble(walks["Sol"], group)
    play(walks, scenes.COMFORT, places)
    (served.data / "maintenance").touch()
    play(walks, scenes.PAUSED, places)
    return seen


def look_around(browser: Browser, served: Served) -> list[Seen]:
    """A community that is crowded and has a past; nobody walks there first, since time cannot be walked through."""
    seen: list[Seen] = []
    told = served.data / "crowd.json"
    around = surroundings(served.database_url) | {"MUTUALITY_DATA": str(served.data)}
    around |= {"MUTUALITY_ADDRESS": served.address}
    subprocess.run(
        [sys.executable, "-m", "tests.pictures.crowd", str(told)], env=around, cwd=ROOT, check=True
    )
    crowd = json.loads(told.read_text())
    walks = {name: begin(browser, served, seen) for name in ("Ada", "Bea", "Dov", "Nobody")}
    for name in ("Ada", "Bea", "Dov"):
        cookie = {"name": crowd["cookie"], "value": crowd["tokens"][name], "url": served.address}
        walks[name].page.context.add_cookies([cookie])
    play(walks, scenes.CROWDED, crowd["places"])
    play(walks, living.LIVED, crowd["places"])
    return seen


def _come_in(walks: dict[str, Walk], served: Served) -> None:
    links = re.findall(r"http://\S+/demo/\S+", served.said)
    walks["Imani"].to(links[0], "demo")
    for name, link in zip(("Imani", "Rowan", "Sol"), links, strict=True):
        walks[name].to(link).press("Sign in").press("Continue")


def _places(walk: Walk) -> dict[str, str]:
    walk.to("/", "home-news").to("/groups/", "groups")
    room = walk.path(rf"/rooms/{ID}/")
    group = walk.to(room).path(rf"/groups/{ID}/")
    terms = walk.to(f"{group}decisions/").path(rf"/decisions/{ID}/")
    walk.to(room).page.locator("main .topics a").last.click()
    return {"group": group, "room": room, "topic": walk.here, "terms": terms}
