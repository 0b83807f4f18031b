"""Leaving, in a process that may be killed: ``python -m tests.fault.leaving_acts ACT [MODULE:NAME NTH WHEN]``.

A community with all its pages' apps, in which Ada, Bea and Dov have talked.
"""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from mutuality.groups import operations as groups  # noqa: E402
from mutuality.groups.models import Membership  # noqa: E402
from mutuality.groups.terms import Way  # noqa: E402
from mutuality.host import backups, serving  # noqa: E402
from mutuality.kit import batches, clock, locks  # noqa: E402
from mutuality.kit.ids import new_id  # noqa: E402
from mutuality.outbox.worker import Worker  # noqa: E402
from mutuality.people import operations as people  # noqa: E402
from mutuality.people.models import Person  # noqa: E402
from mutuality.rooms import operations as rooms  # noqa: E402
from mutuality.rooms.models import Topic  # noqa: E402
from mutuality.site import ending, wayback, wiring  # noqa: E402
from mutuality.vault import duties, keyring, opening  # noqa: E402
from tests.at_once import unowned  # noqa: E402
from tests.cast import Someone, arrive, bring, found_group  # noqa: E402
from tests.fault.acts import main  # noqa: E402
from tests.journeys.looking import everything  # noqa: E402

BEA = "Beatrix of the Harbour"
BEAS = "I came home on Sunday night"
DOVS = "I let the phone ring"
TOLD = Path(settings.DATA) / "told.json"


def found() -> None:
    """A community and a group of three who have talked."""
    call_command("migrate", verbosity=0)
    now = clock.now()
    opening.unlock(now=now)
    people.found_community(name="Elm Street", now=now)
    ada, bea, dov = Someone("Ada"), Someone(BEA), Someone("Dov")
    for one in (ada, bea, dov):
        arrive(one, now=now)
    ada.membership = found_group(ada, now=now)
    for one in (bea, dov):
        bring(ada.membership, one, now=now)
    topic = rooms.begin_topic(title=f"{BEA} began this", by=bea.place, now=now)
    for one, words in ((bea, BEAS), (dov, DOVS)):
        rooms.say(topic, words=words, once=new_id(), by=one.place, now=now)
    people.sign_in(bea.person, said=True, own_device=True, label="My device", now=now)
    TOLD.write_text(json.dumps({"bea": bea.person.pk, "membership": bea.membership.pk}))


def _bea() -> Person:
    return Person.objects.get(pk=json.loads(TOLD.read_text())["bea"])


def leave_group() -> None:
    """Bea leaves her group."""
    membership = Membership.objects.get(pk=json.loads(TOLD.read_text())["membership"])
    groups.leave(membership, by=membership.person, now=clock.now())


def leave() -> None:
    """Bea leaves for good."""
    ending.leave_community(by=_bea(), now=clock.now())


def leave_with_way_back() -> None:
    """Bea leaves and can come back."""
    print(json.dumps([wayback.leave(by=_bea(), now=clock.now())]))


def come_back() -> None:
    """Bea comes back by the code in the environment."""
    wayback.come_back(code=os.environ["CODE"], now=clock.now())


def look() -> None:
    """Print which of the texts somebody with database and key file can read."""
    opening.verify()
    found = "\n".join(text for _where, text in everything())
    texts = {"Bea": BEA in found, "Beas": BEAS in found, "Dovs": DOVS in found}
    print(json.dumps(texts | {"persons": Person.objects.count(), "topics": Topic.objects.count()}))


def invite() -> None:
    """Bea makes a link for one person."""
    membership = Membership.objects.get(pk=json.loads(TOLD.read_text())["membership"])
    groups.invite(membership, way=Way.LINK, by=membership.person, now=clock.now())


def start() -> None:
    """What happens at every start."""
    serving.prepare()


def work() -> None:
    """The worker comes back after as many days as the environment says, and does what is due."""
    later = clock.now() + timedelta(days=int(os.environ["DAYS"]))
    # So that what is little here goes in two batches all the same.
    batches.FEWEST = 1
    worker = Worker({}, clock=lambda: later, returning=wiring.returning())
    worker.book()
    print(json.dumps([worker.once()]))


def kept() -> None:
    """Print the keys that no row names."""
    print(json.dumps({"unowned": sorted(unowned())}))


def rewrap() -> None:
    """The daily duty after as many days as the environment says, and again a day later."""
    days = int(os.environ["DAYS"])
    for more in (0, 1):
        duties.rewrap(now=clock.now() + timedelta(days=days + more))


def fold() -> None:
    """Empty the log; on PostgreSQL, what is dead goes for good."""
    if connection.vendor == "sqlite":
        locks.fold_log()
    else:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM FULL")


def backup() -> None:
    """Keep a copy in the folder beside the data."""
    print(backups.backup(_copies())[0])


def restore() -> None:
    """Put the first copy back."""
    print("\n".join(backups.restore(min(_copies().iterdir()))))


def state() -> None:
    """Print what is open, and the epochs."""
    from mutuality.groups.models import Invitation, Knock
    from mutuality.people.models import Founding, Session, WayBack

    open_now = (Session, Founding, Invitation, Knock, WayBack)
    counts = {model.__name__: model._default_manager.count() for model in open_now}
    print(json.dumps(counts | {"epochs": len(keyring.load().epochs)}))


def _copies() -> Path:
    return Path(settings.DATA).parent / "copies"


if __name__ == "__main__":
    sys.exit(main(globals(), *sys.argv[1:]))
