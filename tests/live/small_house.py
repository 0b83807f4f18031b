"""A small community to be killed: one stream of lines and one slow page, served as the real one is."""

import sys
import time
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from mutuality.host.server import serve  # noqa: E402
from mutuality.kit import clock  # noqa: E402
from mutuality.kit.locks import writing  # noqa: E402
from mutuality.live.operations import append  # noqa: E402
from tests.live.feed import Lines  # noqa: E402
from tests.live.listening import COOKIE  # noqa: E402

LINES = Lines(floors={"ada": 0, "bea": 0})


def pages(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Says what was posted, after as many seconds as the address asks for."""
    words = environ["wsgi.input"].read().decode()
    print(f"asked: {words}", flush=True)
    time.sleep(float(environ["PATH_INFO"].strip("/") or 0))
    with writing():
        LINES.rows["line"] = (0, words)
        append("lines/here", kind="line", ref="line", now=clock.now())
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [words.encode()]


if __name__ == "__main__":
    call_command("migrate", "live", verbosity=0)
    code = serve(
        language_cookie="l",
        host="127.0.0.1",
        port=int(sys.argv[1]),
        wsgi_application=pages,
        feeds={"lines": LINES},
        cookie_name=COOKIE,
        on_start=[lambda: print("started", flush=True)],
        on_stop=[lambda: print("stopping", flush=True)],
    )
    print("ended", flush=True)
    sys.exit(code)
