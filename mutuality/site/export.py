"""My own words to take along: one file with a neutral name, made in memory and kept nowhere.

What it holds is described in ``docs/reference/own-words.md``. No word and no name of anybody else is in it,
unless a person asks for the copies they set aside.
"""

import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.template.loader import render_to_string

from mutuality.groups import queries as groups_queries
from mutuality.groups.models import Membership
from mutuality.meetings import export as meetings_export
from mutuality.people.models import Person
from mutuality.safety import export as safety_export
from mutuality.site import joined
from mutuality.vault import life

FORMAT = 1


def own_words(by: Person, *, names: bool, copies: bool = False, now: datetime) -> dict[str, Any]:
    """Everything I said and set here, as plain data.

    ``names``: whether the names of my groups are in it. ``copies``: also what I set aside of others' words.
    """
    whole: dict[str, Any] = {"format": FORMAT, "made_on": now.date().isoformat()}
    for part, ask in joined.OWN_WORDS.items():
        whole[part] = ask(by, now=now)
    if copies:
        whole["kept_for_me"] = safety_export.copies(by, now=now)
    more = life.own_words(by.pk)
    if more:
        whole["more"] = more
    mine = groups_queries.memberships_of(by)
    return whole | {"groups": [_of_group(one, names=names, now=now) for one in mine]}


def _of_group(membership: Membership, *, names: bool, now: datetime) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for ask in joined.OWN_WORDS_IN_A_GROUP:
        found |= ask(membership, names=names, now=now)
    return found


def file_name(*, now: datetime) -> str:
    """What the file is called: nothing in it says where it comes from."""
    return f"pages-{now:%Y-%m-%d}.zip"


def packed(by: Person, *, names: bool, copies: bool = False, now: datetime) -> bytes:
    """The file: data for programs, one page to read and print, and the dates of my groups."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content in _files(by, names=names, copies=copies, now=now):
            box.writestr(_entry(name, day=now.date()), content)
    return held.getvalue()


def _entry(name: str, *, day: date) -> zipfile.ZipInfo:
    """No hour and no minute: the day is enough."""
    entry = zipfile.ZipInfo(name, date_time=(day.year, day.month, day.day, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _files(by: Person, *, names: bool, copies: bool, now: datetime) -> Iterator[tuple[str, str | bytes]]:
    words = own_words(by, names=names, copies=copies, now=now)
    yield "pages.json", json.dumps(words, ensure_ascii=False, indent=1)
    yield "pages.html", render_to_string("site/own_words.html", {"words": words})
    for number, membership in enumerate(groups_queries.memberships_of(by), start=1):
        dates = meetings_export.dates(membership, now=now)
        if dates is not None:
            yield f"dates-{number}.ics", dates
