"""``/health``: tells whether the server can answer queries."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from cdkg.web.asking import ask, service
from cdkg.web.page_queries import ALIVE

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def health() -> Response:
    """Answer 200 with the version of the published graph; a store that cannot be asked raises what becomes 503."""
    version = service().store.version
    ask(ALIVE)
    return jsonify(status="ok", version=version)
