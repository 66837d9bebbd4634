"""Asks another server, within limits: the one place of the project from which a connection leaves this machine.

The standard library's client is enough, and each connection must go to a number that was checked before: the clients
that do more resolve names themselves, and would have to be taken apart for that. Proxies of the environment are not
used, since behind one it is not known where a connection ends.
"""

from __future__ import annotations

import http.client
import queue
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Thread, Timer
from typing import Final
from urllib.parse import urljoin

from cdkg import __version__
from cdkg.egress.policy import Checked, Policy, Resolver, resolve_name
from cdkg.errors import CdkgError, RemoteError

USER_AGENT: Final = f"cdkg/{__version__} (https://w3id.org/cdkg)"
"""How the project names itself to other servers; some (Wikimedia's) refuse who does not, or gives no address."""

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS: Final = 5
_PIECE: Final = 65_536
_PRIVATE_HEADERS: Final = frozenset({"authorization", "cookie"})
_SETS: Final = frozenset({"connection", "content-length", "host", "transfer-encoding", "accept-encoding"})


class UnusableAnswerError(RemoteError):
    """Another server answered with what is of no use, and would do so again."""


@dataclass(frozen=True)
class Fetched:
    """What another server answered.

    Args:
        url: the address that answered, after redirects.
        status: the HTTP status, of whatever kind.
        media_type: the media type in small letters, without parameters; empty where none was given.
        body: the answer.
        headers: its headers, their names in small letters.
    """

    url: str
    status: int
    media_type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def fetch(
    url: str,
    policy: Policy,
    *,
    seconds: float,
    most_bytes: int,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    resolve: Resolver = resolve_name,
) -> Fetched:
    """Ask another server.

    Args:
        url: the address.
        policy: what may be asked; it decides on each redirect, too.
        seconds: the longest time that all of it may take, names and redirects included.
        most_bytes: the longest answer, in bytes.
        method: the HTTP method.
        body: what is sent.
        headers: further headers. Credentials among them are not sent on to another server by a redirect.
        resolve: finds the numbers of a name.

    Raises:
        EgressError: if the address, or one that it redirects to, may not be asked.
        RemoteError: if the other server cannot be reached, or its answer is too late, too long or malformed.
    """
    ends = time.monotonic() + seconds
    sent = {name: value for name, value in (headers or {}).items() if name.lower() not in _SETS}
    for _ in range(_MOST_REDIRECTS + 1):
        checked = _resolve_in_time(url, policy, resolve, ends)
        answer = _ask(checked, method, body, sent, ends, most_bytes)
        location = answer.headers.get("location")
        if answer.status not in _REDIRECTS or location is None:
            return answer
        next_url = urljoin(answer.url, location)
        if _origin(policy, next_url) != (checked.address.scheme, checked.address.authority):
            sent = {name: value for name, value in sent.items() if name.lower() not in _PRIVATE_HEADERS}
        if answer.status == 303 or (answer.status in (301, 302) and method == "POST"):
            method, body = "GET", None
            sent = {name: value for name, value in sent.items() if name.lower() != "content-type"}
        url = next_url
    raise UnusableAnswerError(
        f"{url}: the server redirects more than {_MOST_REDIRECTS} times.",
        f"{url}: سرور بیش از {_MOST_REDIRECTS} بار به جای دیگری ارجاع می‌دهد.",
    )


def _origin(policy: Policy, url: str) -> tuple[str, str]:
    address = policy.check(url)
    return address.scheme, address.authority


def _resolve_in_time(url: str, policy: Policy, resolve: Resolver, ends: float) -> Checked:
    """Check an address; the system's resolver cannot be interrupted, so a thread waits for it."""
    found: queue.SimpleQueue[Checked | CdkgError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            found.put(policy.resolve_checked(url, resolve))
        except CdkgError as fault:
            found.put(fault)

    Thread(target=look_up, name="resolve", daemon=True).start()
    try:
        result = found.get(timeout=max(0.0, ends - time.monotonic()))
    except queue.Empty:
        raise _too_late(url) from None
    if isinstance(result, CdkgError):
        raise result
    return result


class _PinnedConnection(http.client.HTTPConnection):
    """A connection to a number that was checked; the name is only told to the server."""

    def __init__(self, checked: Checked, ends: float) -> None:
        super().__init__(checked.address.host, checked.address.port)
        self._checked = checked
        self._ends = ends
        self._opened: socket.socket | None = None

    def connect(self) -> None:
        fault: OSError | None = None
        for number in self._checked.numbers:
            left = self._ends - time.monotonic()
            if left <= 0:
                raise TimeoutError
            try:
                plain = socket.create_connection((number, self.port), timeout=left)
            except OSError as refused:
                fault = refused
                continue
            self._opened = plain
            self.sock = self._opened = self._secured(plain)
            return
        raise fault or OSError("no number")

    def cut(self) -> None:
        """End the connection from another thread; who reads from it sees its end."""
        if self._opened is not None:
            with suppress(OSError):
                # Of the socket below: the method of an encrypted one would first go back to plain text.
                socket.socket.shutdown(self._opened, socket.SHUT_RDWR)

    def _secured(self, plain: socket.socket) -> socket.socket:
        if self._checked.address.scheme == "http":
            return plain
        return ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def _ask(
    checked: Checked, method: str, body: bytes | None, headers: Mapping[str, str], ends: float, most_bytes: int
) -> Fetched:
    url = str(checked.address)
    connection = _PinnedConnection(checked, ends)
    # Each reading of a socket may wait for its own timeout, so that a server that sends byte after byte is never late.
    guard = Timer(max(0.0, ends - time.monotonic()), connection.cut)
    guard.daemon = True
    guard.start()
    try:
        fixed = {"Host": checked.address.authority, "Accept-Encoding": "identity", "Connection": "close"}
        connection.request(method, checked.address.target, body, {"User-Agent": USER_AGENT, **headers, **fixed})
        with connection.getresponse() as response:
            named = {name.lower(): value for name, value in response.getheaders()}
            content = b"" if response.status in _REDIRECTS else _read(response, url, most_bytes)
            if time.monotonic() >= ends:
                raise _too_late(url)
            media_type = named.get("content-type", "").partition(";")[0].strip().lower()
            return Fetched(url, response.status, media_type, content, named)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        if time.monotonic() >= ends or isinstance(fault, TimeoutError):
            raise _too_late(url) from None
        raise RemoteError(
            f"{url} cannot be asked, or its answer is malformed ({type(fault).__name__}: {fault}).",
            f"از {url} نمی‌توان پرسید، یا پاسخش بدشکل است ({type(fault).__name__}: {fault}).",
        ) from fault
    finally:
        guard.cancel()
        connection.close()


def _read(response: http.client.HTTPResponse, url: str, most_bytes: int) -> bytes:
    if response.getheader("Content-Encoding", "identity").strip().lower() != "identity":
        raise UnusableAnswerError(
            f"{url} answers in a compressed form that was not asked for.",
            f"پاسخ {url} فشرده است، در حالی که چنین خواسته نشده بود.",
        )
    content = bytearray()
    while piece := response.read(min(_PIECE, most_bytes + 1 - len(content))):
        content += piece
        if len(content) > most_bytes:
            raise UnusableAnswerError(
                f"The answer of {url} is longer than {most_bytes} bytes (CDKG_FETCH_BYTES).",
                f"پاسخ {url} از {most_bytes} بایت بلندتر است (CDKG_FETCH_BYTES).",
            )
    if response.length:  # The library does not tell where the answer is read piece by piece.
        raise http.client.IncompleteRead(bytes(content), response.length)
    return bytes(content)


def _too_late(url: str) -> RemoteError:
    return RemoteError(
        f"{url} did not answer in time (CDKG_FETCH_SECONDS).", f"{url} به‌هنگام پاسخ نداد (CDKG_FETCH_SECONDS)."
    )
