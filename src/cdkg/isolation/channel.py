"""How two processes speak: pickled objects over a socket, each behind its length.

``multiprocessing.connection`` does the same; waiting with a limit costs it a selector for each message, which is what a
short query as a whole costs here.
"""

from __future__ import annotations

import pickle
import socket
import struct
from typing import Any, Final

_LENGTH: Final = struct.Struct(">Q")
_PART: Final = 65_536


def send(connection: socket.socket, content: object) -> None:
    """Send an object.

    Args:
        connection: where to.
        content: what can be pickled.
    """
    body = pickle.dumps(content, pickle.HIGHEST_PROTOCOL)
    connection.sendall(_LENGTH.pack(len(body)) + body)


def receive(connection: socket.socket) -> Any:  # whatever the other side sent
    """Wait for an object; the socket's own timeout is for each part of it.

    The two sides speak in turn, so that whatever has come by now belongs to this object: most come whole, in one part.

    Raises:
        EOFError: if the other side has gone.
        TimeoutError: if nothing came in time.
        OSError: if the connection broke.
    """
    came = _at_least(connection, b"", _LENGTH.size)
    (length,) = _LENGTH.unpack_from(came)
    came = _at_least(connection, came, _LENGTH.size + length)
    return pickle.loads(memoryview(came)[_LENGTH.size :])  # noqa: S301  # the other end is a process of our own


def _at_least(connection: socket.socket, came: bytes, length: int) -> bytes:
    if len(came) >= length:
        return came
    part = connection.recv(max(_PART, length - len(came)))
    if not came and len(part) >= length:
        return part
    body = bytearray(came + part)
    while part and len(body) < length:
        part = connection.recv(length - len(body))
        body += part
    if len(body) < length:
        raise EOFError
    return bytes(body)
