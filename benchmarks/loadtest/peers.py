"""The servers that are compared, and how each is started on a data set."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from loadtest import virtuoso
from loadtest.datasets import Dataset
from loadtest.load import Requests, put_load
from loadtest.servers import free_port, running, wait_until_in_memory
from loadtest.workloads import LOOKUP

OURS: Final = "ours"
IN_PROCESS: Final = "in process"
OXIGRAPH: Final = "oxigraph"
RDFLIB: Final = "rdflib-endpoint"
VIRTUOSO: Final = "virtuoso"
HELLO: Final = "bare flask"
NAMES: Final = (OURS, IN_PROCESS, OXIGRAPH, RDFLIB, VIRTUOSO, HELLO)

_BENCHMARKS: Final = Path(__file__).parents[1]
_REQUIREMENTS: Final = _BENCHMARKS / "peers.txt"


@dataclass(frozen=True)
class Shape:
    """How many processes and threads a WSGI server has."""

    workers: int
    threads: int

    def __str__(self) -> str:
        return f"{self.workers} x {self.threads}"


SHAPES: Final = tuple(Shape(workers, threads) for workers in (1, os.cpu_count() or 1) for threads in (1, 4))


@dataclass(frozen=True)
class Endpoint:
    """A server that is running."""

    port: int
    path: str


def prepare_environment(workdir: Path) -> str | None:
    """Make the environment of the peers that come from PyPI, unless it is there.

    Returns:
        why it cannot be had, or none.
    """
    folder = workdir / "peers"
    mark = folder / "installed.txt"
    wanted = _REQUIREMENTS.read_text()
    if mark.exists() and mark.read_text() == wanted:
        return None
    steps = [
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [str(folder / "bin/python"), "-m", "pip", "install", "--quiet", "-r", str(_REQUIREMENTS)],
    ]
    for step in steps:
        ran = subprocess.run(step, capture_output=True, text=True, check=False)
        if ran.returncode != 0:
            return f"cannot be installed: {ran.stderr.strip().splitlines()[-1:]}"
    mark.write_text(wanted)
    return None


def why_not(name: str, workdir: Path) -> str | None:
    """Tell why a peer cannot take part, or none."""
    if name in (OXIGRAPH, RDFLIB):
        return prepare_environment(workdir)
    return virtuoso.why_not() if name == VIRTUOSO else None


@contextmanager
def started(
    name: str, dataset: Dataset, workdir: Path, scratch: Path, shapes: dict[str, Shape], settings: dict[str, str]
) -> Iterator[Endpoint]:
    """Run one of the peers on a data set.

    Args:
        name: which.
        dataset: the data.
        workdir: where the peers' environment is.
        scratch: an empty folder.
        shapes: processes and threads of the two that are made of Flask and granian alone; filled where it is missing.
        settings: more settings for ours.

    Raises:
        ServerError: if it does not start.
    """
    port = free_port()
    peers = workdir.resolve() / "peers/bin"
    data = str(dataset.generation.data)
    if name in (IN_PROCESS, HELLO):
        if name not in shapes:
            shapes[name] = max(SHAPES, key=lambda shape: _trial(name, shape, dataset, scratch))
        with _flask(name, shapes[name], dataset, scratch) as endpoint:
            yield endpoint
    elif name == VIRTUOSO:
        with virtuoso.virtuoso(dataset, scratch) as its_port:
            yield Endpoint(its_port, virtuoso.PATH)
    elif name == OURS:
        variables = {"CDKG_STORE": str(dataset.folder), "CDKG_PORT": str(port)} | settings
        command = [sys.executable, "-m", "cdkg", "serve", "--no-build"]
        with running(command, port, "/sparql", scratch / "log", variables):
            if variables.get("CDKG_MEMORY_TRIPLES") != "0":
                wait_until_in_memory(port)
            yield Endpoint(port, "/sparql")
    elif name == OXIGRAPH:
        command = [str(peers / "oxigraph"), "serve-read-only", "--location", data, "--bind", f"127.0.0.1:{port}"]
        with running(command, port, "/query", scratch / "log"):
            yield Endpoint(port, "/query")
    else:
        command = [str(peers / "uvicorn"), "loadtest.rdflib_app:app", "--port", str(port), "--log-level", "warning"]
        command += ["--workers", str(os.cpu_count()), "--app-dir", str(_BENCHMARKS)]
        with running(command, port, "/sparql", scratch / "log", {"BENCHMARK_DATA": data}):
            yield Endpoint(port, "/sparql")


@contextmanager
def _flask(name: str, shape: Shape, dataset: Dataset, scratch: Path) -> Iterator[Endpoint]:
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--log-level", "error"]
    command += ["--workers", str(shape.workers), "--blocking-threads", str(shape.threads), "loadtest.flask_app:app"]
    environment = {"PYTHONPATH": str(_BENCHMARKS)}
    path = "/hello"
    if name == IN_PROCESS:
        environment["BENCHMARK_DATA"] = str(dataset.generation.data)
        path = "/sparql"
    with running(command, port, path, scratch / "log", environment):
        yield Endpoint(port, path)


def _trial(name: str, shape: Shape, dataset: Dataset, scratch: Path) -> float:
    """How quick it is with so many processes and threads."""
    with _flask(name, shape, dataset, scratch) as endpoint:
        target = LOOKUP.target(endpoint.path) if name == IN_PROCESS else endpoint.path
        return put_load(Requests(endpoint.port, target, dataset.subjects), clients=8, seconds=1).rate
