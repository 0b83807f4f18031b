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
