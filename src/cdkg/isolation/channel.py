"""How two processes speak: pickled objects over a socket, each behind its length.

``multiprocessing.connection`` does the same; but it asks the system three times for each object and whenever it waits
with a limit builds a selector, which together cost what a short query as a whole costs here.
"""

from __future__ import annotations

import math
import pickle
import select
import socket
import struct
from typing import Any, Final

_LENGTH: Final = struct.Struct(">Q")
_TIME: Final = struct.Struct("ll")
_PART: Final = 65_536
SEND_BUFFER: Final = 262_144
"""How many bytes the system is asked to take in from the program before a worker reads them; some take in few by
themselves."""

_GLANCE_SECONDS: Final = 0.05


def packed(content: object) -> bytes:
    """Write an object as it is sent.

    Args:
        content: what can be pickled.
    """
    body = pickle.dumps(content, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(body)) + body


class Channel:
    """One end of a connection.

    Args:
        connection: the socket; a blocking one.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        # One for all objects: what is as large as this is costly to reserve and to give back each time.
        self._buffer = memoryview(bytearray(_PART))
        self._start = self._end = 0
        self._seconds = 0.0
        self._said = select.poll()
        self._said.register(connection, select.POLLIN)

    @property
    def connection(self) -> socket.socket:
        """The socket."""
        return self._connection

    def limit(self, seconds: float) -> None:
        """Have each sending and each receiving of a part fail that takes longer.

        The system keeps the time: Python's own limit would ask it once more for each part.
        """
        self._seconds = seconds
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        for option, limit in ((socket.SO_SNDTIMEO, seconds), (socket.SO_RCVTIMEO, min(seconds, _GLANCE_SECONDS))):
            whole, part = divmod(limit, 1)
            self._connection.setsockopt(socket.SOL_SOCKET, option, _TIME.pack(int(whole), int(part * 1e6)))

    def send(self, content: object) -> None:
        """Send an object.

        Raises:
            OSError: if the connection broke, or it took too long.
        """
        self.send_packed(packed(content))

    def send_packed(self, content: bytes) -> None:
        """Send an object that has been packed; errors as for `send`."""
        self._connection.sendall(content)

    def has_come(self, milliseconds: int) -> bool:
        """Wait for an object, or the end; tell whether one of them has begun to come."""
        return self._end > self._start or bool(self._said.poll(milliseconds))

    def comes_at_once(self) -> bool:
        """Do the same for a moment, asking the system once only, where an object is likely to come."""
        if self._end > self._start:
            return True
        try:
            self._fill(is_patient=False)
        except BlockingIOError:
            return False
        return True

    def receive(self) -> Any:  # whatever the other side sent
        """Wait for an object.

        Raises:
            EOFError: if the other side has gone.
            OSError: if the connection broke, or a part of it took too long.
        """
        while self._end - self._start < _LENGTH.size:
            self._fill()
        begin = self._start + _LENGTH.size
        end = begin + _LENGTH.unpack_from(self._buffer, self._start)[0]
        if end - self._start > _PART:
            return pickle.loads(self._large(begin, end - begin))  # noqa: S301  # the other end is a process of our own
        while self._end < end:
            moved = self._start
            self._fill()
            begin, end = begin - moved + self._start, end - moved + self._start
        self._start = end
        return pickle.loads(self._buffer[begin:end])  # noqa: S301

    def _fill(self, *, is_patient: bool = True) -> None:
        """Receive what there is, behind what has come."""
        if self._start:
            left = bytes(self._buffer[self._start : self._end])
            self._buffer[: len(left)] = left
            self._start, self._end = 0, len(left)
        self._end += self._part(self._buffer[self._end :], is_patient=is_patient)

    def _large(self, begin: int, size: int) -> memoryview:
        """Receive an object that the buffer cannot hold, of which some has come."""
        whole = memoryview(bytearray(size))
        came = self._end - begin
        whole[:came] = self._buffer[begin : self._end]
        self._start = self._end = 0
        while came < size:
            came += self._part(whole[came:])
        return whole

    def _part(self, place: memoryview, *, is_patient: bool = True) -> int:
        try:
            count = self._connection.recv_into(place)
        except BlockingIOError:
            if not is_patient or not self._said.poll(math.ceil(self._seconds * 1000)):
                raise
            count = self._connection.recv_into(place)
        if not count:
            raise EOFError
        return count

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class Inbox:
    """Takes in what comes over a connection without waiting for it; nobody else receives there.

    Args:
        connection: the socket.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._buffer = memoryview(bytearray(_PART))
        self._end = 0

    def take_in(self) -> list[Any]:  # whatever the other side sent
        """Take in what has come by now, and give the objects that are whole.

        Raises:
            EOFError: if the other side has gone.
            OSError: if the connection broke.
        """
        try:
            count = self._connection.recv_into(self._buffer[self._end :], flags=socket.MSG_DONTWAIT)
        except BlockingIOError:
            return []
        if not count:
            raise EOFError
        self._end += count
        objects, start, needed = [], 0, 0
        while self._end - start >= _LENGTH.size:
            begin = start + _LENGTH.size
            needed = _LENGTH.size + _LENGTH.unpack_from(self._buffer, start)[0]
            if self._end - start < needed:
                break
            objects.append(pickle.loads(self._buffer[begin : start + needed]))  # noqa: S301  # from our own process
            start, needed = start + needed, 0
        self._make_room(start, needed)
        return objects

    def _make_room(self, start: int, needed: int) -> None:
        """Move what is left to the front, into a buffer of its own while it is of an object that is larger."""
        size = max(_PART, needed)
        if start == 0 and size == len(self._buffer):
            return
        left = bytes(self._buffer[start : self._end])
        if size != len(self._buffer):
            self._buffer = memoryview(bytearray(size))
        self._buffer[: len(left)] = left
        self._end = len(left)
