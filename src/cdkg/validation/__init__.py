"""Checks that a graph has the form that the ontology's terms promise: SHACL shapes, and a report a person can act on.

The shapes stand in ``shapes/``, one file per class. pySHACL runs them straight on the store, without a copy.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Sequence
from functools import cache
from typing import Final

from pyoxigraph import Literal as OxLiteral
from pyoxigraph import NamedNode, Store
from pyshacl import Validator
from pyshacl.graph_abstraction import OxigraphDataGraph
from rdflib import SH, BNode, Graph, Literal, URIRef
from rdflib.term import IdentifiedNode, Node

from cdkg.errors import Message
from cdkg.resources import shape_files
from cdkg.validation.places import place_of
from cdkg.validation.report import Report, Result, in_order
from cdkg.validation.suspects import named_instances, suspects
from cdkg.validation.verdicts import Term

_AT_ONCE: Final = 20_000
"""How many nodes are looked at with what was seen of their neighbours kept in mind."""

__all__ = ["Report", "Result", "shapes_graph", "validate"]


class _StoreView(OxigraphDataGraph):
    """The store as pySHACL 0.40.1 sees it: the union of all its graphs, with two of pySHACL's faults mended.

    It asks ``datagraph or sg`` several times for each violation (``constraint_component.py``). Without ``__bool__``
    Python falls back to ``__len__``, which counts the whole store: at 100,000 triples that made a run with 31
    violations take 69 seconds and not 4. And where the shape of a value has properties, it looks for them on a value
    that is a literal, too, which Oxigraph refuses as a subject.
    """

    def __bool__(self) -> bool:
        return True

    def objects(  # type: ignore[override]  # pySHACL's signature, which narrows rdflib's
        self,
        subject: IdentifiedNode | Literal | Sequence[IdentifiedNode | Literal] | None,
        predicate: IdentifiedNode | None,
        unique: bool = False,
    ) -> Generator[IdentifiedNode | Literal, None, None]:
        if not isinstance(subject, Literal):
            yield from super().objects(subject, predicate, unique)


@cache
def shapes_graph() -> Graph:
    """Read all shapes.

    Returns:
        one graph with the shapes of all files; it is shared, so do not change it.
    """
    graph = Graph(bind_namespaces="none")
    for path in shape_files():
        graph.parse(path, format="turtle")
    return graph


def validate(store: Store, *, shapes: Graph | None = None, focus: Collection[str] | None = None) -> Report:
    """Check a graph against the shapes (SHACL 1.0, core constraints and ``sh:sparql``).

    What is checked is the union of the store's default graph and all its named graphs, read in place: a triple that
    stands in several graphs counts once, and classes are found by the ``rdfs:subClassOf`` of the ontology graph, which
    the store must therefore hold. Nothing is inferred, imported or fetched.

    Args:
        store: what is checked; it is not changed.
        shapes: other shapes than the project's own; with ``focus``, only their ``sh:targetClass`` counts.
        focus: IRIs of the only nodes to check, such as those that a contribution says something about. The rest of
            the store is still seen, so that a neighbour's class is known. Takes time by the number of nodes, not by
            the size of the store.

    Returns:
        what was found, in an order that does not depend on the run.
    """
    applied = _project_shapes() if shapes is None else shapes
    if focus is None and shapes is None:
        # Most nodes surely conform: to see that takes a fifth of the time that running the shapes on all of them does.
        focus = named_instances(store)
    found = _run(applied, applied, store) if focus is None else _found_of(focus, applied, store)
    results = in_order(found)
    # SHACL 1.0 calls a graph with a mere warning non-conforming; here a warning is told and stops nobody.
    return Report(conforms=all(result.severity != "Violation" for result in results), results=results)


def _found_of(focus: Collection[str], shapes: Graph, store: Store) -> list[Result]:
    results: list[Result] = []
    pairs: list[tuple[Node, NamedNode]] = []
    nodes = sorted(focus)
    for start in range(0, len(nodes), _AT_ONCE):
        found = suspects(shapes, nodes[start : start + _AT_ONCE], store)
        pairs += found.pairs
        results += (_asked(*one, shapes, store) for one in found.asked)
    return results + (_run(_aimed_at(pairs, shapes), shapes, store) if pairs else [])


def _run(part: Graph, shapes: Graph, store: Store) -> list[Result]:
    run = Validator(_StoreView(store), shacl_graph=part).run
    _, found, _ = run()  # type: ignore[no-untyped-call]  # pySHACL leaves it untyped
    return [_result(node, found, shapes, store) for node in found.objects(None, SH.result)]


@cache
def _project_shapes() -> Graph:
    """Give the project's property shapes the targets of the node shapes that hold them.

    Since these have no targets but classes, the same is checked and the results are the same. But pySHACL reads a
    shape once for all nodes that it targets, and the property shapes of a node shape anew for each node, which takes
    twice as long.
    """
    shapes, flat = shapes_graph(), Graph(bind_namespaces="none")
    targets = set(shapes.subject_objects(SH.targetClass))
    for triple in shapes:
        flat.add(triple)
    for shape, target in targets:
        for held in shapes.objects(shape, SH.property):
            flat.add((held, SH.targetClass, target))
            flat.remove((shape, SH.property, held))
    return flat


def _aimed_at(pairs: Iterable[tuple[Node, NamedNode]], shapes: Graph) -> Graph:
    """Take some shapes, and target each at some nodes and not at whole classes.

    pySHACL's own ``focus_nodes`` option lists all instances of every class first, and applies the list to the values
    that ``sh:node``, ``sh:not`` and qualified shapes look at, too, so that these give wrong results.
    """
    aimed = Graph(bind_namespaces="none")
    for shape, node in pairs:
        _copy(shape, shapes, aimed)
        aimed.add((shape, SH.targetNode, URIRef(node.value)))
    return aimed


def _asked(shape: Node, constraint: Node, node: NamedNode, value: Term, shapes: Graph, store: Store) -> Result:
    """Make the result of a query's solution (SHACL 1.0, section 5.3.2)."""
    severity = shapes.value(shape, SH.severity) or SH.Violation
    term = _rdflib(value)
    return Result(
        severity=str(severity).removeprefix(str(SH)),
        message=_said_by((constraint, shape), shapes) or Message(en="", fa=""),
        focus_node=node.value,
        path=_path(shapes.value(shape, SH.path), shapes),
        value=_name(term),
        shape=str(shape),
        constraint=str(SH.SPARQLConstraintComponent),
        location=place_of(store, node.value),
        term=term,
    )


def _rdflib(term: Term) -> Node:
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, OxLiteral):
        datatype = None if term.language else URIRef(term.datatype.value)
        return Literal(term.value, lang=term.language, datatype=datatype)
    return BNode(str(term).removeprefix("_:"))


def _copy(shape: Node, shapes: Graph, copy: Graph) -> None:
    if (shape, None, None) in copy:
        return
    for predicate, value in shapes.predicate_objects(shape):
        if predicate != SH.targetClass:
            copy.add((shape, predicate, value))
            _copy(value, shapes, copy)


def _result(node: Node, found: Graph, shapes: Graph, store: Store) -> Result:
    focus, value = found.value(node, SH.focusNode), found.value(node, SH.value)
    shape = found.value(node, SH.sourceShape)
    severity = found.value(node, SH.resultSeverity)
    return Result(
        severity=str(severity).removeprefix(str(SH)),
        message=_message(node, found, shapes),
        focus_node=_name(focus) or "",
        path=_path(found.value(node, SH.resultPath), found),
        value=_name(value),
        shape=str(shape),
        constraint=str(found.value(node, SH.sourceConstraintComponent)),
        location=place_of(store, str(focus)) if isinstance(focus, URIRef) else None,
        term=value,
    )


def _message(node: Node, found: Graph, shapes: Graph) -> Message:
    # Taken from the shapes: for sh:sparql pySHACL's report has lost the messages' languages.
    said = _said_by((found.value(node, SH.sourceConstraint), found.value(node, SH.sourceShape)), shapes)
    text = str(found.value(node, SH.resultMessage, any=True) or "")
    return said or Message(en=text, fa=text)


def _said_by(speakers: Iterable[Node | None], shapes: Graph) -> Message | None:
    for speaker in filter(None, speakers):
        texts = {text.language: str(text) for text in shapes.objects(speaker, SH.message) if isinstance(text, Literal)}
        if "en" in texts and "fa" in texts:
            return Message(en=texts["en"], fa=texts["fa"])
    return None


def _path(path: Node | None, found: Graph) -> str | None:
    inverse = None if path is None else found.value(path, SH.inversePath)
    return _name(path) if inverse is None else f"^{inverse}"


def _name(term: Node | None) -> str | None:
    if term is None:
        return None
    return str(term) if isinstance(term, (URIRef, Literal)) else f"_:{term}"
