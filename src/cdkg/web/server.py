"""The HTTP server: granian with the application in it, in a process that `cdkg serve` watches over.

Measured against gunicorn and waitress with the same application, granian answers some three times as many requests;
lookups that an event loop answers (`cdkg.web.reception`) a quarter more than those that its threads do, and with uvloop
for the loop another quarter.
"""

from __future__ import annotations

import os
import sys
from threading import Thread
from typing import Final

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server as Granian

from cdkg.settings import Settings

LIFELINE: Final = "CDKG_LIFELINE"
"""Names the end of a pipe whose other end the watcher holds; when it closes, the watcher has gone."""


def main() -> None:
    """Serve until a signal ends it: SIGTERM after the running requests; SIGHUP renews the processes without a gap."""
    end_with_watcher()
    settings = Settings.from_environment()
    Granian(
        "cdkg.web.asgi:app",
        address=sys.argv[1],
        port=settings.port,
        interface=Interfaces.ASGINL,
        workers=settings.web_processes,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        # So long a new worker has, on a busy machine, to be there before the old one stops.
        respawn_interval=3.0,
        # A worker that has been told twice to stop may hang: it is not waited for longer than for its last query.
        workers_kill_timeout=int(settings.query_seconds) + 5,
    ).serve()


def end_with_watcher() -> None:
    """End this process, without delay, when the process that watches over it has gone."""
    lifeline = os.environ.get(LIFELINE)
    if lifeline:
        Thread(target=_end_after, args=(int(lifeline),), name="end-with-watcher", daemon=True).start()


def _end_after(lifeline: int) -> None:
    while os.read(lifeline, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
