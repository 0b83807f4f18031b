"""Each index costs something at every word: none only repeats how another one begins."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def _indexes(table: str) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    for name, each in found.items():
        if each["index"] or each["unique"] or each["primary_key"]:
            yield name, tuple(each["columns"]), each["unique"] or each["primary_key"]


@pytest.mark.parametrize("app", ["rooms", "people", "live"])
def test_no_index_repeats_how_another_one_begins(app: str) -> None:
    tables = [model._meta.db_table for model in apps.get_app_config(app).get_models()]
    assert tables
    for table in tables:
        every = list(_indexes(table))
        assert any(rule for _name, _columns, rule in every)
        repeated = [
            name
            for name, columns, rule in every
            if not rule and any(more != columns and more[: len(columns)] == columns for _, more, _ in every)
        ]
        assert repeated == [], table
