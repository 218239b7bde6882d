"""An exchange that answers every request with an error that repeats it, or never answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Echo(BaseHTTPRequestHandler):
    """Sends address, headers and body of the request back, as debugging proxies and some firewalls
    do."""

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = f"<h1>Bad request</h1>{self.path}\n{self.headers}".encode() + self.rfile.read(length)
        self.send_response(400)
        self.send_header("Content-Type", "text/html")
        self.send_header("X-Echo", self.path.partition("?")[2][:200] or "-")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.server.echoed.append(str(self.headers))  # type: ignore[attr-defined]

    do_POST = do_DELETE = do_PUT = do_GET  # noqa: N815  the names that the library looks for

    def log_message(self, *_: object) -> None:
        """Quiet."""


class _Hang(_Echo):
    """Takes the request and says nothing."""

    def do_GET(self) -> None:
        self.server.asked.set()  # type: ignore[attr-defined]
        self.server.over.wait(60)  # type: ignore[attr-defined]

    do_POST = do_DELETE = do_PUT = do_GET  # noqa: N815  the names that the library looks for


class Server(ThreadingHTTPServer):
    """Its address, and what it was asked."""

    daemon_threads = True

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.echoed: list[str] = []
        self.asked = threading.Event()
        self.over = threading.Event()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def _running(handler: type[BaseHTTPRequestHandler]) -> Iterator[Server]:
    with Server(handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()


def echoing() -> AbstractContextManager[Server]:
    """An exchange that repeats what it was sent."""
    return _running(_Echo)


def hanging() -> AbstractContextManager[Server]:
    """An exchange that never answers."""
    return _running(_Hang)
