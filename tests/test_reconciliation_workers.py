"""Names are matched in processes of their own: what goes wrong there costs one request, and is told as everywhere."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cdkg.matching import Index
from cdkg.namespaces import ENTITY, ONTOLOGY, RDF, SKOS
from cdkg.settings import Settings
from cdkg.store.embedded import EmbeddedStore
from cdkg.store.generations import publish
from cdkg.web import create_app
from cdkg.web.reconciliation import tasks
from processes import descendants, wait_until
from web_site import client

ENGLISH, PERSIAN = "/reconcile/en", "/reconcile/fa"
PATIENT = Settings(memory_triples=0)
HASTY = Settings(memory_triples=0, query_seconds=2.0, worker_memory_mib=256)
PATHS = (
    ENGLISH,
    f"{ENGLISH}?queries=" + '{"q": {"query": "Utopia"}}',
    f"{ENGLISH}?extend=" + '{"ids": ["id/city/utopia"], "properties": [{"id": "skos:prefLabel"}]}',
    f"{ENGLISH}/suggest/entity?prefix=Uto",
    f"{ENGLISH}/suggest/type?prefix=Ci",
    f"{ENGLISH}/suggest/property?prefix=pre",
    f"{ENGLISH}/flyout/entity?id=id/city/utopia",
    f"{ENGLISH}/properties?type=City",
    f"{ENGLISH}/preview?id=id/city/utopia&query=Utopya",
)


def graph(*names: str) -> Iterator[ox.Quad]:
    for name in names:
        city = ox.NamedNode(f"{ENTITY}city/{name.lower()}")
        for kind in ("Actor", "City"):
            yield ox.Quad(city, ox.NamedNode(RDF + "type"), ox.NamedNode(ONTOLOGY + kind))
        yield ox.Quad(city, ox.NamedNode(SKOS + "prefLabel"), ox.Literal(name, language="en"))


def hang(*_: object) -> str:
    while True:
        pass


def die(*_: object) -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return ""


def swell(*_: object) -> str:
    return str(len(bytearray(2**30)))


def unexpected(*_: object) -> None:
    raise AssertionError("the index is built in the web process")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    publish(tmp_path, graph("Utopia"), {})
    return tmp_path


@pytest.fixture
def site(folder: Path) -> Iterator[FlaskClient]:
    yield from served(folder, PATIENT)


@pytest.fixture(scope="module")
def lasting_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A site for the tests after which it is as it was."""
    folder = tmp_path_factory.mktemp("lasting")
    publish(folder, graph("Utopia"), {})
    yield from served(folder, PATIENT)


@pytest.fixture
def hasty_site(folder: Path) -> Iterator[FlaskClient]:
    yield from served(folder, HASTY)


def served(folder: Path, settings: Settings) -> Iterator[FlaskClient]:
    store = EmbeddedStore(folder, settings)
    yield create_app(store, settings).test_client()
    store.close()


def ask(site: FlaskClient, name: str, path: str = ENGLISH) -> TestResponse:
    return site.post(path, data={"queries": json.dumps({"q": {"query": name}})})


def best(answer: TestResponse) -> str:
    assert answer.status_code == 200
    return str(answer.get_json()["q"]["result"][0]["name"])


@pytest.mark.parametrize("fault", [hang, die, swell])
@pytest.mark.parametrize(("path", "said"), [(ENGLISH, "This took|The process"), (PERSIAN, "این کار|پردازه این کار")])
def test_a_matching_that_hangs_or_dies_costs_one_request(
    hasty_site: FlaskClient, monkeypatch: pytest.MonkeyPatch, fault: object, path: str, said: str
) -> None:
    # On a busy machine the workers may need longer to start than a request may take.
    assert wait_until(lambda: ask(hasty_site, "Utopia").status_code == 200, 60)
    with monkeypatch.context() as patch:
        patch.setattr(tasks, "batch", fault)
        answer = ask(hasty_site, "Utopia", path)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.mimetype == "application/problem+json"
    told = answer.get_json()
    assert told["type"].endswith("/over-budget")
    assert re.match(said, told["detail"])
    assert best(ask(hasty_site, "Utopia")) == "Utopia"


def test_a_publication_is_seen_by_the_next_request(folder: Path, site: FlaskClient) -> None:
    assert best(ask(site, "Utopia")) == "Utopia"
    for name in ("Erewhon", "Cockaigne"):
        publish(folder, graph(name), {})
        assert best(ask(site, name)) == name
        assert ask(site, "Utopia").get_json()["q"]["result"] == []


@pytest.mark.parametrize("path", PATHS)
def test_the_web_process_builds_no_index(lasting_site: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr(Index, "__init__", unexpected)
    assert client().get(path).status_code == 500, "a store without processes would build it here"
    assert lasting_site.get(path).status_code == 200


def test_whoever_matches_no_names_starts_nothing(site: FlaskClient) -> None:
    before = descendants(os.getpid())
    assert site.get(f"{ENGLISH}/features").status_code == 200
    assert ask(site, "", "/reconcile/de").status_code == 404
    assert descendants(os.getpid()) == before
    assert ask(site, "Utopia").status_code == 200
    assert descendants(os.getpid()) != before


def test_what_is_wrong_with_a_request_is_told_from_there_too(lasting_site: FlaskClient) -> None:
    for path, said in ((ENGLISH, "50"), (PERSIAN, "۵۰")):
        queries = json.dumps({f"q{number}": {"query": "x"} for number in range(51)})
        answer = lasting_site.post(path, data={"queries": queries})
        assert answer.status_code == 413
        assert said in answer.get_json()["detail"]


def test_a_store_without_processes_is_matched_with_where_it_is() -> None:
    assert client().get(f"{ENGLISH}?queries=" + '{"q": {"query": "Tehran"}}').status_code == 200


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"queries": r'{"\ud800": {"query": "\ud800"}}'}, 200),
        ({"queries": r'{"\ud800": {}}'}, 400),
        ({"extend": r'{"ids": ["\ud800"], "properties": [{"id": "skos:prefLabel"}]}'}, 200),
        ({"extend": r'{"ids": [], "properties": [{"id": "\ud800"}]}'}, 400),
    ],
)
def test_half_a_character_is_answered_as_any_other(
    lasting_site: FlaskClient, form: dict[str, str], status: int
) -> None:
    answer = lasting_site.post(ENGLISH, data=form)
    assert answer.status_code == status
    assert status == 400 or r"\ud800" in answer.text
