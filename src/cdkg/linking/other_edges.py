"""Puts other edges of Wikidata into a copy of the graph, so that the same queries compare with a file or with today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from cdkg.namespaces import WIKIDATA, WIKIDATA_DIRECT
from cdkg.triples.wikidata_edges import edges_graph
from cdkg.wikidata_edges import Edge

_ITEMS = f"""
SELECT DISTINCT ?item WHERE {{
  ?thing <http://www.w3.org/2004/02/skos/core#exactMatch> ?item .
  FILTER (STRSTARTS(STR(?item), "{WIKIDATA}Q"))
}} ORDER BY ?item"""


def with_edges(graph: ox.Store, edges: Mapping[str, Iterable[Edge]]) -> ox.Store:
    """Copy a published graph into memory, with other edges of Wikidata than it holds.

    Args:
        graph: the graph; its default graph holds what all its graphs hold.
        edges: the edges that take the place of all that it has of a property, by the property's id.
    """
    replaced = {WIKIDATA_DIRECT + property_id for property_id in edges}
    copy = ox.Store()
    own = graph.quads_for_pattern(None, None, None, ox.DefaultGraph())
    copy.bulk_extend(quad for quad in own if quad.predicate.value not in replaced)
    for property_id, some in edges.items():
        copy.extend({ox.Quad(quad.subject, quad.predicate, quad.object) for quad in edges_graph(some, property_id)})
    return copy


def touching(edges: Iterable[Edge], items: Iterable[str]) -> list[Edge]:
    """Keep the edges one end of which is among some items.

    Args:
        edges: the edges.
        items: identifiers, such as ``"Q3616"``.
    """
    wanted = frozenset(items)
    return [edge for edge in edges if edge.source in wanted or edge.target in wanted]


def items_of(graph: ox.Store) -> list[str]:
    """List the identifiers in Wikidata of what a published graph has."""
    rows = graph.query(_ITEMS)
    assert isinstance(rows, ox.QuerySolutions)
    return [str(row["item"].value).removeprefix(WIKIDATA) for row in rows]
