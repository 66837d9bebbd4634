"""``/health``: tells whether the server can answer queries, and ``/health/live`` whether it is there at all."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from cdkg.web.asking import ask, service
from cdkg.web.page_queries import ALIVE

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def health() -> Response:
    """Answer 200 with the version of the published graph; a store that cannot be asked raises what becomes 503.

    Whether to send requests here is decided by this; whether to start the process anew, by liveness.
    """
    if "live" in request.args:
        return live()
    version = service().store.version
    ask(ALIVE)
    return jsonify(status="ok", version=version)


@blueprint.get("/health/live")
def live() -> Response:
    """Answer 200, and ask nobody: a server whose store is busy or being built is alive."""
    return jsonify(status="alive")
