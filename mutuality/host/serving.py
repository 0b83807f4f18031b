"""From a data folder to a served community."""

import logging
import socket
import sys
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.template import Engine
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver
from django.utils.module_loading import import_string

from mutuality.host import backups, doctor, server
from mutuality.host import demo as invented
from mutuality.host import several as processes
from mutuality.host.tables import bring_up_to_date
from mutuality.kit import clock, locks
from mutuality.kit.always_answered import PATIENCE
from mutuality.kit.locks import impatient
from mutuality.kit.routes import routes
from mutuality.outbox.worker import Worker
from mutuality.people import operations as people
from mutuality.people import terms as people_terms
from mutuality.people.models import Community
from mutuality.safety import terms as safety_terms
from mutuality.site import ending, wiring
from mutuality.ui import assets
from mutuality.vault import keyring, opening
from mutuality.vault.keyring import KeyTrouble

# The only names a log line may carry. Everything else is dropped, so that no word or name can slip in.
_SAID = {
    "event",
    "level",
    "timestamp",
    "request",
    "pattern",
    "status",
    "ms",
    "kind",
    "trouble",
    "tries",
    "port",
    "count",
}


def _only_known(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in event.items() if name in _SAID}


def quiet_logs() -> None:
    """Logs that say that something happened, never what was said or by whom."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_known,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.INFO if settings.LOG_PAGES else logging.WARNING
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    root.handlers = [_TypeOnly()]
    root.setLevel(logging.ERROR)


class _TypeOnly(logging.Handler):
    """Libraries' errors, cut to the kind of error: a traceback or a message could hold words."""

    def emit(self, record: logging.LogRecord) -> None:
        """Say the kind of error and where in the code it happened."""
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else record.levelname
        where = f"{record.module}:{record.lineno}"
        if record.exc_info and (trace := record.exc_info[2]):
            while trace.tb_next:
                trace = trace.tb_next
            where = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        sys.stderr.write(f"error={kind} at={where}\n")


def prepare() -> None:
    """Key file, tables, keys that fit: everything that must stand before the first page.

    Raises KeyTrouble with one clear sentence, before anything is changed.
    """
    opening.verify()
    opening.need_the_database()
    with processes.one_at_a_time():
        bring_up_to_date()
        opening.unlock(now=clock.now())
        backups.finish_restore()
    settings.SECRET_KEY = keyring.load().django
    read_what_pages_are_made_of()


def read_what_pages_are_made_of() -> None:
    """Templates, views, looks and numbers, all of them now: an update lays newer ones while this version still runs.

    Read one by one as somebody asks, newer templates would be filled in by older code.
    """
    routes()
    addresses, templates = get_resolver(), Engine.get_default()
    for status in (400, 403, 404, 500):
        addresses.resolve_error_handler(status)
    for named in (settings.CSRF_FAILURE_VIEW, *templates.context_processors):
        import_string(named)
    for folder in (Path(one).resolve() for one in get_app_template_dirs("templates")):
        if folder.is_relative_to(settings.PACKAGE):
            for file in sorted(one for one in folder.rglob("*") if one.is_file()):
                templates.get_template(file.relative_to(folder).as_posix())
    assets.read_all()
    safety_terms.shipped()


def serve(
    *,
    port: int,
    address: str,
    listen: str = "127.0.0.1",
    demo: bool = False,
    counts: int | None = None,
    held_port: socket.socket | None = None,
    several: bool = False,
) -> int:
    """Serve until asked to stop. Prints where the pages are, and the founding link while nobody has founded.

    ``several``: others may serve the same community at the same time.
    """
    quiet_logs()
    if several:
        processes.need_what_it_takes(demo=demo)
    with processes.served_by(several=several):
        return _serve(
            port=port, address=address, listen=listen, demo=demo, counts=counts, held_port=held_port
        )


def _serve(
    *, port: int, address: str, listen: str, demo: bool, counts: int | None, held_port: socket.socket | None
) -> int:
    try:
        prepare()
    except KeyTrouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 2
    greeting = _greeting(address, demo=demo)
    together = processes.together()
    worker = Worker({}, clock=clock.now, returning=wiring.returning())

    def ready() -> None:
        if together:
            together.start()
        worker.start()
        sys.stdout.write(greeting)
        sys.stdout.flush()

    code = server.serve(
        host=listen,
        port=port,
        held_port=held_port,
        counts_port=counts,
        wsgi_application=get_wsgi_application(),
        feeds=wiring.LIVE,
        cookie_name=people_terms.SESSION_COOKIE.name,
        language_cookie=people_terms.LANGUAGE_COOKIE.name,
        on_start=[ready],
        on_stop=[worker.stop, _end_what_was_left],
    )
    if together:
        together.stop()
    _fold_the_log()
    return code


def _end_what_was_left() -> None:
    """The last moment for sessions that were left while nothing could be written: after it nobody knows of them."""
    with suppress(Exception), impatient(PATIENCE):
        people.end_all_left(now=clock.now())
    connection.close()


def _fold_the_log() -> None:
    """What was erased is still in SQLite's log, with its key, and would be for as long as the machine is off."""
    with suppress(Exception), impatient(PATIENCE):
        locks.fold_log()
    connection.close()


def _greeting(address: str, *, demo: bool) -> str:
    lines = [f"{address}\n"]
    if demo:
        links = invented.settle(now=clock.now())
        lines += [f"  Sign in once as {name}: {link}\n" for name, link in links]
    elif not Community.objects.exists():
        lines.append(ending.waits(people.await_founding(now=clock.now())))
    lines += [f"{sentence}\n" for sentence in doctor.passkeys_fit_the_address()]
    return "".join(lines)


def founding(*, address: str) -> int:
    """Print a new founding link, while nobody has founded the community."""
    try:
        prepare()
        sys.stdout.write(ending.waits(people.await_founding(now=clock.now())))
    except (KeyTrouble, people.AlreadyFounded) as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 2
    return 0
