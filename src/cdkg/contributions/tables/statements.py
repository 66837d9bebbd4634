"""Gathers what rows state, as quads of one graph, together with the cells that they come from."""

from __future__ import annotations

import pyoxigraph as ox

from cdkg.contributions.draft import FilePlace
from cdkg.namespaces import RDF

Value = ox.NamedNode | ox.Literal


class Statements:
    """What the rows of a file state.

    Args:
        graph: the IRI of the contribution's graph.
    """

    def __init__(self, graph: str) -> None:
        self.graph = graph
        self.contribution = graph.rsplit("/", 1)[-1]
        self.places: dict[tuple[str, str | None], FilePlace] = {}
        self._quads: set[ox.Quad] = set()

    def type(self, node: str, class_iri: str, place: FilePlace) -> None:
        """State the class of a node that stands at a place."""
        self.add(node, RDF + "type", ox.NamedNode(class_iri), place)
        self.places.setdefault((node, None), place)

    def add(self, node: str, path: str, value: Value, place: FilePlace) -> None:
        """State a value of a node that stands at a place; the first place is kept."""
        self._quads.add(ox.Quad(ox.NamedNode(node), ox.NamedNode(path), value, ox.NamedNode(self.graph)))
        self.places.setdefault((node, path), place)

    def to_n_quads(self) -> bytes:
        """Write all that is stated, in an order that does not depend on the run."""
        return ox.serialize(sorted(self._quads, key=str), format=ox.RdfFormat.N_QUADS) or b""
