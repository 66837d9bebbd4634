"""What is compared with: the engine in process behind a bare Flask route, and a Flask route that says hello.

Loaded by granian; ``BENCHMARK_DATA`` names the folder of the engine's files.
"""

from __future__ import annotations

import os

from flask import Flask, Response, request
from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

app = Flask(__name__)
_data = os.environ.get("BENCHMARK_DATA")
_store = Store.read_only(_data) if _data else None


@app.get("/hello")
def hello() -> str:
    return "ok"


@app.get("/sparql")
def sparql() -> Response:
    assert _store is not None
    found = _store.query(request.args["query"])
    assert isinstance(found, QuerySolutions)
    body = found.serialize(format=QueryResultsFormat.JSON)
    return Response(body, mimetype="application/sparql-results+json")
