"""Another site, on another port of this machine: where leaving leads, and from where others might reach in."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

ORDINARY = "<!doctype html><title>Weather</title><h1>Weather</h1>"


class Elsewhere:
    """Serves pages that a test writes, and remembers what it was asked."""

    def __init__(self) -> None:
        self.pages = {"/ordinary": ORDINARY}
        self.asked: list[tuple[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(self))
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    @contextmanager
    def page(self, body: str) -> Iterator[str]:
        """The address of a page with this body, for as long as the block lasts."""
        self.pages["/page"] = f"<!doctype html><title>Elsewhere</title>{body}"
        yield f"{self.address}/page"
        del self.pages["/page"]

    def close(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()


def _answering(site: Elsewhere) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, self.headers.get("Referer", "")))
            body = site.pages.get(self.path)
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((body or "").encode())

        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet."""

    return Answering
