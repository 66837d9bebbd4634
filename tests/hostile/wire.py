"""Sends bytes to a server and reads what comes back: a client that mends nothing."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse

from hostile.attack import CLOSED


@dataclass(frozen=True)
class Reply:
    """What came back.

    Args:
        status: the status; ``CLOSED`` where the connection ended without an answer.
        headers: the header as text.
        body: the body.
        seconds: how long it took from the first byte sent to the last received.
    """

    status: int
    headers: str
    body: bytes
    seconds: float

    def header(self, name: str) -> str | None:
        """Give a header's first value."""
        lines = (line.partition(":") for line in self.headers.splitlines())
        return next((value.strip() for key, _, value in lines if key.lower() == name.lower()), None)


def connect(port: int, patience: float) -> socket.socket:
    """Connect to a port of the loopback address."""
    return socket.create_connection(("127.0.0.1", port), timeout=patience)


def exchange(port: int, sent: bytes, patience: float, method: str = "GET", *, ended: bool = False) -> Reply:
    """Send bytes over a connection of their own and read one answer.

    Args:
        port: the server's port.
        sent: what is sent.
        patience: how many seconds to wait for anything to happen.
        method: the method that was sent: the answer to ``HEAD`` has no body.
        ended: whether to close this side after the last byte.

    Raises:
        TimeoutError: if the server neither answers nor ends the connection in time.
    """
    begun = time.monotonic()
    with connect(port, patience) as connection:
        # A server may answer, and close, before it has read all; what it answered is read all the same.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(sent)
        if ended:
            with suppress(OSError):  # it is not connected any more
                connection.shutdown(socket.SHUT_WR)
        return receive(connection, begun, method)


def receive(connection: socket.socket, begun: float, method: str = "GET") -> Reply:
    """Read one answer from a connection."""
    answer = HTTPResponse(connection, method=method)
    try:
        answer.begin()
        body = answer.read()
    except (HTTPException, ConnectionError):
        return Reply(CLOSED, "", b"", time.monotonic() - begun)
    finally:
        answer.close()
    return Reply(answer.status, str(answer.msg), body, time.monotonic() - begun)
