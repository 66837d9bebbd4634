"""Which answers hold as long as the published graph does, and which headers of a request they were chosen by.

What a view knows of its answer it notes in the request's environment, where what stands before the application
(:mod:`cdkg.web.front`) finds it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from flask import Flask, Response, request

from cdkg.sparql.inspection import Inspection

KEEPABLE: Final = "cdkg.keepable"
"""Is set where the answer depends on the request and on the published graph only."""

CONSULTED: Final = "cdkg.consulted"
"""The headers of the request that the answer depends on."""

_UNSTABLE: Final = "cdkg.unstable"
# Files change with the program only.
_VIEWS: Final = frozenset(
    {
        "dataset_description",
        "entity_pages",
        "graph_store",
        "home_page",
        "ontology_page",
        "query_pages",
        "reconciliation",
        "sparql_endpoint",
        "static_files",
    }
)


def consulted(header: str) -> None:
    """Note that the answer to this request depends on one of its headers.

    Args:
        header: the header's name, as ``Vary`` is to name it.
    """
    request.environ.setdefault(CONSULTED, set()).add(header)


def vary(environ: dict[str, Any], *more: str) -> str:
    """Write the value of ``Vary`` (RFC 9110, section 12.5.5); empty where the answer depends on no header.

    Args:
        environ: the request's environment.
        more: further headers that the answer depends on.
    """
    return _vary(frozenset(environ.get(CONSULTED, ())), more)


@lru_cache(maxsize=64)
def _vary(consulted: frozenset[str], more: tuple[str, ...]) -> str:
    return ", ".join(sorted({*consulted, *more}))


def note_functions(inspection: Inspection) -> None:
    """Note that the answer holds for this once only, where a query asks for the time, for chance or another server.

    Args:
        inspection: what looking the query over gave.
    """
    if not inspection.is_steady:
        request.environ[_UNSTABLE] = True


def register(app: Flask) -> None:
    """Let an app note which of its answers hold."""
    app.after_request(_note)


def _note(response: Response) -> Response:
    is_stable = request.blueprint in _VIEWS and _UNSTABLE not in request.environ
    if is_stable and response.status_code == 200 and not response.is_streamed:
        request.environ[KEEPABLE] = True
    return response
