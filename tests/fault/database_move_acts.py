"""Move to another database, in a process that may be killed: ``python -m tests.fault.database_move_acts ACT [...]``."""

import json
import os
import sys

from tests.fault.acts import main
from tests.fault.leaving_acts import BEA, BEAS, DOVS, found, leave, look, rewrap, start, work

# isort: split
from django.apps import apps
from django.db import connection

from mutuality.host import command, database_move
from mutuality.kit import clock
from mutuality.kit.ids import new_id
from mutuality.live.models import Notice
from mutuality.vault import remembrance

__all__ = ["BEA", "BEAS", "DOVS", "found", "leave", "look", "rewrap", "start", "work"]


def move() -> None:
    """Bring everything to the database in the environment."""
    database_move.move(os.environ["MOVE_TO"])


def rows() -> None:
    """Print where the rows lie, and how many there are of each kind."""
    counts = {model._meta.label: model._default_manager.count() for model in apps.get_models()}
    print(json.dumps([connection.vendor, counts]))


def trim() -> None:
    """Drop every hint that a page changed, as time does, and print the last position that was given."""
    last = Notice.objects.order_by("pk").last()
    Notice.objects.all().delete()
    print(json.dumps([last.pk if last else 0]))


def hint() -> None:
    """Print the position that the next hint gets."""
    print(json.dumps([Notice.objects.create(topic=new_id(), seq=1, kind="k", ref="r", at=clock.now()).pk]))


def spoil() -> None:
    """A row that no table of PostgreSQL takes: its word is longer than the column."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE live_notice SET kind = 'longer than any kind of hint can ever be'")


def strange_table() -> None:
    """Something in the database that is not of this program."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE notes_of_the_host (id integer)")


def destroyed() -> None:
    """Print how many keys are remembered as destroyed."""
    print(json.dumps([len(remembrance.listed())]))


def typed() -> None:
    """The same by the command line."""
    sys.exit(command.main(["move", "--to", os.environ["MOVE_TO"]]))


if __name__ == "__main__":
    sys.exit(main(globals(), *sys.argv[1:]))
