"""Names the nodes whose conformance may differ after a change."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache
from typing import Final

from pyoxigraph import NamedNode, Quad
from rdflib import SH, URIRef

from cdkg.contributions import terms
from cdkg.contributions.overlay import Overlay
from cdkg.namespaces import PREFIXES, RDF
from cdkg.validation import shapes_graph

_READ_BACKWARDS: Final = frozenset({terms.ABOUT, terms.SETTLES, terms.DERIVED_FROM})
_OF_DISAGREEMENTS: Final = frozenset({terms.BETWEEN, terms.TYPE})
_NAME: Final = re.compile(r"\b([a-z]+):([A-Za-z][\w-]*)")


def focus_nodes(overlay: Overlay, differing: Collection[NamedNode], changes: Iterable[Quad]) -> set[str]:
    """Name the nodes that have to be checked.

    Args:
        overlay: the graph before and after the change.
        differing: nodes that are described differently, or are seen to be from elsewhere.
        changes: the quads that are there only before or only after, what follows by rule included.
    """
    nodes: set[NamedNode] = set(differing)
    read = read_by_shapes()
    for quad in changes:
        subject, predicate = quad.subject, quad.predicate
        if not isinstance(subject, NamedNode) or predicate not in read:
            continue
        nodes.add(subject)
        if predicate in _READ_BACKWARDS and isinstance(value := quad.object, NamedNode):
            nodes.add(value)
        elif predicate in _OF_DISAGREEMENTS:
            # Who settles a disagreement is checked against the claims that it is between.
            nodes |= overlay.subjects(terms.SETTLES, subject)
        elif predicate == terms.FACET:
            nodes |= _claims_beside(overlay, subject)
    return {node.value for node in nodes}


def _claims_beside(overlay: Overlay, statement: NamedNode) -> set[NamedNode]:
    """Name the claims of a tie that a statement is about: it may tell of the tie's coordination (NormAtWork.ttl)."""
    ties = {about for about in overlay.objects(statement, terms.ABOUT) if overlay.objects(about, terms.PARTY)}
    return {claim for tie in ties for claim in overlay.subjects(terms.ABOUT, tie)}


@cache
def read_by_shapes() -> frozenset[NamedNode]:
    """Name the properties that shapes read: what has only others added or removed conforms as it did."""
    shapes = shapes_graph()
    read = {value for path in (SH.path, SH.inversePath) for value in shapes.objects(None, path)}
    found = {NamedNode(str(term)) for term in read if isinstance(term, URIRef)}
    for text in shapes.objects(None, SH.select):
        known = ((PREFIXES.get(prefix), local) for prefix, local in _NAME.findall(str(text)))
        found |= {NamedNode(namespace + local) for namespace, local in known if namespace}
    return frozenset(found | {NamedNode(RDF + "type")})
