"""Time zones by places that people know: one for each country and each way its clocks go."""

from collections import Counter

from django import forms

from mutuality.kit.zones import zone_field, zones


class Asked(forms.Form):
    zone = zone_field()


def listed() -> dict[str, str]:
    return {zone: place for _region, those in zones() for zone, place in those}


def test_the_list_has_places_people_know_and_no_old_names() -> None:
    known = listed()
    for zone in ("UTC", "Europe/London", "Europe/Madrid", "America/New_York", "Asia/Tokyo", "Europe/Oslo"):
        assert zone in known
    assert not {"ACT", "LHI", "North", "South", "Knox IN", "Knox"} & set(known.values())
    assert 200 < len(known) < 330


def test_a_place_is_there_once() -> None:
    twice = [place for place, count in Counter(listed().values()).items() if count > 1]
    assert twice == []


def test_a_zone_that_the_list_leaves_out_is_still_an_answer() -> None:
    form = Asked({"zone": "America/Detroit"})
    assert form.is_valid() and form.cleaned_data["zone"] == "America/Detroit"
    assert not Asked({"zone": "Nowhere/At_all"}).is_valid()


def test_a_choice_of_before_shows_as_the_place_whose_clocks_go_alike() -> None:
    assert "America/Detroit" not in listed()
    page = Asked(initial={"zone": "America/Detroit"}).as_p()
    assert page.count("selected") == 1 and '<option value="America/New_York" selected>' in page
    assert '<option value="Europe/Kyiv" selected>' in Asked(initial={"zone": "Europe/Kiev"}).as_p()


def test_without_a_choice_none_is_made() -> None:
    assert '<option value="" selected>Choose</option>' in Asked().as_p()
