"""Starts a server in a process group of its own, waits until it answers, and ends it."""

from __future__ import annotations

import http.client
import json
import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

_PATIENCE: Final = 240.0
_TO_STOP: Final = 60.0
_ASK: Final = "?query=" + quote("SELECT ?s WHERE { ?s ?p ?o } LIMIT 1", safe="")


class ServerError(Exception):
    """A server that did not start; says why."""


def free_port() -> int:
    """Find a port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str], port: int, path: str, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends.

    Args:
        command: what starts it; it must stay in the foreground.
        port: the port on which it will listen.
        path: where it answers; ``/hello`` or a SPARQL endpoint.
        log: file for what it prints.
        environment: more variables.

    Raises:
        ServerError: if it ends, or does not answer in time.
    """
    with (
        log.open("w") as out,
        subprocess.Popen(
            command, env=os.environ | dict(environment or {}), stdout=out, stderr=out, start_new_session=True
        ) as process,
    ):
        try:
            _wait_until_it_answers(process, port, path, log)
            yield process
        finally:
            _end(process)


def status_of(port: int, target: str, timeout: float = 60.0) -> int | None:
    """Ask once, over a connection of its own.

    Returns:
        the status, or none if there was no answer.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", target, headers={"Accept": "application/sparql-results+json"})
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return response.status


def wait_until_in_memory(port: int) -> None:
    """Wait until ours has loaded its graph: until then it answers from disk, and loads beside that."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=_TO_STOP)) as connection:
            connection.request("GET", "/health")
            if json.load(connection.getresponse()).get("in_memory", True):
                return
        select.select([], [], [], 0.2)


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    target = path if path == "/hello" else path + _ASK
    deadline = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        if status_of(port, target) == 200:
            return
        select.select([], [], [], 0.1)
    raise ServerError(f"it did not start; it printed: {log.read_text(errors='replace')[-500:].strip()}")


def _end(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(_TO_STOP)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue
