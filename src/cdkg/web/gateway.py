"""Makes of a request as ASGI hands it over one as WSGI does: its environment and its body (PEP 3333)."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from io import BufferedReader, RawIOBase
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_to_bytes

from werkzeug.exceptions import ClientDisconnected

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from _typeshed.wsgi import WSGIEnvironment

Scope = dict[str, Any]
Event = dict[str, Any]
Receive = Callable[[], Awaitable[Event]]

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


async def whole_body(receive: Receive) -> bytes | None:
    """Wait for the body of a request.

    Args:
        receive: gives the next event of the request.

    Returns:
        the body; ``None`` if the client went away.
    """
    parts: list[bytes] = []
    while True:
        event = await receive()
        if event["type"] != "http.request":
            return None
        parts.append(event.get("body", b""))
        if not event.get("more_body", False):
            return b"".join(parts)


def body_stream(receive: Receive) -> BufferedReader:
    """Give the body of a request as a stream, for a thread to read while it comes.

    Args:
        receive: gives the next event of the request, in the running event loop.

    Returns:
        the stream; it raises `ClientDisconnected` where the client goes away before the body has ended.
    """
    return BufferedReader(_Body(receive))


class _Body(RawIOBase):
    def __init__(self, receive: Receive) -> None:
        super().__init__()
        self._receive = receive
        self._loop = asyncio.get_running_loop()
        self._left = memoryview(b"")
        self._is_whole = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        while not (self._left or self._is_whole):
            event = asyncio.run_coroutine_threadsafe(self._next(), self._loop).result()
            if event["type"] != "http.request":
                raise ClientDisconnected
            self._left = memoryview(event.get("body", b""))
            self._is_whole = not event.get("more_body", False)
        place = memoryview(buffer).cast("B")
        size = min(len(place), len(self._left))
        place[:size], self._left = self._left[:size], self._left[size:]
        return size

    async def _next(self) -> Event:
        return await self._receive()
