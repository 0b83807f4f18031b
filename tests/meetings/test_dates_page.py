"""When a group meets: its times, single dates, and turns."""

from datetime import UTC, time, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from mutuality.groups.operations import DecidedTogether
from mutuality.kit.refusals import NotHere, Refusal
from mutuality.meetings import queries
from mutuality.meetings.models import DateChange, Series, Turn
from mutuality.meetings.operations import turns, when
from tests.meetings.table import first_on, times


@pytest.fixture
def weekly(cast):
    return when.put_times(cast.group, parts=times(cast.now), now=cast.now)


def posted(now, **other):
    said = times(now, **other)
    return said | {"at": said["at"].strftime("%H:%M")}


def days(cast):
    return [day.on for day in queries.coming(cast.group.circle_id, now=cast.now)]


def test_whoever_is_alone_sets_the_times(cast):
    group = cast.second.group
    cast.dov.client.post(reverse("meeting-times", args=[group.pk]), posted(cast.now))
    shown = cast.dov.client.get(reverse("meetings", args=[group.pk])).content.decode()
    assert "Behind the blue door" in shown and "7 pm" in shown


def test_from_two_on_nobody_sets_the_times_alone(cast):
    with pytest.raises(DecidedTogether):
        when.settle_times(cast.ada.membership, parts=times(cast.now), now=cast.now)
    answer = cast.ada.client.post(reverse("meeting-times", args=[cast.group.pk]), posted(cast.now))
    assert answer.status_code == 422 and not Series.objects.exists()
    assert "together, by a decision" in answer.content.decode()
    assert "Behind the blue door" in answer.content.decode(), "what was typed can be copied"


def test_the_place_is_sealed(weekly):
    assert b"blue door" not in bytes(weekly.where)
    assert queries.where(weekly) == "Behind the blue door"


def test_a_place_has_to_be_said_unless_it_is_here(cast):
    with pytest.raises(Refusal):
        when.put_times(cast.group, parts=times(cast.now, where=" "), now=cast.now)
    here = when.put_times(cast.group, parts=times(cast.now, way="here", where="left over"), now=cast.now)
    assert queries.where(here) == ""


def test_a_zone_that_no_clock_goes_by_is_refused(cast):
    with pytest.raises(Refusal):
        when.put_times(cast.group, parts=times(cast.now, zone="Europe/Nowhere"), now=cast.now)


def test_the_clocks_of_no_place_are_chosen_beforehand(cast):
    """UTC came first of all places, and was taken by anyone who overlooked the question."""
    where = reverse("meeting-times", args=[cast.second.group.pk])
    shown = cast.dov.client.get(where).content.decode()
    assert '<option value="" selected>Choose' in shown
    answer = cast.dov.client.post(where, {k: v for k, v in posted(cast.now).items() if k != "zone"})
    assert answer.status_code == 422 and not Series.objects.exists()
    put = {"size": "", "face": "", "theme": "", "announce": "words", "shift_leaves": "on"}
    put |= {"quiet_from": "22:00", "quiet_until": "07:00", "zone": "Europe/Madrid"}
    assert cast.dov.client.post("/you/comfort/", put).status_code == 302
    shown = cast.dov.client.get(where).content.decode()
    assert '<option value="Europe/Madrid" selected>' in shown, "by my own clocks, if I have said which"


def test_the_day_and_the_time_come_first_and_the_rest_has_an_answer(cast):
    """A zone that is known reads as an answer; one that isn't is asked for."""
    where = reverse("meeting-times", args=[cast.second.group.pk])
    asked = cast.dov.client.get(where).content.decode()
    before, _folds, folded = asked.partition('<div class="folds">')
    assert all(f'id="f-{name}"' in before for name in ("first_on", "at", "zone"))
    assert "Every week" in folded and "Online, on these pages" in folded and 'id="f-where"' in folded
    answer = cast.dov.client.post(where, posted(cast.now, way="phone", where=""))
    assert answer.status_code == 422
    before, _folds, folded = answer.content.decode().partition('<div class="folds">')
    assert 'id="f-zone"' not in before and 'class="said" dir="auto">Berlin</span>' in folded
    assert folded.count('<details class="fold" open>') == 1, "where something is missing"


@pytest.mark.parametrize("day", ["12/08/2026", "12/8/26", "08.12.2026", "Aug 12 2026"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_day_that_can_be_read_in_two_ways_is_asked_again(cast, weekly, day, language):
    """An English page took the first for December, a Spanish one for August, and neither said so."""
    cast.dov.client.post("/language/", {"language": language})
    cast.ada.client.post("/language/", {"language": language})
    group = cast.second.group
    for someone, name, said in (
        (cast.dov, reverse("meeting-times", args=[group.pk]), posted(cast.now, first_on=day)),
        (
            cast.ada,
            reverse("meeting-date", args=[cast.group.pk, first_on(cast.now)]),
            {"act": "move", "to_on": day, "to_at": "19:00"},
        ),
    ):
        answer = someone.client.post(name, said)
        assert answer.status_code == 422 and "2026-05-12" in answer.content.decode()
    assert not Series.objects.filter(circle=group.circle).exists() and not DateChange.objects.exists()


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2101-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_all_calendars_is_refused_and_home_still_opens(cast, day):
    """Else whoever founds a group could break the first page of everybody who comes in."""
    group = cast.second.group
    answer = cast.dov.client.post(
        reverse("meeting-times", args=[group.pk]),
        posted(cast.now, first_on=day, zone="Asia/Tokyo", at=time()),
    )
    assert answer.status_code == 422 and "between the years" in answer.content.decode()
    for address in (reverse("home"), reverse("meetings", args=[group.pk])):
        assert cast.dov.client.get(address).status_code == 200


def test_a_date_is_not_moved_there_either(cast, weekly):
    address = reverse("meeting-date", args=[cast.group.pk, first_on(cast.now)])
    answer = cast.ada.client.post(address, {"act": "move", "to_on": "9999-12-31", "to_at": "23:59"})
    assert answer.status_code == 422 and "between the years" in answer.content.decode()


def test_two_skip_a_date_and_one_cannot(cast, weekly):
    on, address = first_on(cast.now), reverse("meeting-date", args=[cast.group.pk, first_on(cast.now)])
    for _ in range(2):
        cast.ada.client.post(address, {"act": "skip"})
    assert on in days(cast)
    shown = cast.bea.client.get(reverse("meetings", args=[cast.group.pk])).content.decode()
    assert "One more person needs to agree." in shown
    change = DateChange.objects.get()
    cast.bea.client.post(reverse("meeting-change", args=[cast.group.pk, change.pk]), {"yes": "1"})
    assert on not in days(cast)
    assert Series.objects.get().sequence == weekly.sequence + 1


def test_what_is_asked_on_the_evening_itself_is_shown_wherever_the_group_lives(cast):
    """In London it is tomorrow by then; the second member saw nothing to say yes to."""
    when.put_times(cast.group, parts=times(cast.now, zone="America/Los_Angeles"), now=cast.now)
    day = queries.coming(cast.group.circle_id, now=cast.now)[0]
    early, late = (day.begins - timedelta(minutes=30)).astimezone(UTC), (day.ends).astimezone(UTC)
    assert early.date() > day.on
    when.change_date(cast.ada.membership, on=day.on, to_on=None, to_at=None, now=early)
    assert [asked.by for asked in queries.changes_asked(cast.bea.membership, now=early)] == ["Ada"]
    assert queries.changes_asked(cast.bea.membership, now=late) == []


def test_a_date_that_moved_past_its_own_day_can_be_moved_again_by_two(cast, weekly):
    on, later = first_on(cast.now), first_on(cast.now) + timedelta(days=4)
    for someone in (cast.ada, cast.bea):
        when.change_date(someone.membership, on=on, to_on=later, to_at=time(18), now=cast.now)
    between = cast.now + timedelta(days=5)
    when.change_date(cast.ada.membership, on=on, to_on=None, to_at=None, now=between)
    (asked,) = queries.changes_asked(cast.bea.membership, now=between)
    when.agree(asked.row, by=cast.bea.membership, now=between)
    assert on not in [day.on for day in queries.coming(cast.group.circle_id, now=between)]


def test_a_moved_date_stands_where_it_now_is(cast, weekly):
    address = reverse("meeting-date", args=[cast.group.pk, first_on(cast.now)])
    later = first_on(cast.now).replace(year=first_on(cast.now).year + 1)
    for someone in (cast.ada, cast.bea):
        answer = someone.client.post(address, {"act": "move", "to_on": later, "to_at": "18:30"})
        assert answer.status_code == 302
    assert queries.times_of(weekly).changed[first_on(cast.now)].on == later


def test_a_yes_can_be_taken_back_while_it_does_not_stand(cast, weekly):
    row = when.change_date(cast.ada.membership, on=first_on(cast.now), to_on=None, to_at=None, now=cast.now)
    when.disagree(row, by=cast.ada.membership, now=cast.now)
    assert not DateChange.objects.exists()


def test_a_day_on_which_nobody_meets_cannot_be_changed(cast, weekly):
    with pytest.raises(NotHere):
        when.change_date(cast.ada.membership, on=cast.now.date(), to_on=None, to_at=None, now=cast.now)
    address = reverse("meeting-date", args=[cast.group.pk, cast.now.date()])
    assert cast.ada.client.get(address).status_code == 404


def test_the_file_is_private_and_neutral(cast, weekly):
    answer = cast.ada.client.get(reverse("meeting-dates", args=[cast.group.pk]))
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Appointment" and "LOCATION" not in event
    for telling in ("Tuesday", "Ada", "blue door"):
        assert telling not in answer.content.decode()
    asked = cast.ada.client.get(reverse("meeting-dates", args=[cast.group.pk]) + "?place=1")
    assert "blue door" in asked.content.decode()


def test_the_next_meeting_stands_on_home_and_on_the_groups_page(cast, weekly):
    day = queries.said(queries.coming(cast.group.circle_id, now=cast.now)[0])
    for address in (reverse("home"), reverse("group", args=[cast.group.pk])):
        assert day in cast.ada.client.get(address).content.decode()


def test_any_member_takes_a_free_turn_and_the_first_has_it(cast):
    for someone in (cast.ada, cast.bea):
        turns.take(someone.membership, role="facilitator", days=28, now=cast.now)
    assert Turn.objects.get().membership == cast.ada.membership


def test_a_turn_is_handed_on_to_whoever_takes_it(cast):
    turns.take(cast.ada.membership, role="facilitator", days=28, now=cast.now)
    turns.offer(cast.ada.membership, role="facilitator", to=cast.bea.membership.pk, now=cast.now)
    assert Turn.objects.get().membership == cast.ada.membership
    turns.take(cast.dov.membership, role="facilitator", days=28, now=cast.now)
    turns.take(cast.bea.membership, role="facilitator", days=0, now=cast.now)
    assert Turn.objects.get().membership == cast.bea.membership


def test_a_turn_is_laid_down_at_any_time_by_whoever_has_it(cast):
    turns.take(cast.ada.membership, role="opener", days=84, now=cast.now)
    turns.lay_down(cast.bea.membership, role="opener", now=cast.now)
    assert Turn.objects.exists()
    turns.lay_down(cast.ada.membership, role="opener", now=cast.now)
    assert not Turn.objects.exists()


@pytest.mark.parametrize("second", ["ada", "dov"])
def test_one_yes_too_many_does_not_undo_what_two_agreed_on(cast, second):
    """Bea asked to skip a date. Ada says yes, and in the same moment Dov does, or Ada clicks twice."""
    when.put_times(cast.group, parts=times(cast.now), now=cast.now)
    on = first_on(cast.now)
    asked = when.change_date(cast.bea.membership, on=on, to_on=None, to_at=None, now=cast.now)
    looked = [DateChange.objects.select_related("series").get(pk=asked.pk) for _page in range(2)]
    when.agree(looked[0], by=cast.ada.membership, now=cast.now)
    when.agree(looked[1], by=getattr(cast, second).membership, now=cast.now)
    assert DateChange.objects.get().stands
    assert on not in [date.on for date in queries.coming(cast.group.circle_id, now=cast.now)]
