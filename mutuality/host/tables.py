"""The tables of the database, brought up to what this version of the program needs."""

from collections.abc import Callable, Iterable

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.db.models import Model


class _Whole(MigrationExecutor):
    """Note each migration in the change that makes it.

    Django notes one that leaves work to its end, such as an index, in a second change. A machine that dies between the
    two would find the tables there and no note of them, and would never start again.
    """

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        if self.progress_callback:
            self.progress_callback("apply_start", migration, fake)
        with self.connection.schema_editor(atomic=migration.atomic) as editor:
            state = migration.apply(state, editor)
            while editor.deferred_sql:
                editor.execute(editor.deferred_sql.pop(0))
            self.record_migration(migration)  # type: ignore[call-arg, arg-type]  # the stubs lag behind
        return state


def bring_up_to_date(*, database: str = DEFAULT_DB_ALIAS, tell: Callable[[str], object] = str) -> None:
    """Make what is missing. Cut off at any moment, it goes on from there the next time.

    An empty database gets its tables as they are today, in one change, and each migration is noted as made; any other
    goes through the migrations that it lacks. Both come to the same tables (ADR 29). ``tell`` hears the name of each
    migration before it begins.
    """
    connection = connections[database]

    def begins(_step: str, migration: Migration | None = None, _fake: bool | None = None) -> None:
        if migration is not None:
            tell(str(migration))

    executor = _Whole(connection, begins)
    leaves = executor.loader.graph.leaf_nodes()
    if not connection.introspection.table_names():
        _make_all(connection, [migration for migration, _ in executor.migration_plan(leaves)], tell)
        return
    executor.loader.check_consistent_history(connection)
    executor.migrate(leaves)


def _make_all(
    connection: BaseDatabaseWrapper, migrations: Iterable[Migration], tell: Callable[[str], object]
) -> None:
    """Make every table in one change, with a note of each migration that would have led there."""
    notes = MigrationRecorder(connection)
    with connection.schema_editor(atomic=True) as editor:
        models: list[type[Model]] = [*apps.get_models(), notes.Migration]
        for model in models:
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
        while editor.deferred_sql:
            editor.execute(editor.deferred_sql.pop(0))
        for migration in migrations:
            tell(str(migration))
            notes.record_applied(migration.app_label, migration.name)
