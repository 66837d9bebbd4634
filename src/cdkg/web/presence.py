"""Tells whether the client of a request is still there, so that no long query runs on for nobody.

A WSGI server does not tell which connection a request came by. What can be told (on Linux) is which connections from
the client's address wait for an answer: data came by them after the last was sent. When none of those that did so while
the query began is left, the client has gone. Where two queries of one address run, neither is given up for the other's
sake.
"""

from __future__ import annotations

import os
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from flask import g, has_request_context, request

_DESCRIPTORS: Final = Path("/proc/self/fd")
# struct tcp_info of linux/tcp.h: the milliseconds since data was last sent and last received.
_LAST_SENT: Final = struct.Struct("44xI")
_LAST_RECEIVED: Final = struct.Struct("52xI")
_TCP_INFO_BYTES: Final = 104


def client_is_there() -> bool:
    """Tell whether the client of the request that this thread handles may still be waiting; if in doubt, it is."""
    if sys.platform != "linux" or not has_request_context():
        return True
    # Over HTTP/2 a connection that waits for one answer may be sent another.
    is_shared = request.environ.get("SERVER_PROTOCOL") not in ("HTTP/1.0", "HTTP/1.1")
    waiting = {place for place, waits in _connections(request.environ.get("REMOTE_ADDR", "")) if waits or is_shared}
    if "connections" not in g:
        g.connections = waiting
        return True
    # One that is there from the first glance on is this request's or that of another that was there by then.
    g.connections &= waiting
    return bool(g.connections)


def _connections(address: str) -> Iterator[tuple[tuple[object, ...], bool]]:
    """List this process's connections from an address, by the other end's, and whether each waits for an answer."""
    for entry in list(_DESCRIPTORS.iterdir()):
        try:
            with closing(socket.socket(fileno=os.dup(int(entry.name)))) as connection:
                place = connection.getpeername()
                if not isinstance(place, tuple) or place[0].removeprefix("::ffff:") != address:
                    continue
                info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
        except OSError:
            continue  # a file, a socket that listens, or one that was closed in between
        (sent,), (received,) = _LAST_SENT.unpack_from(info), _LAST_RECEIVED.unpack_from(info)
        yield place, received <= sent
