"""Each question whose SQL is written once gives what its QuerySet gives, wherever it stands."""

import pkgutil
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.db.models import Model

import mutuality
from mutuality.fast.prepared import Prepared, Several, _stand_in
from mutuality.kit.ids import new_id
from mutuality.rooms import operations as rooms
from tests.architecture.test_doors import ask_the_group, hold_sheets
from tests.cast import Cast, Someone
from tests.meetings.table import gather

pytestmark = pytest.mark.both


def questions() -> dict[str, Prepared[Any] | Several[Any]]:
    """Every question of ours, by where it stands."""
    return dict(_questions())


def _questions() -> Iterator[tuple[str, Prepared[Any] | Several[Any]]]:
    for found in pkgutil.walk_packages(mutuality.__path__, "mutuality."):
        if ".migrations" in found.name or found.name.endswith("__main__"):
            continue
        for name, each in vars(import_module(found.name)).items():
            if isinstance(each, (Prepared, Several)):
                yield f"{found.name}:{name}", each


def values(cast: Cast, someone: Someone) -> dict[str, Any]:
    """What can be asked about, under the names that questions have for it."""
    place, group = someone.place, cast.group
    return {
        "person": someone.person.pk,
        "group": group.pk,
        "circle": group.circle_id,
        "room": group.room_id,
        "place": place.pk,
        "mine": place.pk,
        "membership": someone.membership.pk,
        "floor": place.floor,
        "topic": cast.topic.pk,
        "now": cast.now,
        "today": cast.now.date(),
        "since": cast.now.date().replace(year=2000),
        "before": 2**40,
        "token_hash": someone.session.token_hash,
        "seq": 0,
    }


def ids(cast: Cast) -> list[str]:
    """Rows of all kinds that a question could be about."""
    found = [
        cast.group,
        cast.group.circle,
        cast.room,
        cast.topic,
        cast.second,
        cast.second.group,
        cast.proposal,
    ]
    for someone in (cast.ada, cast.bea, cast.dov, cast.una):
        found += [someone.person, someone.place, someone.membership, someone.session]
    return [row.pk for row in [*found, *cast.words.values()]]


def given(question: Prepared[Any] | Several[Any], told: dict[str, Any]) -> dict[str, Any]:
    """What is asked with: of a name that nothing is known for, something of its kind."""
    if isinstance(question, Several):
        stand_ins = {name: _stand_in(kind, 0) for name, kind in question._kinds.items()}
    else:
        stand_ins = question._stand_ins
    return {name: told.get(name, stand_in) for name, stand_in in stand_ins.items()}


def as_told(row: Any) -> Any:
    """A row as it can be compared: every column that was read, and which rows came with it."""
    if not isinstance(row, Model):
        return row
    columns = sorted((name, repr(value)) for name, value in vars(row).items() if not name.startswith("_"))
    return type(row).__name__, tuple(columns), tuple(sorted(row._state.fields_cache))


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """The cast with an open meeting, a poll, sheets, a boundary, a card that is shown, and one topic more."""
    gather(cast)
    hold_sheets(cast)
    ask_the_group(cast)
    rooms.draw_boundary(cast.bea.place, by=cast.ada.place, now=cast.now)
    rooms.begin(title="One more", words="first", once=new_id(), by=cast.dov.place, now=cast.now)
    return cast


def test_it_answers_as_its_queryset_does(busy: Cast) -> None:
    every, answered = questions(), 0
    assert len(every) > 60
    for where, question in every.items():
        for someone in (busy.ada, busy.dov):
            told = given(question, values(busy, someone))
            names = [ids(busy)] if isinstance(question, Several) else []
            ours = question.all(*names, **told)
            theirs = list(question._question(*names, **told))
            assert Counter(map(as_told, ours)) == Counter(map(as_told, theirs)), where
            answered += bool(ours)
    assert answered > len(every), "Most questions have found something."
