"""A founding form that is sent twice founds one group."""

from mutuality.groups.models import Group
from tests.cast import Cast
from tests.reading_pages import hidden, text

ADDRESS = "/groups/starters/open-talk/"


def told(cast: Cast) -> dict[str, str]:
    return {
        "group_name": "By the river",
        "for_whom": "Anyone who walks",
        "agreement": "We listen",
        "in_danger": "We ask first",
        "retention_days": "30",
        "name": "Bea",
        "once": hidden(cast.bea.client.get(ADDRESS), "once"),
    }


def test_a_second_click_founds_one_group(cast: Cast) -> None:
    before, sent = Group.objects.count(), told(cast)
    first, second = (cast.bea.client.post(ADDRESS, sent)["Location"] for _click in range(2))
    assert first == second
    assert Group.objects.count() == before + 1
    assert "By the river" in text(cast.bea.client.get(first))


def test_another_name_or_another_form_or_another_person_is_another_group(cast: Cast) -> None:
    before, sent = Group.objects.count(), told(cast)
    others = [sent, sent | {"group_name": "By the lake"}, told(cast)]
    found = {cast.bea.client.post(ADDRESS, one)["Location"] for one in others}
    found.add(cast.dov.client.post(ADDRESS, sent)["Location"])
    assert len(found) == 4 and Group.objects.count() == before + 4


def test_it_asks_for_two_names_and_the_rest_is_filled_in_and_folded(cast: Cast) -> None:
    page = cast.bea.client.get(ADDRESS).content.decode()
    before, _fold, within = page.partition("What the group begins with")
    assert before.count('<label for="f-') == 3 and 'id="f-bound"' in before
    assert 'id="f-group_name"' in before and 'id="f-name"' in before
    for name in ("for_whom", "agreement", "in_danger", "our_limits", "own_turns"):
        assert f'id="f-{name}"' in within
    assert " open>" not in page


def test_what_is_wrong_in_the_fold_opens_it(cast: Cast) -> None:
    answer = cast.bea.client.post(ADDRESS, told(cast) | {"agreement": ""})
    page = answer.content.decode()
    assert answer.status_code == 422 and page.count('<details class="fold" open>') == 2
    answer = cast.bea.client.post(ADDRESS, told(cast) | {"group_name": ""})
    assert answer.status_code == 422 and '<details class="fold" open>' not in answer.content.decode()


def test_changing_the_starting_terms_shows_all_of_them(cast: Cast) -> None:
    page = cast.dov.client.get(f"/groups/{cast.second.group.pk}/terms/").content.decode()
    assert 'id="f-group_name"' in page and "What the group begins with" not in page
