"""A server on the loopback address that remembers who came, for the tests of what may leave the machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass(frozen=True)
class Visit:
    """One request."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What is answered; ``raw`` is written instead of everything else, piece by piece."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    raw: Callable[[Callable[[bytes], object]], object] | None = None


@dataclass
class Trap:
    """A running server.

    Args:
        url: its address, without a slash at its end.
        port: its port.
        reply: what it answers to a request.
        connections: how many connections were opened.
        visits: the requests.
    """

    url: str
    port: int
    reply: Callable[[Visit], Reply] = lambda visit: Reply()
    connections: int = 0
    visits: list[Visit] = field(default_factory=list)


@contextmanager
def trap(reply: Callable[[Visit], Reply] | None = None) -> Iterator[Trap]:
    """Run a server until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def handle(self) -> None:
            opened.connections += 1
            super().handle()

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            visit = Visit(self.command, self.path, headers, self.rfile.read(length))
            opened.visits.append(visit)
            given = opened.reply(visit)
            if given.raw is not None:
                given.raw(self.wfile.write)
                return
            self.send_response(given.status)
            for name, value in given.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(given.body)))
            self.end_headers()
            self.wfile.write(given.body)

        do_GET = do_POST = do_HEAD = do_PUT = _answer  # noqa: N815  # http.server's names

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            pass  # a client that goes away is no fault of the test

    with Server(("127.0.0.1", 0), Handler) as server:
        port = server.server_address[1]
        opened = Trap(f"http://127.0.0.1:{port}", port)
        if reply is not None:
            opened.reply = reply
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield opened
        finally:
            server.shutdown()
            thread.join()
