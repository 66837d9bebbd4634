"""Receives requests in an event loop: answers there what takes no time, and has threads run the application for others.

A thread that waits for a short answer costs more than the answer: each change from one thread to another takes as long
as a lookup in the graph. So lookups, and answers that are at hand, are given without.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from werkzeug.exceptions import HTTPException

from cdkg.web.finishing import Sent
from cdkg.web.gateway import INCOMING, Event, Incoming, Receive, Scope, body_stream, environ_of
from cdkg.web.headers import Headers
from cdkg.web.under_way import ENDED

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

Send = Callable[[Event], Awaitable[None]]

_LONGEST_BODY: Final = 1_048_576
_MOST_AWAITED: Final = 67_108_864
"""Bodies that are not longer are waited for in the event loop, where those of slow clients hold no thread; but only so
many bytes of them at a time."""

_MOST_AT_ONCE: Final = 16_384
"""To look over a longer body takes time for which the event loop would not serve others."""

_PART: Final = 262_144
_FAILED: Final = Sent("500 INTERNAL SERVER ERROR", [("Content-Length", "0")], b"")


class _Begun(NamedTuple):
    """An answer that is longer than a part.

    Args:
        sent: its beginning.
        rest: what follows.
        close: ends it, whether all was read or not.
    """

    sent: Sent
    rest: Iterator[bytes]
    close: Callable[[], None]


class Reception:
    """An ASGI application before a WSGI application.

    Ours rather than the library a2wsgi, which takes a body for whole when its client goes away in the middle of it, and
    changes three times from thread to thread for each answer.

    Args:
        application: the WSGI application.
        at_once: answers a request while no thread waits, or gives ``None``.
        threads: in how many threads the application runs.
        seconds: how long the body of a request may take to come.
    """

    def __init__(
        self,
        application: WSGIApplication,
        at_once: Callable[[WSGIEnvironment], Awaitable[Sent | None]],
        threads: int,
        seconds: float,
    ) -> None:
        self._application = application
        self._at_once = at_once
        self._threads = ThreadPoolExecutor(threads, "request")
        self._seconds = seconds
        self._awaited = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request (ASGI 3.0)."""
        if scope["type"] != "http":
            return
        environ, incoming = environ_of(scope), Incoming(receive, self._seconds)
        has_body = _has_body(environ)
        environ["wsgi.input"] = body = await self._body(environ, incoming) if has_body else BytesIO()
        is_at_hand = isinstance(body, BytesIO) and len(body.getbuffer()) <= _MOST_AT_ONCE
        try:
            answer = await self._at_once(environ) if is_at_hand else None
        except Exception:  # noqa: BLE001  # as where a thread runs the application
            traceback.print_exc()
            answer = _FAILED
        if answer is not None:
            await _send(send, answer)
            return
        environ[INCOMING] = incoming
        incoming.watch(has_body=has_body)
        try:
            await self._run(environ, send)
        finally:
            incoming.close()

    async def _body(self, environ: WSGIEnvironment, incoming: Incoming) -> IO[bytes]:
        """Wait for the body, unless that is for a thread to do."""
        length = environ.get("CONTENT_LENGTH", "")
        if "HTTP_TRANSFER_ENCODING" in environ or not length.isdecimal():
            return body_stream(incoming)
        size = int(length)
        if size > _LONGEST_BODY or self._awaited + size > _MOST_AWAITED:
            return body_stream(incoming)
        self._awaited += size
        try:
            return BytesIO(await incoming.body())
        except HTTPException:  # the client has gone, or is too slow: the application meets with it when it reads on
            return body_stream(incoming)
        finally:
            self._awaited -= size

    async def _run(self, environ: WSGIEnvironment, send: Send) -> None:
        loop = asyncio.get_running_loop()
        try:
            answer = await loop.run_in_executor(self._threads, self._answer, environ)
        finally:
            environ.get(ENDED, _nothing)()
        if isinstance(answer, Sent):
            await _send(send, answer)
            return
        try:
            await _send(send, answer.sent, is_more=True)
            while part := await loop.run_in_executor(self._threads, _part, answer.rest):
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            await loop.run_in_executor(self._threads, answer.close)

    def _answer(self, environ: WSGIEnvironment) -> Sent | _Begun:
        """Run the application, in one of the threads."""
        started: list[Any] = []

        def start(status: str, headers: Headers, *_exc_info: Any) -> Callable[[bytes], object]:
            started[:] = [status, headers]
            return _refuse

        try:
            answered: Iterable[bytes] = self._application(environ, start)
            rest, close = iter(answered), getattr(answered, "close", _nothing)
            first = _part(rest)
            if len(first) >= _PART:
                return _Begun(Sent(started[0], started[1], first), rest, close)
            close()
            return Sent(started[0], started[1], first)
        except Exception:  # noqa: BLE001  # what the application could not make an answer of
            traceback.print_exc()
            return _FAILED


def _has_body(environ: WSGIEnvironment) -> bool:
    """Tell whether a request may have a body: from HTTP/2 on, one that gives no length may have one all the same."""
    if "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ:
        return True
    return environ["REQUEST_METHOD"] not in ("GET", "HEAD") and not environ["SERVER_PROTOCOL"].startswith("HTTP/1")


def _part(body: Iterator[bytes]) -> bytes:
    """Gather what is sent at a time; less where the body ends."""
    parts: list[bytes] = []
    size = 0
    for part in body:
        parts.append(part)
        size += len(part)
        if size >= _PART:
            break
    return b"".join(parts)


async def _send(send: Send, answer: Sent, *, is_more: bool = False) -> None:
    headers = [_encoded(pair) for pair in answer.headers]
    await send({"type": "http.response.start", "status": int(answer.status[:3]), "headers": headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": is_more})


# Most headers of most answers are the same.
@lru_cache(maxsize=512)
def _encoded(pair: tuple[str, str]) -> tuple[bytes, bytes]:
    return pair[0].lower().encode("latin-1"), pair[1].encode("latin-1")


def _refuse(_: bytes) -> None:
    raise NotImplementedError("the application gives its answer as what it returns")


def _nothing() -> None:
    """Do nothing, where nobody waits, or what was answered needs not be closed."""
