"""Gives every request a number by which it can be found again, and writes one line of JSON about it.

The line tells how the service fares, not who asks what: no address, no credentials, and of a query only a checksum, by
which repeated ones can be told.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from logging.handlers import WatchedFileHandler
from typing import TYPE_CHECKING, Any, Final

from cdkg.errors import SettingsError
from cdkg.web.finishing import Sent
from cdkg.web.front import FROM_MEMORY
from cdkg.web.headers import TRUNCATED, Headers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REQUEST_ID: Final = "X-Request-Id"
STANDARD_ERROR: Final = "-"
NO_LOG: Final = "none"

# What a front server, or a client, has numbered keeps its number, if it can do no harm in a log.
_GIVEN: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
# Chance once for each process: asking the system for it each time would make every request wait for its turn again.
_PROCESS: Final = secrets.token_hex(5)
_numbers: Final = count(1)


def access_log(target: str) -> logging.Logger | None:
    """Open the log.

    Args:
        target: the file; ``"-"`` for standard error; ``"none"`` for no log. A file that is moved away is opened
            anew, so that the usual tools can rotate it.

    Raises:
        SettingsError: if the file cannot be written.
    """
    if target == NO_LOG:
        return None
    try:
        handler = logging.StreamHandler(sys.stderr) if target == STANDARD_ERROR else WatchedFileHandler(target)
    except OSError as fault:
        raise SettingsError(
            f"CDKG_ACCESS_LOG is {target!r}, which cannot be written ({fault.strerror}). Name a file in a folder that "
            "is there, or - for standard error.",
            f"مقدار CDKG_ACCESS_LOG برابر «{target}» است که نوشته نمی‌شود ({fault.strerror}). پرونده‌ای در پوشه‌ای موجود "
            "نام ببرید، یا - برای خروجی خطا.",
        ) from fault
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger = logging.Logger("cdkg.access")  # one of its own for each app, beside the tree of the others
    logger.addHandler(handler)
    return logger


class Numbered:
    """A WSGI application that numbers the requests to another one, and logs them.

    Args:
        application: the other one.
        at_once: answers a request while no thread waits, or gives ``None``.
        logger: what to write to, if anything.
    """

    def __init__(
        self,
        application: WSGIApplication,
        at_once: Callable[[WSGIEnvironment], Awaitable[Sent | None]],
        logger: logging.Logger | None,
    ) -> None:
        self._application = application
        self._at_once = at_once
        self._logger = logger

    async def at_once(self, environ: WSGIEnvironment) -> Sent | None:
        """Answer a request while no thread waits, if that can be done; else it is to be answered as others are.

        Args:
            environ: the request; its body has come.
        """
        began = time.perf_counter()
        answer = await self._at_once(environ)
        if answer is None:
            return None
        number = _number(environ)
        if self._logger is not None:
            line = _line(environ, number, answer.status, answer.headers)
            self._write(line, environ, len(answer.body), began)
        return Sent(answer.status, [*answer.headers, (REQUEST_ID, number)], answer.body)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        began = time.perf_counter()
        number = _number(environ)
        line: dict[str, object] = {}

        def start(status: str, headers: Headers, *exc_info: Any) -> Callable[[bytes], object]:
            if self._logger is not None:
                line.update(_line(environ, number, status, headers))
            return start_response(status, [*headers, (REQUEST_ID, number)], *exc_info)

        answered = self._application(environ, start)
        if self._logger is None:
            return answered
        return _Measured(answered, lambda sent: self._write(line, environ, sent, began))

    def close(self) -> None:
        """Close the log."""
        for handler in [] if self._logger is None else self._logger.handlers:
            handler.close()

    def _write(self, line: dict[str, object], environ: WSGIEnvironment, sent: int, began: float) -> None:
        assert self._logger is not None
        line["bytes"] = sent
        line["ms"] = round((time.perf_counter() - began) * 1_000, 2)
        line["cached"] = FROM_MEMORY in environ
        self._logger.info(json.dumps(line, ensure_ascii=False))


class _Measured:
    """A body that is counted as it is sent, and tells when it is done with."""

    def __init__(self, body: Iterable[bytes], done: Callable[[int], None]) -> None:
        self._body = body
        self._done = done
        self._sent = 0

    def __iter__(self) -> Iterator[bytes]:
        for part in self._body:
            self._sent += len(part)
            yield part

    def close(self) -> None:
        """End the body, as a server does whether all of it was sent or not."""
        try:
            close = getattr(self._body, "close", None)
            if close is not None:
                close()
        finally:
            self._done(self._sent)


def _number(environ: WSGIEnvironment) -> str:
    given = environ.get("HTTP_X_REQUEST_ID")
    return given if given and _GIVEN.fullmatch(given) else f"{_PROCESS}{next(_numbers):06x}"


def _line(environ: WSGIEnvironment, number: str, status: str, headers: Headers) -> dict[str, object]:
    known = {name.lower(): value for name, value in headers}
    asked = environ.get("QUERY_STRING", "")
    return {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "id": number,
        "method": environ["REQUEST_METHOD"],
        "path": environ["PATH_INFO"].encode("latin-1", "replace").decode("utf-8", "replace"),
        "query": sha256(asked.encode("utf-8", "replace")).hexdigest()[:12] if asked else None,
        "status": int(status[:3]),
        "format": known.get("content-type", "").partition(";")[0] or None,
        "truncated": known.get(TRUNCATED.lower()) == "true",
    }
