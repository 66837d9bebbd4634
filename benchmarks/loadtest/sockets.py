"""A load client of plain sockets, one thread a connection, kept alive: for machines without wrk."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator


def load_by_sockets(
    port: int, targets: Iterator[str], accept: str, clients: int, seconds: float
) -> tuple[list[float], int, float]:
    """Load a server.

    Args:
        port: its port on the loopback address.
        targets: the targets of the requests, without end.
        accept: the Accept header.
        clients: number of connections.
        seconds: for how long requests are sent; each one sent is waited for.

    Returns:
        the seconds that each good answer took, the number of failures, and the seconds that all took together.
    """
    lock = threading.Lock()
    times: list[float] = []
    failures: list[object] = []
    start = time.perf_counter()
    end = start + seconds

    def ask_until_the_end() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < end:
            with lock:
                target = next(targets)
            sent = time.perf_counter()
            try:
                connection.request("GET", target, headers={"Accept": accept})
                response = connection.getresponse()
                response.read()
                good = 200 <= response.status < 300
            except (OSError, http.client.HTTPException):
                connection.close()
                good = False
            if good:
                times.append(time.perf_counter() - sent)
            else:
                failures.append(target)
        connection.close()

    threads = [threading.Thread(target=ask_until_the_end) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, len(failures), time.perf_counter() - start
