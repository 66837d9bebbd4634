"""Every hostile request gets the status that is right for it, in time, while everybody else is served."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest

from cdkg.settings import Settings
from hostile import connections, encodings, growth, lies, matching, nested, oversized
from hostile.attack import TRAP, Attack, read
from hostile.trap import Trap, set_trap
from hostile.wire import Reply, exchange
from processes import descendants, memory, open_files, wait_until
from service import service_process

pytestmark = pytest.mark.alone

SECONDS: Final = 2.0
"""The time that one query may take."""

PATIENCE: Final = SECONDS + 2
HEAVY_AT_ONCE: Final = 4
LIGHT_AT_ONCE: Final = 6
CROWD: Final = 200
IN_A_ROW: Final = [
    f"GET /sparql?query=SELECT%20({number}%20AS%20?x)%7B%7D&format=csv HTTP/1.1\r\nHost: localhost\r\n"
    f"Connection: {'close' if number == 29 else 'keep-alive'}\r\n\r\n".encode()
    for number in range(10, 30)
]
MIB: Final = 1024 * 1024

HEAVY = [*read("runaway"), *growth.attacks()]
LIGHT = [
    *(attack for family in ("malformed", "regular-expressions", "calls-out", "paths") for attack in read(family)),
    *(attack for family in ("scripts", "methods", "headers", "writing") for attack in read(family)),
    *(attack for family in (nested, encodings, oversized, lies, matching) for attack in family.attacks()),
]
ATTACKS = {attack.name: attack for attack in [*HEAVY, *LIGHT]}


@dataclass(repr=False)
class Siege:
    """What happened."""

    replies: dict[str, Reply | BaseException] = field(default_factory=dict)
    probes: list[Reply | BaseException] = field(default_factory=list)
    crowd: list[Reply] = field(default_factory=list)
    row: bytes = b""
    nuisances: list[BaseException | None] = field(default_factory=list)
    trap: str = TRAP
    trapped: list[bytes] = field(default_factory=list)
    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)
    health: int = 0
    log: str = ""


@dataclass
class Service:
    """The service under siege."""

    port: int
    process: int
    log: Path

    def lookup(self, number: int) -> Reply:
        """Ask for what is quick to answer, in words that were never used before."""
        return exchange(self.port, self.request(number), PATIENCE)

    def request(self, number: int) -> bytes:
        """Write that question."""
        query = quote(f"SELECT ?name {{ city:tehran skos:prefLabel ?name }} # {number}")
        return f"GET /sparql?query={query} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()

    def is_ready(self) -> bool:
        """Tell whether it answers; before it has read the graph, it may not yet."""
        try:
            return self.lookup(0).status == 200
        except TimeoutError:
            return False

    def state(self) -> dict[str, int]:
        """Count what must not grow."""
        processes = [self.process, *descendants(self.process)]
        return {"processes": len(processes), "files": open_files(processes), "memory": memory(processes)}


@pytest.fixture(scope="module")
def service(published: Path) -> Iterator[Service]:
    settings = {"QUERY_SECONDS": f"{SECONDS}", "WORKER_MEMORY_MIB": "256", "LONG_QUERIES": "6", "CACHE_MIB": "8"}
    variables = {f"CDKG_{name}": value for name, value in settings.items()}
    with service_process(published, **variables) as (address, process):
        port = int(address.rpartition(":")[2])
        yield Service(port, process.pid, published.parent / f"service-{port}.log")


def send(service: Service, attack: Attack, trap: Trap) -> Reply:
    return exchange(service.port, attack.wire(trap.address), PATIENCE, attack.method, ended=attack.ended)


def keep_asking(service: Service, siege: Siege, stop: threading.Event) -> None:
    # Not faster than a lively client: it is to see what the others do to it, not to be one of them.
    while not stop.wait(0.02):
        try:
            siege.probes.append(service.lookup(len(siege.probes)))
        except OSError as fault:
            siege.probes.append(fault)


@pytest.fixture(scope="module")
def siege(service: Service) -> Siege:
    """Send everything, some of it at once, while one client goes on asking."""
    found = Siege()
    assert wait_until(service.is_ready, 30)
    with ThreadPoolExecutor(8) as pool:
        assert {reply.status for reply in pool.map(service.lookup, range(64))} == {200}
    found.before = service.state()
    stop = threading.Event()
    probe = threading.Thread(target=keep_asking, args=(service, found, stop))
    with set_trap() as trap, ThreadPoolExecutor(len(connections.NUISANCES)) as nuisances:
        probe.start()
        dripping = [nuisances.submit(nuisance, service.port, stop) for nuisance in connections.NUISANCES]
        try:
            send_all(service, found, trap)
            found.crowd = connections.all_at_once(service.port, list(map(service.request, range(-CROWD, 0))), PATIENCE)
            found.row = connections.in_a_row(service.port, IN_A_ROW, PATIENCE)
        finally:
            stop.set()
            probe.join()
        found.nuisances = [one.exception() for one in dripping]
        found.trap, found.trapped = trap.address, trap.caught
    found.health = exchange(service.port, b"GET /health HTTP/1.0\r\n\r\n", PATIENCE).status
    wait_until(lambda: service.state()["processes"] <= found.before["processes"], 5)
    wait_until(lambda: service.state()["files"] <= most_files(found), 5)
    # What has stepped aside is kept for some seconds, for the next that does.
    wait_until(lambda: service.state()["processes"] <= most_processes(found), 15)
    found.after = service.state()
    found.log = service.log.read_text()
    return found


def send_all(service: Service, siege: Siege, trap: Trap) -> None:
    # First what takes all that the machine has, then what should be answered at once, whoever else is there.
    for attacks, at_once in ((HEAVY, HEAVY_AT_ONCE), (LIGHT, LIGHT_AT_ONCE)):
        with ThreadPoolExecutor(at_once) as pool:
            sent = {attack.name: pool.submit(send, service, attack, trap) for attack in attacks}
            siege.replies |= {name: future.exception() or future.result() for name, future in sent.items()}


def test_there_are_enough_of_them_and_each_has_its_name() -> None:
    assert len(ATTACKS) == len(HEAVY) + len(LIGHT)
    assert len(ATTACKS) >= 150


@pytest.mark.parametrize("name", ATTACKS)
def test_a_hostile_request_gets_the_status_that_is_right_for_it(siege: Siege, name: str) -> None:
    attack, reply = ATTACKS[name], siege.replies[name]
    assert isinstance(reply, Reply), f"no answer in {PATIENCE} s: {reply!r}"
    assert reply.status in attack.statuses, reply.body[:500]
    assert reply.seconds <= PATIENCE
    text = reply.headers + reply.body.decode(errors="replace")
    text = text.replace(siege.trap, TRAP).casefold()
    assert [part for part in attack.absent if part.casefold() in text] == []
    assert [part for part in attack.present if part.casefold() not in text] == []
    if reply.status in (429, 503):
        assert int(reply.header("Retry-After") or 0) > 0


@pytest.mark.parametrize("name", ATTACKS)
def test_an_answer_tells_nothing_of_the_inside_and_lets_nothing_run(siege: Siege, name: str) -> None:
    reply = siege.replies[name]
    if not isinstance(reply, Reply) or not reply.headers:
        return
    text = reply.body.decode(errors="replace")
    assert not re.search(r"Traceback|File \"/|site-packages|werkzeug|pyoxigraph|/proc/", text)
    media_type = (reply.header("Content-Type") or "").partition(";")[0]
    if media_type == "text/html":
        policy = reply.header("Content-Security-Policy") or ""
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src" not in policy or "script-src 'self'" in policy
    if media_type:
        assert reply.header("X-Content-Type-Options") == "nosniff"
    if reply.status >= 400 and media_type not in ("", "text/html"):
        assert media_type == "application/problem+json"


def test_everybody_else_was_served_all_the_time(siege: Siege) -> None:
    failed = [probe for probe in siege.probes if not isinstance(probe, Reply) or probe.status != 200]
    assert failed == []
    assert len(siege.probes) > 100
    assert all(b"Tehran" in probe.body for probe in siege.probes if isinstance(probe, Reply))
    assert max(probe.seconds for probe in siege.probes if isinstance(probe, Reply)) < PATIENCE


def test_two_hundred_clients_at_once_are_answered_or_told_to_come_again(siege: Siege) -> None:
    assert len(siege.crowd) == CROWD
    assert {reply.status for reply in siege.crowd} <= {200, 429, 503}
    assert all(reply.header("Retry-After") for reply in siege.crowd if reply.status != 200)
    assert max(reply.seconds for reply in siege.crowd) <= PATIENCE


def test_requests_in_a_row_are_answered_in_their_order(siege: Siege) -> None:
    assert siege.row.count(b"HTTP/1.1 200 OK\r\n") == len(IN_A_ROW)
    assert re.findall(rb"\r\n\r\nx\r\n([0-9]+)\r\n", siege.row) == [b"%d" % number for number in range(10, 30)]


def test_the_nuisances_went_on_to_the_end(siege: Siege) -> None:
    assert siege.nuisances == [None] * len(connections.NUISANCES)


def test_nothing_left_the_machine(siege: Siege) -> None:
    assert siege.trapped == []
    assert any(attack.wire("x:1") != attack.wire("y:2") for attack in ATTACKS.values()), TRAP


def most_processes(siege: Siege) -> int:
    # One query worker served the first request; as many as ran at a time are kept for the next. Names are matched in
    # processes of their own, which nothing had started before: one to fork from, and workers.
    workers = Settings().query_workers
    return siege.before["processes"] + 2 * workers + 1 + workers


def most_files(siege: Siege) -> int:
    # Ten come and go; and there is a connection to each process in which names are matched.
    return siege.before["files"] + 10 + 1 + Settings().query_workers


def test_the_service_is_as_it_was(siege: Siege) -> None:
    assert siege.health == 200
    assert siege.after["processes"] <= most_processes(siege)
    assert siege.after["files"] <= most_files(siege)
    # The graph is in memory by now, and seven more workers are kept, each with an eighth of what it may use at most.
    assert siege.after["memory"] <= siege.before["memory"] + (200 + 7 * (256 // 8 + 20)) * MIB
    assert "Traceback" not in siege.log
    assert "panicked" not in siege.log
