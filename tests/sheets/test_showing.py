"""My own sheet, shown to one person until a day, and taken back."""

from datetime import timedelta

import pytest

from mutuality.groups import holding
from mutuality.groups import operations as groups
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.rooms import operations as rooms
from mutuality.sheets import data_files, joint, terms
from mutuality.sheets import operations as sheets
from mutuality.sheets.models import OwnSheet, Shown
from tests.cast import Cast, Someone
from tests.reading_pages import text


def shown(cast: Cast, *, by: Someone, to: Someone, days: int = 7) -> Shown:
    assert by.membership is not None
    own = sheets.keep(
        data_files.every()["plan"], title="My plan", said={"safe": "A shut door"}, by=by.person, now=cast.now
    )
    until = cast.now.date() + timedelta(days=days)
    holding.show(by.membership, own, to=to.place.pk, until=until, by=by.person, now=cast.now)
    return Shown.objects.get()


def test_the_one_it_is_shown_to_reads_it_and_no_one_else(cast: Cast) -> None:
    row = shown(cast, by=cast.bea, to=cast.una)
    assert "My plan" in text(cast.una.client.get(f"/shown/{row.pk}/"))
    assert "A sheet that Bea shows you" in text(cast.una.client.get(f"/groups/{cast.group.pk}/sheets/"))
    for someone in (cast.ada, cast.dov, cast.cy, cast.bea):
        assert someone.client.get(f"/shown/{row.pk}/").status_code == 404


def test_taken_back_it_is_gone_at_once(cast: Cast) -> None:
    row = shown(cast, by=cast.bea, to=cast.una)
    joint.stop_showing(row, by=cast.una.person, now=cast.now)
    assert cast.una.client.get(f"/shown/{row.pk}/").status_code == 200
    assert cast.bea.client.post(f"/you/showing/{row.pk}/ending/").status_code == 302
    assert cast.una.client.get(f"/shown/{row.pk}/").status_code == 404


def test_after_its_day_it_is_out_of_sight_and_then_erased(cast: Cast) -> None:
    row = shown(cast, by=cast.bea, to=cast.una)
    Shown.objects.update(until=cast.now.date() - timedelta(days=1))
    assert cast.una.client.get(f"/shown/{row.pk}/").status_code == 404
    joint.sweep(now=cast.now)
    assert not Shown.objects.exists() and OwnSheet.objects.exists()


@pytest.mark.parametrize("drawn_by", ["bea", "una"])
def test_a_boundary_of_either_puts_it_out_of_sight(drawn_by: str, cast: Cast) -> None:
    row = shown(cast, by=cast.bea, to=cast.una)
    by, about = (cast.bea, cast.una) if drawn_by == "bea" else (cast.una, cast.bea)
    rooms.draw_boundary(about.place, by=by.place, now=cast.now)
    assert cast.una.client.get(f"/shown/{row.pk}/").status_code == 404
    assert "shows you" not in text(cast.una.client.get(f"/groups/{cast.group.pk}/sheets/"))


@pytest.mark.parametrize("who", ["bea", "una"])
def test_it_ends_when_either_leaves_the_group(who: str, cast: Cast) -> None:
    shown(cast, by=cast.bea, to=cast.una)
    membership = getattr(cast, who).membership
    groups.leave(membership, by=membership.person, now=cast.now)
    assert not Shown.objects.exists()
    assert OwnSheet.objects.filter(person=cast.bea.person).exists()


def test_a_day_that_is_over_or_far_away_is_refused(cast: Cast) -> None:
    for days in (-1, terms.MOST_SHOWN_DAYS + 1):
        with pytest.raises(Refusal):
            shown(cast, by=cast.bea, to=cast.una, days=days)


def test_it_is_shown_to_others_in_the_group_only_and_only_by_its_person(cast: Cast) -> None:
    row = shown(cast, by=cast.bea, to=cast.una)
    assert cast.una.membership is not None
    until = cast.now.date()
    with pytest.raises(NotHere):
        holding.show(
            cast.una.membership,
            row.sheet,
            to=cast.ada.place.pk,
            until=until,
            by=cast.una.person,
            now=cast.now,
        )
    assert cast.bea.membership is not None
    with pytest.raises(NotHere):
        holding.show(
            cast.bea.membership, row.sheet, to="0" * 16, until=until, by=cast.bea.person, now=cast.now
        )


def test_it_is_chosen_on_the_page_of_the_sheet(cast: Cast) -> None:
    own = sheets.keep(
        data_files.every()["plan"], title="", said={"safe": "Home"}, by=cast.bea.person, now=cast.now
    )
    assert f"/you/sheets/{own.pk}/showing/" in cast.bea.client.get(f"/you/sheets/{own.pk}/").content.decode()
    until = (cast.now.date() + timedelta(days=3)).isoformat()
    whom = f"{cast.group.pk}/{cast.una.place.pk}"
    sent = cast.bea.client.post(f"/you/sheets/{own.pk}/showing/", {"whom": whom, "until": until})
    assert sent.status_code == 302 and Shown.objects.get().to == cast.una.place
    assert "Una" in text(cast.bea.client.get(f"/you/sheets/{own.pk}/showing/"))
