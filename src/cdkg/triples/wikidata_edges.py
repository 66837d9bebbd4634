"""Makes the graph of what Wikidata states, in its own terms, so that a query can set it beside what documents claim."""

from __future__ import annotations

from collections.abc import Iterable

from cdkg.namespaces import PROV, RDFS, WIKIDATA, WIKIDATA_DIRECT, WIKIDATA_GRAPH, entity
from cdkg.triples.graph import NamedGraph
from cdkg.wikidata_edges import Edge


def edges_graph(edges: Iterable[Edge], property_id: str, reference_list: str = "") -> NamedGraph:
    """Make the graph of edges: the direct statements that Wikidata's own RDF has, and its names for the items.

    Args:
        edges: the edges.
        property_id: the property, such as ``"P190"``.
        reference_list: slug of the list that they are taken from; the graph names it, if there is one.
    """
    graph = NamedGraph(WIKIDATA_GRAPH)
    if reference_list:
        graph.link(WIKIDATA_GRAPH, PROV + "wasDerivedFrom", entity("reference-list", reference_list))
    for edge in edges:
        source, target = WIKIDATA + edge.source, WIKIDATA + edge.target
        graph.link(source, WIKIDATA_DIRECT + property_id, target)
        graph.text(source, RDFS + "label", edge.source_name)
        graph.text(target, RDFS + "label", edge.target_name)
    return graph
