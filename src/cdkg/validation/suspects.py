"""Finds, among nodes and the shapes that are for them, the pairs that have to be checked: most surely conform."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Store
from rdflib import SH, Graph
from rdflib.term import Node

from cdkg.validation.asked_at_once import with_results
from cdkg.validation.screen import Screen, View

_screens: dict[int, tuple[Graph, Screen, dict[str, set[Node]]]] = {}


def suspects(shapes: Graph, focus: Iterable[str], store: Store) -> Iterator[tuple[Node, NamedNode]]:
    """Give the pairs of a shape and a node for which it is not sure that the node conforms.

    Args:
        shapes: the shapes, with their target classes.
        focus: IRIs of the nodes.
        store: what is checked.
    """
    screen, by_class = _prepared(shapes)
    view = View(store)
    nodes_of: dict[Node, list[NamedNode]] = defaultdict(list)
    for iri in focus:
        node = NamedNode(iri)
        classes = (str(term)[1:-1] for term in view.classes(node))
        for shape in {shape for name in classes for shape in by_class.get(name, ())}:
            if screen.surely_but_for_queries(shape, node, view):
                nodes_of[shape].append(node)
            else:
                yield shape, node
    for shape, nodes in nodes_of.items():
        for node in with_results(shape, shapes, nodes, store):
            yield shape, node


def _prepared(shapes: Graph) -> tuple[Screen, dict[str, set[Node]]]:
    known = _screens.get(id(shapes))
    if known is None or known[0] is not shapes:
        by_class: dict[str, set[Node]] = defaultdict(set)
        for shape, target in shapes.subject_objects(SH.targetClass):
            by_class[str(target)].add(shape)
        _screens.clear()
        known = _screens[id(shapes)] = shapes, Screen(shapes), dict(by_class)
    return known[1:]
