"""Tells which clients wait for an answer, and how long: to end a query for nobody, and to turn away who sends for ever.

A WSGI server does not tell which connection a request came by, nor does it limit how long one may take. What can be
told (on Linux) is which connections are in the middle of a request: data came by them after the last was sent.
"""

from __future__ import annotations

import os
import socket
import struct
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread, local
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_DESCRIPTORS: Final = Path("/proc/self/fd")
# struct tcp_info of linux/tcp.h: the milliseconds since data was last sent and last received.
_LAST_SENT: Final = struct.Struct("44xI")
_LAST_RECEIVED: Final = struct.Struct("52xI")
_TCP_INFO_BYTES: Final = 104
_GLANCE_SECONDS: Final = 5.0
_CONNECTIONS: Final = "cdkg.connections"
_FIRST_ASKED: Final = "cdkg.first-asked"

_present = local()


class _Connection(NamedTuple):
    """A connection of this process.

    Args:
        place: the other end's address and port.
        link: the connection itself; it is closed when the next one is looked at.
        is_in_request: whether data came by it after the last was sent.
        silent_seconds: for how long nothing has been sent by it.
    """

    place: tuple[object, ...]
    link: socket.socket
    is_in_request: bool
    silent_seconds: float


def noting_requests(application: WSGIApplication) -> WSGIApplication:
    """Put before an application what `client_is_there` and `seconds_spent` look at."""

    def note(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        _present.environ = environ
        return application(environ, start_response)

    return note


def client_is_there() -> bool:
    """Tell whether the client of the request that this thread handles may still be waiting; if in doubt, it is.

    When none of the connections that were in the middle of a request at the first glance is so any more, it has gone.
    Where two queries of one address run, neither is given up for the other's sake.
    """
    environ: WSGIEnvironment | None = getattr(_present, "environ", None)
    if sys.platform != "linux" or environ is None:
        return True
    # Over HTTP/2 a connection that waits for one answer may be sent another.
    is_shared = environ.get("SERVER_PROTOCOL") not in ("HTTP/1.0", "HTTP/1.1")
    address = environ.get("REMOTE_ADDR", "")
    waiting = {
        connection.place
        for connection in _connections()
        if (connection.is_in_request or is_shared) and str(connection.place[0]).removeprefix("::ffff:") == address
    }
    environ[_CONNECTIONS] = environ.get(_CONNECTIONS, waiting) & waiting
    return bool(environ[_CONNECTIONS])


def seconds_spent() -> float:
    """Tell for how long the request that this thread handles has been asking: a page asks several times."""
    environ: WSGIEnvironment | None = getattr(_present, "environ", None)
    if environ is None:
        return 0.0
    now = time.monotonic()
    return now - float(environ.setdefault(_FIRST_ASKED, now))


def turn_away_slow_clients(seconds: float) -> None:
    """Start to close connections that are in the middle of one request for too long: each may hold a thread.

    Args:
        seconds: how long, in seconds.
    """
    if sys.platform == "linux":
        Thread(target=_watch, args=(seconds,), name="turn-away-slow-clients", daemon=True).start()


def _watch(seconds: float) -> None:
    since: dict[tuple[object, ...], float] = {}
    while True:
        time.sleep(min(_GLANCE_SECONDS, seconds))
        now = time.monotonic()
        seen: dict[tuple[object, ...], float] = {}
        for connection in _connections():
            if connection.is_in_request:
                begin = since.get(connection.place, now)
                # What was answered in between was another request.
                seen[connection.place] = begin if connection.silent_seconds >= now - begin else now
                if now - seen[connection.place] > seconds:
                    with suppress(OSError):
                        connection.link.shutdown(socket.SHUT_RDWR)
        since = seen


def _connections() -> Iterator[_Connection]:
    for entry in list(_DESCRIPTORS.iterdir()):
        try:
            if not str(entry.readlink()).startswith("socket:"):
                continue
            link = socket.socket(fileno=os.dup(int(entry.name)))
        except OSError:
            continue  # closed in between
        with closing(link):
            try:
                place = link.getpeername()
                info = link.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
            except OSError:
                continue  # one that listens, or leads nowhere any more
            if isinstance(place, tuple):
                (sent,), (received,) = _LAST_SENT.unpack_from(info), _LAST_RECEIVED.unpack_from(info)
                yield _Connection(place, link, received <= sent, sent / 1000)
