"""Measures the endpoint against its peers, all on the same data, in one run; see README.md beside this file."""

from __future__ import annotations

import argparse
import json
import math
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from loadtest import report
from loadtest.cells import JUDGED_CLIENTS, MODES, REPEATED, Cell, measure, together, warm_up
from loadtest.datasets import Dataset, generated, shipped
from loadtest.load import Measured, Requests, client_name
from loadtest.marks import Verdict, verdicts
from loadtest.peers import HELLO, NAMES, Endpoint, Shape, started, why_not
from loadtest.same_answers import answers
from loadtest.servers import ServerError
from loadtest.workloads import WORKLOADS, Workload

CLIENTS = (1, 8, 32)
ROUNDS = 3
"""How many times all servers are measured in turn where the marks are judged: how quick a machine is that others share
changes within a minute, and with it all that is measured one after the other."""

DATASETS = {"shipped": shipped, "million": generated}


class Benchmark:
    """One run, with what it has found so far.

    Args:
        options: the options of the command line.
    """

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.workdir = Path(options.workdir)
        self.workdir.mkdir(parents=True, exist_ok=True)
        self.settings = dict(setting.split("=", 1) for setting in options.setting)
        self.shapes: dict[str, Shape] = {}
        self.cells: list[Cell] = []
        self.verdicts: dict[str, list[Verdict]] = {}
        self.notes: list[str] = []
        self.failing: set[tuple[str, str]] = set()
        self.deadline = math.inf
        self.end = time.monotonic() + options.minutes * 60

    def run(self) -> None:
        """Measure everything that was asked for."""
        peers = [name for name in NAMES if not self.options.peer or name in self.options.peer]
        for name in list(peers):
            if reason := why_not(name, self.workdir):
                self.note(f"{name} is left out: {reason}")
                peers.remove(name)
        chosen = [name for name in DATASETS if not self.options.dataset or name in self.options.dataset]
        for number, name in enumerate(chosen):
            dataset = DATASETS[name](self.workdir)
            left = max(0.0, self.end - time.monotonic())
            self.deadline = time.monotonic() + left / (len(chosen) - number)
            self.tell(f"{name}: {dataset.generation.triples} triples")
            self.measure_dataset(dataset, peers)
            self.verdicts[name] = verdicts(self.cells, name)

    def measure_dataset(self, dataset: Dataset, peers: list[str]) -> None:
        """Run all peers on a data set side by side, and measure them in turn, so that a comparison is of one moment."""
        with ExitStack() as stack:
            endpoints: dict[str, Endpoint] = {}
            for name in peers:
                scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cdkg-benchmark-")))
                try:
                    endpoints[name] = stack.enter_context(
                        started(name, dataset, self.workdir, scratch, self.shapes, self.settings)
                    )
                except ServerError as fault:
                    self.note(f"{name} is left out ({dataset.name}): {fault}")
                if name in self.shapes:
                    self.note(f"{name}: {self.shapes[name]} (processes x threads) was the quickest")
            hello = endpoints.pop(HELLO, None)
            if hello is not None and not any(cell.peer == HELLO for cell in self.cells):
                requests = Requests(hello.port, hello.path, is_repeated=True)
                self.measure_cells("", "", "", {HELLO: requests})
            for workload in WORKLOADS:
                if not self.options.only or workload.name in self.options.only:
                    self.measure_workload(dataset, workload, endpoints)

    def measure_workload(self, dataset: Dataset, workload: Workload, endpoints: dict[str, Endpoint]) -> None:
        """Compare the answers of all peers, then measure them."""
        if time.monotonic() > self.deadline:
            self.note(f"out of time: {workload.name!r} ({dataset.name}) is left out; --minutes allows more")
            return
        endpoints = {name: one for name, one in endpoints.items() if (dataset.name, name) not in self.failing}
        found = {name: answers(workload, dataset, endpoint) for name, endpoint in endpoints.items()}
        said = list(found.values())
        wrong = [name for name in found if said.count(found[name]) * 2 <= len(said)]
        for name in wrong:
            self.note(f"{name} answers {workload.name!r} ({dataset.name}) differently from most")
        for mode in MODES:
            asked = {
                name: Requests(
                    endpoint.port, workload.target(endpoint.path), workload.subjects(dataset), mode == REPEATED
                )
                for name, endpoint in endpoints.items()
                if (dataset.name, name) not in self.failing
            }
            self.measure_cells(dataset.name, workload.name, mode, asked)

    def measure_cells(self, dataset: str, workload: str, mode: str, asked: dict[str, Requests]) -> None:
        """Measure one kind of query at all numbers of clients, and print the table."""
        counts = (JUDGED_CLIENTS,) if self.options.quick else CLIENTS
        times = {name: warm_up(requests) for name, requests in asked.items()}
        for name, time_of_one in times.items():
            if time_of_one is None:
                self.note(f"{name} fails at {mode} {workload!r} ({dataset}): left out from there on")
                self.failing.add((dataset, name))
        for clients in counts:
            rounds = ROUNDS if clients == JUDGED_CLIENTS else 1
            seconds = max(1, self.options.seconds // (rounds if rounds > 1 else 2))
            found: dict[str, list[Measured]] = {}
            for _ in range(rounds):
                for name, time_of_one in times.items():
                    if time_of_one is not None:
                        found.setdefault(name, []).append(measure(asked[name], clients, seconds, time_of_one))
            self.cells += [Cell(dataset, workload, mode, name, clients, together(one)) for name, one in found.items()]
        self.tell(report.table(self.cells, dataset, workload, mode))

    def tell(self, text: str) -> None:
        """Print, unless the output is for a program."""
        print(text, file=sys.stderr if self.options.json else sys.stdout, flush=True)

    def note(self, text: str) -> None:
        """Keep and print what a reader of the figures must know."""
        if text not in self.notes:
            self.notes.append(text)
            self.tell(f"note: {text}")


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=3, help="of all rounds at 8 clients; half at 1 and 32")
    parser.add_argument("--minutes", type=float, default=12, help="after which no further kind of query is begun")
    parser.add_argument("--quick", action="store_true", help="8 clients only, one second each")
    parser.add_argument("--dataset", action="append", choices=DATASETS, help="only this data set; may be repeated")
    parser.add_argument("--peer", action="append", choices=NAMES, help="only this server; may be repeated")
    parser.add_argument("--only", action="append", choices=[workload.name for workload in WORKLOADS], help="only this")
    parser.add_argument("--setting", action="append", default=[], metavar="CDKG_X=Y", help="a setting for ours")
    parser.add_argument("--workdir", default="var/benchmarks", help="where data and peers are kept between runs")
    parser.add_argument("--json", action="store_true", help="print one JSON document; what else is told goes to stderr")
    read = parser.parse_args()
    if read.quick:
        read.seconds = 1
    return read


def main() -> int:
    """Run, print, and tell by the exit status whether all marks were reached."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are ended, too
    start = time.monotonic()
    benchmark = Benchmark(options())
    benchmark.tell(f"load client: {client_name()}; it shares the processors with the servers")
    benchmark.run()
    if any(cell.measured.client_busy for cell in benchmark.cells):
        benchmark.note("*: the client used up a processor of its own, the server may be quicker than that")
    if any(cell.measured.failures for cell in benchmark.cells):
        benchmark.note("!: some requests failed; only answers with status 2xx are counted in req/s")
    if any(cell.measured.estimated for cell in benchmark.cells):
        benchmark.note("~: too slow to be measured; what the processors allow for the time that one answer takes alone")
    for name, found in benchmark.verdicts.items():
        benchmark.tell(report.marks(name, found))
    benchmark.tell(f"{time.monotonic() - start:.0f} s")
    if benchmark.options.json:
        document = {
            "client": client_name(),
            "notes": benchmark.notes,
            "cells": [asdict(cell) for cell in benchmark.cells],
            "marks": {name: [asdict(one) for one in found] for name, found in benchmark.verdicts.items()},
        }
        print(json.dumps(document, indent=1))
    return any(one.passed is False for found in benchmark.verdicts.values() for one in found)


if __name__ == "__main__":
    sys.exit(main())
