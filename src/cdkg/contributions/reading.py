"""Reads what a person hands in, a spreadsheet or RDF, as RDF in the graph of one contribution.

It is to be run in a worker (`cdkg.isolation`): a stranger's file may be slow to read.
"""

from __future__ import annotations

from pathlib import PurePath

import pyoxigraph as ox

from cdkg.contributions.draft import Draft, FilePlace
from cdkg.contributions.lines import first_lines
from cdkg.errors import ForeignDataError
from cdkg.foreign import EXTENSIONS, MEDIA_TYPES, Limits, parse_foreign

__all__ = ["read_contribution"]


def read_contribution(
    content: bytes,
    name: str,
    *,
    graph: str,
    store: ox.Store,
    media_type: str | None = None,
    limits: Limits = Limits(),
) -> Draft:
    """Read a contributed file.

    Args:
        content: the file.
        name: what it is called; without a media type its ending tells the format.
        graph: the IRI of the contribution's graph, into which all is put, whatever graphs the file names.
        store: the graph that names are looked up in; it is only read.
        media_type: the format.
        limits: what the file may use.

    Returns:
        what it states. For RDF, ``places`` holds the line in which each subject first stands.

    Raises:
        ForeignDataError: if the file is malformed, too large, or in a format that is not read.
    """
    kind = _kind(name, media_type)
    return _read_rdf(content, name, kind, graph, limits)


def _kind(name: str, media_type: str | None) -> str:
    given = (media_type or "").split(";")[0].strip().lower()
    if given in MEDIA_TYPES:
        return str(media_type)
    ending = PurePath(name).suffix.removeprefix(".").lower()
    if ending in EXTENSIONS:
        return EXTENSIONS[ending]
    raise ForeignDataError(f"{name}: unknown format.", f"{name}: قالب ناشناخته.", status=415)


def _read_rdf(content: bytes, name: str, media_type: str, graph: str, limits: Limits) -> Draft:
    foreign = parse_foreign(content, media_type, graph=graph, name=name, limits=limits)
    parsed = ox.parse(foreign.quads, format=ox.RdfFormat.N_QUADS)
    nodes = {quad.subject.value for quad in parsed if isinstance(quad.subject, ox.NamedNode)}
    lines = first_lines(content.decode("utf-8", "replace"), nodes)
    places = {(node, None): FilePlace(name, line=line) for node, line in lines.items()}
    return Draft(graph, foreign.quads, places, remarks=foreign.remarks)
