"""A pause: everything can be read, nothing new can be saved, and whoever was writing gets their words back."""

from pathlib import Path

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from mutuality.groups.models import Membership
from mutuality.people.models import Person
from mutuality.rooms.models import Word
from mutuality.site import maintenance
from tests.cast import Cast

WORDS = "The heron was there again <this> morning"


@pytest.fixture
def pause(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    maintenance.maintenance("on")


def say(cast: Cast, **more: str) -> object:
    return cast.ada.client.post(
        f"/topics/{cast.topic.pk}/", {"words": WORDS, "once": "0123456789abcdef", **more}
    )


def test_words_are_taken_before_and_after(cast: Cast, pause: None) -> None:
    maintenance.maintenance("off")
    before = Word.objects.count()
    assert say(cast).status_code in (200, 302, 303)
    assert Word.objects.count() == before + 1


def test_nothing_is_taken_and_the_words_come_back(cast: Cast, pause: None) -> None:
    before = Word.objects.count()
    answer = say(cast, passphrase="not to be shown")
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "The heron was there again &lt;this&gt; morning" in page and "not to be shown" not in page
    assert Word.objects.count() == before


def test_everything_can_be_read_and_says_so(cast: Cast, pause: None) -> None:
    page = cast.ada.client.get(f"/topics/{cast.topic.pk}/")
    assert page.status_code == 200 and "nothing new can be saved" in page.content.decode()


def test_what_comes_before_a_page_can_be_passed(cast: Cast, pause: None) -> None:
    """Else what stood before it could not be read: how to leave quickly, changed limits, a curtain."""
    for name in ("way-out", "limits-changes", "curtain", "passkey-curtain"):
        assert cast.ada.client.post(reverse(name)).status_code != 503, name


@pytest.mark.parametrize("path", ["/sign-out/", "/exit"])
def test_going_away_works(cast: Cast, pause: None, path: str) -> None:
    act = cast.ada.client.post if path == "/sign-out/" else cast.ada.client.get
    assert act(path).status_code in (302, 303)
    assert cast.ada.client.get("/you/").status_code == 302


def test_nobody_is_kept_in_a_group(cast: Cast, pause: None) -> None:
    assert cast.bea.client.post(f"/groups/{cast.group.pk}/leaving/").status_code == 302
    assert not Membership.objects.filter(pk=cast.bea.membership.pk).exists()


@pytest.mark.parametrize("way_back", [{}, {"way_back": "yes"}])
def test_nobody_is_kept_in_this_place(cast: Cast, pause: None, way_back: dict[str, str]) -> None:
    assert cast.bea.client.post("/leaving/", way_back).status_code in (200, 302)
    assert not Person.objects.filter(pk=cast.bea.person.pk).exists()


def test_a_forged_form_does_not_make_the_page_say_things(cast: Cast, pause: None) -> None:
    client = cast.ada.new_client(enforce_csrf_checks=True)
    answer = client.post(f"/topics/{cast.topic.pk}/", {"words": WORDS})
    assert answer.status_code == 403
