"""A group's terms go to another place when everybody says yes: sealed, without words and names, read with care."""

import json
import re
from datetime import date, time, timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from mutuality.decisions.models import Proposal
from mutuality.groups.models import Group
from mutuality.kit import clock
from mutuality.kit.refusals import Refusal
from mutuality.meetings import parts
from mutuality.meetings import queries as meetings
from mutuality.meetings.operations import parts as made
from mutuality.meetings.operations import when
from mutuality.rooms import operations as rooms
from mutuality.rooms.models import Word
from mutuality.site import terms_file, terms_import
from mutuality.vault import coded
from tests.cast import Someone, arrive, sign_in
from tests.decisions.conftest import Circle

pytestmark = pytest.mark.django_db(transaction=True)

CODE = "0123456789abcdef"
TIMES = {
    "rhythm": "weekly",
    "first_on": date(2026, 5, 12),
    "at": time(19, 0),
    "zone": "Europe/Berlin",
    "minutes": 75,
    "way": "place",
    "where": "At the harbour, third door",
}
SAID = "I came home on Sunday night"


@pytest.fixture
def settled(pair: Circle) -> Circle:
    """Ada and Bea, who have talked, and meet at a place."""
    when.put_times(pair.group, parts=dict(TIMES), now=pair.now)
    when.put_manner(pair.group, parts={"stays_hours": 24, "gentle_minutes": 5}, now=pair.now)
    topic = rooms.begin_topic(title="Begun by Bea", by=pair.of("Bea").place, now=pair.now)
    rooms.say(topic, words=SAID, once="once", by=pair.of("Ada").place, now=pair.now)
    return pair


@pytest.fixture
def adopted(settled: Circle) -> Circle:
    """The same, after both have said that their terms may go along."""
    settled.accept(settled.propose("Ada", effect="moving"), by="Bea")
    return settled


def address(circle: Circle) -> str:
    return reverse("moving", args=[circle.group.pk])


def client(circle: Circle, name: str) -> Client:
    return circle.people[name].client


def take(circle: Circle, name: str) -> tuple[str, bytes]:
    """What a member gets: the code as the page shows it, and the file."""
    shown = client(circle, name).get(address(circle)).content.decode()
    code = re.search(r'name="code" value="([\w-]+)"', shown)
    assert code
    return code[1], client(circle, name).post(address(circle), {"code": code[1]}).content


def bring(circle: Circle, name: str, blob: bytes, code: str) -> HttpResponse:
    sent = {"file": SimpleUploadedFile("pages.bin", blob), "code": code}
    return client(circle, name).post(reverse("group-bringing"), sent)


def packed(told: object, *, code: str = CODE) -> bytes:
    """A file as somebody could make it who knows how."""
    return coded.closed(json.dumps(told), lock=coded.lock_of(code))


def whole(circle: Circle, **changed: Any) -> dict[str, Any]:
    return {
        "kind": terms_file.KIND,
        "format": terms_file.FORMAT,
        "terms": terms_file.parts_of(circle.group) | changed,
    }


def test_one_alone_is_not_enough(settled: Circle) -> None:
    settled.propose("Ada", effect="moving")
    for name in ("Ada", "Bea"):
        page = client(settled, name).get(address(settled)).content.decode()
        assert "Propose it" in page and 'name="code"' not in page
        assert client(settled, name).post(address(settled), {"code": CODE})["Location"] == address(settled)


def test_once_adopted_each_member_takes_the_file_and_nothing_else_changed(adopted: Circle) -> None:
    before = adopted.settings
    for name in ("Ada", "Bea"):
        code, blob = take(adopted, name)
        parts = terms_file.opened(blob, code=code.replace("-", ""))
        assert parts["agreement"] == before.agreement
        assert (parts["at"], parts["gentle_minutes"], parts["zone"]) == (time(19, 0), 5, "Europe/Berlin")
    assert adopted.settings == before
    assert Word.objects.count() == 1 and Group.objects.count() == 1


def test_no_word_no_name_and_no_place_is_in_it(adopted: Circle) -> None:
    code, blob = take(adopted, "Ada")
    text = coded.opened(blob, code=code.replace("-", ""))
    for secret in (SAID, "Begun by Bea", "Ada", "Bea", "harbour", adopted.settings.name, adopted.group.pk):
        assert secret not in text
    assert adopted.settings.agreement.encode() not in blob
    assert len(blob) % 4096 == 16 + 12 + 16


def test_the_name_of_the_file_is_neutral_and_it_is_kept_by_nobody(adopted: Circle) -> None:
    answer = client(adopted, "Ada").post(address(adopted), {"code": CODE})
    assert re.fullmatch(r'attachment; filename="pages-\d{4}-\d\d-\d\d\.bin"', answer["Content-Disposition"])
    assert "no-store" in answer["Cache-Control"]


def test_the_page_closes_by_itself_and_can_be_opened_anew(adopted: Circle) -> None:
    later = (clock.now() - terms_import.STAYS_OPEN - timedelta(days=1)).date()
    Proposal.objects.filter(effect="moving").update(closed_on=later)
    assert "Propose it" in client(adopted, "Ada").get(address(adopted)).content.decode()
    adopted.propose("Bea", effect="moving")


def test_who_is_alone_needs_nobodys_yes(circle: Any, db: None) -> None:
    alone = circle("Ada")
    code, blob = take(alone, "Ada")
    assert terms_file.opened(blob, code=code.replace("-", ""))["for_whom"] == alone.settings.for_whom


def test_the_parts_that_a_group_made_its_own_come_along(adopted: Circle) -> None:
    told, _crossing = parts.told_of(adopted.group)
    told[0] |= {"words": "We read what Rowan wrote for us."}
    own = {"parts": [told[1], told[0], *told[2:4]], "no_cross_talk": True}
    made.put(adopted.group, payload=own, now=adopted.now)
    code, blob = take(adopted, "Ada")
    adopted.people["Cy"] = cy = Someone("Cy")
    arrive(cy, now=adopted.now)
    sign_in(cy, now=adopted.now)
    page = bring(adopted, "Cy", blob, code).content.decode()
    assert "We read what Rowan wrote for us." in page
    sent = answers(page) | {"group_name": "River", "name": "Cy", "where": "Under the bridge"}
    assert client(adopted, "Cy").post(reverse("group-bringing"), sent).status_code == 302
    new = Group.objects.select_related("key", "room").get(memberships__person=cy.person)
    assert parts.told_of(new) == (own["parts"], True)


def test_a_file_with_parts_that_no_meeting_can_have_is_not_read(adopted: Circle) -> None:
    for wrong in ([], [{}], "parts", [{"of": "", "kind": "feast", "name": "x", "words": "", "minutes": 5}]):
        terms = terms_file.parts_of(adopted.group) | {"parts": wrong}
        whole = {"kind": terms_file.KIND, "format": 1, "terms": terms}
        blob = coded.closed(json.dumps(whole, default=str), lock=coded.lock_of(CODE))
        with pytest.raises(Refusal):
            terms_file.opened(blob, code=CODE)


def test_a_group_is_founded_again_and_all_of_it_is_shown_first(adopted: Circle) -> None:
    code, blob = take(adopted, "Ada")
    old = terms_file.parts_of(adopted.group)
    adopted.people["Cy"] = cy = Someone("Cy")
    arrive(cy, now=adopted.now)
    sign_in(cy, now=adopted.now)
    shown = bring(adopted, "Cy", blob, code)
    page = shown.content.decode()
    assert shown.status_code == 200 and Group.objects.count() == 1
    assert adopted.settings.agreement in page and "Europe/Berlin" in page and "harbour" not in page
    told = answers(page) | {"group_name": "River", "name": "Cy", "where": "Under the bridge"}
    founded = client(adopted, "Cy").post(reverse("group-bringing"), told)
    assert founded.status_code == 302, founded.content.decode()
    new = Group.objects.select_related("key", "room").get(memberships__person=cy.person)
    assert terms_file.parts_of(new) == old
    series = meetings.series_of(new.circle_id)
    assert series and meetings.where(series) == "Under the bridge"
    assert new.memberships.count() == 1


HOSTILE: list[tuple[Any, str]] = [
    (b"", "does not open"),
    (b"<script>alert(1)</script>" * 9, "does not open"),
    (b"\x00" * 200, "does not open"),
    (b"x" * (terms_file.MOST + 1), "too large"),
    (b"x" * (terms_file.MOST * 5), "too large"),
    ([1, 2], "read the rules of a group"),
    ("[" * 60_000, "read the rules of a group"),
    ({"kind": "something else"}, "read the rules of a group"),
    ({"kind": terms_file.KIND, "format": 1, "terms": {}}, "read the rules of a group"),
    ({"kind": terms_file.KIND, "format": 2, "terms": {}}, "another version"),
]


@pytest.mark.parametrize(("told", "says"), HOSTILE)
def test_a_file_that_is_none_of_ours_is_refused_calmly(pair: Circle, told: Any, says: str) -> None:
    blob = told if isinstance(told, bytes) else packed(told)
    answer = bring(pair, "Ada", blob, CODE)
    page = answer.content.decode()
    assert answer.status_code == 422 and says in page and "choose the file again" in page
    assert Group.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"agreement": {"a": 1}},
        {"agreement": "x" * 7000},
        {"agreement": "a\x00b"},
        {"agreement": ""},
        {"retention_days": True},
        {"retention_days": 100_000},
        {"retention_days": "30"},
        {"meetings": -1},
        {"inviting": ["members"]},
        {"starter": "<b>"},
        {"turns": "opener"},
        {"own_turns": "\n".join(map(str, range(99)))},
        {"rhythm": "hourly"},
        {"rhythm": "weekly", "zone": "../../etc/passwd"},
        {"gentle_minutes": 10**30},
    ],
)
def test_a_part_that_cannot_be_is_refused(pair: Circle, changed: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        terms_file.opened(packed(whole(pair, **changed)), code=CODE)


def test_hidden_letters_and_markup_come_in_as_plain_words(pair: Circle) -> None:
    blob = packed(whole(pair, agreement="We <b>listen</b>\u202e\u0007 here"))
    page = bring(pair, "Ada", blob, CODE).content.decode()
    assert "We &lt;b&gt;listen&lt;/b&gt; here" in page


def test_a_file_is_taken_at_this_address_only(pair: Circle) -> None:
    sent = {"four": "one two three four", "file": SimpleUploadedFile("a.bin", b"x" * 900)}
    assert client(pair, "Ada").post(reverse("spoken"), sent).wsgi_request.FILES == {}


def answers(page: str) -> dict[str, Any]:
    """What the form on the page would send as it stands."""
    found: dict[str, Any] = {}
    for name, text in re.findall(r'<textarea name="([\w-]+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL):
        found[name] = unescape(text)
    for tag in re.findall(r"<input [^>]*>", page):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        kind = told.get("type")
        if kind in ("radio", "checkbox") and " checked" not in tag:
            continue
        if kind == "checkbox":
            found.setdefault(told["name"], []).append(unescape(told.get("value", "on")))
        elif "name" in told:
            found[told["name"]] = unescape(told.get("value", ""))
    for name, inside in re.findall(r'<select name="([\w-]+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        found[name] = chosen[1] if chosen else ""
    return found
