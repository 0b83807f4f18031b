"""Runs bin/mutuality's command again whenever a file of the package has changed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "mutuality"
WATCHED = {".py", ".html", ".css", ".js", ".svg", ".txt", ".toml"}


def moment() -> float:
    """When the newest file was changed."""
    return max(path.stat().st_mtime for path in PACKAGE.rglob("*") if path.suffix in WATCHED)


def wait_for_change(child: subprocess.Popen[bytes], since: float) -> None:
    """Return once a file is newer than before, also when the child has stumbled over the last change."""
    while moment() <= since:
        time.sleep(0.5)
    child.terminate()
    child.wait()


def main() -> None:
    """Serve, watch, serve again, until Ctrl+C or SIGTERM."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    while True:
        since = moment()
        child = subprocess.Popen(
            [sys.executable, "-m", "mutuality.host.command", *sys.argv[1:]], env=os.environ
        )
        try:
            wait_for_change(child, since)
        except KeyboardInterrupt:
            child.terminate()
            sys.exit(child.wait())


main()
