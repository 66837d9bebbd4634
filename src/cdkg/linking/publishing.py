"""Brings the ``links`` graph of a published store up to date with the decisions, in one change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Quad, Store

from cdkg.contributions.writing import write_difference
from cdkg.mappings import Mapping
from cdkg.namespaces import INFERRED_GRAPH, LINKS_GRAPH, ONTOLOGY, RDF, RDFS
from cdkg.store.changes import Changed
from cdkg.triples.mappings import mappings_graph

_TYPE: Final = NamedNode(RDF + "type")
_ABOVE: Final = NamedNode(RDFS + "subClassOf")
_MAPPING: Final = NamedNode(ONTOLOGY + "Mapping")
_LINKS: Final = NamedNode(LINKS_GRAPH)
_INFERRED: Final = NamedNode(INFERRED_GRAPH)


@dataclass(frozen=True)
class PublishLinks:
    """Makes the ``links`` graph what the decisions say. The alignments of the ontology, which stand there too, stay.

    The shapes are not asked: what they demand of a decision, `Mapping` demands already, and no rule but that of the
    classes above makes anything of one.

    Args:
        mappings: all decisions.
        what: what was decided, for the log.
        manifest: what to say of the store from then on.
    """

    mappings: tuple[Mapping, ...]
    what: str
    manifest: tuple[tuple[str, str], ...] = ()

    def apply(self, store: Store) -> Changed:
        """Write what differs."""
        wanted = set(mappings_graph(self.mappings))
        held = {
            quad
            for quad in store.quads_for_pattern(None, None, None, _LINKS)
            if not (isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(ONTOLOGY))
        }
        removed, added = held - wanted, wanted - held
        removed |= {quad for quad in _inferred(store, removed) if quad in store}
        added |= set(_inferred(store, added))
        if not removed and not added:
            return Changed(0, 0, (LINKS_GRAPH,), is_change=bool(self.manifest), growth=0, manifest=self.manifest)
        growth = write_difference(store, removed, added)
        return Changed(len(added), len(removed), (LINKS_GRAPH,), growth=growth, manifest=self.manifest)

    def described(self) -> dict[str, object]:
        """Say for the log what is done."""
        return {"operation": "link", "graph": LINKS_GRAPH, "what": self.what}


def _inferred(store: Store, quads: set[Quad]) -> Iterator[Quad]:
    """Give the classes above a decision, as ``rules/90-supertypes.rq`` does."""
    above = set(_above(store, _MAPPING))
    for quad in quads:
        if quad.predicate == _TYPE and quad.object == _MAPPING:
            yield from (Quad(quad.subject, _TYPE, one, _INFERRED) for one in above)


def _above(store: Store, this: NamedNode) -> Iterator[NamedNode]:
    for quad in store.quads_for_pattern(this, _ABOVE, None):
        if isinstance(quad.object, NamedNode):
            yield quad.object
            yield from _above(store, quad.object)
