"""The place to speak reads the same out of its pattern as out of its template, and belongs to one person and page."""

import re

import pytest
from django.template.loader import render_to_string

from mutuality.rooms import forms, page_parts, terms
from tests.cast import Cast

PAGE = {"draft_key": "/topics/<x>/", "seal": 'a"b', "own_device": True, "days": 30, "retention": "30 days"}


def whole(form: forms.Say, page: dict[str, object]) -> str:
    return render_to_string(
        "rooms/speak.html", {**page, "curtain": not page["own_device"], "form": form, "csrf_token": "token"}
    )


@pytest.mark.parametrize("form", [forms.Say, forms.Begin])
@pytest.mark.parametrize(
    "other", [{}, {"seal": "", "own_device": False}, {"days": 7}, {"retention": "One day"}]
)
def test_an_empty_form_is_what_the_template_renders(form: type[forms.Say], other: dict[str, object]) -> None:
    page = PAGE | other
    for once in ("first", "second"):
        made = form(initial={"once": once})
        assert page_parts.speak(made, page, token="token") == whole(made, page)


def test_what_was_begun_stands_in_the_form_and_in_no_other() -> None:
    begun = forms.Say(initial={"once": "x", "words": "half a sentence"})
    sent = forms.Say({"once": "x", "words": "", "note": "a note of mine"})
    for form in (begun, sent):
        assert page_parts.speak(form, PAGE, token="token") == whole(form, PAGE)
    after = page_parts.speak(forms.Say(initial={"once": "y"}), PAGE, token="token")
    assert "half a sentence" not in after
    assert "a note of mine" not in after


def test_the_list_beside_is_what_the_template_renders() -> None:
    people = ["<li><bdi>Ada &amp; co</bdi></li>", "<li>Bea</li>"]
    for address in ("", "/rooms/abc/people/"):
        whole = render_to_string("rooms/beside.html", {"people": people, "all_people": address})
        assert page_parts.beside(people, all_people=address) == whole


@pytest.mark.parametrize(("count", "hidden"), [(1, 0), (4, 0), (4, 1), (9, 2)])
def test_it_says_who_can_read_and_how_many_of_them_one_hid(count: int, hidden: int) -> None:
    for days, _label in terms.RETENTIONS:
        html = page_parts.who_reads(count, hidden=hidden, days=days, language="en")
        summary = html.partition("</summary>")[0]
        assert str(terms.KEPT[days]) in summary
        assert (f"Shared with the {count} people here." in summary) == (count > 1)
        assert (f"You hid {hidden} of them." in summary) == (hidden > 0)


@pytest.mark.django_db
def test_each_page_has_its_own_marks_and_one_proof(cast: Cast) -> None:
    address = f"/topics/{cast.topic.pk}/"
    pages = [one.client.get(address).content.decode() for one in (cast.ada, cast.ada, cast.bea)]
    once = [re.findall(r'name="once" value="(\w+)"', page) for page in pages]
    assert all(len(found) == 1 for found in once)
    assert len({found[0] for found in once}) == 3
    for page in pages:
        tokens = set(re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page))
        assert len(tokens) == 1
    seals = {re.search(r'data-seal="([^"]+)"', page)[1] for page in pages if "data-seal" in page}  # type: ignore[index]
    assert len(seals) <= 2
