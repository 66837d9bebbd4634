"""Makes of a request as ASGI hands it over one as WSGI does: its environment and its body (PEP 3333).

And keeps, for who asks, what WSGI does not tell: whether the client still waits.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from io import BufferedReader, RawIOBase
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import unquote_to_bytes

from werkzeug.exceptions import ClientDisconnected, RequestTimeout

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from _typeshed.wsgi import WSGIEnvironment

Scope = dict[str, Any]
Event = dict[str, Any]
Receive = Callable[[], Awaitable[Event]]

INCOMING: Final = "cdkg.incoming"
"""Holds, in the environment of a request that a thread handles, what comes from its client."""

_Headers = tuple[tuple[bytes, bytes], ...]

# A program sends the same headers again and again. Secrets are not kept, however.
_known: dict[_Headers, dict[str, str]] = {}
_MOST_KEPT: Final = 64
_LONGEST_KEPT: Final = 2_000
_NEVER_KEPT: Final = frozenset({"HTTP_AUTHORIZATION", "HTTP_PROXY_AUTHORIZATION", "HTTP_COOKIE"})

_UNPREFIXED: Final = {b"content-type": "CONTENT_TYPE", b"content-length": "CONTENT_LENGTH"}
_ALWAYS: Final[WSGIEnvironment] = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.input_terminated": True,  # it ends where the body does, which the framework need not find out
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}


def environ_of(scope: Scope) -> WSGIEnvironment:
    """Write the environment of a request; its ``wsgi.input`` is still to be put in.

    Args:
        scope: the request (ASGI 3.0, HTTP connection scope).
    """
    path = scope["raw_path"]
    client, server = scope.get("client") or ("", 0), scope.get("server") or ("", 0)
    return {
        **_ALWAYS,
        **_said(tuple(scope["headers"])),
        "REQUEST_METHOD": scope["method"],
        "PATH_INFO": (unquote_to_bytes(path) if b"%" in path else path).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "wsgi.url_scheme": scope["scheme"],
    }


def _said(headers: _Headers) -> dict[str, str]:
    """Give what headers say, under the names that they have in an environment."""
    known = _known.get(headers)
    if known is None:
        known = _named(headers)
        if _NEVER_KEPT.isdisjoint(known) and sum(len(name) + len(value) for name, value in headers) <= _LONGEST_KEPT:
            if len(_known) >= _MOST_KEPT:
                _known.clear()
            _known[headers] = known
    return known


def _named(headers: _Headers) -> dict[str, str]:
    said: dict[str, str] = {}
    for name, value in headers:
        if b"_" in name:  # it could pass for one that a front server sets, with a hyphen
            continue
        key = _UNPREFIXED.get(name) or f"HTTP_{name.decode('latin-1').upper().replace('-', '_')}"
        text = value.decode("latin-1")
        if key in said:  # RFC 9110, section 5.3, and RFC 9113, section 8.2.3
            text = f"{said[key]}{'; ' if name == b'cookie' else ','}{text}"
        said[key] = text
    return said


class Incoming:
    """What comes from a client: the body of its request, and after that the news that it has gone away.

    It is used in the event loop in which it is made; `is_there` may be looked at in any thread.

    Args:
        receive: gives the next event of the request (ASGI 3.0).
        seconds: how long the body may take to come.
    """

    def __init__(self, receive: Receive, seconds: float) -> None:
        self.is_there = True
        self.is_whole = False
        self._receive = receive
        self._deadline = asyncio.get_running_loop().time() + seconds
        self._is_watched = False
        self._watch: asyncio.Task[None] | None = None

    async def part(self) -> bytes:
        """Wait for the next part of the body.

        Raises:
            ClientDisconnected: if the client goes away before the body has ended.
            RequestTimeout: if the body takes too long.
        """
        try:
            async with asyncio.timeout_at(self._deadline):
                event = await self._receive()
        except TimeoutError:
            raise RequestTimeout from None
        if event["type"] != "http.request":
            self.is_there = False
            raise ClientDisconnected
        self.is_whole = not event.get("more_body", False)
        if self.is_whole and self._is_watched:
            self._begin_to_watch()
        return cast(bytes, event.get("body", b""))

    async def body(self) -> bytes:
        """Wait for the whole body; errors as for `part`."""
        parts = []
        while not self.is_whole:
            parts.append(await self.part())
        return b"".join(parts)

    def watch(self, *, has_body: bool) -> None:
        """See from now on, or once the body has come, whether the client goes away.

        Args:
            has_body: whether there is a body that somebody reads.
        """
        self._is_watched = True
        if self.is_whole or not has_body:
            self._begin_to_watch()

    def close(self) -> None:
        """Watch no longer."""
        self._is_watched = False
        if self._watch is not None:
            self._watch.cancel()

    def _begin_to_watch(self) -> None:
        self._watch = asyncio.get_running_loop().create_task(self._see_off())

    async def _see_off(self) -> None:
        event = await self._receive()
        if not self.is_whole and event["type"] == "http.request":  # also a request without a body has one, an empty one
            event = await self._receive()
        self.is_there = event["type"] != "http.disconnect"


def body_stream(incoming: Incoming) -> BufferedReader:
    """Give the body of a request as a stream, for a thread to read while it comes.

    Args:
        incoming: what comes, in the running event loop.

    Returns:
        the stream; to read it raises what `Incoming.part` does.
    """
    return BufferedReader(_Body(incoming))


class _Body(RawIOBase):
    def __init__(self, incoming: Incoming) -> None:
        super().__init__()
        self._incoming = incoming
        self._loop = asyncio.get_running_loop()
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        while not (self._left or self._incoming.is_whole):
            self._left = memoryview(asyncio.run_coroutine_threadsafe(self._incoming.part(), self._loop).result())
        place = memoryview(buffer).cast("B")
        size = min(len(place), len(self._left))
        place[:size], self._left = self._left[:size], self._left[size:]
        return size
