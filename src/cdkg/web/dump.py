"""``/dump.nq.gz``: the whole graph as one file."""

from __future__ import annotations

from threading import Lock
from typing import Final

from flask import Blueprint, Response, send_file
from werkzeug.exceptions import NotFound

from cdkg import __version__
from cdkg.edition import LICENSE
from cdkg.errors import OverBudgetError
from cdkg.store import DumpingStore
from cdkg.web.asking import service

blueprint = Blueprint("dump", __name__)

PATH: Final = "/dump.nq.gz"
MEDIA_TYPE: Final = "application/gzip"

_PATIENCE_SECONDS: Final = 0.2
_at_work = Lock()


@blueprint.get(PATH)
def dump() -> Response:
    """Send the whole graph as gzipped N-Quads, the same bytes as long as the graph is the same."""
    store = service().store
    if not isinstance(store, DumpingStore):
        raise NotFound
    # Where it must be written first, one request has it written; the others do not hold up those who ask for less.
    if not _at_work.acquire(timeout=_PATIENCE_SECONDS):
        raise OverBudgetError(
            "The dump of this version is just being written. Ask again in some seconds.",
            "برون‌ریخت این نسخه در حال نوشته شدن است. چند ثانیه دیگر دوباره درخواست کنید.",
        )
    try:
        path = store.dump()
    finally:
        _at_work.release()
    version = path.parent.name
    response = send_file(
        path.resolve(),  # the framework would look for a relative one beside its own files
        mimetype=MEDIA_TYPE,
        as_attachment=True,
        download_name=f"cdkg-{__version__}-{version}.nq.gz",
        etag=f"{version}-{path.stat().st_size}",
        max_age=0,
    )
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Cdkg-Version"] = f"{__version__} ({version})"
    response.headers["Link"] = f'<{LICENSE}>; rel="license", </.well-known/void>; rel="describedby"'
    return response
