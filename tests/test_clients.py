"""Clients that are not ours get the same answers from the running service as the command line gives."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, SPARQLWrapper

from cdkg.store.generations import current, publish
from service import running_service, service_process, wait_until_it_listens

pytestmark = pytest.mark.alone

# Persian text, a shortened name, optional and numeric values; without declared prefixes.
QUERY = """SELECT ?partner ?name ?year WHERE {
  ?tie a cdkg:CityTie ; cdkg:party city:yazd , ?partner .
  ?partner skos:prefLabel ?name .
  ?claim cdkg:about ?tie ; cdkg:sourceText ?text ; prov:wasDerivedFrom/cdkg:table "1" .
  OPTIONAL { ?claim cdkg:claimedYear ?year }
  FILTER (?partner != city:yazd && LANG(?name) = "fa")
} ORDER BY ?partner"""
# Read from table 1, row 4 (lines 1011 to 1061); the Persian names are the gazetteer's.
EXPECTED = [
    ("holguin", "اولگین", "2001"),
    ("jaszbereny", "یاس‌برنی", "1996"),
    ("nizwa", "نزوی", "2007"),
    ("urumqi", "ارومچی", ""),
    ("yeosu", "یئوسو", "2013"),
]
CITY = "https://w3id.org/cdkg/id/city/"


@pytest.fixture(scope="module")
def store(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(published, tmp_path_factory.mktemp("clients") / "store")


@pytest.fixture(scope="module")
def service(store: Path) -> Iterator[str]:
    with running_service(store) as address:
        yield address


def from_json(text: str | bytes) -> list[tuple[str, str, str]]:
    def value(row: dict[str, dict[str, str]], name: str) -> str:
        return row.get(name, {}).get("value", "").removeprefix(CITY)

    rows = json.loads(text)["results"]["bindings"]
    return [(value(row, "partner"), value(row, "name"), value(row, "year")) for row in rows]


def test_http_get(service: str) -> None:
    address = f"{service}/sparql?{urllib.parse.urlencode({'query': QUERY})}"
    with urllib.request.urlopen(address, timeout=60) as answer:
        assert answer.headers["Content-Type"].startswith("application/sparql-results+json")
        assert from_json(answer.read()) == EXPECTED


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not on this machine")
@pytest.mark.parametrize(
    "arguments",
    [
        ["-G", "--data-urlencode", f"query={QUERY}"],
        ["--data-urlencode", f"query={QUERY}"],
        ["-H", "Content-Type: application/sparql-query", "--data-binary", QUERY],
    ],
    ids=["GET", "form", "direct"],
)
def test_curl(service: str, arguments: list[str]) -> None:
    command = ["curl", "-sS", "-m", "60", f"{service}/sparql", *arguments]
    assert from_json(subprocess.run(command, capture_output=True, check=True).stdout) == EXPECTED


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper(service: str, method: str) -> None:
    client = SPARQLWrapper(f"{service}/sparql")
    client.setQuery(_with_prefixes(QUERY))  # this client parses the query itself, and wants prefixes declared
    client.setReturnFormat(JSON)
    client.setMethod(method)
    assert from_json(json.dumps(client.queryAndConvert())) == EXPECTED


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_sparqlstore(service: str, method: str) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{service}/sparql", method=method))
    found = graph.query(QUERY)
    rows = [tuple(str(value).removeprefix(CITY) if value is not None else "" for value in row) for row in found]  # type: ignore[union-attr]
    assert rows == EXPECTED


@pytest.mark.parametrize("wanted", ["json", "csv"])
def test_command_line(store: Path, wanted: str) -> None:
    command = [sys.executable, "-m", "cdkg", "query", "-", "--format", wanted]
    answer = subprocess.run(
        command, input=QUERY, capture_output=True, check=True, text=True, env=os.environ | {"CDKG_STORE": str(store)}
    ).stdout
    if wanted == "json":
        assert from_json(answer) == EXPECTED
    else:
        rows = list(csv.reader(io.StringIO(answer)))[1:]
        assert [(partner.removeprefix(CITY), name, year) for partner, name, year in rows] == EXPECTED


def test_a_client_that_asks_for_turtle_gets_what_rdflib_reads(service: str) -> None:
    request = urllib.request.Request(
        f"{service}/sparql?{urllib.parse.urlencode({'query': 'CONSTRUCT WHERE { city:yazd ?p ?o }'})}"
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.headers["Content-Type"].startswith("text/turtle")
        graph = rdflib.Graph().parse(data=answer.read(), format="turtle")
    assert (rdflib.URIRef(f"{CITY}yazd"), rdflib.SKOS.prefLabel, rdflib.Literal("یزد", lang="fa")) in graph


@pytest.mark.parametrize(
    ("query", "status", "holds"),
    [
        ("SELECT WHERE {", 400, ("line", "column")),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403, ("detail",)),
        ("DROP ALL", 403, ("detail",)),
    ],
)
def test_a_query_that_cannot_be_answered_says_why(
    service: str, query: str, status: int, holds: tuple[str, ...]
) -> None:
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(f"{service}/sparql?{urllib.parse.urlencode({'query': query})}", timeout=60)
    assert refusal.value.code == status
    with refusal.value as answer:
        assert answer.headers["Content-Type"] == "application/problem+json"
        problem = json.load(answer)
    assert problem["status"] == status
    assert all(problem[name] for name in holds)


def test_a_newly_published_graph_is_seen_without_a_restart(service: str, store: Path, graph: ox.Store) -> None:
    def version() -> str:
        with urllib.request.urlopen(f"{service}/health", timeout=60) as answer:
            return str(json.load(answer)["version"])

    before = version()
    published = current(store)
    assert published is not None
    generation = publish(store, graph, published.manifest)
    assert before != version() == generation.id
    test_http_get(service)


def _with_prefixes(query: str) -> str:
    return (
        "PREFIX cdkg: <https://w3id.org/cdkg/ontology#> PREFIX city: <https://w3id.org/cdkg/id/city/> "
        f"PREFIX skos: <http://www.w3.org/2004/02/skos/core#> {query}"
    )


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds the server's processes in /proc")
def test_a_server_process_that_dies_is_replaced(store: Path) -> None:
    with service_process(store) as (address, process):
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)
        port = int(address.rpartition(":")[2])
        answers = 0
        while not answers:
            wait_until_it_listens(process, port, store)
            with contextlib.suppress(OSError):
                test_http_get(address)
                answers += 1


def test_two_interrupts_during_a_query_end_the_service(store: Path) -> None:
    long = urllib.parse.urlencode({"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"})
    with service_process(store, CDKG_QUERY_SECONDS="3") as (address, process):
        with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as client:
            client.sendall(f"GET /sparql?{long} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            urllib.request.urlopen(f"{address}/health", timeout=60).close()  # the query is being answered by now
            os.killpg(process.pid, signal.SIGINT)
            select.select([client], [], [], 0.5)
            os.killpg(process.pid, signal.SIGINT)
        assert process.wait(timeout=30) is not None
