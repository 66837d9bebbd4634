"""Sends requests to an ASGI application, without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

Event = dict[str, Any]
Application = Callable[[Event, Callable[[], Awaitable[Event]], Callable[[Event], Awaitable[None]]], Awaitable[None]]


@dataclass
class Reply:
    """What came back.

    Args:
        status: the status; 0 where nothing came.
        headers: the headers, in order, their names in lower case.
        parts: the parts of the body.
        is_whole: whether the end came.
    """

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)
    is_whole: bool = False

    @property
    def body(self) -> bytes:
        """The body."""
        return b"".join(self.parts)


def scope(
    method: str = "GET", path: bytes = b"/", query: bytes = b"", headers: Iterable[tuple[bytes, bytes]] = ()
) -> Event:
    """Write a request as a server does (ASGI 3.0, HTTP connection scope)."""
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path.decode("utf-8", "replace"),
        "raw_path": path,
        "query_string": query,
        "headers": [(b"host", b"localhost"), *headers],
        "client": ("127.0.0.1", 40_000),
        "server": ("127.0.0.1", 80),
    }


def coming(*parts: bytes, is_cut: bool = False) -> Callable[[], Awaitable[Event]]:
    """Give what hands over a body in parts; if it is cut, the client goes away behind the last."""
    events: list[Event] = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    events.append({"type": "http.disconnect"} if is_cut else {"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> Event:
        return events.pop(0) if len(events) > 1 else events[0]

    return receive


async def never() -> Event:
    """Stand for a client that sends nothing, and stays."""
    await asyncio.Event().wait()
    raise AssertionError


async def exchange(
    application: Application, request: Event, receive: Callable[[], Awaitable[Event]] | None = None
) -> Reply:
    """Send a request and wait for the answer."""
    reply = Reply()

    async def send(event: Event) -> None:
        await asyncio.sleep(0)
        if event["type"] == "http.response.start":
            reply.status = event["status"]
            reply.headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in event["headers"]]
        else:
            reply.parts.append(event["body"])
            reply.is_whole = not event.get("more_body", False)

    await application(request, receive or coming(), send)
    return reply
