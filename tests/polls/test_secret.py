"""A secret answer: who took part and what was chosen share no row, no order, no time and no size."""

import re
from collections.abc import Iterator
from itertools import permutations
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model

from mutuality.groups import operations as groups
from mutuality.kit.refusals import Refusal
from mutuality.ledger.models import Entry
from mutuality.live.models import Notice
from mutuality.polls import queries
from mutuality.polls.models import Asked, Box, Poll
from mutuality.safety import operations as safety
from mutuality.safety import queries as safety_queries
from tests.polls.conftest import NAMES, Asking

pytestmark = pytest.mark.django_db(transaction=True)
FIVE = dict(zip(NAMES[1:], ("100", "010", "010", "001", "010"), strict=True))


def raw(model: type[Model]) -> list[tuple[Any, ...]]:
    """Every row of a table as it lies in the file, in the order in which it lies there."""
    names = ", ".join(connection.ops.quote_name(field.column) for field in model._meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid, {names} FROM {model._meta.db_table} ORDER BY rowid")
        return list(cursor.fetchall())


def test_numbers_are_shown_at_the_end_and_no_names(six: Asking) -> None:
    poll = six.ask(sight="secret")
    for name, code in FIVE.items():
        assert six.post(poll, "answer", by=name, answer=str(code.index("1"))) == 302
        assert "What people have said so far" not in six.page(poll, of=name)
    assert "A secret answer can't be changed" in six.page(poll, of="Bea")
    six.days_pass(8)
    lines = queries.reading(six.fresh(poll), membership=six.group.of("Ada"), today=six.now.date()).lines
    assert [line.number for line in lines] == [1, 3, 1] and not any(line.names for line in lines)
    body = six.page(poll, of="Bea").split("What came of it")[1]
    assert not any(name in body for name in ("Cy", "Dov", "Eli", "Fay"))
    assert not Asked.objects.exists()


def test_fewer_than_five_answers_show_nothing(six: Asking) -> None:
    poll = six.ask(sight="secret")
    six.answer(poll, **dict(list(FIVE.items())[:4]))
    six.days_pass(8)
    read = queries.reading(six.fresh(poll), membership=six.group.of("Ada"), today=six.now.date())
    assert read.too_few and read.lines == []
    assert "Fewer than five people answered" in six.page(poll, of="Ada")


def test_an_answer_is_given_once_also_from_two_tabs(six: Asking) -> None:
    poll = six.ask(sight="secret")
    six.answer(poll, Bea="100")
    six.answer(poll, Bea="010")
    assert queries.codes_of(poll) == ["100"]


def test_fewer_than_five_people_are_not_asked_in_secret(six: Asking) -> None:
    for name in ("Eli", "Fay"):
        groups.leave(six.group.of(name), by=six.group.people[name].person, now=six.now)
    with pytest.raises(Refusal) as refused:
        six.ask(sight="secret")
    assert refused.value.field == "sight"


def test_leaving_in_mid_poll_takes_the_mark_and_leaves_what_no_one_can_find(six: Asking) -> None:
    poll = six.ask(sight="secret")
    six.answer(poll, **FIVE)
    groups.leave(six.group.of("Bea"), by=six.group.people["Bea"].person, now=six.now)
    assert sorted(queries.codes_of(poll)) == sorted(FIVE.values())
    assert Asked.objects.filter(took=True).count() == 4


def test_where_an_employer_runs_the_server_the_page_says_what_secret_is_worth(six: Asking) -> None:
    poll = six.ask(sight="secret")
    says = "An employer or treatment provider runs this server"
    assert says not in six.page(poll, of="Bea")
    answers = safety_queries.starter() | {"run_by": "The clinic", "agency": True}
    stated = safety.state_limits(answers=answers, now=six.now)
    safety.note_read(stated.number, by=six.group.people["Bea"].person, now=six.now)
    assert says in six.page(poll, of="Bea")
    page = (
        six.group.people["Bea"].client.get(f"/groups/{six.group.group.pk}/polls/kinds/one/").content.decode()
    )
    assert says in page


def seen(order: tuple[str, ...], six: Asking) -> Iterator[dict[str, Any]]:
    """Ask in secret, let people answer in this order, and look at the raw tables before and after each answer."""
    poll = six.ask(sight="secret")
    for name in (None, *order):
        if name:
            six.answer(poll, **{name: FIVE[name]})
        yield {"asked": raw(Asked), "box": raw(Box), "poll": raw(Poll)}
    poll.delete()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="It reads the one file.")
def test_whoever_has_the_file_cannot_join_who_and_what(six: Asking) -> None:
    for order in (tuple(FIVE), tuple(reversed(FIVE))):
        before, *rest = seen(order, six)
        first = before["box"][0]
        for after in rest:
            # The question's own row, with its days, does not change with an answer.
            assert after["poll"] == before["poll"]
            # The rows of who was asked lie where they lay, in the order of their random names, as long as before.
            assert [row[:2] for row in after["asked"]] == [row[:2] for row in before["asked"]]
            assert [row[1] for row in after["asked"]] == sorted(row[1] for row in after["asked"])
            # No row holds what was said, and all answers lie in one text of one length under ever other keys.
            assert {
                row for row in after["asked"] if any(code in map(str, row) for code in FIVE.values())
            } == set()
            (box,) = after["box"]
            assert len(bytes(box[-1])) == len(bytes(first[-1])) and box[:2] == first[:2]
        assert len({bytes(each["box"][0][-1]) for each in (before, *rest)}) == len(rest) + 1


def test_the_box_is_the_same_whoever_answered_first(six: Asking) -> None:
    found = set()
    for order in list(permutations(FIVE))[::40]:
        poll = six.ask(sight="secret")
        six.answer(poll, **{name: FIVE[name] for name in order})
        found.add(Box.objects.select_related("key").get(poll=poll).text("codes"))
        Poll.objects.all().delete()
    assert len(found) == 1


def test_nothing_else_is_written_down_when_somebody_answers(six: Asking) -> None:
    poll = six.ask(sight="secret")
    noted, written = Notice.objects.count(), Entry.objects.count()
    six.answer(poll, **FIVE)
    assert (Notice.objects.count(), Entry.objects.count()) == (noted, written)
    times = {field.name for model in (Asked, Box) for field in model._meta.fields}
    assert not [name for name in times if re.search(r"_(on|at)$|until|order|number", name)]
