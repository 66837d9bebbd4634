"""Tells, in a thread that handles a request, whether its client still waits, and for how long it has been asking."""

from __future__ import annotations

import time
from collections.abc import Iterable
from threading import local
from typing import TYPE_CHECKING, Final

from cdkg.web.gateway import INCOMING, Incoming

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_FIRST_ASKED: Final = "cdkg.first-asked"

_present = local()


def noting_requests(application: WSGIApplication) -> WSGIApplication:
    """Put before an application what `client_is_there` and `seconds_spent` look at."""

    def note(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        _present.environ = environ
        return application(environ, start_response)

    return note


def client_is_there() -> bool:
    """Tell whether the client of the request that this thread handles still waits; if in doubt, it does."""
    environ: WSGIEnvironment = getattr(_present, "environ", {})
    incoming: Incoming | None = environ.get(INCOMING)
    return incoming is None or incoming.is_there


def seconds_spent() -> float:
    """Tell for how long the request that this thread handles has been asking: a page asks several times."""
    environ: WSGIEnvironment | None = getattr(_present, "environ", None)
    if environ is None:
        return 0.0
    now = time.monotonic()
    return now - float(environ.setdefault(_FIRST_ASKED, now))
