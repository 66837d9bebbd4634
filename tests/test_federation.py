"""Calls that are permitted go through the forwarder: within limits, and with the policy's eye on every hop."""

from __future__ import annotations

import gc
import http.client
import json
from collections.abc import Iterator, Sequence
from threading import active_count
from threading import enumerate as running

import pyoxigraph as ox
import pytest

from cdkg.egress import Policy
from cdkg.errors import CdkgError, EgressError, RemoteError
from cdkg.federation import MOST_REQUESTS, Allowance, calling
from cdkg.federation.account import Account
from cdkg.federation.forwarder import Forwarder
from cdkg.namespaces import PREFIXES
from cdkg.sparql.egress_targets import Call, calls_of
from cdkg.sparql.escapes import decode
from cdkg.sparql.inspection import inspect
from cdkg.sparql.tokens import scan
from trap import Reply, Visit, trap

JSON = {"Content-Type": "application/sparql-results+json; charset=utf-8"}
TEHRAN = ox.NamedNode("http://x/tehran")


@pytest.fixture(autouse=True, scope="module")
def no_collection_in_the_servers_threads() -> Iterator[None]:
    """The engine's objects may be dropped in their own thread only, and the servers of these tests are threads."""
    gc.disable()
    yield
    gc.enable()
    gc.collect()


def results(*names: str) -> Reply:
    rows = [{"name": {"type": "literal", "value": name}} for name in names]
    return Reply(200, json.dumps({"head": {"vars": ["name"]}, "results": {"bindings": rows}}).encode(), JSON)


def ask(
    text: str, allowed: str, store: ox.Store | None = None, *, seconds: float = 5.0, most: int = 10_000
) -> list[str]:
    policy = Policy.from_text(allowed)
    inspected = inspect(text, policy)
    with calling(inspected.text, inspected.calls, Allowance(policy, seconds, most)) as runnable:
        found = (store or ox.Store()).query(runnable.text, prefixes=PREFIXES | runnable.prefixes)
        assert isinstance(found, ox.QuerySolutions)
        return [str(row["name"].value) if isinstance(row["name"], ox.Literal) else "" for row in found]


def update(text: str, allowed: str, store: ox.Store) -> None:
    policy = Policy.from_text(allowed)
    decoded = decode(text)
    calls = calls_of(decoded, scan(decoded), policy, updates=True)
    with calling(decoded, calls, Allowance(policy, 5.0, 10_000)) as runnable:
        store.update(runnable.text, prefixes=runnable.prefixes)


def test_a_server_that_may_be_asked_answers() -> None:
    with trap(lambda visit: results("Tehran", "تهران")) as server:
        url = f"{server.url}/sparql?x=1"
        assert ask(f"SELECT * {{ SERVICE <{url}> {{ city:tehran skos:prefLabel ?name }} }}", server.url) == [
            "Tehran",
            "تهران",
        ]
    (visit,) = server.visits
    assert (visit.method, visit.target) == ("POST", "/sparql?x=1")
    assert visit.headers["content-type"] == "application/sparql-query"
    assert b"<https://w3id.org/cdkg/id/city/tehran>" in visit.body
    assert b"127.0.0.1" not in visit.body


def test_two_servers_are_told_apart() -> None:
    with trap(lambda visit: results("one")) as one, trap(lambda visit: results("two")) as two:
        parts = [f"{{ SERVICE <{server.url}/> {{ ?s ?p ?name }} }}" for server in (one, two)]
        text = f"SELECT * {{ {' UNION '.join(parts)} }}"
        assert sorted(ask(text, f"{one.url} {two.url}")) == ["one", "two"]
        with pytest.raises(CdkgError, match="not on the list"):
            ask(text, one.url)
    assert (one.connections, two.connections) == (1, 1)


XML = """<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="name"/></head>
<results><result><binding name="name"><literal>x</literal></binding></result></results></sparql>"""


def test_results_in_xml_are_read_too() -> None:
    with trap(lambda visit: Reply(200, XML.encode(), {"Content-Type": "application/sparql-results+xml"})) as server:
        assert ask(f"SELECT * {{ SERVICE <{server.url}> {{ ?s ?p ?name }} }}", server.url) == ["x"]


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply(500, b"no", JSON), "answers with status 500"),
        (Reply(204, b"", JSON), "answers with status 204"),
        (Reply(200, b"<html>", {"Content-Type": "text/html"}), "answers with text/html"),
        (Reply(200, b"{}"), "answers with no media type"),
        (Reply(200, b" " * 10_001, JSON), "longer than 10000 bytes"),
    ],
)
def test_a_server_that_does_not_answer_as_it_should_is_named(reply: Reply, says: str) -> None:
    with trap(lambda visit: reply) as server:
        text = f"SELECT * {{ SERVICE <{server.url}/s> {{ ?s ?p ?name }} }}"
        with pytest.raises(RemoteError, match=says) as refused:
            ask(text, server.url)
        silent = ask(text.replace("SERVICE", "SERVICE SILENT"), server.url)
    assert silent == [""]
    assert f"{server.url}/s" in refused.value.message.en
    assert f"{server.url}/s" in refused.value.message.fa


def test_malformed_results_are_the_other_servers_fault() -> None:
    body = b'{"head": {"vars": ["name"]}, "results": {"bindings": ['
    with trap(lambda visit: Reply(200, body, JSON)) as server, pytest.raises(RemoteError, match="malformed results"):
        ask(f"SELECT * {{ SERVICE <{server.url}/s> {{ ?s ?p ?name }} }}", server.url)


def test_a_redirect_to_what_may_not_be_asked_is_not_followed() -> None:
    with (
        trap() as forbidden,
        trap(lambda visit: Reply(302, b"", {"Location": forbidden.url})) as server,
        pytest.raises(EgressError, match="not on the list"),
    ):
        ask(f"SELECT * {{ SERVICE <{server.url}> {{ ?s ?p ?name }} }}", server.url)
    assert forbidden.connections == 0


def test_servers_are_asked_a_number_of_times_only() -> None:
    store = ox.Store()
    for number in range(MOST_REQUESTS + 5):
        store.add(ox.Quad(TEHRAN, ox.NamedNode("http://x/p"), ox.Literal(number)))
    with trap(lambda visit: results("x")) as server:
        text = f"SELECT * {{ ?s ?p ?name FILTER EXISTS {{ SERVICE <{server.url}> {{ ?s ?p ?other }} }} }}"
        with pytest.raises(RemoteError, match=f"more than {MOST_REQUESTS} times"):
            ask(text, server.url, store)
    assert server.connections == MOST_REQUESTS


def test_the_limit_of_bytes_is_that_of_all_calls_together() -> None:
    with trap(lambda visit: results("x" * 6000)) as server:
        one = f"{{ SERVICE <{server.url}> {{ ?s ?p ?name }} }}"
        assert len(ask(f"SELECT * {one}", server.url)) == 1
        with pytest.raises(RemoteError, match="longer than"):
            ask(f"SELECT * {{ {one} UNION {one} }}", server.url)


def test_nobody_else_is_forwarded_and_nothing_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    ports: list[int] = []
    answers: list[int] = []

    def reply(visit: Visit) -> Reply:
        for path in ("/", "/0", "/" + "x" * 32 + "/0", f"{server.url}/"):
            connection = http.client.HTTPConnection("127.0.0.1", ports[0], timeout=5)
            connection.request("POST", path, b"ASK {}")
            answers.append(connection.getresponse().status)
            connection.close()
        return results("x")

    made = Forwarder.__init__

    def remember(self: Forwarder, calls: Sequence[Call], account: Account) -> None:
        made(self, calls, account)
        ports.append(self.server_address[1])

    monkeypatch.setattr(Forwarder, "__init__", remember)
    with trap(reply) as server:
        ask(f"SELECT * {{ SERVICE <{server.url}> {{ ?s ?p ?name }} }}", server.url)
    assert answers == [404] * 4
    assert server.connections == 1
    connection = http.client.HTTPConnection("127.0.0.1", ports[0], timeout=5)
    with pytest.raises(OSError, match="refused"):
        connection.request("GET", "/")


def test_a_query_without_calls_opens_nothing() -> None:
    before = active_count()
    with calling("ASK {}", (), Allowance()) as runnable:
        assert active_count() == before
        assert not any(thread.name == "forwarder" for thread in running())
    assert (runnable.text, runnable.prefixes) == ("ASK {}", {})


def test_an_error_of_the_engine_itself_stays_what_it_is() -> None:
    with trap() as server, pytest.raises(SyntaxError):
        ask(f"SELECT * {{ SERVICE <{server.url}> {{ ?s ?p ?name }} ", server.url)
    assert server.connections == 0


def test_a_document_is_loaded_with_its_own_base() -> None:
    store = ox.Store()
    with trap(lambda visit: Reply(200, b"<a> <#b> 'x' .", {"Content-Type": "text/turtle"})) as server:
        update(f"LOAD <{server.url}/data/d> INTO GRAPH <http://g/>", server.url, store)
    assert [str(quad) for quad in store] == [f'<{server.url}/data/a> <{server.url}/data/d#b> "x" <http://g/>']
    assert server.visits[0].method == "GET"


@pytest.mark.parametrize(
    ("media_type", "body", "says"),
    [
        ("text/html", "<html>", "no RDF format"),
        ("text/turtle", "<a> <b> .", "malformed"),
        ("application/rdf+xml", "<!DOCTYPE x><x/>", "document type"),
        ("application/ld+json", '{"@context": "http://127.0.0.1:9/"}', "would have to be fetched"),
        ("text/turtle", "<a> <b> " + "[<b> " * 1000, "deeper than"),
    ],
)
def test_a_document_that_cannot_be_read_is_not_loaded(media_type: str, body: str, says: str) -> None:
    store = ox.Store()
    with trap(lambda visit: Reply(200, body.encode(), {"Content-Type": media_type})) as server:
        with pytest.raises(CdkgError, match=says):
            update(f"LOAD <{server.url}/d>", server.url, store)
        update(f"LOAD SILENT <{server.url}/d>", server.url, store)
    assert len(store) == 0
