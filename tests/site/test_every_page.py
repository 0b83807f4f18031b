"""What is true of every page: its headers, its title, the way out, and a forged form."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from mutuality.kit import cookies
from mutuality.kit.routes import routes
from tests.architecture.test_doors import parts
from tests.cast import COMMUNITY, GROUP, SECOND_GROUP, Cast, cookie
from tests.meetings.table import gather
from tests.reading_pages import text, title

pytestmark = pytest.mark.both

TITLES = {
    "Page", "Home", "Groups", "Group", "Topic", "Topics", "Words", "You", "Codes", "Sign in", "Numbers",
    "Device", "Start", "Dates",
}  # fmt: skip


def pages(cast: Cast) -> list[str]:
    """The addresses of every page that there is, of leaving quickly, and of one that is not there."""
    gather(cast)
    there = [name for name, route in routes().items() if route.is_page and name != "demo"]
    questions = {"away": "?to=https://b.org/"}
    addresses = [reverse(name, kwargs=parts(name, cast)) + questions.get(name, "") for name in there]
    return [*addresses, "/exit", "/nowhere/"]


def test_every_page_has_strict_headers_a_neutral_title_and_the_way_out(cast: Cast) -> None:
    for client in (cast.bea.client, cast.nobody.client):
        client.cookies[cookie("d")] = cast.doors.opened
        for address in pages(cast):
            answer = client.get(address, headers={"Sec-Fetch-Site": "cross-site"})
            policy = answer["Content-Security-Policy"]
            assert "default-src 'none'" in policy and "unsafe" not in policy, address
            assert "frame-ancestors 'none'" in policy and "form-action 'self'" in policy
            assert answer["X-Content-Type-Options"] == "nosniff" and answer["Cache-Control"] == "no-store"
            assert answer["Referrer-Policy"] in ("no-referrer", "same-origin")
            if answer.status_code in (301, 302, 405):
                continue
            assert title(answer) in TITLES, address
            page = answer.content.decode()
            assert 'href="/exit"' in page and 'href="/support/"' in page, address
            assert not re.search(r"(?:src|href|action)=[\"']https?://(?!b\.org)", page), address
            assert not re.search(r"<(?:style|script)>|\sstyle=|\son[a-z]+=", page), address


def test_no_name_of_a_place_or_person_is_in_a_title_or_an_address(cast: Cast) -> None:
    known = (COMMUNITY, GROUP, SECOND_GROUP, "Bea", "What helped")
    for address in pages(cast):
        answer = cast.bea.client.get(address, headers={"Sec-Fetch-Site": "cross-site"})
        if answer.status_code == 200:
            shown = title(answer) + " ".join(re.findall(r'href="([^"]*)"', answer.content.decode()))
            assert not any(name.replace(" ", "%20") in shown or name in shown for name in known), address


def filled(page: str) -> list[str]:
    """The buttons and links that are filled with colour, so that the eye goes there first."""
    classes = re.findall(r"<(?:a|button)\b[^>]*\bclass=\"([^\"]*\bbtn\b[^\"]*)\"", page)
    return [each for each in classes if not {"plain", "care"} & set(each.split())]


def test_no_page_has_more_than_one_filled_button(cast: Cast) -> None:
    found = {}
    for someone in (cast.bea, cast.cy, cast.dov, cast.nobody):
        for address in pages(cast):
            answer = someone.client.get(address, headers={"Sec-Fetch-Site": "cross-site"})
            if answer.status_code == 200 and len(there := filled(answer.content.decode())) > 1:
                found[address] = len(there)
    assert found == {}


def test_filled_buttons_would_be_found() -> None:
    page = '<a class="btn" href="/">1</a><button class="btn plain">2</button><button class="btn">3</button>'
    assert len(filled(page)) == 2


def test_a_signed_out_page_names_nobody(cast: Cast) -> None:
    for address in pages(cast):
        answer = cast.nobody.client.get(address, headers={"Sec-Fetch-Site": "cross-site"})
        assert COMMUNITY not in text(answer), address


def test_every_signed_in_page_can_act(cast: Cast) -> None:
    for address in ("/", "/you/", f"/topics/{cast.topic.pk}/", f"/rooms/{cast.room.pk}/", "/nowhere/"):
        assert '<form id="acts" method="post"' in cast.bea.client.get(address).content.decode(), address


@pytest.mark.parametrize(
    "field", ["words", "title", "note", "agreement", "for_whom", "in_danger", "our_limits"]
)
def test_a_forged_form_changes_nothing_and_gives_what_was_typed_back(field: str, cast: Cast) -> None:
    client = cast.bea.new_client(enforce_csrf_checks=True)
    typed = "typed for an hour </textarea><script>x</script>"
    answer = client.post(f"/rooms/{cast.room.pk}/", {field: typed})
    assert answer.status_code == 403 and "Nothing was changed" in text(answer)
    assert "typed for an hour" in answer.content.decode() and "<script>x" not in answer.content.decode()
    wrong = client.post(f"/rooms/{cast.room.pk}/", {field: typed, "csrfmiddlewaretoken": "x" * 64})
    assert wrong.status_code == 403 and "typed for an hour" in wrong.content.decode()


def test_every_act_needs_a_form_of_ours(cast: Cast) -> None:
    gather(cast)
    client = cast.bea.new_client(enforce_csrf_checks=True)
    for name, door in routes().items():
        if "POST" in door.methods and name != "demo":
            answer = client.post(reverse(name, kwargs=parts(name, cast)))
            assert answer.status_code == 403, name


def exit_with(cast: Cast, **headers: str) -> tuple[int, bool]:
    """The status, and whether Bea is still signed in afterwards."""
    answer = cast.bea.client.get("/exit", headers={k.replace("_", "-"): v for k, v in headers.items()})
    return answer.status_code, cast.bea.new_client().get("/you/").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "same-origin", "Sec_Purpose": "prefetch"},
        {"Purpose": "prefetch"},
        {"Sec_Fetch_Site": "same-origin", "Sec_Fetch_Mode": "no-cors"},
    ],
)
def test_other_sites_and_prefetchers_do_not_sign_anybody_out(headers: dict[str, str], cast: Cast) -> None:
    assert exit_with(cast, **headers) == (403, True)
    ours = {"Sec_Fetch_Site": "same-origin", "Sec_Fetch_Mode": "navigate"}
    assert exit_with(cast, **ours) == (303, False)


def test_old_browsers_without_these_headers_are_believed(cast: Cast) -> None:
    assert exit_with(cast) == (303, False)


def test_leaving_quickly_takes_every_cookie_and_goes_somewhere_ordinary(cast: Cast) -> None:
    answer = cast.una.client.get("/exit")
    assert answer["Location"] == "https://www.wikipedia.org/" and answer["Cache-Control"] == "no-store"
    taken = {*(one.name for one in cookies.all_declared()), settings.CSRF_COOKIE_NAME}
    assert {name for name, one in answer.cookies.items() if one.value == "" and one["max-age"] == 0} == taken
    assert cast.nobody.client.get("/exit").status_code == 303
