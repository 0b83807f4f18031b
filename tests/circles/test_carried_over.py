"""What was there before circles is carried over: all that pointed to a group points to the circle of the group."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.db import connection, connections, models
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("groups", "0005_remove_welcome"), ("meetings", "0002_one_source"), ("rooms", "0004_end_of_days")]
NOW = datetime(2026, 5, 12, 19, tzinfo=UTC)
VALUES: dict[type[models.Field], Any] = {
    models.CharField: "text",
    models.BinaryField: b"sealed",
    models.DateField: date(2026, 5, 12),
    models.DateTimeField: NOW,
    models.TimeField: time(19),
    models.PositiveSmallIntegerField: 3,
    models.BigIntegerField: 7,
    models.BooleanField: False,
}


@pytest.fixture
def earlier(tmp_path: Any, django_db_blocker: Any) -> Iterator[Any]:
    """An empty database of the same kind as the one that the tests use."""
    own: dict[str, Any] = {"NAME": str(tmp_path / "earlier.sqlite3"), "OPTIONS": {}}
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            own = {"NAME": "mutuality_earlier", "OPTIONS": {}}
            _alone('DROP DATABASE IF EXISTS "mutuality_earlier"', 'CREATE DATABASE "mutuality_earlier"')
        connections.settings["earlier"] = {**connections.settings["default"], **own}
        yield connections["earlier"]
        connections["earlier"].close()
        del connections.settings["earlier"], connections["earlier"]
        if connection.vendor == "postgresql":
            _alone('DROP DATABASE "mutuality_earlier"')


def _alone(*sentences: str) -> None:
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        for sentence in sentences:
            cursor.execute(sentence)


def made(model: Any, **given: Any) -> Any:
    """Make a row of the tables as they were, with something in every column that needs something."""
    for field in model._meta.concrete_fields:
        names = {field.name, field.attname}
        if names & set(given) or field.null or field.has_default() or isinstance(field, models.AutoField):
            continue
        if field.is_relation:
            # Keys are not looked at here, and no constraint asks for them.
            given[field.attname] = "key"
        else:
            given[field.name] = next(v for kind, v in VALUES.items() if type(field) is kind)
    return model.objects.using("earlier").create(**given)


def of(executor: MigrationExecutor, targets: list[tuple[str, str]]) -> Any:
    return executor.loader.project_state(targets).apps.get_model


def test_groups_times_meetings_and_turns_keep_who_they_belong_to(earlier: Any) -> None:
    executor = MigrationExecutor(earlier)
    executor.migrate(BEFORE)
    get = of(executor, BEFORE)
    person = made(get("people", "Person"), id="person")
    series, meetings = {}, {}
    for group_id in ("tuesday", "friday"):
        room = made(get("rooms", "Room"), id=f"room-{group_id}")
        group = made(get("groups", "Group"), id=group_id, room=room)
        place = made(get("rooms", "Place"), id=f"place-{group_id}", person=person, room=room)
        membership = made(get("groups", "Membership"), id=group_id, group=group, person=person, place=place)
        series[group_id] = made(get("meetings", "Series"), id=f"s-{group_id}", group=group).pk
        made(get("meetings", "Manner"), group=group, stays_hours=24)
        led = made(get("rooms", "Room"), id=f"led-{group_id}", led=True)
        meetings[group_id] = made(get("meetings", "Meeting"), id=f"m-{group_id}", group=group, room=led).pk
        made(get("meetings", "Meeting"), id=f"o-{group_id}", group=group, closed_at=NOW)
        made(get("meetings", "Turn"), id=f"t-{group_id}", group=group, role="opener", membership=membership)

    executor = MigrationExecutor(earlier)
    leaves = executor.loader.graph.leaf_nodes()
    executor.migrate(leaves)
    get = of(executor, leaves)

    def rows(app: str, name: str) -> Any:
        return get(app, name).objects.using("earlier")

    assert rows("circles", "Circle").filter(kind="group", begun_on=date(2026, 5, 12)).count() == 2
    for group in rows("groups", "Group").select_related("circle"):
        circle = group.circle_id
        assert rows("meetings", "Series").get(circle=circle).pk == series[group.pk]
        assert rows("meetings", "Manner").get(circle=circle).stays_hours == 24
        assert rows("meetings", "Meeting").get(circle=circle, closed_at=None).pk == meetings[group.pk]
        assert rows("meetings", "Turn").get(circle=circle).membership_id == group.pk
        assert set(rows("rooms", "Room").filter(circle=circle).values_list("pk", flat=True)) == {
            f"room-{group.pk}",
            f"led-{group.pk}",
        }
    earlier.check_constraints()
