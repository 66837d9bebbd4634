"""What was answered before is given again as long as the graph is the same, and never to the wrong one."""

from __future__ import annotations

import gzip
import sys
import threading
from itertools import count
from urllib.parse import quote

import brotli  # type: ignore[import-untyped]
import pytest
from flask.testing import FlaskClient

from cdkg.errors import StoreError
from cdkg.web.kept_answers import KeptAnswer, KeptAnswers
from web_site import BROWSER, SPARQL_JSON, InMemoryStore, client

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SELECT = "SELECT ?name WHERE { city:tehran skos:prefLabel ?name }"
QUERY = f"/sparql?query={quote(SELECT)}"
JSON = {"Accept": SPARQL_JSON}


def test_a_repeated_query_does_not_reach_the_store_again() -> None:
    store = InMemoryStore()
    site = client(store)
    first, second = site.get(QUERY, headers=JSON), site.get(QUERY, headers=JSON)
    assert len(store.asked) == 1
    assert (first.status_code, first.data) == (200, second.data)
    assert set(first.headers) ^ set(second.headers) == {
        ("X-Request-Id", answer.headers["X-Request-Id"]) for answer in (first, second)
    }


def test_another_format_graph_or_way_of_asking_is_another_question() -> None:
    store = InMemoryStore()
    site = client(store)
    direct = {"data": SELECT.encode(), "content_type": "application/sparql-query"}
    form = {"data": {"query": SELECT}}
    for _ in range(2):
        assert site.get(QUERY, headers=JSON).mimetype == SPARQL_JSON
        assert site.get(QUERY, headers={"Accept": "text/csv"}).mimetype == "text/csv"
        assert (
            site.get(QUERY + "&default-graph-uri=http://x/none", headers=JSON).get_json()["results"]["bindings"] == []
        )
        assert site.post("/sparql", **direct).mimetype == SPARQL_JSON
        assert site.post("/sparql", **form).mimetype == SPARQL_JSON
        assert site.post("/sparql", data={"query": "ASK { }"}).get_json()["boolean"] is True
    assert len(store.asked) == 6


@pytest.mark.parametrize(("seconds", "is_kept"), [(0.001, False), (1.0, True)])
def test_a_page_that_took_long_to_make_is_not_made_again(
    monkeypatch: pytest.MonkeyPatch, seconds: float, *, is_kept: bool
) -> None:
    clock = count(step=seconds)
    monkeypatch.setattr("cdkg.web.front.perf_counter", lambda: next(clock))
    store = InMemoryStore()
    site = client(store)
    first = site.get("/id/city/tehran", headers={"Accept": BROWSER})
    asked = len(store.asked)
    second = site.get("/id/city/tehran", headers={"Accept": BROWSER})
    assert (first.status_code, first.data) == (200, second.data)
    assert asked > 0
    assert (len(store.asked) == asked) is is_kept


def test_a_new_version_is_seen_at_once() -> None:
    store = InMemoryStore()
    site = client(store)
    tag = site.get(QUERY, headers=JSON).headers["ETag"]
    store.version = "test-2"
    answer = site.get(QUERY, headers=JSON | {"If-None-Match": tag})
    assert answer.status_code == 200
    assert answer.headers["ETag"] != tag
    assert len(store.asked) == 2


def test_an_answer_that_a_new_version_overtook_is_not_kept() -> None:
    class Overtaken(InMemoryStore):
        def answer(self, question):  # type: ignore[no-untyped-def]
            answer = super().answer(question)
            self.version = f"test-{len(self.asked) + 1}"
            return answer

    store = Overtaken()
    site = client(store)
    site.get(QUERY, headers=JSON)
    before = len(store.asked)
    site.get(QUERY, headers=JSON)
    assert len(store.asked) == before + 1


@pytest.mark.parametrize("path", [QUERY, "/", "/id/city/tehran", "/ontology", "/static/style.css", "/queries/"])
@pytest.mark.parametrize("encoding", ["identity", "gzip", "br", "zstd"])
def test_a_client_that_has_the_answer_is_told_so(path: str, encoding: str) -> None:
    site = client()
    asks = {"Accept": BROWSER, "Accept-Encoding": encoding}
    whole = site.get(path, headers=asks)
    tag = whole.headers["ETag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        for fresh in (site, client()):
            for method in ("GET", "HEAD"):
                answer = fresh.open(path, method=method, headers=asks | {"If-None-Match": known})
                assert (answer.status_code, answer.data) == (304, b"")
                assert answer.headers["ETag"] == tag
                assert answer.headers["Cache-Control"] == "no-cache"
                assert answer.headers.get("Vary") == whole.headers.get("Vary")
                assert answer.headers["Access-Control-Allow-Origin"] == "*"
                assert "Content-Type" not in answer.headers
    assert site.get(path, headers=asks | {"If-None-Match": '"other"'}).status_code == 200


def test_a_tag_is_no_reason_to_refuse_a_post() -> None:
    answer = client().post("/sparql", data={"query": SELECT}, headers={"If-None-Match": "*"})
    assert answer.status_code == 200
    assert "ETag" not in answer.headers


def test_each_coding_and_format_has_its_own_tag() -> None:
    site = client()
    tags = {
        site.get("/ontology", headers={"Accept": accept, "Accept-Encoding": encoding}).headers["ETag"]
        for accept in (BROWSER, "text/turtle", "application/n-triples")
        for encoding in ("identity", "gzip")
    }
    assert len(tags) == 6


@pytest.mark.parametrize(
    "header", [("Authorization", "Bearer x"), ("Cookie", "a=b"), ("Range", "bytes=0-5"), ("If-Match", '"x"')]
)
def test_nothing_is_kept_of_a_request_that_is_a_persons_own(header: tuple[str, str]) -> None:
    store = InMemoryStore()
    site = client(store).application.test_client(use_cookies=False)
    for _ in range(2):
        answer = site.get(QUERY, headers=[*JSON.items(), header])
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
    assert len(store.asked) == 2


@pytest.mark.parametrize("path", ["/sparql?query=SELECT", "/nothing", "/health"])
def test_failures_and_the_state_of_health_are_not_kept(path: str) -> None:
    store = InMemoryStore()
    site = client(store)
    site.get(path)
    store.fault = StoreError("Gone.", "نیست.")
    assert site.get(path).status_code != 200


def test_a_body_that_is_too_long_is_not_read() -> None:
    site = client(query_bytes=100)
    assert site.post("/sparql", data={"query": "ASK { } #" + "x" * 100_000}).status_code == 413


def test_without_memory_nothing_is_kept() -> None:
    store = InMemoryStore()
    site = client(store, cache_mib=0)
    for _ in range(2):
        assert site.get(QUERY, headers=JSON).status_code == 200
    assert len(store.asked) == 2


def kept(body: bytes) -> KeptAnswer:
    return KeptAnswer("200 OK", (), "", body)


def test_the_memory_is_bounded_and_the_longest_unasked_goes_first() -> None:
    memory = KeptAnswers(100_100)
    for number in range(9):
        memory.keep("1", str(number), kept(bytes(8_000)))
        assert memory.find("1", "0") is not None
    memory.keep("1", "9", kept(bytes(8_000)))
    memory.keep("1", "10", kept(bytes(8_000)))
    found = [number for number in range(11) if memory.find("1", str(number)) is not None]
    assert found == [0, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    memory.keep("1", "large", kept(bytes(20_000)))
    assert memory.find("1", "large") is None
    assert memory.find("1", "0") is not None


def test_a_key_counts_towards_the_memory() -> None:
    memory = KeptAnswers(80_000)
    memory.keep("1", "x" * 20_000, kept(b""))
    assert memory.find("1", "x" * 20_000) is None


def test_keeping_the_same_answer_twice_takes_its_room_once() -> None:
    memory = KeptAnswers(100_000)
    memory.keep("1", "a", kept(bytes(8_000)))
    for _ in range(50):
        memory.keep("1", "b", kept(bytes(8_000)))
    assert memory.find("1", "a") is not None


def test_a_late_answer_of_an_older_version_is_not_given_for_the_newer() -> None:
    memory = KeptAnswers(100_000)
    memory.keep("2", "a", kept(b"new"))
    memory.keep("1", "a", kept(b"old"))
    assert memory.find("2", "a") is None
    memory.keep("2", "a", kept(b"new"))
    found = memory.find("2", "a")
    assert found is not None
    assert found.body == b"new"


def test_threads_may_share_the_memory() -> None:
    memory = KeptAnswers(200_000)
    wrong: list[object] = []

    def work(start: int) -> None:
        for step in range(2_000):
            number = (start + step * 7) % 60
            memory.keep(str(step % 3), str(number), kept(b"%d" % number * 1_000))
            found = memory.find(str(step % 3), str(number))
            if found is not None and found.body != b"%d" % number * 1_000:
                wrong.append(number)

    threads = [threading.Thread(target=work, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.fixture
def site() -> FlaskClient:
    return client()


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        (None, None),
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("gzip;q=0", None),
        ("gzip;q=0, *", "zstd"),
        ("br;q=0.2, identity;q=0.5", None),
        ("br;q=0.5, identity;q=0.2", "br"),
        ("*", "zstd"),
        ("*;q=0", None),
        ("compress, x", None),
        (";;q=,=", None),
    ],
)
def test_a_client_gets_the_coding_that_it_likes_best(
    site: FlaskClient, accepted: str | None, coding: str | None
) -> None:
    plain = client().get("/ontology", headers={"Accept": "text/html", "Accept-Encoding": "identity"})
    asks = {"Accept": "text/html"} | ({} if accepted is None else {"Accept-Encoding": accepted})
    answer = site.get("/ontology", headers=asks)
    assert answer.headers.get("Content-Encoding") == coding
    opened = {
        None: bytes,
        "gzip": gzip.decompress,
        "br": brotli.decompress,
        "zstd": zstd.decompress,
    }[coding](answer.data)
    assert opened == plain.data
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_a_small_answer_is_not_compressed(site: FlaskClient) -> None:
    answer = site.get("/sparql?query=ASK{}", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
