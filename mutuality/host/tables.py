"""The tables of the database, brought up to what this version of the program needs."""

from collections.abc import Callable

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState


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

    ``tell`` hears the name of each migration before it begins.
    """

    def begins(_step: str, migration: Migration | None = None, _fake: bool | None = None) -> None:
        if migration is not None:
            tell(str(migration))

    executor = _Whole(connections[database], begins)
    executor.loader.check_consistent_history(connections[database])
    executor.migrate(executor.loader.graph.leaf_nodes())
