"""``/health``: tells whether the server can answer queries, and ``/health/live`` whether it is there at all."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from cdkg.store import LoadingStore
from cdkg.web.asking import ask, service
from cdkg.web.page_queries import ALIVE

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def health() -> Response:
    """Answer 200 with the version of the published graph; a store that cannot be asked raises what becomes 503.

    It tells, too, whether the store reads from memory by now, which is several times as quick.

    Whether to send requests here is decided by this; whether to start the process anew, by liveness.
    """
    if "live" in request.args:
        return live()
    store = service().store
    version = store.version
    ask(ALIVE)
    more = {"in_memory": store.is_in_memory} if isinstance(store, LoadingStore) else {}
    return jsonify(status="ok", version=version, **more)


@blueprint.get("/health/live")
def live() -> Response:
    """Answer 200, and ask nobody: a server whose store is busy or being built is alive."""
    return jsonify(status="alive")
