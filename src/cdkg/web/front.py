"""Stands before the application: it completes its answers, and gives again by itself what it answered before.

Only what is public is kept: answers that the application marked as made of the request and the graph alone
(:mod:`cdkg.web.freshness`), and never one to a request that brings credentials.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from cdkg.errors import CdkgError
from cdkg.web.compression import compress, is_worth_it
from cdkg.web.freshness import KEEPABLE, vary
from cdkg.web.headers import Headers, completed
from cdkg.web.kept_answers import KeptAnswer, KeptAnswers, Key
from cdkg.web.plain_queries import PlainAnswer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FROM_MEMORY: Final = "cdkg.from_memory"
"""Is set in the environment of a request that was answered without the application."""

# With one of these an answer is a person's own, or is not the whole answer.
_PASSED_ON: Final = frozenset(
    {
        "HTTP_AUTHORIZATION",
        "HTTP_COOKIE",
        "HTTP_RANGE",
        "HTTP_IF_MATCH",
        "HTTP_IF_UNMODIFIED_SINCE",
        "HTTP_CONTENT_ENCODING",
        "HTTP_TRANSFER_ENCODING",
    }
)
_DECISIVE: Final = (
    "HTTP_HOST",
    "wsgi.url_scheme",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_ACCEPT_ENCODING",
)
_AT_ONCE: Final = 2_047
"""With more bytes to digest at once, Python gives other threads their turn, and this one waits for its next."""

_NOT_IN_304: Final = frozenset({"content-type", "content-length", "content-language", "content-encoding"})


class Front:
    """A WSGI application before another one.

    Args:
        application: the other one.
        version: tells the version of the published graph; it raises a `CdkgError` where there is none.
        most_bytes: how much memory the kept answers may take.
        longest_body: the longest request body that is looked at, in bytes.
        plain: answers a request that needs no application, or gives ``None``.
    """

    def __init__(
        self,
        application: WSGIApplication,
        version: Callable[[], str],
        most_bytes: int,
        longest_body: int,
        plain: Callable[[WSGIEnvironment], PlainAnswer | None],
    ) -> None:
        self._application = application
        self._version = version
        self._longest_body = longest_body
        self._kept = KeptAnswers(most_bytes)
        self._plain = plain

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        key = self._key(environ)
        if key is None:
            return self._pass_on(environ, start_response)
        # The version is looked at where there is something to compare it with.
        version = self._published() if key in self._kept else None
        kept = None if version is None else self._kept.find(version, key)
        if kept is not None and (kept.body is not None or _has_tag(environ, kept.tag)):
            environ[FROM_MEMORY] = True
            return _send(kept, environ, start_response)
        return self._ask(environ, start_response, key)

    def _key(self, environ: WSGIEnvironment) -> Key | None:
        """Gather what an answer depends on; ``None`` where it is not one that is ever kept."""
        method = environ["REQUEST_METHOD"]
        if not _PASSED_ON.isdisjoint(environ):
            return None
        parts = list(map(environ.get, _DECISIVE))
        if method in ("GET", "HEAD"):
            return repr(parts)
        if method != "POST" or environ["PATH_INFO"] != "/sparql":
            return None
        length = environ.get("CONTENT_LENGTH") or ""
        if not length.isdecimal() or int(length) > self._longest_body:
            return None
        body = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = BytesIO(body)
        return repr([*parts, environ.get("CONTENT_TYPE"), body])

    def _published(self) -> str | None:
        try:
            return self._version()
        except CdkgError:
            return None

    def _pass_on(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: Headers, *exc_info: Any) -> Callable[[bytes], object]:
            return start_response(status, completed(headers, environ), *exc_info)

        return self._application(environ, start)

    def _ask(self, environ: WSGIEnvironment, start_response: StartResponse, key: Key) -> Iterable[bytes]:
        # HEAD is answered as GET is; what is not to be sent is left out here.
        asked = environ if environ["REQUEST_METHOD"] != "HEAD" else {**environ, "REQUEST_METHOD": "GET"}
        plain = self._plain(asked)
        if plain is None:
            return self._ask_application(environ, asked, start_response, key)
        status, headers, body, version = plain
        if KEEPABLE not in asked:
            start_response(status, completed(headers, asked))
            return [body] if asked is environ else []
        answer = _finished(status, headers, body, asked, version)
        self._kept.keep(version, key, answer)
        return _send(answer, environ, start_response)

    def _ask_application(
        self, environ: WSGIEnvironment, asked: WSGIEnvironment, start_response: StartResponse, key: Key
    ) -> Iterable[bytes]:
        version = self._published()
        started: list[Any] = []

        def start(status: str, headers: Headers, *_exc_info: Any) -> Callable[[bytes], object]:
            started[:] = [status, headers]
            return _nothing

        answered = self._application(asked, start)
        status, headers = started
        if KEEPABLE not in asked or version is None:
            start_response(status, completed(headers, asked))
            return answered if asked is environ else _closed(answered)
        body = b"".join(answered)
        _closed(answered)
        answer = _finished(status, headers, body, asked, version)
        # Between the two looks at the version another graph may have been published.
        if self._published() == version:
            path = environ["PATH_INFO"]
            is_costly = path == "/sparql" or path.startswith("/queries/")
            self._kept.keep(version, key, answer if is_costly else answer._replace(body=None))
        return _send(answer, environ, start_response)


def _finished(status: str, headers: Headers, body: bytes, environ: WSGIEnvironment, version: str) -> KeptAnswer:
    """Compress an answer, and tell by a tag as long as what it holds."""
    media_type = next((value for name, value in headers if name == "Content-Type"), "")
    added: Headers = [("Cache-Control", "no-cache")]
    if is_worth_it(media_type, body):
        body, coding = compress(body, environ.get("HTTP_ACCEPT_ENCODING", ""))
        added.append(("Vary", vary(environ, "Accept-Encoding")))
        if coding is not None:
            headers = [pair for pair in headers if pair[0] != "Content-Length"]
            added += [("Content-Encoding", coding), ("Content-Length", str(len(body)))]
    tag = ""
    if environ["REQUEST_METHOD"] == "GET":
        # Of the bytes that are sent, so that it is a strong one whatever the encoding.
        digest = blake2b(version.encode(), digest_size=12)
        for start in range(0, len(body), _AT_ONCE):
            digest.update(body[start : start + _AT_ONCE])
        tag = f'"{digest.hexdigest()}"'
        added.append(("ETag", tag))
    return KeptAnswer(status, tuple(completed(headers + added, environ)), tag, body)


def _send(answer: KeptAnswer, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    if _has_tag(environ, answer.tag):
        start_response("304 NOT MODIFIED", [pair for pair in answer.headers if pair[0].lower() not in _NOT_IN_304])
        return []
    start_response(answer.status, list(answer.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body or b""]


def _has_tag(environ: WSGIEnvironment, tag: str) -> bool:
    """Tell whether ``If-None-Match`` names an entity tag, strong or weak (RFC 9110, section 13.1.2)."""
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if not asked or not tag:
        return False
    named = {one.strip().removeprefix("W/") for one in asked.split(",")}
    return "*" in named or tag in named


def _closed(answered: Iterable[bytes]) -> list[bytes]:
    """Tell the application that nobody reads on."""
    getattr(answered, "close", _nothing)()
    return []


def _nothing(*_: object) -> None:
    """Do nothing, where a caller must be given something to call."""
