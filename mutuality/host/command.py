"""The command line: one table of what can be asked, and what answers.

Nothing of Django is read before the environment stands: ``--help`` is quick, a wrong option changes nothing.
"""

import argparse
import errno
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from mutuality.host import data_folder, environment, service_manager
from mutuality.host.troubles import sentence_of
from mutuality.kit.troubles import Trouble

ROOT = Path(__file__).resolve().parent.parent.parent
PORT = 8000


@dataclass(frozen=True)
class Option:
    """Something that can be said with a command."""

    name: str
    says: str
    kind: Callable[[str], Any] | None = str
    default: Any = None
    shown: str | None = None

    among: tuple[str, ...] = ()

    def add_to(self, parser: argparse.ArgumentParser) -> None:
        """Let the parser know it. Without a kind it is a switch."""
        if self.kind is None:
            parser.add_argument(self.name, action="store_true", help=self.says)
        elif self.among:
            parser.add_argument(self.name, choices=self.among, default=self.default, help=self.says)
        else:
            parser.add_argument(
                self.name, type=self.kind, default=self.default, metavar=self.shown, help=self.says
            )


@dataclass(frozen=True)
class Command:
    """What a command says of itself, which function answers, and with what."""

    says: str
    answers: str
    options: tuple[Option, ...] = ()
    holds_folder: bool = False
    # For a command that prepares what will lie elsewhere: the folder meant when none is said, which it does not make.
    folder_elsewhere: Path | None = None
    # Not for a command that looks after what is there: it would find nothing in a new folder, and say it was done.
    makes_folder: bool = True


DATA = Option("--data", "the data folder (default: data, or demo-data with --demo)", kind=Path, shown="DIR")
ADDRESS = Option("--address", "the address people type, e.g. https://name", shown="URL")
HERE = "mutuality.host.command:"

PUBLISH = (
    ADDRESS,
    Option("--to", "the folder that receives the files (default: published, here)", kind=Path, shown="DIR"),
    Option("--in-place", "as root: install everything and start", kind=None),
    Option("--proxy", "the web server in front (default: caddy)", default="caddy", among=("caddy", "nginx")),
    Option(
        "--port",
        f"the port of the pages on this machine (default: {PORT})",
        kind=int,
        default=PORT,
        shown="N",
    ),
    Option("--user", "the user that runs it (default: mutuality)", shown="NAME"),
    Option(
        "--backups", "where backups are written (default: /var/backups/mutuality)", kind=Path, shown="DIR"
    ),
    Option("--offsite", "another machine for backups, as an rsync address", shown="PLACE"),
    Option("--offsite-keys", "a third place, for the key file", shown="PLACE"),
    Option("--run-by", "who runs this (default: what the limits statement says)", shown="WHO"),
    Option("--takes-over", "who takes over (default: what the limits statement says)", shown="WHO"),
    Option("--certificate", "the certificate, if the web server does not get it itself", shown="FILE"),
    Option("--certificate-key", "the key of that certificate", shown="FILE"),
)

COMMANDS = {
    "serve": Command(
        "Start the community. Creates what is missing: key file, database, tables.",
        "mutuality.host.serving:serve",
        (
            Option("--port", f"the port to listen on (default: {PORT})", kind=int, default=PORT, shown="N"),
            ADDRESS,
            Option("--listen", "the network address to listen on (default: 127.0.0.1)", shown="IP"),
            Option("--demo", "start an invented community in its own folder, to look around", kind=None),
            Option(
                "--several", "one of several processes that serve this community on PostgreSQL", kind=None
            ),
            Option(
                "--counts", "a second port with health and counts, for this machine only", kind=int, shown="N"
            ),
        ),
        holds_folder=True,
    ),
    "founding": Command(
        "Print a new setup link, if the community has not been set up yet.",
        "mutuality.host.serving:founding",
        (ADDRESS,),
    ),
    "publish": Command(
        "Prepare, install and check a server that others can reach, step by step.",
        "mutuality.publishing.publish:publish",
        PUBLISH,
        folder_elsewhere=Path("/var/lib/mutuality"),
    ),
    "doctor": Command(
        "Check this installation and say what to fix.",
        "mutuality.host.doctor:doctor",
        (
            ADDRESS,
            Option("--ask-address", "open the address as others do: name, certificate, HTTPS", kind=None),
        ),
        makes_folder=False,
    ),
    "maintenance": Command(
        "Start or end a pause. Everyone can read, no one can write, and what they typed is kept.",
        "mutuality.site.maintenance:maintenance",
        (Option("state", "on or off", among=("on", "off")),),
        makes_folder=False,
    ),
    "backup": Command(
        "Write a backup. The key file is not part of it: keep a copy of that elsewhere.",
        "mutuality.host.backups:backup",
        (Option("to", "the folder that receives the backup", kind=Path),),
        makes_folder=False,
    ),
    "restore": Command(
        "Replace the database with a backup. What was erased since then stays erased.",
        "mutuality.host.backups:restore",
        (Option("file", "the backup", kind=Path),),
    ),
    "move": Command(
        "Move everything from SQLite to PostgreSQL, or back, and compare every row. Stop the server first.",
        "mutuality.host.database_move:move",
        (
            Option(
                "--to", "postgres://name@host:5432/database, or sqlite; with - you type it in", shown="PLACE"
            ),
        ),
    ),
    "destroy-now": Command(
        "Destroy every old key now. Earlier backups can no longer be read.",
        "mutuality.host.backups:destroy_now",
        makes_folder=False,
    ),
    "ledger": Command(
        "Check every record of what people decided for others: whether any entry was changed or left out.",
        "mutuality.host.ledger_check:ledger",
        (Option("act", "verify", among=("verify",)),),
        makes_folder=False,
    ),
    "limits": Command(
        "Show or change what only the host knows in the limits statement. Everyone is shown what changed.",
        "mutuality.host.host_facts:limits",
        (
            Option("--run-by", "who runs the server and can technically read everything", shown="TEXT"),
            Option("--who-else", "who else could read everything", shown="TEXT"),
            Option("--takes-over", "who takes over", shown="TEXT"),
            Option("--law", "what the law asks of the person who runs it", shown="TEXT"),
            Option("--agency", "whether an employer or treatment provider runs it", shown="yes|no"),
        ),
    ),
    "migrate": Command("Bring the tables up to date.", HERE + "migrate"),
    "migrations-missing": Command(
        "For developers: check whether a change to the tables still needs a migration.",
        HERE + "migrations_missing",
    ),
}


def main(words: Sequence[str] | None = None) -> int:
    """Do what was typed; the exit code is 0 when it was done."""
    asked = vars(_parser().parse_args(words))
    command = COMMANDS[asked.pop("command")]
    if command.holds_folder:
        for way in (signal.SIGTERM, signal.SIGINT):
            signal.signal(way, _stop)
    try:
        return _do(command, asked)
    except Exception as trouble:
        sentence = sentence_of(trouble)
        if sentence is None:
            raise
        sys.stderr.write(f"{sentence}\n")
        return Trouble.exit_code


def _stop(_number: int, _frame: object) -> None:
    """Stop before it began: being asked to is no failure, and what was open in the database is rolled back."""
    sys.exit(0)


def migrate() -> None:
    """Bring the tables up to date, without questions."""
    from mutuality.host.tables import bring_up_to_date

    bring_up_to_date(tell=lambda name: sys.stdout.write(f"{name}\n"))


def migrations_missing() -> None:
    """Say whether a change to the tables has no migration yet; exit code 1 when one is missing."""
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def _parser() -> argparse.ArgumentParser:
    called = "bin/mutuality" if (ROOT / "bin" / "mutuality").exists() else "mutuality"
    parser = argparse.ArgumentParser(prog=called, description="Run and look after one community.")
    found = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        words = found.add_parser(name, help=command.says, description=command.says)
        for option in (*command.options, DATA):
            option.add_to(words)
    return parser


def _do(command: Command, asked: dict[str, Any]) -> int:
    os.umask(0o077)
    with ExitStack() as stack:
        _set_environment(asked, usual=command.folder_elsewhere)
        data = Path(os.environ["MUTUALITY_DATA"])
        if not command.makes_folder:
            data_folder.need(data)
        if command.folder_elsewhere is None:
            data_folder.made(data)
        if asked.get("demo"):
            data_folder.for_demo(data)
        if command.holds_folder:
            stack.enter_context(data_folder.held(data, note=_note(asked, data), several=asked["several"]))
            asked["held_port"] = service_manager.handed_over()
            if asked["held_port"] is None:
                _need_port(asked["listen"], asked["port"])
            if asked["counts"]:
                _need_port("127.0.0.1", asked["counts"])
        return _outcome(_function(command.answers)(**asked))


def _note(asked: dict[str, Any], data: Path) -> dict[str, Any]:
    """What other commands have to know of the copy that runs."""
    from mutuality.host import database_address

    said = {name: asked[name] for name in ("address", "listen", "counts", "several") if asked.get(name)}
    return said | {"database": database_address.named(data)}


def _set_environment(asked: dict[str, Any], *, usual: Path | None = None) -> None:
    """Settings read only the environment; what was typed goes before what stood there."""
    place = asked.pop("data") or os.environ.get("MUTUALITY_DATA") or usual or _usual_folder(asked)
    os.environ["MUTUALITY_DATA"] = str(Path(place).resolve())
    if asked.get("demo"):
        os.environ["MUTUALITY_DEMO"] = "1"
    if "address" in asked:
        runs = {} if "listen" in asked else data_folder.noted(Path(os.environ["MUTUALITY_DATA"]))
        asked["address"] = _address(asked, noted=runs.get("address", ""))
        os.environ["MUTUALITY_ADDRESS"] = asked["address"]
    if "listen" in asked:
        asked["listen"] = asked["listen"] or os.environ.get("MUTUALITY_LISTEN") or "127.0.0.1"
    _set_several(asked)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mutuality.host.settings")


def _set_several(asked: dict[str, Any]) -> None:
    """Whether several serve: as it was said or set, and for other commands as the copy that runs has noted."""
    if "several" in asked:
        asked["several"] = asked["several"] or os.environ.get("MUTUALITY_SEVERAL") == "1"
        os.environ["MUTUALITY_SEVERAL"] = "1" if asked["several"] else ""
    elif data_folder.noted(Path(os.environ["MUTUALITY_DATA"])).get("several"):
        os.environ.setdefault("MUTUALITY_SEVERAL", "1")


def _usual_folder(asked: dict[str, Any]) -> Path:
    name = "demo-data" if asked.get("demo") else "data"
    if (ROOT / "bin" / "run").exists():
        return ROOT / name
    # An installed package: its own folder is replaced by the next version, so nothing of a community may lie there.
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "mutuality" / name


def _address(asked: dict[str, Any], *, noted: str) -> str:
    address = asked["address"] or os.environ.get("MUTUALITY_ADDRESS") or noted
    return environment.address(address) if address else f"http://localhost:{asked.get('port', PORT)}"


def _need_port(listen: str, port: int) -> None:
    """Try the port before anything else is begun, so that the sentence is short."""
    family = socket.AF_INET6 if ":" in listen else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listen, port))
        except OSError as error:
            raise Trouble(_why_no_port(error, listen, port)) from error
        except OverflowError as error:
            raise Trouble(f"{port} is not a port number. Choose one from 1024 to 65535.") from error


def _why_no_port(error: OSError, listen: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use. Choose another: --port {port + 1}"
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for the system. Choose one above 1023: --port {PORT}"
    return f"Could not listen on {listen}: {error.strerror}."


def _function(answers: str) -> Callable[..., object]:
    import django

    # Its warnings tell again what becomes one sentence here, and the words of the database with it.
    logging.getLogger("psycopg.pool").addHandler(logging.NullHandler())
    django.setup()
    module, name = answers.split(":")
    return getattr(import_module(module), name)


def _outcome(given: object) -> int:
    """A number is the exit code; sentences are printed."""
    if isinstance(given, int):
        return given
    if isinstance(given, str):
        sys.stdout.write(f"{given}\n")
    elif isinstance(given, Iterable):
        sys.stdout.writelines(f"{sentence}\n" for sentence in given)
    return 0


if __name__ == "__main__":
    sys.exit(main())
