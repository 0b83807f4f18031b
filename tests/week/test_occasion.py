"""Adding what happens when, and changing it: alone by whoever holds it, otherwise by two."""

from datetime import date, time, timedelta

import pytest

from mutuality.groups.models import Membership
from mutuality.kit.ids import new_id
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.occasions import operations, queries
from mutuality.occasions.models import Change, Occasion, Opener, Wish
from mutuality.site import ending
from mutuality.vault.models import DataKey
from mutuality.week import queries as week_queries
from tests.cast import Cast, Someone, bring
from tests.meetings.table import first_on
from tests.reading_pages import text
from tests.week.scene import TEA, WALK, add, parts, typed

pytestmark = pytest.mark.both


def address(row: Occasion, more: str = "") -> str:
    return f"/week/{row.pk}/{more}"


def on_first(cast: Cast) -> dict[str, object]:
    return {"do": "off", "on": first_on(cast.now)}


def test_a_member_adds_something_and_everyone_in_the_group_sees_it(cast: Cast) -> None:
    answer = cast.bea.client.post("/week/new/", typed(cast.now, whose=cast.group.circle_id), follow=True)
    assert "Saved. It's in the week now." in text(answer) and WALK in text(answer)
    assert WALK in text(cast.ada.client.get("/week/"))
    assert "Behind the old mill" in text(cast.ada.client.get("/week/"))
    assert WALK not in text(cast.cy.client.get("/week/"))


def test_a_second_click_adds_nothing(cast: Cast) -> None:
    form = typed(cast.now, whose="everyone", once=new_id())
    for _time in range(2):
        assert cast.cy.client.post("/week/new/", form).status_code == 302
    assert Occasion.objects.count() == 1


def test_a_circle_of_others_is_no_choice(cast: Cast) -> None:
    answer = cast.cy.client.post("/week/new/", typed(cast.now, whose=cast.group.circle_id))
    assert answer.status_code == 422 and not Occasion.objects.exists()


def test_titles_and_places_are_sealed(cast: Cast) -> None:
    row = add(cast, cast.bea)
    assert WALK.encode() not in bytes(row.title) and b"mill" not in bytes(row.where or b"")


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"zone": "Nowhere/Land"}, "Select a valid choice"),
        ({"first_on": date(1, 1, 1)}, "between the years 2000 and 2100"),
        ({"first_on": date(9999, 12, 31)}, "between the years 2000 and 2100"),
        ({"minutes": -30}, "greater than or equal to 5"),
        ({"minutes": 99999}, "less than or equal to 1440"),
        ({"every": 0}, "greater than or equal to 1"),
        ({"times": 201}, "less than or equal to 200"),
        ({"rhythm": "monthlast", "first_on": date(2027, 3, 1)}, "the last such weekday"),
        ({"title": "\u200b"}, "written anything yet"),
        ({"title": "x" * 81}, "1 too long"),
        ({"way": "room", "whose": "everyone"}, "Only a group has a room"),
    ],
)
def test_what_no_calendar_has_is_asked_again_in_one_sentence(cast: Cast, wrong: dict, says: str) -> None:
    form = typed(cast.now, **({"whose": cast.group.circle_id} | wrong))
    form["first_on"] = f"{wrong.get('first_on', first_on(cast.now)):%Y-%m-%d}".zfill(10)
    answer = cast.bea.client.post("/week/new/", form)
    assert answer.status_code == 422 and says in text(answer) and not Occasion.objects.exists()


def test_whoever_holds_it_cancels_a_date_alone_and_the_week_says_so(cast: Cast) -> None:
    row = add(cast, cast.bea)
    answer = cast.bea.client.post(address(row, f"dates/{first_on(cast.now)}/"), {"act": "off"}, follow=True)
    assert "This date is canceled" in text(answer)
    for page in ("/week/", "/"):
        assert 'class="loud">Canceled</b>' in cast.ada.client.get(page).content.decode(), page
    assert Occasion.objects.get().sequence == 1


def test_someone_else_asks_and_one_more_agrees(cast: Cast) -> None:
    row = add(cast, cast.bea)
    there = address(row, f"dates/{first_on(cast.now)}/")
    said = text(cast.ada.client.post(there, {"act": "off"}, follow=True))
    assert "One more person needs to agree" in said and "You suggest:" in said
    assert not Change.objects.exists()
    wish = Wish.objects.get()
    mine = cast.ada.client.post(address(row, f"wishes/{wish.pk}/"), {"act": "yes"}, follow=True)
    assert not Change.objects.exists() and "one more person must agree" in text(mine)
    assert "Ada suggests:" in text(cast.dov.client.get(address(row)))
    cast.dov.client.post(address(row, f"wishes/{wish.pk}/"), {"act": "yes"})
    assert Change.objects.get().off and not Wish.objects.exists()
    again = cast.una.client.post(address(row, f"wishes/{wish.pk}/"), {"act": "yes"}, follow=True)
    assert "settled in the meantime" in text(again)


def test_inviter_and_invited_are_not_two(cast: Cast, now) -> None:
    row = add(cast, cast.una)
    new = cast.cy
    bring(cast.ada.membership, new, now=now)
    operations.change(row, told=on_first(cast), by=cast.ada.person, now=now)

    def two(one: str, other: str) -> bool:
        return week_queries.are_two(row, one, other)

    assert not operations.agree(Wish.objects.get(), by=new.person, are_two=two, now=now)
    assert operations.agree(Wish.objects.get(), by=cast.dov.person, are_two=two, now=now)


def test_what_was_asked_can_be_taken_back_by_its_author_and_by_whoever_holds_it_only(cast: Cast) -> None:
    row = add(cast, cast.bea)
    operations.change(row, told=on_first(cast), by=cast.ada.person, now=cast.now)
    wish = Wish.objects.get()
    cast.dov.client.post(address(row, f"wishes/{wish.pk}/"), {"act": "no"})
    assert Wish.objects.exists()
    cast.bea.client.post(address(row, f"wishes/{wish.pk}/"), {"act": "no"})
    assert not Wish.objects.exists() and not Change.objects.exists()


def test_a_move_then_a_cancelling_then_as_usual(cast: Cast) -> None:
    row, on = add(cast, cast.bea), first_on(cast.now)
    there = address(row, f"dates/{on}/")
    later = on + timedelta(days=1)
    cast.bea.client.post(there, {"act": "move", "to_on": str(later), "to_at": "18:00"})
    said = text(cast.ada.client.get("/week/"))
    assert "Moved to" in said and "At a new time" in said
    cast.bea.client.post(there, {"act": "off"})
    assert Change.objects.get().to_on is None and "Moved to" not in text(cast.ada.client.get("/week/"))
    cast.bea.client.post(there, {"act": "usual"})
    found = queries.next_dates(queries.seen(row), now=cast.now)[0]
    assert (found.on, found.moved) == (on, False) and Occasion.objects.get().sequence == 3


def test_once_can_be_moved_and_cancelled_too(cast: Cast) -> None:
    row, on = add(cast, cast.bea, rhythm="once"), first_on(cast.now)
    operations.change(
        row,
        told={"do": "move", "on": on, "to_on": on + timedelta(days=2), "to_at": time(9)},
        by=cast.bea.person,
        now=cast.now,
    )
    assert [each.on for each in queries.next_dates(queries.seen(row), now=cast.now)] == [on]
    operations.change(row, told={"do": "off", "on": on}, by=cast.bea.person, now=cast.now)
    assert queries.next_dates(queries.seen(row), now=cast.now) == []


@pytest.mark.parametrize("told", [{"do": "off"}, {"do": "move", "to_on": date(2027, 1, 1), "to_at": time(9)}])
def test_a_day_that_is_none_of_its_dates_cannot_be_changed(cast: Cast, told: dict) -> None:
    row = add(cast, cast.bea)
    with pytest.raises(NotHere):
        operations.change(
            row, told={**told, "on": first_on(cast.now) + timedelta(days=1)}, by=cast.bea.person, now=cast.now
        )
    assert (
        cast.bea.client.get(address(row, f"dates/{first_on(cast.now) + timedelta(days=1)}/")).status_code
        == 404
    )


def test_one_more_date_is_there_once_and_can_be_taken_back(cast: Cast) -> None:
    row = add(cast, cast.bea)
    form = {"to_on": str(first_on(cast.now) + timedelta(days=1)), "to_at": "10:00"}
    for _time in range(2):
        cast.bea.client.post(address(row, "dates/new/"), form)
    added = Change.objects.get()
    assert len(queries.next_dates(queries.seen(row), now=cast.now, most=2)) == 2
    cast.bea.client.post(address(row, "dates/new/"), {"act": "remove", "change": added.pk})
    assert not Change.objects.exists()


def test_a_topic_is_shown_with_its_date(cast: Cast) -> None:
    row = add(cast, cast.bea)
    there = address(row, f"dates/{first_on(cast.now)}/")
    cast.bea.client.post(there, {"act": "topic", "topic": "Sleep"})
    assert "Topic: Sleep" in text(cast.ada.client.get("/week/"))
    key = Change.objects.get().key_id
    cast.bea.client.post(there, {"act": "topic", "topic": ""})
    assert not DataKey.objects.filter(pk=key).exists()
    assert "Topic:" not in text(cast.ada.client.get("/week/"))


def test_saying_it_all_again(cast: Cast) -> None:
    row = add(cast, cast.bea)
    form = typed(cast.now, title="A shorter walk", at=time(15))
    assert "Suggest it" in text(cast.ada.client.get(address(row, "wording/")))
    cast.ada.client.post(address(row, "wording/"), form)
    assert "It would be called: A shorter walk" in text(cast.dov.client.get(address(row)))
    cast.dov.client.post(address(row, f"wishes/{Wish.objects.get().pk}/"), {"act": "yes"})
    kept = Occasion.objects.get()
    assert (kept.text("title"), kept.at, kept.by) == ("A shorter walk", time(15), cast.bea.person)
    assert not DataKey.objects.filter(pk=row.key_id).exists()


def test_two_end_it_and_one_who_does_not_hold_it_cannot(cast: Cast) -> None:
    row = add(cast, cast.bea)
    cast.ada.client.post(address(row, "ending/"))
    assert Occasion.objects.exists()
    cast.dov.client.post(address(row, f"wishes/{Wish.objects.get().pk}/"), {"act": "yes"})
    assert not Occasion.objects.exists() and not DataKey.objects.filter(pk=row.key_id).exists()


def test_no_one_alone_shows_it_to_all_and_anyone_takes_that_back(cast: Cast) -> None:
    row = add(cast, cast.bea)
    cast.bea.client.post(address(row, "showing/"), {"act": "show"})
    assert Occasion.objects.get().shown == "members"
    cast.ada.client.post(address(row, f"wishes/{Wish.objects.get().pk}/"), {"act": "yes"})
    seen = text(cast.cy.client.get("/week/"))
    assert WALK in seen and "old mill" not in seen and "Tuesday evening" not in seen
    page = text(cast.cy.client.get(address(row)))
    assert "A group here shows it to everyone" in page and "old mill" not in page and "Bea" not in page
    cast.una.client.post(address(row, "showing/"), {"act": "hide"})
    assert WALK not in text(cast.cy.client.get("/week/"))


def test_someone_outside_the_group_changes_nothing_of_it(cast: Cast) -> None:
    row = add(cast, cast.bea)
    Occasion.objects.update(shown="place")
    acts = {
        "wording/": typed(cast.now),
        f"dates/{first_on(cast.now)}/": {"act": "off"},
        "dates/new/": {"to_on": "2027-01-01", "to_at": "10:00"},
        "holding/": {},
        f"openers/{first_on(cast.now)}/": {},
        "showing/": {"act": "hide"},
        "ending/": {},
    }
    for more, sent in acts.items():
        assert cast.cy.client.post(address(row, more), sent).status_code == 404, more
    assert not Change.objects.exists() and Occasion.objects.get().shown == "place"


def test_what_the_holder_leaves_behind_is_no_ones_and_can_be_taken_on(cast: Cast) -> None:
    row = add(cast, cast.bea, everyone=True)
    ending.leave_community(by=cast.bea.person, now=cast.now)
    assert Occasion.objects.get().by is None
    for someone in (cast.cy, cast.dov):
        said = text(someone.client.post(address(row, "holding/"), follow=True))
    assert Occasion.objects.get().by == cast.cy.person and "Someone else has taken it on" in said
    cast.cy.client.post(address(row, "holding/"), {"act": "lay-down"})
    assert Occasion.objects.get().by is None


def test_leaving_the_group_leaves_nothing_of_mine_in_its_week(cast: Cast) -> None:
    row = add(cast, cast.bea, opener=True)
    operations.open_on(row, on=first_on(cast.now), by=cast.bea.person, now=cast.now)
    operations.change(add(cast, cast.ada), told=on_first(cast), by=cast.bea.person, now=cast.now)
    cast.bea.client.post(f"/groups/{cast.group.pk}/leaving/")
    assert not Membership.objects.filter(person=cast.bea.person, group=cast.group).exists()
    assert not Opener.objects.exists() and not Wish.objects.exists()
    assert Occasion.objects.get(pk=row.pk).by is None
    assert WALK not in text(cast.bea.client.get("/week/"))


def test_who_opens_is_said_and_that_no_one_does_is_said_too(cast: Cast) -> None:
    row = add(cast, cast.cy, everyone=True, title=TEA, kind="open", opener=True)
    there = f"openers/{first_on(cast.now)}/"
    assert "Someone is still needed to open." in text(cast.ada.client.get("/week/"))
    cast.bea.client.post(address(row, there))
    assert "Bea opens." in text(cast.ada.client.get("/week/"))
    said = text(cast.dov.client.post(address(row, there), follow=True))
    assert "Someone else opens on that date already." in said
    assert "Someone opens." in text(hiding(cast, cast.ada, cast.bea).client.get("/week/"))
    cast.bea.client.post(address(row, there), {"act": "no"})
    assert not Opener.objects.exists()


def hiding(cast: Cast, by: Someone, about: Someone) -> Someone:
    from mutuality.rooms import operations as rooms

    rooms.draw_boundary(about.place, by=by.place, now=cast.now)
    return by


@pytest.mark.parametrize("on", ["2026-02-30", "1999-01-01", "x"])
def test_no_one_opens_on_a_day_that_is_none(cast: Cast, on: str) -> None:
    row = add(cast, cast.cy, everyone=True, opener=True)
    assert cast.bea.client.post(address(row, f"openers/{on}/")).status_code == 404


def test_one_person_holds_so_many_and_no_more(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mutuality.occasions.terms.MOST_HELD", 1)
    add(cast, cast.bea)
    with pytest.raises(Refusal, match="limit"):
        operations.add(parts=parts(cast.now), circle=None, by=cast.bea.person, now=cast.now)


def test_what_is_over_goes_by_itself(cast: Cast) -> None:
    row = add(cast, cast.bea, opener=True)
    once = add(cast, cast.bea, rhythm="once")
    on = first_on(cast.now)
    operations.change(row, told={"do": "off", "on": on}, by=cast.bea.person, now=cast.now)
    operations.open_on(row, on=on + timedelta(days=7), by=cast.bea.person, now=cast.now)
    operations.sweep(now=cast.now + timedelta(days=12))
    assert not Opener.objects.exists() and Change.objects.exists() and Occasion.objects.count() == 2
    operations.sweep(now=cast.now + timedelta(days=40))
    assert not Change.objects.exists() and not Occasion.objects.filter(pk=once.pk).exists()
    assert Occasion.objects.filter(pk=row.pk).exists()
