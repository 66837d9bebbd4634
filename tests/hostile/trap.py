"""A server that nothing may ever connect to."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_ANSWER: Final = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\nConnection: close\r\n\r\n<http://x/TRAPPED> <http://x/p> 1 .\n"
)


class Trap:
    """Answers whoever comes, and remembers that somebody came."""

    def __init__(self) -> None:
        self.caught: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"

    def wait(self) -> None:
        """Take connections until the trap is closed."""
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(1)
                self.caught.append(connection.recv(1000))
                connection.sendall(_ANSWER)

    def close(self) -> None:
        """Stop waiting."""
        # A listener that is only closed leaves its accept waiting.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@contextmanager
def set_trap() -> Iterator[Trap]:
    """Set a trap and take it away afterwards."""
    trap = Trap()
    waiting = threading.Thread(target=trap.wait)
    waiting.start()
    try:
        yield trap
    finally:
        trap.close()
        waiting.join()
