"""The service as a person starts it: ``cdkg serve`` in a process of its own, on a free port."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PATIENCE = 60.0


def free_port() -> int:
    """Find a port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_service(store: Path, **settings: str) -> Iterator[str]:
    """Serve a store, and end the service afterwards.

    Args:
        store: the store's folder.
        settings: more settings, by variable.

    Yields:
        the service's address, without a slash at its end.
    """
    with service_process(store, **settings) as (address, _):
        yield address


@contextmanager
def service_process(store: Path, **settings: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Serve a store as ``running_service`` does, and give the process, too, which leads a group of its own."""
    port = free_port()
    environment = os.environ | settings | {"CDKG_STORE": str(store), "CDKG_PORT": str(port), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "cdkg", "serve"]
    log = store.parent / f"service-{port}.log"
    with (
        log.open("w") as out,
        subprocess.Popen(command, env=environment, stdout=out, stderr=out, start_new_session=True) as process,
    ):
        try:
            wait_until_it_listens(process, port, log)
            yield f"http://127.0.0.1:{port}", process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait(timeout=60)


def wait_until_it_listens(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until something accepts connections on a port of the service."""
    deadline = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        select.select([], [], [], 0.02)
    raise AssertionError(f"the service did not start:\n{log.read_text()}")
