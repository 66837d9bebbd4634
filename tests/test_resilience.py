"""Whatever process is killed, the service comes back by itself; it ends, and begins anew, without losing a request."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest

from hostile.attack import CLOSED
from hostile.wire import Reply, connect, exchange, receive
from processes import busy, descendants, is_alive, wait_until
from service import service_process

pytestmark = pytest.mark.alone

BACK_WITHIN: Final = 5.0
PATIENCE: Final = 10.0
SLOW: Final = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } # "
SECONDS: Final = (
    f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ {' '.join(map(str, range(20)))} }} ?s ?p ?o "
    "FILTER(CONTAINS(SHA512(STR(?o)), STR(?x))) } # "
)
"""What takes some seconds to answer, and is answered."""


@dataclass
class Service:
    """A service that runs."""

    port: int
    process: int
    asked: int = 0

    def request(self, query: str) -> bytes:
        """Write a query that was never asked before."""
        self.asked += 1
        target = f"/sparql?query={quote(query)}{self.asked}"
        return f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()

    def lookup(self) -> Reply:
        """Ask what is quick to answer."""
        return exchange(self.port, self.request("SELECT ?name { city:tehran skos:prefLabel ?name } # "), PATIENCE)

    def is_settled(self) -> bool:
        """Tell whether it reads from memory by now: until then its workers are replaced, and pass for gone."""
        reply = exchange(self.port, b"GET /health HTTP/1.0\r\n\r\n", PATIENCE)
        return bool(json.loads(reply.body)["in_memory"])

    def is_well(self) -> bool:
        """Tell whether it answers."""
        try:
            return self.lookup().status == 200
        except OSError:
            return False

    def busy(self) -> list[int]:
        """List its processes that compute."""
        return busy(descendants(self.process))


def serve(published: Path, **settings: str) -> Iterator[Service]:
    chosen = {"CDKG_QUERY_SECONDS": "60", "CDKG_QUERY_WORKERS": "2"} | settings
    with service_process(published, **chosen) as (address, process):
        service = Service(int(address.rpartition(":")[2]), process.pid)
        assert wait_until(service.is_well, 30)
        yield service


@pytest.fixture(scope="module")
def lasting(published: Path) -> Iterator[Service]:
    """A service for the tests after which it is as it was."""
    for service in serve(published):
        assert wait_until(service.is_settled, 60)
        yield service


@pytest.fixture
def service(published: Path) -> Iterator[Service]:
    """A service for one test, which may end it."""
    yield from serve(published)


def start(service: Service, query: str) -> socket.socket:
    """Send a query, and wait until a process works on it."""
    connection = connect(service.port, PATIENCE)
    connection.sendall(service.request(query))
    assert wait_until(lambda: bool(service.busy()), 5)
    return connection


def kill(process: int) -> None:
    os.kill(process, signal.SIGKILL)
    assert wait_until(lambda: not is_alive(process), 5)


def test_a_client_that_goes_away_frees_the_worker(lasting: Service) -> None:
    connection = start(lasting, SLOW)
    assert lasting.is_well()
    connection.close()
    assert wait_until(lambda: not lasting.busy(), BACK_WITHIN)
    assert lasting.is_well()


def test_a_client_that_goes_away_frees_its_worker_and_no_other_of_the_same_address(lasting: Service) -> None:
    with start(lasting, SLOW):
        stays = set(lasting.busy())
        leaves = start(lasting, SLOW)
        assert wait_until(lambda: len(lasting.busy()) == 2, PATIENCE)
        leaves.close()
        assert wait_until(lambda: set(lasting.busy()) == stays, BACK_WITHIN)
    assert wait_until(lambda: not lasting.busy(), BACK_WITHIN)


def test_a_worker_killed_while_it_works_costs_one_answer(lasting: Service) -> None:
    with start(lasting, SLOW) as connection:
        for process in lasting.busy():
            kill(process)
        reply = receive(connection, 0)
    assert reply.status == 503
    assert int(reply.header("Retry-After") or 0) > 0
    assert wait_until(lasting.is_well, BACK_WITHIN)


def test_the_service_comes_back_whichever_of_its_processes_is_killed(lasting: Service) -> None:
    # Each process that there is at the beginning, the eldest first; those that end with another are passed over.
    killed = 0
    for process in descendants(lasting.process):
        if is_alive(process):
            kill(process)
            killed += 1
            assert wait_until(lasting.is_well, BACK_WITHIN), f"the {killed}. process that was killed is missed"
    assert killed > 0
    for process in reversed(descendants(lasting.process)):
        if is_alive(process):
            kill(process)
            assert wait_until(lasting.is_well, BACK_WITHIN)


def test_a_killed_master_leaves_nothing_behind_and_the_next_one_serves(service: Service, published: Path) -> None:
    with start(service, SLOW):
        children = descendants(service.process)
        kill(service.process)
        have_ended = wait_until(lambda: not any(map(is_alive, children)), BACK_WITHIN)
    for left in filter(is_alive, children):
        kill(left)
    assert have_ended
    assert not is_listening(service.port)
    environment = os.environ | {"CDKG_STORE": str(published), "CDKG_PORT": str(service.port)}
    command = [sys.executable, "-m", "cdkg", "serve"]
    with subprocess.Popen(command, env=environment, start_new_session=True) as following:
        try:
            assert wait_until(Service(service.port, following.pid).is_well, 30)
        finally:
            following.terminate()


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_request_that_runs_when_the_service_is_told_to_end_is_answered(service: Service) -> None:
    with start(service, SECONDS) as connection:
        os.kill(service.process, signal.SIGTERM)
        reply = receive(connection, 0)
    assert reply.status == 200
    assert wait_until(lambda: not is_alive(service.process), PATIENCE)
    assert not is_listening(service.port)


def test_no_request_is_lost_while_the_service_begins_anew(lasting: Service) -> None:
    before = descendants(lasting.process)
    outcomes: list[int] = []
    unread: list[int] = []
    stop = threading.Event()

    def ask() -> int:
        try:
            return lasting.lookup().status
        except OSError:
            return CLOSED

    def keep_asking() -> None:
        while not stop.is_set():
            outcome = ask()
            # The server ends a connection from which it has read nothing yet at the moment when it is told to stop:
            # there is no answer half sent, and who asks again finds the new process.
            if outcome == CLOSED:
                unread.append(outcome)
                outcome = ask()
            outcomes.append(outcome)

    askers = [threading.Thread(target=keep_asking) for _ in range(4)]
    for asker in askers:
        asker.start()
    os.kill(lasting.process, signal.SIGHUP)
    # One process may stay and see to it that the others are replaced.
    has_begun_anew = wait_until(lambda: len(set(before) & set(descendants(lasting.process))) <= 1, 20)
    stop.set()
    for asker in askers:
        asker.join()
    assert has_begun_anew
    assert is_alive(lasting.process)
    assert len(outcomes) > 50
    assert set(outcomes) == {200}
    assert len(unread) <= len(askers), "that moment is one"
    assert lasting.is_well()
