"""Tells which nodes surely conform to a shape, so that pySHACL, which takes a millisecond for each, is spared them.

Nothing is decided here but "surely conforms": whatever else comes out, and whatever constraint is not known here, is
left to pySHACL. So the report is pySHACL's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple
from rdflib import RDF, SH, Graph, URIRef
from rdflib.collection import Collection as RdfList
from rdflib.term import Node

from cdkg.namespaces import RDF as RDF_NAMESPACE
from cdkg.namespaces import RDFS
from cdkg.validation.verdicts import Term, Verdict, compared, is_in_language, is_of_datatype, matches

_TYPE: Final = NamedNode(RDF_NAMESPACE + "type")
_SUBCLASS: Final = NamedNode(RDFS + "subClassOf")
_SILENT: Final = frozenset(
    {RDF.type, SH.path, SH.message, SH.severity, SH.targetClass, SH.targetNode, SH.flags, SH.sparql}
    | {SH.qualifiedMinCount, SH.qualifiedMaxCount}
)
"""What says nothing by itself of the values. Queries (``sh:sparql``) are asked elsewhere, for all nodes at once."""


class View:
    """What is looked up in a store, once for each node."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._values: dict[tuple[Term, NamedNode, bool], frozenset[Term]] = {}
        self._classes: dict[Term, frozenset[Term]] = {}

    def values(self, node: Term, path: NamedNode, *, inverse: bool = False) -> frozenset[Term]:
        """Give the values that a path leads to from a node."""
        key = node, path, inverse
        found = self._values.get(key)
        if found is None:
            found = self._values[key] = frozenset(self._look_up(node, path, inverse=inverse))
        return found

    def _look_up(self, node: Term, path: NamedNode, *, inverse: bool) -> Iterable[Term]:
        if inverse:
            return (quad.subject for quad in self._store.quads_for_pattern(None, path, node, None))
        if isinstance(node, Literal):
            return ()
        return (quad.object for quad in self._store.quads_for_pattern(node, path, None, None))

    def classes(self, node: Term) -> frozenset[Term]:
        """Give the classes that a node is of, and those above them."""
        found = self._classes.get(node)
        if found is None:
            above: set[Term] = set()
            for one in self.values(node, _TYPE):
                above |= self._above(one)
            found = self._classes[node] = frozenset(above)
        return found

    def _above(self, one: Term) -> set[Term]:
        found: set[Term] = set()
        waiting = [one]
        while waiting:
            term = waiting.pop()
            if term not in found:
                found.add(term)
                waiting.extend(self.values(term, _SUBCLASS))
        return found


Check = Callable[[View, frozenset[Term]], Verdict]
CheckOfOne = Callable[[View, Term], Verdict]


def _unsure(_view: View, _values: frozenset[Term]) -> Verdict:
    return None


class Screen:
    """The shapes of a graph, ready to be asked.

    Args:
        shapes: the shapes.
    """

    def __init__(self, shapes: Graph) -> None:
        self._shapes = shapes
        self._checks: dict[Node, list[Check]] = {}
        self._asks: dict[Node, bool] = {}
        self._paths: dict[Node, tuple[NamedNode, bool] | None] = {}

    def surely_but_for_queries(self, shape: Node, node: Term, view: View) -> Verdict:
        """Tell whether a node conforms to a shape, the shape's own queries left aside.

        Args:
            shape: the shape.
            node: the node.
            view: the store.
        """
        if shape not in self._checks:
            self._paths[shape] = self._path(shape)
            self._checks[shape] = [
                check for said in self._shapes.predicate_objects(shape) if (check := self._check(shape, *said))
            ]
        path = self._paths[shape]
        values = frozenset({node}) if path is None else view.values(node, path[0], inverse=path[1])
        unsure = False
        for check in self._checks[shape]:
            verdict = check(view, values)
            if verdict is False:
                return False
            unsure = unsure or verdict is None
        return None if unsure else True

    def _surely(self, shape: Node, node: Term, view: View) -> Verdict:
        """Tell whether a node, as another shape asks, conforms to a shape; queries are not asked then."""
        if shape not in self._asks:
            self._asks[shape] = (shape, SH.sparql, None) in self._shapes
        if self._asks[shape]:
            return None
        return self.surely_but_for_queries(shape, node, view)

    def _path(self, shape: Node) -> tuple[NamedNode, bool] | None:
        path = self._shapes.value(shape, SH.path)
        if path is None:
            return None
        inverse = self._shapes.value(path, SH.inversePath)
        return NamedNode(str(path if inverse is None else inverse)), inverse is not None

    def _is_known(self, path: Node) -> bool:
        """Tell whether a path is one property, forwards or backwards."""
        return isinstance(path, URIRef) or isinstance(self._shapes.value(path, SH.inversePath), URIRef)

    def _check(self, shape: Node, predicate: Node, value: Node) -> Check | None:
        """Make the check of what a shape says; there is none of what says nothing of the values."""
        if predicate == SH.path and not self._is_known(value):
            return _unsure
        if predicate in _SILENT:
            return None
        if predicate == SH.minCount:
            return lambda _view, values: len(values) >= int(str(value))
        if predicate == SH.maxCount:
            return lambda _view, values: len(values) <= int(str(value))
        if predicate == SH.hasValue and isinstance(value, URIRef):
            return lambda _view, values: NamedNode(str(value)) in values
        if predicate == SH.qualifiedValueShape:
            return self._qualified(shape, value)
        each = self._of_each(shape, predicate, value)
        return _unsure if each is None else lambda view, values: _all(each(view, term) for term in values)

    def _qualified(self, shape: Node, held: Node) -> Check:
        least = int(str(self._shapes.value(shape, SH.qualifiedMinCount) or 0))
        most = self._shapes.value(shape, SH.qualifiedMaxCount)
        if self._shapes.value(shape, SH.qualifiedValueShapesDisjoint) is not None:
            return _unsure

        def check(view: View, values: frozenset[Term]) -> Verdict:
            verdicts = [self._surely(held, term, view) for term in values]
            if None in verdicts:
                return None
            return least <= verdicts.count(True) and (most is None or verdicts.count(True) <= int(str(most)))

        return check

    def _of_each(self, shape: Node, predicate: Node, value: Node) -> CheckOfOne | None:
        """Make the check of a constraint that each value has to meet."""
        if predicate in (SH.property, SH.node):
            return lambda view, term: self._surely(value, term, view)
        if predicate == SH["not"]:
            return lambda view, term: _negated(self._surely(value, term, view))
        if predicate in (SH["or"], SH.xone, SH["and"]):
            held = list(RdfList(self._shapes, value))
            combine = _any if predicate == SH["or"] else _one if predicate == SH.xone else _all
            return lambda view, term: combine(self._surely(one, term, view) for one in held)
        if predicate == SH["class"]:
            sought = NamedNode(str(value))
            return lambda view, term: not isinstance(term, Literal) and sought in view.classes(term)
        if predicate == SH["in"]:
            listed = {NamedNode(str(one)) for one in RdfList(self._shapes, value) if isinstance(one, URIRef)}
            return lambda _view, term: True if term in listed else None
        if predicate == SH.languageIn:
            tags = {str(one).lower() for one in RdfList(self._shapes, value)}
            return lambda _view, term: is_in_language(term, tags)
        return self._of_text(shape, predicate, value)

    def _of_text(self, shape: Node, predicate: Node, value: Node) -> CheckOfOne | None:
        said = str(value)
        if predicate == SH.datatype:
            return lambda _view, term: is_of_datatype(term, said)
        if predicate == SH.nodeKind and value in (SH.IRI, SH.Literal):
            kind = NamedNode if value == SH.IRI else Literal
            return lambda _view, term: isinstance(term, kind)
        if predicate == SH.pattern and self._shapes.value(shape, SH.flags) is None:
            pattern = re.compile(said)
            return lambda _view, term: matches(term, pattern)
        if predicate == SH.minLength:
            return lambda _view, term: None if isinstance(term, (BlankNode, Triple)) else len(term.value) >= int(said)
        if predicate == SH.minInclusive:
            return lambda _view, term: compared(term, lambda number: number >= Decimal(said))
        if predicate == SH.maxInclusive:
            return lambda _view, term: compared(term, lambda number: number <= Decimal(said))
        return None


def _all(verdicts: Iterable[Verdict]) -> Verdict:
    unsure = False
    for verdict in verdicts:
        if verdict is False:
            return False
        unsure = unsure or verdict is None
    return None if unsure else True


def _any(verdicts: Iterable[Verdict]) -> Verdict:
    return _negated(_all(_negated(verdict) for verdict in verdicts))


def _one(verdicts: Iterable[Verdict]) -> Verdict:
    found = list(verdicts)
    return None if None in found else found.count(True) == 1


def _negated(verdict: Verdict) -> Verdict:
    return None if verdict is None else not verdict
