"""How many times a group meets stands with its terms, and its dates are counted by that one number."""

from django.urls import reverse

from mutuality.groups.models import Group
from mutuality.meetings import queries
from mutuality.meetings.models import Series
from mutuality.meetings.operations import when
from tests.cast import Cast
from tests.meetings.table import times
from tests.meetings.test_effects import all_accept, propose


def dates(cast: Cast) -> int:
    return len(queries.coming(cast.group.circle_id, now=cast.now, most=20))


def in_file(cast: Cast) -> str:
    return cast.bea.client.get(reverse("meeting-dates", args=[cast.group.pk])).content.decode()


def test_the_dates_are_as_many_as_the_terms_say(cast: Cast) -> None:
    when.put_times(cast.group, parts=times(cast.now), now=cast.now)
    assert dates(cast) == 20 and "COUNT" not in in_file(cast)
    before = Series.objects.get().sequence
    all_accept(cast, propose(cast, "meetings", {"meetings": 3}))
    assert dates(cast) == 3 and "COUNT=3" in in_file(cast)
    assert Series.objects.get().sequence == before + 1


def test_only_one_row_holds_the_number(cast: Cast) -> None:
    assert "meetings" in {field.name for field in Group._meta.fields}
    assert not {"times", "count", "meetings"} & {field.name for field in Series._meta.fields}


def test_one_date_stays_one_date(cast: Cast) -> None:
    all_accept(cast, propose(cast, "meetings", {"meetings": 3}))
    when.put_times(cast.group, parts=times(cast.now, rhythm="once"), now=cast.now)
    assert dates(cast) == 1
