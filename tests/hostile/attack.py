"""What a hostile request is, and the ways to write one."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

CLOSED: Final = 0
"""Stands among the statuses where it is right to end the connection without an answer: HTTP was not spoken."""

TRAP: Final = "TRAP_ADDRESS"
"""Stands in a request for the host and port of a server that nothing may ever connect to."""

BROWSER: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"


@dataclass(frozen=True)
class Attack:
    """One request.

    Args:
        name: its family and what is wrong with it.
        statuses: the statuses that are right for it.
        target: the request target as it goes over the wire.
        method: the method.
        headers: lines of the header besides ``Host`` and ``Content-Length``.
        body: the body.
        raw: the whole request as it goes over the wire, instead of all that.
        absent: what must not stand in header or body of the answer.
        present: what must stand there.
        heavy: whether the server is to work on it until its budget ends.
        ended: whether the client says that nothing more will come (it closes its side).
    """

    name: str
    statuses: tuple[int, ...]
    target: str = "/"
    method: str = "GET"
    headers: tuple[str, ...] = ()
    body: bytes = field(default=b"", repr=False)
    raw: bytes | None = field(default=None, repr=False)
    absent: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    heavy: bool = False
    ended: bool = False

    def wire(self, trap: str) -> bytes:
        """Write the request.

        Args:
            trap: host and port of the server that nothing may connect to.
        """
        if self.raw is not None:
            return self.raw.replace(TRAP.encode(), trap.encode())
        body = self.body.replace(TRAP.encode(), trap.encode())
        lines = [f"{self.method} {self.target} HTTP/1.1", *self.headers]
        if not any(line.lower().startswith("host:") for line in self.headers):
            lines.insert(1, "Host: localhost")
        if body or self.method in ("POST", "PUT", "PATCH"):
            lines.append(f"Content-Length: {len(body)}")
        head = "\r\n".join([*lines, "", ""]).replace(TRAP, trap)
        return head.encode("utf-8", "surrogateescape") + body


def by_get(name: str, query: str, *statuses: int, heavy: bool = False, headers: tuple[str, ...] = ()) -> Attack:
    """Write a query operation by GET."""
    return Attack(name, statuses, "/sparql?query=" + quote(query, safe=TRAP), headers=headers, heavy=heavy)


def by_form(name: str, query: str, *statuses: int, heavy: bool = False) -> Attack:
    """Write a query operation by a form."""
    body = ("query=" + quote(query, safe=TRAP)).encode()
    return Attack(name, statuses, "/sparql", "POST", (f"Content-Type: {FORM}",), body, heavy=heavy)


def by_post(name: str, body: bytes, *statuses: int, target: str = "/sparql", media_type: str = DIRECT) -> Attack:
    """Write a direct POST."""
    return Attack(name, statuses, target, "POST", (f"Content-Type: {media_type}",), body)


def read(family: str) -> list[Attack]:
    """Read a family of ``<family>.toml``.

    Each ``[[attack]]`` has a ``name``, its right ``status`` (one or several), and either a ``query`` (sent ``by``
    ``get``, the default, ``form`` or ``direct``) or a ``target`` with ``method``, ``headers`` and ``body``.
    """
    text = (Path(__file__).parent / f"{family}.toml").read_text(encoding="utf-8")
    return [_attack(family, entry) for entry in tomllib.loads(text)["attack"]]


def _attack(family: str, entry: dict[str, Any]) -> Attack:
    said = dict(entry)
    status = said.pop("status")
    name = f"{family}: {said.pop('name')}"
    statuses = (status,) if isinstance(status, int) else tuple(status)
    headers = tuple(said.pop("headers", ()))
    if "query" in said:
        query, by = said.pop("query"), said.pop("by", "get")
        if by == "get":
            said["target"] = "/sparql?query=" + quote(query, safe=TRAP) + said.pop("more", "")
        else:
            media_type, start = (FORM, "query=") if by == "form" else (DIRECT, "")
            headers = (f"Content-Type: {media_type}", *headers)
            said |= {"target": "/sparql", "method": "POST"}
            said["body"] = start + (quote(query, safe=TRAP) if by == "form" else query)
    body = said.pop("body", "").encode()
    absent, present = (tuple(said.pop(key, ())) for key in ("absent", "present"))
    return Attack(name, statuses, headers=headers, body=body, absent=absent, present=present, **said)
