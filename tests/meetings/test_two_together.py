"""What takes two in a meeting: not an inviter and who they invited, and not the same two again and again."""

from collections.abc import Callable

import pytest

from mutuality.groups.models import Membership
from mutuality.meetings.models import DateChange, Wish
from mutuality.meetings.operations import care, close, floor, room, when
from tests.cast import Cast, Someone
from tests.meetings.table import Table, first_on, times
from tests.reading_pages import text

KINDS = ("on", "step", "go-on", "stay")


def invited(someone: Someone, *, by: Someone) -> None:
    Membership.objects.filter(pk=someone.membership.pk).update(invited_by=by.membership)


def ready(table: Table, kind: str) -> None:
    """Bring the meeting to where two could do this together."""
    if kind == "go-on":
        care.need(table.seats["Ada"], now=table.now)
    if kind == "stay":
        close.ask_to_close(table.seats["Ada"], now=table.now)


def say(table: Table, kind: str, *, by: Someone) -> None:
    seat, now = table.seats[by.name], table.now
    match kind:
        case "on":
            floor.move_on(seat, holder=table.seats["Ada"].pk, now=now)
        case "step":
            floor.next_step(seat, step=1, now=now)
        case "go-on":
            care.go_on(seat, now=now)
        case "stay":
            close.stay_open(seat, now=now)


def is_done(table: Table, kind: str) -> bool:
    row = table.row()
    done = {
        "on": row.floor != table.seats["Ada"].pk,
        "step": row.step != 1,
        "go-on": not row.rests,
        "stay": row.closing_at is None,
    }
    return done[kind]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("by", ["first", "second"])
def test_an_inviter_and_who_they_invited_are_not_two(table: Table, cast: Cast, kind: str, by: str) -> None:
    one, other = (cast.bea, cast.dov) if by == "first" else (cast.dov, cast.bea)
    invited(cast.dov, by=cast.bea)
    ready(table, kind)
    for someone in (one, other):
        say(table, kind, by=someone)
        assert not is_done(table, kind)
    where = f"/meetings/{table.meeting.pk}/"
    assert "One more person needs to agree." in text(cast.ada.client.get(where))
    say(table, kind, by=cast.ada)
    assert is_done(table, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_two_others_still_are_two(table: Table, cast: Cast, kind: str) -> None:
    invited(cast.dov, by=cast.bea)
    ready(table, kind)
    say(table, kind, by=cast.ada)
    assert not is_done(table, kind)
    say(table, kind, by=cast.dov)
    assert is_done(table, kind)


def test_somebody_on_the_phone_is_no_third(table: Table, cast: Cast) -> None:
    """They can agree to nothing, so two would wait for them without end."""
    invited(cast.bea, by=cast.ada)
    room.carry(table.seats["Ada"], name="Uncle Rui", now=table.now)
    room.step_out(table.seats["Dov"], now=table.now)
    for someone in (cast.ada, cast.bea):
        say(table, "step", by=someone)
    assert is_done(table, "step")


def take_from(table: Table, *, by: tuple[Someone, ...]) -> bool:
    """Let these people move the round on. Return whether the floor has gone to someone else."""
    holder = table.row().floor
    assert holder
    for someone in by:
        floor.move_on(table.seats[someone.name], holder=holder, now=table.now)
    return table.row().floor != holder


def test_the_same_two_move_the_round_on_once_in_each_part(table: Table, cast: Cast) -> None:
    """Else two take the floor from everyone the moment they have it, and no one else can speak."""
    table.sit(cast.una)
    both = (cast.dov, cast.una)
    assert table.floor == "Ada" and take_from(table, by=both)
    assert table.floor == "Bea" and not take_from(table, by=both)
    assert take_from(table, by=(cast.ada,)), "with somebody else it is enough"
    table.go_to("topic")
    table.act(cast.ada, "hand")
    assert table.floor == "Ada" and take_from(table, by=both), "in another part they can again"


@pytest.mark.parametrize("who", [lambda cast: cast.bea, lambda cast: cast.dov])
def test_who_moved_the_round_on_goes_with_each_of_them(
    table: Table, cast: Cast, who: Callable[[Cast], Someone]
) -> None:
    assert take_from(table, by=(cast.bea, cast.dov))
    assert Wish.objects.filter(kind="moved").count() == 1
    room.let_leave(who(cast).membership, now=table.now)
    assert not Wish.objects.exists()


def test_a_date_is_not_changed_by_an_inviter_and_who_they_invited(cast: Cast) -> None:
    invited(cast.bea, by=cast.ada)
    when.put_times(cast.group, parts=times(cast.now), now=cast.now)
    on = first_on(cast.now)
    row = when.change_date(cast.ada.membership, on=on, to_on=None, to_at=None, now=cast.now)
    when.agree(row, by=cast.bea.membership, now=cast.now)
    assert DateChange.objects.filter(stands=False).exists()
    where = f"/groups/{cast.group.pk}/meetings/dates/{on.isoformat()}/"
    assert "If one of you invited the other" in text(cast.una.client.get(where))
    when.agree(row, by=cast.una.membership, now=cast.now)
    assert DateChange.objects.filter(stands=True).exists()
