"""Finds, among nodes and the shapes that are for them, what has to be looked at: most nodes surely conform."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Store
from rdflib import SH, Graph
from rdflib.term import Node

from cdkg.namespaces import ONTOLOGY, RDF, SKOS
from cdkg.validation.asked_at_once import query_results
from cdkg.validation.screen import Screen, View
from cdkg.validation.verdicts import Term

_TYPE: Final = NamedNode(RDF + "type")
_OURS: Final = tuple(f"<{namespace}" for namespace in (ONTOLOGY, SKOS))
_screens: dict[int, tuple[Graph, Screen, dict[str, set[Node]]]] = {}


@dataclass(frozen=True)
class Suspects:
    """What has to be looked at more closely.

    Args:
        pairs: shapes and nodes for which it is not sure that the node conforms.
        asked: what the queries of shapes say of nodes that conform to all else of the shape: the shape, the
            constraint, the node, and the value at fault.
    """

    pairs: tuple[tuple[Node, NamedNode], ...]
    asked: tuple[tuple[Node, Node, NamedNode, Term], ...]


def named_instances(store: Store) -> list[str] | None:
    """List the IRIs of all nodes that have a class, which is what the project's shapes are for.

    Args:
        store: what is checked.

    Returns:
        ``None`` where a node of our own classes has no name, so that it cannot be listed.
    """
    named: set[str] = set()
    for quad in store.quads_for_pattern(None, _TYPE, None):
        if isinstance(quad.subject, NamedNode):
            named.add(quad.subject.value)
        elif str(quad.object).startswith(_OURS):
            return None
    return sorted(named)


def suspects(shapes: Graph, focus: Iterable[str], store: Store) -> Suspects:
    """Find what of some nodes has to be looked at more closely.

    Args:
        shapes: the shapes, with their target classes.
        focus: IRIs of the nodes.
        store: what is checked.
    """
    screen, by_class = _prepared(shapes)
    view = View(store)
    nodes_of: dict[Node, list[NamedNode]] = defaultdict(list)
    pairs: list[tuple[Node, NamedNode]] = []
    for iri in focus:
        node = NamedNode(iri)
        classes = (str(term)[1:-1] for term in view.classes(node))
        for shape in {shape for name in classes for shape in by_class.get(name, ())}:
            if screen.surely_but_for_queries(shape, node, view):
                nodes_of[shape].append(node)
            else:
                pairs.append((shape, node))
    asked: list[tuple[Node, Node, NamedNode, Term]] = []
    for shape, nodes in nodes_of.items():
        results = query_results(shape, shapes, nodes, store)
        if results is None:
            pairs += ((shape, node) for node in nodes)
        else:
            asked += ((shape, *result) for result in results)
    return Suspects(tuple(pairs), tuple(asked))


def _prepared(shapes: Graph) -> tuple[Screen, dict[str, set[Node]]]:
    known = _screens.get(id(shapes))
    if known is None or known[0] is not shapes:
        by_class: dict[str, set[Node]] = defaultdict(set)
        for shape, target in shapes.subject_objects(SH.targetClass):
            by_class[str(target)].add(shape)
        _screens.clear()
        known = _screens[id(shapes)] = shapes, Screen(shapes), dict(by_class)
    return known[1:]
