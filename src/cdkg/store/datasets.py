"""Gives a query the data set that it is asked on.

Several graphs that make up a default graph are merged (SPARQL 1.1 Query Language, section 13.1): a triple of two of
them is there once. The engine lays them side by side instead and finds it twice, so for such a query they are copied
together first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store

from cdkg.errors import QuerySyntaxError
from cdkg.namespaces import BASE, PREFIXES
from cdkg.sparql.dataset_clause import DatasetClause, dataset_clause
from cdkg.store import Question


@dataclass(frozen=True)
class AskedDataset:
    """A store, and which of its graphs are asked.

    Args:
        store: the store.
        default_graph: its graphs that make up the default graph; ``None`` leaves that to the query.
        named_graphs: its graphs that the query may name; ``None`` leaves that to the query.
    """

    store: Store
    default_graph: list[NamedNode | BlankNode | DefaultGraph] | None = None
    named_graphs: list[NamedNode | BlankNode] | None = None


def asked_dataset(store: Store, question: Question, text: str) -> AskedDataset:
    """Find the data set that a question is asked on.

    Args:
        store: the store to ask.
        question: the question; the graphs that it names go before those that its text names (SPARQL 1.1 Protocol,
            section 2.1.4).
        text: its text, the code point escapes decoded.

    Raises:
        QuerySyntaxError: if a graph's name is not an absolute IRI.
    """
    if not question.default_graphs and not question.named_graphs and "FROM" not in text.upper():
        return AskedDataset(store)
    given = DatasetClause(tuple(dict.fromkeys(question.default_graphs)), tuple(dict.fromkeys(question.named_graphs)))
    is_given = given != DatasetClause()
    clause = given if is_given else dataset_clause(text, BASE, PREFIXES)
    default, named = _nodes(clause.default_graphs), _nodes(clause.named_graphs)
    if len(default) > 1:
        merged = Store()
        merged.bulk_extend(_merged(store, default, named))
        return AskedDataset(merged, [DefaultGraph()], [*named])
    return AskedDataset(store, [*default], [*named]) if is_given else AskedDataset(store)


def _merged(store: Store, default: list[NamedNode], named: list[NamedNode]) -> Iterator[Quad]:
    for graph in default:
        for quad in store.quads_for_pattern(None, None, None, graph):
            yield Quad(quad.subject, quad.predicate, quad.object)
    for graph in named:
        yield from store.quads_for_pattern(None, None, None, graph)


def _nodes(iris: tuple[str, ...]) -> list[NamedNode]:
    try:
        return [NamedNode(iri) for iri in iris]
    except ValueError as fault:
        raise QuerySyntaxError(
            f"A graph's name is not an absolute IRI: {fault}. Write it in full.",
            f"نام یک گراف IRI مطلق نیست: {fault}. آن را کامل بنویسید.",
        ) from fault
