"""A mixture of what a service meets in a day: reads of all kinds, pages, and writes, by a few clients without end."""

from __future__ import annotations

import http.client
import random
import threading
from collections import Counter
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from loadtest.datasets import Dataset
from loadtest.load import Requests, fresh_number
from loadtest.workloads import LOOKUP, WORKLOADS

_READERS: Final = 4
_PAUSE: Final = 0.02
_BETWEEN_WRITES: Final = 2.0
_PATIENCE: Final = 60.0
_ROOT: Final = "https://w3id.org/cdkg/"
_GRAPH: Final = f"{_ROOT}graph/contribution/mixed-load"
_ACCEPTED: Final = (
    "application/sparql-results+json",
    "text/csv",
    "application/sparql-results+xml",
    "text/html",
    "*/*",
)
_PAGES: Final = ("/", "/?lang=fa", "/queries/", "/ontology", "/health", "/sparql", "/.well-known/void", "/no-such-page")


class Mixture:
    """The clients, each a thread.

    Args:
        port: the service's port on the loopback address.
        dataset: what it serves.
        token: what writing needs; none where nothing is written.
    """

    def __init__(self, port: int, dataset: Dataset, token: str | None) -> None:
        self.met: Counter[str] = Counter()
        self._port = port
        self._dataset = dataset
        self._token = token
        self._over = threading.Event()
        acts: list[Callable[[], None]] = [self._read] * _READERS + ([self._write] if token else [])
        self._threads = [threading.Thread(target=act, daemon=True) for act in acts]

    def start(self) -> None:
        """Let the clients begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let each finish its request."""
        self._over.set()
        for thread in self._threads:
            thread.join(_PATIENCE)

    def _read(self) -> None:
        number = fresh_number()
        chance = random.Random(number)
        connection = self._connection()
        while not self._over.wait(_PAUSE):
            number += 1
            if chance.random() < 0.1:
                city = chance.choice(self._dataset.cities).replace(_ROOT, "/")
                kind, target = "page", chance.choice((*_PAGES, city))
            else:
                workload = chance.choice((LOOKUP, LOOKUP, LOOKUP, *WORKLOADS))
                repeated = chance.random() < 0.3
                requests = Requests(self._port, workload.target("/sparql"), workload.subjects(self._dataset))
                kind, target = workload.name, requests.one(chance.randrange(10) if repeated else number)
            headers = {"Accept": chance.choice(_ACCEPTED), "Accept-Encoding": chance.choice(("gzip", "identity"))}
            self._ask(connection, kind, "GET", target, None, headers)

    def _write(self) -> None:
        connection = self._connection()
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/sparql-update"}
        number = 0
        while not self._over.wait(_BETWEEN_WRITES):
            number += 1
            update = f'INSERT DATA {{ GRAPH <{_GRAPH}> {{ <urn:mixed:{number}> <urn:mixed:p> "{number}" }} }}'
            if number % 3 == 0:
                update = f"CLEAR SILENT GRAPH <{_GRAPH}>"
            self._ask(connection, "write", "POST", "/update", update, headers)
            if number % 5 == 0:
                turtle = {"Authorization": headers["Authorization"], "Content-Type": "text/turtle"}
                target = f"/data?graph={quote(_GRAPH, safe='')}"
                self._ask(connection, "write", "PUT", target, f"<urn:mixed:{number}> a <urn:mixed:T> .", turtle)

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=_PATIENCE)

    def _ask(
        self,
        connection: http.client.HTTPConnection,
        kind: str,
        method: str,
        target: str,
        body: str | None,
        headers: dict[str, str],
    ) -> None:
        try:
            connection.request(method, target, body, headers)
            response = connection.getresponse()
            response.read()
            self.met[f"{kind} {response.status}"] += 1
        except (OSError, http.client.HTTPException) as fault:
            self.met[f"{kind} {type(fault).__name__}"] += 1
            connection.close()
