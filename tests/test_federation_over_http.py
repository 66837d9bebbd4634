"""A query that reaches the endpoint asks the servers that the settings name, through a worker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any

import pyoxigraph as ox
import pytest

from cdkg.settings import Settings
from cdkg.store.embedded import EmbeddedStore
from cdkg.store.generations import publish
from cdkg.web import create_app
from trap import Reply, Trap, trap

BODY = b'{"head": {"vars": ["name"]}, "results": {"bindings": [{"name": {"type": "literal", "value": "far"}}]}}'


@pytest.fixture(scope="module")
def other() -> Iterator[Trap]:
    with trap(lambda visit: Reply(200, BODY, {"Content-Type": "application/sparql-results+json"})) as server:
        yield server


def test_only_servers_on_the_list_are_asked(other: Trap, tmp_path: Path) -> None:
    publish(tmp_path, [ox.Quad(ox.NamedNode("http://x/s"), ox.NamedNode("http://x/p"), ox.Literal("near"))], {})
    settings = Settings(store=str(tmp_path), query_workers=1, allow=f"{other.url}/sparql")
    service = f"SELECT * {{ SERVICE <{other.url}/sparql> {{ ?s ?p ?name }} }}"
    with closing(EmbeddedStore(tmp_path, settings)) as store, trap() as forbidden:
        site = create_app(store, settings).test_client()
        answer = site.get("/sparql", query_string={"query": service})
        assert answer.status_code == 200
        assert json.loads(answer.data)["results"]["bindings"][0]["name"]["value"] == "far"
        for path in ("", "/", "/sparql2", "/../x"):
            refused = site.get("/sparql", query_string={"query": service.replace("/sparql>", f"{path}>")})
            assert (refused.status_code, "not on the list" in refused.text) == (403, True)
        wrong = site.get("/sparql", query_string={"query": service.replace(other.url, forbidden.url)})
        assert wrong.status_code == 403
        other.reply = lambda visit: Reply(500)
        failed = site.get("/sparql", query_string={"query": service + " # again"})
        assert (failed.status_code, "answers with status 500" in failed.text) == (502, True)
        text = f"SELECT * {{\n SERVICE <{other.url}/sparql> {{ ?s }} }}"
        malformed = site.get("/sparql", query_string={"query": text})
        assert (malformed.status_code, json.loads(malformed.data)["line"]) == (400, 2)
    assert (len(other.visits), forbidden.connections) == (2, 0)


@pytest.mark.parametrize(
    ("limits", "reply", "says"),
    [
        ({"fetch_seconds": 0.3}, Reply(raw=lambda send: Event().wait(2)), "did not answer in time"),
        ({"fetch_bytes": len(BODY) - 1}, Reply(200, BODY), f"longer than {len(BODY) - 1} bytes"),
    ],
    ids=["time", "size"],
)
def test_a_call_ends_where_its_limits_are(limits: dict[str, Any], reply: Reply, says: str, tmp_path: Path) -> None:
    publish(tmp_path, [], {})
    with trap(lambda visit: reply) as slow:
        settings = Settings(store=str(tmp_path), query_workers=1, allow=slow.url, **limits)
        with closing(EmbeddedStore(tmp_path, settings)) as store:
            site = create_app(store, settings).test_client()
            answer = site.get("/sparql", query_string={"query": f"SELECT * {{ SERVICE <{slow.url}/> {{ ?s ?p ?o }} }}"})
    assert (answer.status_code, says in answer.text) == (502, True)


def test_wikidata_is_asked_by_its_word_and_not_unless_it_stands_there(tmp_path: Path) -> None:
    publish(tmp_path, [], {})
    text = (
        "SELECT * { SERVICE <https://query.wikidata.org/sparql> { ?s ?p ?o } SERVICE <http://192.0.2.1/> { ?s ?p ?o } }"
    )
    for allow, says in (("none", "CDKG_ALLOW=wikidata"), ("wikidata-search", "wikidata.org/sparql is not on the list")):
        settings = Settings(store=str(tmp_path), query_workers=1, allow=allow)
        with closing(EmbeddedStore(tmp_path, settings)) as store:
            answer = create_app(store, settings).test_client().get("/sparql", query_string={"query": text})
        assert (answer.status_code, says in answer.text) == (403, True)
    settings = Settings(store=str(tmp_path), query_workers=1, allow="wikidata")
    with closing(EmbeddedStore(tmp_path, settings)) as store:
        answer = create_app(store, settings).test_client().get("/sparql", query_string={"query": text})
    assert (answer.status_code, "http://192.0.2.1/ is not on the list" in answer.text) == (403, True)
