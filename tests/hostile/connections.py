"""Clients that misuse the connection itself: slow ones, greedy ones, and those that go away."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Final

from hostile.attack import DIRECT
from hostile.wire import Reply, connect, receive

_MANY: Final = 60
_PACE: Final = 0.2
_LINGER_NOT: Final = struct.pack("ii", 1, 0)
_HEAD: Final = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n"
_BODY: Final = (
    f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {DIRECT}\r\nContent-Length: 100000\r\n\r\nASK".encode()
)
_MUCH: Final = b"GET /sparql?query=SELECT*%7B?s?p?o%7DLIMIT%2020000 HTTP/1.1\r\nHost: x\r\n\r\n"
_SOME: Final = b"GET /sparql?query=SELECT*%7B?s?p?o%7DLIMIT%202000 HTTP/1.1\r\nHost: x\r\n\r\n"


def slow_headers(port: int, stop: threading.Event) -> None:
    """Send a header byte by byte, over many connections."""
    _drip(port, _HEAD + b"X-Slow: ", stop)


def slow_bodies(port: int, stop: threading.Event) -> None:
    """Send a body byte by byte, over many connections."""
    _drip(port, _BODY, stop)


def slow_readers(port: int, stop: threading.Event) -> None:
    """Ask for much over some connections, and do not read it."""
    with ExitStack() as held:
        for _ in range(10):
            connection = held.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect(("127.0.0.1", port))
            connection.sendall(_MUCH)
        stop.wait()


def idle(port: int, stop: threading.Event) -> None:
    """Hold connections and say nothing."""
    with ExitStack() as held:
        for _ in range(_MANY):
            held.enter_context(connect(port, 5))
        stop.wait()


def resets(port: int, stop: threading.Event) -> None:
    """Break connections off: in the header, in the body, and while the answer is made or sent."""
    while not stop.wait(_PACE):
        for sent in (b"", _HEAD, _BODY, _HEAD + b"\r\n", _SOME):
            with connect(port, 5) as connection:
                connection.sendall(sent)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)


NUISANCES: Final[tuple[Callable[[int, threading.Event], None], ...]] = (
    slow_headers,
    slow_bodies,
    slow_readers,
    idle,
    resets,
)
"""What goes on for as long as it is let."""


def _drip(port: int, beginning: bytes, stop: threading.Event) -> None:
    with ExitStack() as held:
        connections = [held.enter_context(connect(port, 5)) for _ in range(_MANY)]
        for connection in connections:
            connection.sendall(beginning)
        while not stop.wait(_PACE):
            for connection in connections:
                # The server may have had enough of it.
                with suppress(OSError):
                    connection.sendall(b"x")


def all_at_once(port: int, sent: list[bytes], patience: float) -> list[Reply]:
    """Open a connection for each request, send all, and only then read the answers."""
    with ExitStack() as held:
        opened = [held.enter_context(connect(port, patience)) for _ in sent]
        begun = time.monotonic()
        for connection, request in zip(opened, sent, strict=True):
            connection.sendall(request)
        return [receive(connection, begun) for connection in opened]


def in_a_row(port: int, sent: list[bytes], patience: float) -> bytes:
    """Send requests over one connection without waiting for answers; the last one must ask to close it.

    Returns:
        all that came back.
    """
    with connect(port, patience) as connection:
        connection.sendall(b"".join(sent))
        with connection.makefile("rb") as stream:
            return stream.read()
