"""Lets only some of the server's threads wait for request bodies, so that slow clients never hold them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final, TypeVar

from werkzeug.exceptions import ServiceUnavailable

if TYPE_CHECKING:
    from _typeshed.wsgi import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

Part = TypeVar("Part", bytes, list[bytes])

_READERS: Final = 64
_RETRY_SECONDS: Final = 5


class BodyGuard:
    """A WSGI application before another one.

    Args:
        application: the other one.
        readers: how many threads may wait for a body at the same time; a further request with one is answered 503.
    """

    def __init__(self, application: WSGIApplication, readers: int = _READERS) -> None:
        self._application = application
        self._readers = BoundedSemaphore(readers)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if environ.get("CONTENT_LENGTH", "0") == "0" and "HTTP_TRANSFER_ENCODING" not in environ:
            return self._application(environ, start_response)
        environ["wsgi.input"] = _Guarded(environ["wsgi.input"], self._readers)
        try:
            return self._application(environ, start_response)
        except ServiceUnavailable as refusal:  # where the body was read before the application could answer for it
            return refusal.get_response(environ)(environ, start_response)


class _Guarded:
    """A body that can be read while not too many others are."""

    def __init__(self, body: InputStream, readers: BoundedSemaphore) -> None:
        self._body = body
        self._readers = readers

    def read(self, *size: int) -> bytes:
        return self._guarded(self._body.read, *size)

    def readline(self, *size: int) -> bytes:
        return self._guarded(self._body.readline, *size)

    def readlines(self, *hint: int) -> list[bytes]:
        return self._guarded(self._body.readlines, *hint)

    def __iter__(self) -> _Guarded:
        return self

    def __next__(self) -> bytes:
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def _guarded(self, read: Callable[..., Part], *size: int) -> Part:
        if not self._readers.acquire(blocking=False):
            raise ServiceUnavailable(retry_after=_RETRY_SECONDS)
        try:
            return read(*size)
        finally:
            self._readers.release()
