"""The alignments of the ontology as they are published: as RDF, and as the SSSOM table that gives their reasons."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from flask import Response, request

from cdkg.resources import alignment_files
from cdkg.sparql.formats import Form, find_format, formats_of
from cdkg.web.freshness import consulted
from cdkg.web.negotiation import data_type

TABLE_TYPE: Final = "text/tab-separated-values"

_TABLE_NAMES: Final = frozenset({"tsv", TABLE_TYPE})


def alignments_answer() -> Response:
    """Send a program the alignments, in the format that it asks for; Turtle and table as the files hold them.

    Raises:
        BadRequest: if the ``format`` parameter names neither the table nor a format of RDF.
        NotAcceptable: if the client accepts none of these.
    """
    if _wants_table():
        return Response(_file(".sssom.tsv").read_text(encoding="utf-8"), mimetype=TABLE_TYPE)
    media_type = data_type(Form.CONSTRUCT)
    turtle = _file(".ttl").read_text(encoding="utf-8")
    offered = find_format(media_type, Form.CONSTRUCT)
    assert offered is not None
    assert isinstance(offered.serialization, ox.RdfFormat)
    if offered.serialization == ox.RdfFormat.TURTLE:
        return Response(turtle, mimetype=media_type)
    return Response(
        ox.serialize(ox.parse(turtle, format=ox.RdfFormat.TURTLE), format=offered.serialization), mimetype=media_type
    )


@cache
def number_of_matches() -> int:
    """Count the alignments."""
    return sum(1 for _ in ox.parse(path=_file(".ttl"), format=ox.RdfFormat.TURTLE))


def _wants_table() -> bool:
    asked = request.args.get("format")
    if asked:
        return asked in _TABLE_NAMES
    consulted("Accept")
    offered = [known.media_type for known in formats_of(Form.CONSTRUCT)]
    # Who takes anything gets RDF, which stands first.
    return request.accept_mimetypes.best_match([*offered, TABLE_TYPE]) == TABLE_TYPE


def _file(suffix: str) -> Path:
    (turtle,) = alignment_files()
    return turtle.with_suffix(suffix)
