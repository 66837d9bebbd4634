"""Makes the graph of readings: what the editors read into findings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cdkg.errors import Message
from cdkg.namespaces import PROV, RDF, READINGS_GRAPH, concept, entity
from cdkg.readings import Reading
from cdkg.triples.graph import NamedGraph

EDITORS: Final = entity("agent", "editors")


def readings_graph(readings: Iterable[Reading]) -> NamedGraph:
    """Make the graph of readings, attributed to the editors.

    Args:
        readings: the readings; the IRI of each is made of the two things that it ties.
    """
    graph = NamedGraph(READINGS_GRAPH)
    for reading in readings:
        kind, _, path = reading.target.partition("/")
        iri = entity("reading", f"{reading.finding}/{reading.relation}/{path}")
        graph.type(iri, "Reading")
        graph.link(iri, "readingOf", entity("claim", reading.finding))
        graph.link(iri, "readingRelation", concept(reading.relation))
        graph.link(iri, "readingTarget", concept(path) if kind == "concept" else entity(kind, path))
        graph.link(iri, PROV + "wasAttributedTo", EDITORS)
        graph.text(iri, "reason", reading.reason)
        graph.link(EDITORS, RDF + "type", PROV + "Agent")
        graph.label(EDITORS, Message(en="the editors of the graph", fa="ویراستاران گراف"))
    return graph
