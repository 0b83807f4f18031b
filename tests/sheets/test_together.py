"""Sheets that two, or all of a group, hold together: agreed by those it names, and gone with those who go."""

from datetime import timedelta
from typing import Any

import pytest

from mutuality.groups import holding
from mutuality.groups import operations as groups
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.rooms import operations as rooms
from mutuality.safety import queries as safety_queries
from mutuality.sheets import data_files, export, held_queries, terms
from mutuality.sheets.answers import Filled
from mutuality.sheets.held_queries import Together
from mutuality.sheets.joint import Changed
from mutuality.sheets.models import Asked, Held, Wording
from mutuality.vault.models import DataKey
from tests.cast import Cast, Someone, bring
from tests.reading_pages import text

pytestmark = pytest.mark.both

HELPS = data_files.every()["helps"]


def begun(cast: Cast, *, by: Someone, other: Someone | None, said: str = "tea", sheet: str = "helps") -> Held:
    assert by.membership is not None
    return holding.begin(
        by.membership,
        data_files.every()[sheet],
        Filled({"stop": said}),
        other=other.place.pk if other else None,
        by=by.person,
        now=cast.now,
    )


def wording(held: Held, *, by: Someone) -> Wording:
    return Wording.objects.get(held=held, author=by.place)


def wrote(cast: Cast, held: Held, said: str, *, by: Someone, own: Wording | None = None, **more: Any) -> None:
    assert by.membership is not None
    filled = Filled({"stop": said}, version=own.version if own else 0, **more)
    own_id = own.pk if own else None
    holding.write(by.membership, held, HELPS, filled, own=own_id, by=by.person, now=cast.now)


def agreed(cast: Cast, row: Wording, *, by: Someone) -> bool:
    assert by.membership is not None
    return holding.agree(by.membership, row, version=row.version, by=by.person, now=cast.now)


def seen(cast: Cast, held: Held, *, by: Someone) -> Together:
    hidden = safety_queries.hidden_from(by.person.pk)
    return held_queries.opened(held, place=by.place.pk, hidden=hidden, today=cast.now.date())


def test_two_agree_on_one_wording_and_it_alone_is_kept(cast: Cast) -> None:
    held = begun(cast, by=cast.bea, other=cast.una)
    wrote(cast, held, "a walk", by=cast.una)
    hers, mine = wording(held, by=cast.una), wording(held, by=cast.bea)
    assert {each.mine for each in seen(cast, held, by=cast.bea).readings} == {True, False}
    assert agreed(cast, hers, by=cast.bea)
    settled = seen(cast, held, by=cast.una).settled
    assert settled and settled.written.current() == {"stop": "a walk"}
    assert settled.agreed == {cast.bea.place.pk, cast.una.place.pk} and settled.row.author_id is None
    assert not Wording.objects.filter(pk=mine.pk).exists()
    assert not DataKey.objects.filter(pk=mine.key_id).exists()


def test_two_who_save_at_once_are_both_kept(cast: Cast) -> None:
    held = begun(cast, by=cast.bea, other=cast.una)
    mine = wording(held, by=cast.bea)
    agreed(cast, mine, by=cast.una)
    mine.refresh_from_db()
    for by, said in ((cast.bea, "one"), (cast.una, "two")):
        wrote(cast, held, said, by=by)
    found = seen(cast, held, by=cast.una)
    assert found.settled is not None and len(found.readings) == 3


def test_the_same_person_in_two_tabs_loses_nothing(cast: Cast) -> None:
    held = begun(cast, by=cast.bea, other=cast.una)
    mine = wording(held, by=cast.bea)
    wrote(cast, held, "first tab", by=cast.bea, own=mine)
    wrote(cast, held, "second tab", by=cast.bea, own=mine)
    said = {each.written.current()["stop"] for each in seen(cast, held, by=cast.bea).readings}
    assert said == {"first tab", "second tab"}


def test_a_yes_is_to_the_words_that_were_read(cast: Cast) -> None:
    held = begun(cast, by=cast.bea, other=None)
    before = wording(held, by=cast.bea)
    agreed(cast, before, by=cast.una)
    wrote(cast, held, "something else", by=cast.bea, own=before)
    yes = Asked.objects.filter(agrees=True)
    assert set(yes.values_list("place", flat=True)) == {cast.bea.place.pk}
    with pytest.raises(Changed):
        agreed(cast, before, by=cast.dov)


def test_silence_is_no_yes_and_stops_no_one(cast: Cast) -> None:
    held = begun(cast, by=cast.bea, other=cast.una)
    found = seen(cast, held, by=cast.una)
    assert found.waits and found.settled is None
    assert not seen(cast, held, by=cast.bea).waits
    assert cast.bea.membership is not None
    holding.end(cast.bea.membership, held, by=cast.bea.person, now=cast.now)
    assert not Held.objects.exists() and not Wording.objects.exists()


def test_a_group_agrees_once_every_member_does(cast: Cast) -> None:
    held = begun(cast, by=cast.bea, other=None)
    row = wording(held, by=cast.bea)
    assert [agreed(cast, row, by=by) for by in (cast.ada, cast.una, cast.dov)] == [False, False, True]


def test_one_can_stop_agreeing_and_it_is_open_again(cast: Cast) -> None:
    held = begun(cast, by=cast.bea, other=cast.una)
    row = wording(held, by=cast.bea)
    agreed(cast, row, by=cast.una)
    assert cast.una.membership is not None
    holding.no_longer_agree(cast.una.membership, row, by=cast.una.person, now=cast.now)
    found = seen(cast, held, by=cast.una)
    assert found.settled is None and found.waits


def test_when_one_of_two_leaves_nothing_of_it_stays(cast: Cast) -> None:
    keys = set(DataKey.objects.values_list("pk", flat=True))
    held = begun(cast, by=cast.bea, other=cast.una)
    wrote(cast, held, "a walk", by=cast.una)
    made = set(DataKey.objects.values_list("pk", flat=True)) - keys
    assert cast.una.membership is not None and len(made) == 2
    groups.leave(cast.una.membership, by=cast.una.person, now=cast.now)
    assert not Held.objects.exists() and not Wording.objects.exists() and not Asked.objects.exists()
    assert not DataKey.objects.filter(pk__in=made).exists()


def test_what_a_group_agreed_on_stays_when_one_leaves_and_an_open_wording_goes(cast: Cast) -> None:
    held = begun(cast, by=cast.una, other=None)
    row = wording(held, by=cast.una)
    for by in (cast.ada, cast.bea, cast.dov):
        agreed(cast, row, by=by)
    wrote(cast, held, "mine alone", by=cast.una)
    assert cast.una.membership is not None
    groups.leave(cast.una.membership, by=cast.una.person, now=cast.now)
    (left,) = seen(cast, held, by=cast.ada).readings
    assert left.written.current() == {"stop": "tea"} and left.row.agreed_on


def test_whoever_drew_a_boundary_finds_it_shut_and_the_other_is_told_nothing(cast: Cast) -> None:
    held = begun(cast, by=cast.una, other=cast.bea)
    wrote(cast, held, "a walk", by=cast.bea)
    before = text(cast.una.client.get(f"/held/{held.pk}/"))
    rooms.draw_boundary(cast.una.place, by=cast.bea.place, now=cast.now)
    found = seen(cast, held, by=cast.bea)
    assert found.behind and not found.readings and not found.name
    assert cast.bea.client.get(f"/held/{held.pk}/").status_code == 404
    assert "someone you set a boundary about" in text(cast.bea.client.get(f"/groups/{cast.group.pk}/sheets/"))
    assert text(cast.una.client.get(f"/held/{held.pk}/")) == before
    assert cast.bea.client.post(f"/held/{held.pk}/ending/").status_code == 302
    assert not Held.objects.exists()


def test_behind_a_boundary_a_new_sheet_seems_to_arrive_and_does_not(cast: Cast) -> None:
    rooms.draw_boundary(cast.una.place, by=cast.bea.place, now=cast.now)
    held = begun(cast, by=cast.una, other=cast.bea)
    assert seen(cast, held, by=cast.una).readings
    page = text(cast.bea.client.get(f"/groups/{cast.group.pk}/sheets/"))
    assert "boundary" not in page and str(HELPS.title) not in page.split("Start one")[0]
    assert "A sheet for you to look at" not in text(cast.bea.client.get(f"/groups/{cast.group.pk}/"))


def test_a_wording_by_someone_i_hid_is_not_opened_for_me(cast: Cast) -> None:
    held = begun(cast, by=cast.una, other=None)
    rooms.draw_boundary(cast.una.place, by=cast.bea.place, now=cast.now)
    assert not seen(cast, held, by=cast.bea).readings
    assert seen(cast, held, by=cast.ada).readings


def test_no_one_else_can_read_or_change_it(cast: Cast) -> None:
    held = begun(cast, by=cast.bea, other=cast.una)
    row = wording(held, by=cast.bea)
    for someone in (cast.ada, cast.dov, cast.cy):
        assert someone.client.get(f"/held/{held.pk}/").status_code == 404
        for act in ("agreement", "taking-back"):
            address = f"/held/{held.pk}/wordings/{row.pk}/{act}/"
            assert someone.client.post(address, {"version": 1}).status_code == 404
    assert cast.una.client.post(f"/held/{held.pk}/wordings/{row.pk}/taking-back/").status_code == 404
    assert Asked.objects.filter(agrees=True).count() == 1


def test_one_alone_cannot_erase_what_a_group_holds(cast: Cast) -> None:
    held = begun(cast, by=cast.bea, other=None)
    assert cast.bea.membership is not None and cast.una.membership is not None
    for _twice in range(2):
        assert not holding.end(cast.bea.membership, held, by=cast.bea.person, now=cast.now)
    holding.keep_after_all(cast.una.membership, held, by=cast.una.person, now=cast.now)
    assert not holding.end(cast.una.membership, held, by=cast.una.person, now=cast.now)
    assert holding.end(cast.bea.membership, held, by=cast.bea.person, now=cast.now)
    assert not Held.objects.exists()


def test_a_sheet_that_is_for_two_is_for_two(cast: Cast) -> None:
    with pytest.raises(NotHere):
        begun(cast, by=cast.bea, other=None, sheet="challenge")
    with pytest.raises(NotHere):
        begun(cast, by=cast.bea, other=cast.una, sheet="meeting")
    with pytest.raises(NotHere):
        begun(cast, by=cast.bea, other=cast.bea)


def test_an_empty_sheet_and_too_many_wordings_are_refused(cast: Cast) -> None:
    assert cast.bea.membership is not None
    with pytest.raises(Refusal):
        holding.begin(cast.bea.membership, HELPS, Filled({}), other=None, by=cast.bea.person, now=cast.now)
    held = begun(cast, by=cast.bea, other=cast.una)
    for number in range(terms.MOST_WORDINGS - 1):
        wrote(cast, held, f"{number}", by=cast.una)
    with pytest.raises(Refusal):
        wrote(cast, held, "one more", by=cast.una)


def test_it_comes_back_on_the_day_that_was_chosen(cast: Cast) -> None:
    held = begun(cast, by=cast.bea, other=cast.una)
    mine = wording(held, by=cast.bea)
    day = cast.now.date() + timedelta(days=30)
    wrote(cast, held, "tea", by=cast.bea, own=mine, look_on=day)
    mine.refresh_from_db()
    agreed(cast, mine, by=cast.una)
    over = day + timedelta(days=terms.LOOK_AGAIN_DAYS)
    for on, again in ((day - timedelta(days=1), False), (day, True), (over, False)):
        found = held_queries.opened(held, place=cast.una.place.pk, hidden=(), today=on)
        assert found.look_again is again


def test_the_other_finds_it_on_the_page_of_the_group(cast: Cast) -> None:
    held = begun(cast, by=cast.bea, other=cast.una)
    page = cast.una.client.get(f"/groups/{cast.group.pk}/")
    assert "A sheet for you to look at: What helps us" in text(page)
    assert f'href="/held/{held.pk}/"' in page.content.decode()
    assert "A sheet for you" not in text(cast.ada.client.get(f"/groups/{cast.group.pk}/"))


def test_it_waits_on_home_for_whoever_said_nothing_yet(cast: Cast) -> None:
    held = begun(cast, by=cast.bea, other=cast.una)
    wrote(cast, held, "a walk", by=cast.una)
    for someone in (cast.bea, cast.una):
        assert f'href="/held/{held.pk}/"' in someone.client.get("/").content.decode()
    for someone in (cast.ada, cast.cy):
        assert "/held/" not in someone.client.get("/").content.decode()
    agreed(cast, wording(held, by=cast.una), by=cast.bea)
    assert "/held/" not in cast.bea.client.get("/").content.decode()


def test_words_are_kept_when_the_wording_was_erased_meanwhile(cast: Cast) -> None:
    held = begun(cast, by=cast.bea, other=cast.una)
    wrote(cast, held, "a walk", by=cast.una)
    hers = wording(held, by=cast.una)
    hers.delete()
    sent = cast.bea.client.post(f"/held/{held.pk}/wordings/{hers.pk}/writing/", {"q-stop": "a nap"})
    assert sent.status_code == 302
    said = {each.written.current()["stop"] for each in seen(cast, held, by=cast.bea).readings}
    assert said == {"tea", "a nap"}


def test_my_file_holds_my_wordings_and_no_one_elses(cast: Cast) -> None:
    held = begun(cast, by=cast.bea, other=cast.una)
    wrote(cast, held, "a walk", by=cast.una)
    (mine,) = export.own_words(cast.bea.person, now=cast.now)
    assert mine["title"] == "What helps us" and mine["answers"][0]["answer"] == ["tea"]


def test_who_joins_later_reads_it_once_it_is_worded_again(cast: Cast) -> None:
    held = begun(cast, by=cast.bea, other=None)
    row = wording(held, by=cast.bea)
    for by in (cast.ada, cast.una, cast.dov):
        agreed(cast, row, by=by)
    bring(cast.ada.membership, cast.cy, now=cast.now)
    assert cast.cy.client.get(f"/held/{held.pk}/").status_code == 404
    assert (
        "What helps us"
        not in text(cast.cy.client.get(f"/groups/{cast.group.pk}/sheets/")).split("Start one")[0]
    )
    assert "Someone joined after this was worded" in text(cast.una.client.get(f"/held/{held.pk}/"))
    wrote(cast, held, "tea for all", by=cast.una)
    (seen_now,) = seen(cast, held, by=cast.cy).readings
    assert seen_now.written.current() == {"stop": "tea for all"}
    assert "Someone joined" not in text(cast.una.client.get(f"/held/{held.pk}/"))


def test_when_the_one_who_was_silent_leaves_it_is_agreed(cast: Cast) -> None:
    held = begun(cast, by=cast.bea, other=None)
    row = wording(held, by=cast.bea)
    for by in (cast.ada, cast.una):
        agreed(cast, row, by=by)
    assert cast.dov.membership is not None and seen(cast, held, by=cast.ada).settled is None
    groups.leave(cast.dov.membership, by=cast.dov.person, now=cast.now)
    assert seen(cast, held, by=cast.ada).settled is not None


def test_what_others_begin_with_me_takes_no_room_of_mine(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "MOST_HELD", 2)
    for _each in range(2):
        begun(cast, by=cast.una, other=cast.bea)
    with pytest.raises(Refusal):
        begun(cast, by=cast.una, other=cast.bea)
    assert begun(cast, by=cast.bea, other=cast.una)
    assert begun(cast, by=cast.una, other=None)
