"""A request that comes by ASGI is to the application what it would be by WSGI."""

from __future__ import annotations

import asyncio
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import ClientDisconnected, RequestTimeout

from asgi_client import coming, never, scope
from cdkg.web import gateway
from cdkg.web.gateway import Event, Incoming, body_stream, environ_of


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (b"/id/city/tehran", "/id/city/tehran"),
        (b"/id/%D8%AA%D9%87", "/id/ته"),
        ("/id/ته".encode(), "/id/ته"),
        (b"/a%2Fb%20c", "/a/b c"),
        (b"//x/../y", "//x/../y"),
        (b"*", "*"),
    ],
)
def test_the_path_is_decoded_once(path: bytes, expected: str) -> None:
    assert environ_of(scope(path=path))["PATH_INFO"].encode("latin-1").decode() == expected


@given(st.binary(max_size=40))
def test_no_byte_of_a_path_is_lost(path: bytes) -> None:
    assert environ_of(scope(path=path))["PATH_INFO"].encode("latin-1") == unquote_to_bytes(path)


def test_the_query_string_stays_encoded() -> None:
    assert environ_of(scope(query=b"query=ASK%7B%7D&a=%25"))["QUERY_STRING"] == "query=ASK%7B%7D&a=%25"


def test_headers_have_the_names_that_applications_look_for() -> None:
    headers = [
        (b"content-type", b"text/csv"),
        (b"content-length", b"3"),
        (b"accept", b"text/html"),
        (b"accept", b"text/csv;q=0.5"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
        (b"x-name", "ت".encode()),
    ]
    environ = environ_of(scope("POST", headers=headers))
    assert environ["CONTENT_TYPE"] == "text/csv"
    assert environ["CONTENT_LENGTH"] == "3"
    assert environ["HTTP_ACCEPT"] == "text/html,text/csv;q=0.5"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_X_NAME"].encode("latin-1").decode() == "ت"
    assert environ["HTTP_HOST"] == "localhost"
    assert environ["REMOTE_ADDR"] == "127.0.0.1"
    assert environ["SERVER_PROTOCOL"] == "HTTP/1.1"


def test_headers_are_those_of_the_request_also_where_they_were_seen_before() -> None:
    for value in (b"a", b"b", b"a"):
        environ = environ_of(scope(headers=[(b"x-name", value)]))
        assert environ["HTTP_X_NAME"] == value.decode()
        environ["HTTP_X_NAME"] = "of this request alone"


def test_neither_secrets_nor_any_number_of_headers_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    known: dict[object, object] = {}
    monkeypatch.setattr(gateway, "_known", known)
    for name, value in (
        (b"authorization", b"Bearer x"),
        (b"cookie", b"a=1"),
        (b"x-name", b"a" * 10_000),
        (b"x_name", b"a" * 10_000),
    ):
        assert environ_of(scope(headers=[(name, value)]))
    assert not known
    for number in range(1_000):
        environ_of(scope(headers=[(b"x-name", str(number).encode())]))
    assert 0 < len(known) <= 64


@pytest.mark.parametrize("name", [b"x_forwarded_for", b"content_length", b"if_match"])
def test_a_name_that_could_pass_for_another_is_left_out(name: bytes) -> None:
    assert "1" not in environ_of(scope(headers=[(name, b"1")])).values()


def test_a_whole_body_is_waited_for() -> None:
    async def body(*parts: bytes) -> bytes:
        return await Incoming(coming(*parts), 20).body()

    assert asyncio.run(body(b"ab", b"", b"c")) == b"abc"
    assert asyncio.run(body()) == b""


def test_a_body_that_is_broken_off_is_not_given() -> None:
    async def body() -> None:
        incoming = Incoming(coming(b"ab", is_cut=True), 20)
        with pytest.raises(ClientDisconnected):
            await incoming.body()
        assert not incoming.is_there

    asyncio.run(body())


def test_a_body_that_does_not_come_in_time_is_given_up() -> None:
    async def body() -> None:
        incoming = Incoming(never, 0.02)
        stream = body_stream(incoming)
        for _ in range(2):
            with pytest.raises(RequestTimeout):
                await incoming.body()
            with pytest.raises(RequestTimeout):
                await asyncio.to_thread(stream.read)
        assert incoming.is_there

    asyncio.run(body())


@given(st.lists(st.binary(max_size=20), max_size=8), st.integers(1, 30))
def test_a_stream_gives_the_body_in_whatever_pieces_it_came(parts: list[bytes], size: int) -> None:
    async def read() -> bytes:
        stream = body_stream(Incoming(coming(*parts), 20))
        return await asyncio.to_thread(lambda: b"".join(iter(lambda: stream.read(size), b"")))

    assert asyncio.run(read()) == b"".join(parts)


def test_a_body_that_is_cut_off_is_never_taken_for_a_whole_one() -> None:
    async def read() -> None:
        stream = body_stream(Incoming(coming(b"<a> <b> <c> .\n<a> <b>", is_cut=True), 20))
        for _ in range(2):
            with pytest.raises(ClientDisconnected):
                await asyncio.to_thread(stream.read)

    asyncio.run(read())


class Client:
    """A client that sends nothing, or a body, and goes away when it is told to.

    Args:
        body: the parts of its body.
    """

    def __init__(self, *body: bytes) -> None:
        self.goes = asyncio.Event()
        self.left = asyncio.Event()
        self._receive = coming(*body)
        self._parts = len(body) + 1

    async def __call__(self) -> Event:
        if self._parts:
            self._parts -= 1
            return await self._receive()
        await self.goes.wait()
        self.left.set()
        return {"type": "http.disconnect"}


@pytest.mark.parametrize("how", ["no body", "a body that has come", "a body that a thread reads"])
def test_a_client_that_goes_away_while_it_is_answered_is_seen_to(how: str) -> None:
    async def answer() -> list[bool]:
        client = Client(*([] if how == "no body" else [b"ab", b"c"]))
        incoming = Incoming(client, 20)
        if how == "a body that has come":
            assert await incoming.body() == b"abc"
        incoming.watch(has_body=how != "no body")
        if how == "a body that a thread reads":
            assert await asyncio.to_thread(body_stream(incoming).read) == b"abc"
        before = incoming.is_there
        client.goes.set()
        await asyncio.wait_for(client.left.wait(), 20)
        await asyncio.sleep(0)
        found = [before, incoming.is_there]
        incoming.close()
        return found

    assert asyncio.run(answer()) == [True, False]


def test_a_client_is_watched_no_longer_than_it_is_answered() -> None:
    async def answer() -> bool:
        client = Client()
        incoming = Incoming(client, 20)
        incoming.watch(has_body=False)
        await asyncio.sleep(0)
        incoming.close()
        client.goes.set()
        await asyncio.sleep(0)
        return client.left.is_set()

    assert not asyncio.run(answer())
