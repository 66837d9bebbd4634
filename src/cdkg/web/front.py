"""Stands before the application: it completes its answers, and gives again by itself what it answered before.

Only what is public is kept: answers that the application marked as made of the request and the graph alone
(:mod:`cdkg.web.freshness`), and never one to a request that brings credentials.
"""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Awaitable, Callable, Iterable
from io import BytesIO
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from werkzeug.exceptions import HTTPException

from cdkg.errors import CdkgError
from cdkg.web.finishing import MUCH, Sent, finished, has_tag, sent
from cdkg.web.freshness import KEEPABLE
from cdkg.web.headers import Headers, completed
from cdkg.web.kept_answers import KeptAnswer, KeptAnswers, Key
from cdkg.web.plain_queries import PlainAnswer
from cdkg.web.under_way import ENDED, UnderWay

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FROM_MEMORY: Final = "cdkg.from_memory"
"""Is set in the environment of a request that was answered without the application."""

AT_ONCE: Final = "cdkg.at_once"
"""Where an app keeps, among its extensions, what answers a request while no thread waits."""

_LONG_SECONDS: Final = 0.05
"""What took longer to make is kept whole (the page of a capital takes five times as long), of the rest only the tag."""

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


class Front:
    """A WSGI application before another one.

    Args:
        application: the other one.
        version: tells the version of the published graph; it raises a `CdkgError` where there is none.
        most_bytes: how much memory the kept answers may take.
        longest_body: the longest request body that is looked at, in bytes.
        plain: answers a request that needs no application, or gives ``None``.
        plain_at_once: does the same where it can be done while no thread waits, or gives ``None``.
    """

    def __init__(
        self,
        application: WSGIApplication,
        version: Callable[[], str],
        most_bytes: int,
        longest_body: int,
        plain: Callable[[WSGIEnvironment], PlainAnswer | None],
        plain_at_once: Callable[[WSGIEnvironment], Awaitable[PlainAnswer | None]],
    ) -> None:
        self._application = application
        self._version = version
        self._longest_body = longest_body
        self._kept = KeptAnswers(most_bytes)
        self._plain = plain
        self._plain_at_once = plain_at_once
        self._under_way = UnderWay()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        key = self._key(environ)
        if key is None:
            return self._pass_on(environ, start_response)
        kept = self._found(environ, key)
        if kept is not None:
            return _send(kept, environ, start_response)
        return self._ask(environ, start_response, key)

    async def at_once(self, environ: WSGIEnvironment) -> Sent | None:
        """Answer a request while no thread waits, if that can be done; else it is to be answered as others are.

        Args:
            environ: the request; its body has come.
        """
        key = self._key(environ)
        if key is None:
            return None
        kept = self._found(environ, key)
        if kept is None and key in self._under_way:
            await self._under_way.wait_for(key)
            kept = self._found(environ, key)
        if kept is not None:
            return sent(kept, environ)
        asked = _as_get(environ)
        plain = await self._plain_at_once(asked)
        if plain is None or KEEPABLE not in asked:
            if _is_costly(environ):
                environ[ENDED] = self._under_way.begin(key)
            return None
        if len(plain.body) < MUCH:
            answer = finished(plain.status, plain.headers, plain.body, asked, plain.version)
        else:
            answer = await to_thread(finished, plain.status, plain.headers, plain.body, asked, plain.version)
        self._kept.keep(plain.version, key, answer)
        return sent(answer, environ)

    def _found(self, environ: WSGIEnvironment, key: Key) -> KeptAnswer | None:
        """Find the kept answer to a request."""
        # The version is looked at where there is something to compare it with.
        version = self._published() if key in self._kept else None
        kept = None if version is None else self._kept.find(version, key)
        if kept is None or (kept.body is None and not has_tag(environ, kept.tag)):
            return None
        environ[FROM_MEMORY] = True
        return kept

    def _key(self, environ: WSGIEnvironment) -> Key | None:
        """Gather what an answer depends on; ``None`` where it is not one that is ever kept."""
        method = environ["REQUEST_METHOD"]
        if not _PASSED_ON.isdisjoint(environ):
            return None
        get = environ.get
        # None but the path can hold the separator, and where it does there are more parts.
        key = "\0".join([get(name, "") for name in _DECISIVE])
        if method in ("GET", "HEAD"):
            return key
        if method != "POST" or environ["PATH_INFO"] != "/sparql":
            return None
        length = environ.get("CONTENT_LENGTH") or ""
        if not length.isdecimal() or int(length) > self._longest_body:
            return None
        try:
            body = environ["wsgi.input"].read(int(length))
        except HTTPException:  # the application meets with it when it reads on, and tells of it
            return None
        environ["wsgi.input"] = BytesIO(body)
        return f"{key}\0{environ.get('CONTENT_TYPE')}\0{body!r}"

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
        asked = _as_get(environ)
        plain = self._plain(asked)
        if plain is None:
            return self._ask_application(environ, asked, start_response, key)
        status, headers, body, version = plain
        if KEEPABLE not in asked:
            start_response(status, completed(headers, asked))
            return [body] if asked is environ else []
        answer = finished(status, headers, body, asked, version)
        self._kept.keep(version, key, answer)
        return _send(answer, environ, start_response)

    def _ask_application(
        self, environ: WSGIEnvironment, asked: WSGIEnvironment, start_response: StartResponse, key: Key
    ) -> Iterable[bytes]:
        version, began = self._published(), perf_counter()
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
        answer = finished(status, headers, body, asked, version)
        # Between the two looks at the version another graph may have been published.
        if self._published() == version:
            is_costly = _is_costly(environ) or perf_counter() - began > _LONG_SECONDS
            self._kept.keep(version, key, answer if is_costly else answer._replace(body=None))
        return _send(answer, environ, start_response)


def _is_costly(environ: WSGIEnvironment) -> bool:
    """Tell whether the answer to a request is kept whole, however quickly it was made."""
    path: str = environ["PATH_INFO"]
    return path == "/sparql" or path.startswith("/queries/")


def _as_get(environ: WSGIEnvironment) -> WSGIEnvironment:
    """Make of a HEAD request a GET one, which is answered alike; what is not to be sent is left out afterwards."""
    return environ if environ["REQUEST_METHOD"] != "HEAD" else {**environ, "REQUEST_METHOD": "GET"}


def _send(answer: KeptAnswer, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    status, headers, body = sent(answer, environ)
    start_response(status, headers)
    return [body] if body else []


def _closed(answered: Iterable[bytes]) -> list[bytes]:
    """Tell the application that nobody reads on."""
    getattr(answered, "close", _nothing)()
    return []


def _nothing(*_: object) -> None:
    """Do nothing, where a caller must be given something to call."""
