"""Finishes answers: compresses and tags them once, and tells what of one is sent to whoever asks for it."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, NamedTuple

from cdkg.web.compression import compress, is_worth_it
from cdkg.web.freshness import vary
from cdkg.web.headers import Headers, added
from cdkg.web.kept_answers import KeptAnswer

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MUCH: Final = 16_384
"""So many bytes take a while to compress and to digest."""

_AT_ONCE: Final = 2_047
"""With more bytes to digest at once, Python gives other threads their turn, and this one waits for its next."""

_NOT_IN_304: Final = frozenset({"content-type", "content-length", "content-language", "content-encoding"})


class Sent(NamedTuple):
    """An answer as it is sent to one client.

    Args:
        status: its status line.
        headers: its headers.
        body: its body.
    """

    status: str
    headers: Headers
    body: bytes


def finished(status: str, headers: Headers, body: bytes, environ: WSGIEnvironment, version: str) -> KeptAnswer:
    """Compress an answer, and tell by a tag as long as what it holds.

    Args:
        status: its status line.
        headers: its headers.
        body: its body.
        environ: the request; ``HEAD`` has been made ``GET``.
        version: the version of the graph that it was made of.
    """
    coding = None
    is_text = is_worth_it(dict(headers).get("Content-Type", ""), body)
    if is_text:
        body, coding = compress(body, environ.get("HTTP_ACCEPT_ENCODING", ""))
    said = tuple([pair for pair in headers if pair[0] != "Content-Length"])
    its_own = [("Content-Length", str(len(body)))]
    tag = ""
    if environ["REQUEST_METHOD"] == "GET":
        # Of the bytes that are sent, so that it is a strong one whatever the encoding.
        digest = blake2b(version.encode(), digest_size=12)
        for start in range(0, len(body), _AT_ONCE):
            digest.update(body[start : start + _AT_ONCE])
        tag = f'"{digest.hexdigest()}"'
        its_own.append(("ETag", tag))
    depends_on = vary(environ, "Accept-Encoding") if is_text else vary(environ)
    return KeptAnswer(status, (*_with_those_of_all(said, coding, depends_on), *its_own), tag, body)


# But for what is an answer's own, the answers to queries of one kind have the same headers.
@lru_cache(maxsize=256)
def _with_those_of_all(said: tuple[tuple[str, str], ...], coding: str | None, depends_on: str) -> Headers:
    headers = [*said, ("Cache-Control", "no-cache")]
    if coding is not None:
        headers.append(("Content-Encoding", coding))
    return [*headers, *added(headers, depends_on)]


def sent(answer: KeptAnswer, environ: WSGIEnvironment) -> Sent:
    """Tell what of an answer is sent: all of it, or no body, or only that it is still the same."""
    if has_tag(environ, answer.tag):
        headers = [pair for pair in answer.headers if pair[0].lower() not in _NOT_IN_304]
        return Sent("304 NOT MODIFIED", headers, b"")
    body = b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.body or b""
    return Sent(answer.status, list(answer.headers), body)


def has_tag(environ: WSGIEnvironment, tag: str) -> bool:
    """Tell whether ``If-None-Match`` names an entity tag, strong or weak (RFC 9110, section 13.1.2)."""
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if not asked or not tag:
        return False
    named = {one.strip().removeprefix("W/") for one in asked.split(",")}
    return "*" in named or tag in named
