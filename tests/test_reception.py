"""What is answered in the event loop is answered as in a thread, and nobody who is slow holds up others."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from flask import Flask

from asgi_client import Reply, coming, exchange, never, scope
from cdkg.settings import Settings
from cdkg.store import Answer, PromptStore, Question
from cdkg.web import create_app
from cdkg.web.access_log import Numbered
from cdkg.web.finishing import Sent
from cdkg.web.front import AT_ONCE
from cdkg.web.reception import Reception
from processes import wait_until
from web_site import BROWSER, InMemoryStore

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LABELS = "SELECT ?label { <https://w3id.org/cdkg/id/city/tehran> skos:prefLabel ?label } ORDER BY ?label"
FORM = b"application/x-www-form-urlencoded"
DIRECT = b"application/sparql-query"
ENCODED = quote(LABELS).encode()

Request = tuple[dict[str, Any], bytes]


def get(query: bytes, *headers: tuple[bytes, bytes], method: str = "GET", path: bytes = b"/sparql") -> Request:
    return scope(method, path, query, headers), b""


def post(body: bytes, media_type: bytes, *headers: tuple[bytes, bytes]) -> Request:
    length = str(len(body)).encode()
    return scope("POST", b"/sparql", b"", [(b"content-type", media_type), (b"content-length", length), *headers]), body


REQUESTS = {
    "get": get(b"query=" + ENCODED),
    "csv": get(b"query=" + ENCODED, (b"accept", b"text/csv")),
    "head": get(b"query=" + ENCODED, method="HEAD"),
    "form": post(b"query=" + ENCODED, FORM),
    "direct": post(LABELS.encode(), DIRECT),
    "ask": get(b"query=" + quote("ASK { ?s ?p 'تهران'@fa }").encode()),
    "construct": get(b"query=" + quote("CONSTRUCT WHERE { ?s skos:prefLabel ?o }").encode()),
    "cut": get(b"query=" + quote("SELECT * { ?s ?p ?o }").encode()),
    "compressed": get(b"query=" + quote("SELECT * { ?s ?p ?o }").encode(), (b"accept-encoding", b"br, gzip")),
    "syntax": get(b"query=" + quote("SELECT * {").encode(), (b"accept-language", b"fa")),
    "misspelt": get(b"query=" + quote("SELECT * { ?s cdkg:partty ?o }").encode()),
    "time": get(b"query=" + quote("SELECT (1 AS ?n) { FILTER(YEAR(NOW()) > 2000) }").encode()),
    "page": get(b"query=" + ENCODED, (b"accept", BROWSER.encode())),
    "update": post(b"update=INSERT%20DATA%20%7B%7D", FORM),
    "home": get(b"lang=fa", path=b"/"),
    "entity": get(b"", path=b"/id/city/tehran"),
    "nothing": get(b"", path=b"/id/%FF"),
}


class PromptInMemoryStore(InMemoryStore):
    """Answers without a thread what it may."""

    answered_at_once = 0

    async def answer_at_once(self, question: Question) -> Answer | None:
        await asyncio.sleep(0)
        self.answered_at_once += 1
        return self.answer(question)


class BusyStore(InMemoryStore):
    """Never answers without a thread."""

    async def answer_at_once(self, question: Question) -> Answer | None:
        return None


def made(store: InMemoryStore, **settings: Any) -> tuple[Reception, Flask]:
    app = create_app(store, Settings(result_rows=20, **settings))
    return Reception(app, app.extensions[AT_ONCE], 4, 20), app


def asked(reception: Reception, request: Request) -> Reply:
    environ, body = request
    return asyncio.run(exchange(reception, environ, coming(body) if body else None))


def comparable(reply: Reply) -> tuple[int, list[tuple[str, str]], bytes]:
    return reply.status, sorted(pair for pair in reply.headers if pair[0] != "x-request-id"), reply.body


@pytest.mark.parametrize("name", REQUESTS)
def test_with_and_without_a_thread_the_answer_is_the_same(name: str) -> None:
    prompt, busy = PromptInMemoryStore(), BusyStore()
    assert isinstance(prompt, PromptStore)
    (at_once, _), (in_threads, _) = made(prompt), made(busy)
    first = asked(in_threads, REQUESTS[name])
    assert first.is_whole
    assert len([pair for pair in first.headers if pair[0] == "x-request-id"]) == 1
    # The first time a query is looked over, and perhaps what is misspelt in it is looked for, in a thread.
    for _ in range(3):
        assert comparable(asked(at_once, REQUESTS[name])) == comparable(first)


@pytest.mark.parametrize("name", ["get", "csv", "head", "form", "direct", "ask", "construct", "cut", "compressed"])
def test_a_plain_query_of_a_known_outline_needs_no_thread(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = PromptInMemoryStore()
    reception, app = made(store, cache_mib=0)
    asked(reception, REQUESTS[name])
    before = store.answered_at_once
    monkeypatch.setattr(app, "wsgi_app", refuse)
    assert asked(reception, REQUESTS[name]).status == 200
    assert store.answered_at_once == before + 1


def refuse(_environ: WSGIEnvironment, _start_response: StartResponse) -> Iterable[bytes]:
    raise AssertionError("it was asked in a thread")


def test_what_was_answered_before_needs_neither_thread_nor_store(monkeypatch: pytest.MonkeyPatch) -> None:
    store = BusyStore()
    reception, app = made(store)
    first = asked(reception, REQUESTS["get"])
    monkeypatch.setattr(app, "wsgi_app", refuse)
    again = asked(reception, REQUESTS["get"])
    assert (comparable(again), len(store.asked)) == (comparable(first), 1)
    tag = dict(first.headers)["etag"].encode()
    same = asked(reception, get(b"query=" + ENCODED, (b"if-none-match", tag)))
    assert (same.status, same.body, dict(same.headers)["etag"]) == (304, b"", tag.decode())
    store.version = "test-2"
    monkeypatch.undo()
    assert asked(reception, REQUESTS["get"]).status == 200
    assert len(store.asked) == 2


def test_each_request_has_its_line_in_the_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    reception, app = made(PromptInMemoryStore(), access_log=str(log))
    for _ in range(3):
        asked(reception, REQUESTS["get"])
    assert isinstance(app.wsgi_app, Numbered)
    app.wsgi_app.close()
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line["cached"] for line in lines] == [False, True, True]
    assert len({line["id"] for line in lines}) == 3
    assert {(line["status"], line["path"], line["format"]) for line in lines} == {
        (200, "/sparql", "application/sparql-results+json")
    }
    assert len({line["bytes"] for line in lines}) == 1


class SlowStore(InMemoryStore):
    """Answers when it may."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.may_answer = threading.Event()

    def answer(self, question: Question) -> Answer:
        answer = super().answer(question)
        assert self.may_answer.wait(20)
        return answer


async def all_wait(store: SlowStore) -> None:
    """Let all requests go on until they wait for the store, or for another one."""
    assert await asyncio.to_thread(wait_until, lambda: bool(store.asked), 20)
    for _ in range(100):
        await asyncio.sleep(0)


def together(reception: Reception, store: SlowStore, request: Request, count: int) -> list[Reply]:
    """Send a request many times before the first is answered."""

    async def call() -> list[Reply]:
        environ, body = request
        replies = [asyncio.create_task(exchange(reception, dict(environ), coming(body))) for _ in range(count)]
        await all_wait(store)
        store.may_answer.set()
        return await asyncio.gather(*replies)

    return asyncio.run(call())


@pytest.mark.parametrize("name", ["get", "form"])
def test_who_asks_the_same_at_the_same_time_shares_one_answer(name: str) -> None:
    store = SlowStore()
    replies = together(made(store)[0], store, REQUESTS[name], 20)
    assert len(store.asked) == 1
    assert len({reply.body for reply in replies}) == 1
    assert {reply.status for reply in replies} == {200}
    assert len({dict(reply.headers)["x-request-id"] for reply in replies}) == 20


def test_what_holds_for_once_only_is_asked_each_time() -> None:
    store = SlowStore()
    replies = together(made(store)[0], store, REQUESTS["time"], 4)
    assert [reply.status for reply in replies] == [200] * 4
    assert len(store.asked) == 4


def test_nobody_is_given_an_answer_that_is_older_than_the_question() -> None:
    store = SlowStore()
    reception, _ = made(store)

    async def call() -> Reply:
        first = asyncio.create_task(exchange(reception, REQUESTS["get"][0]))
        await all_wait(store)
        store.version = "test-2"
        second = asyncio.create_task(exchange(reception, REQUESTS["get"][0]))
        await all_wait(store)
        store.may_answer.set()
        await first
        return await second

    assert asyncio.run(call()).status == 200
    assert len(store.asked) == 2


async def not_at_once(_: WSGIEnvironment) -> Sent | None:
    return None


def answering(body: Iterable[bytes]) -> WSGIApplication:
    def application(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [("X-Name", "é")])
        return body

    return application


class Parts:
    """A long body, which tells when it is closed."""

    def __init__(self, count: int) -> None:
        self._count = count
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        return (bytes([number % 256]) * 10_000 for number in range(self._count))

    def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize("count", [0, 1, 26, 27, 400])
def test_a_body_of_any_length_is_sent_whole_and_closed(count: int) -> None:
    body = Parts(count)
    reply = asyncio.run(exchange(Reception(answering(body), not_at_once, 1, 20), scope()))
    assert (reply.status, reply.headers, reply.is_whole) == (200, [("x-name", "é")], True)
    assert reply.body == b"".join(body)
    assert body.is_closed
    assert all(len(part) < 300_000 for part in reply.parts)


def test_a_body_is_closed_when_its_client_goes_away() -> None:
    body = Parts(400)

    async def send(event: dict[str, Any]) -> None:
        if event["type"] == "http.response.body":
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        asyncio.run(Reception(answering(body), not_at_once, 1, 20)(scope(), coming(), send))
    assert body.is_closed


def test_an_application_that_fails_is_told_of_and_costs_its_request(capfd: pytest.CaptureFixture[str]) -> None:
    reply = asyncio.run(exchange(Reception(refuse, not_at_once, 1, 20), scope()))
    assert (reply.status, reply.body) == (500, b"")
    assert "it was asked in a thread" in capfd.readouterr().err


def test_a_failure_in_the_event_loop_is_told_of_and_costs_its_request(capfd: pytest.CaptureFixture[str]) -> None:
    async def fail(_: WSGIEnvironment) -> Sent | None:
        raise ZeroDivisionError("in the loop")

    reply = asyncio.run(exchange(Reception(refuse, fail, 1, 20), scope()))
    assert (reply.status, reply.body) == (500, b"")
    assert "in the loop" in capfd.readouterr().err


def reading(read: list[bytes]) -> WSGIApplication:
    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        read.append(environ["wsgi.input"].read())
        start_response("204 NO CONTENT", [])
        return []

    return application


@pytest.mark.parametrize("length", [4, 2_000_000], ids=["awaited", "read in a thread"])
def test_a_body_reaches_the_application(length: int) -> None:
    read: list[bytes] = []
    headers = [(b"content-length", str(length).encode())]
    parts = [b"x" * (length // 4)] * 4
    request = scope("POST", headers=headers)
    reply = asyncio.run(exchange(Reception(reading(read), not_at_once, 1, 20), request, coming(*parts)))
    assert (reply.status, read) == (204, [b"x" * length])


def test_over_http_2_a_body_needs_no_length() -> None:
    read: list[bytes] = []
    request = scope("POST") | {"http_version": "2"}
    reply = asyncio.run(exchange(Reception(reading(read), not_at_once, 1, 20), request, coming(b"ab", b"c")))
    assert (reply.status, read) == (204, [b"abc"])


@pytest.mark.parametrize(
    "header",
    [(b"content-length", b"4"), (b"content-length", b"2000000"), (b"transfer-encoding", b"chunked")],
    ids=["short", "long", "of unknown length"],
)
def test_what_a_client_breaks_off_is_not_carried_out(header: tuple[bytes, bytes]) -> None:
    read: list[bytes] = []
    reception = Reception(reading(read), not_at_once, 1, 20)
    reply = asyncio.run(exchange(reception, scope("POST", headers=[header]), coming(b"ab", is_cut=True)))
    assert (reply.status, read) == (500, [])


def test_slow_bodies_hold_no_thread() -> None:
    reception = Reception(answering([b"served"]), not_at_once, 1, 20)

    async def call() -> bytes:
        request = scope("POST", headers=[(b"content-length", b"100000")])
        slow = [asyncio.create_task(exchange(reception, request, never)) for _ in range(200)]
        await asyncio.sleep(0)
        served = await asyncio.wait_for(exchange(reception, scope()), 20)
        for one in slow:
            one.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
        return served.body

    assert asyncio.run(call()) == b"served"


@pytest.mark.parametrize(
    ("path", "header"),
    [
        (b"/sparql", (b"content-length", b"100")),
        (b"/sparql", (b"transfer-encoding", b"chunked")),
        (b"/validate", (b"content-length", b"100")),
        (b"/validate", (b"content-length", b"2000000")),
        (b"/validate", (b"transfer-encoding", b"chunked")),
    ],
)
def test_a_body_that_does_not_come_in_time_is_answered_so(path: bytes, header: tuple[bytes, bytes]) -> None:
    app = create_app(InMemoryStore(), Settings())
    reception = Reception(app, app.extensions[AT_ONCE], 1, 0.02)
    headers = [(b"content-type", DIRECT if path == b"/sparql" else b"text/turtle"), (b"accept-language", b"fa"), header]
    reply = asyncio.run(exchange(reception, scope("POST", path, headers=headers), never))
    assert reply.status == 408
    assert "نرسید" in json.loads(reply.body)["detail"]


def test_the_event_loop_goes_on_while_the_application_works() -> None:
    enough = threading.Event()

    def waits(_environ: WSGIEnvironment, start_response: Callable[..., object]) -> Iterable[bytes]:
        assert enough.wait(20)
        start_response("200 OK", [])
        return [b"late"]

    async def at_once(environ: WSGIEnvironment) -> Sent | None:
        return Sent("200 OK", [], b"early") if environ["PATH_INFO"] == "/early" else None

    async def call() -> tuple[bytes, bytes]:
        reception = Reception(waits, at_once, 1, 20)
        late = asyncio.create_task(exchange(reception, scope(path=b"/late")))
        early = await exchange(reception, scope(path=b"/early"))
        enough.set()
        return early.body, (await late).body

    assert asyncio.run(call()) == (b"early", b"late")
