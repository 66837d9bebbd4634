"""Answers a query on an open store, in this process: what a worker does, and what the command line and tests use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Final

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse_query_results,
    serialize,
)

from cdkg.errors import QuerySyntaxError, StoreError
from cdkg.namespaces import PREFIXES
from cdkg.sparql.formats import GRAPH_FORMATS, RESULT_FORMATS, Format
from cdkg.sparql.inspection import Inspection, inspect
from cdkg.sparql.syntax import PADDING, explain
from cdkg.store import Answer, Question

if TYPE_CHECKING:
    from typing_extensions import Buffer

_PREFIX_LINE: Final = re.compile(rb"@prefix ([^:]*:) <[^>]*> \.\n")


def answer_in_process(store: Store, question: Question) -> Answer:
    """Answer a query without a worker: there is no limit on time or memory.

    Args:
        store: the store to ask.
        question: the query. A media type that does not fit the query's form gives way to the form's default.

    Raises:
        QuerySyntaxError: if the query does not parse or calls an unknown function.
        QueryForbiddenError: if it asks for what is not allowed.
        StoreError: if the store cannot be read.
    """
    return evaluate(store, question, inspect(question.text))


def evaluate(store: Store, question: Question, inspection: Inspection) -> Answer:
    """Answer a query that has been inspected.

    Args:
        store: the store to ask.
        question: the query and how its answer is wanted.
        inspection: what the inspection of its text gave.

    Raises:
        QuerySyntaxError: if the query does not parse or calls an unknown function.
        StoreError: if the store cannot be read.
    """
    default_graphs, named_graphs = _nodes(question.default_graphs), _nodes(question.named_graphs)
    # SPARQL 1.1 Protocol, section 2.1.4: if either is given, the two together are the whole dataset.
    is_given = bool(default_graphs or named_graphs)
    try:
        found = store.query(
            inspection.text + PADDING,
            prefixes=PREFIXES,
            default_graph=[*default_graphs] if is_given else None,
            named_graphs=[*named_graphs] if is_given else None,
        )
        if isinstance(found, QuerySolutions):
            return _answer_solutions(found, question)
        if isinstance(found, QueryTriples):
            return _answer_triples(found, question)
        return _answer_boolean(found, question)
    except SyntaxError as fault:
        raise explain(inspection.text, fault) from None
    except RuntimeError as fault:
        raise QuerySyntaxError(
            f"The query cannot be evaluated: {fault}.", f"پرس‌وجو را نمی‌توان ارزیابی کرد: {fault}."
        ) from fault
    except OSError as fault:
        raise StoreError(
            f"The store cannot be read: {fault}. Run `cdkg build`.",
            f"انباره خوانده نمی‌شود: {fault}. فرمان `cdkg build` را اجرا کنید.",
        ) from fault


def _nodes(iris: tuple[str, ...]) -> list[NamedNode]:
    try:
        return [NamedNode(iri) for iri in iris]
    except ValueError as fault:
        raise QuerySyntaxError(
            f"A graph's name is not an absolute IRI: {fault}. Write it in full.",
            f"نام یک گراف IRI مطلق نیست: {fault}. آن را کامل بنویسید.",
        ) from fault


def _format(formats: tuple[Format, ...], media_type: str) -> Format:
    return next((offered for offered in formats if offered.media_type == media_type), formats[0])


def _answer_boolean(found: QueryBoolean, question: Question) -> Answer:
    chosen = _format(RESULT_FORMATS, question.media_type)
    assert isinstance(chosen.serialization, QueryResultsFormat)
    return Answer(found.serialize(format=chosen.serialization) or b"", chosen.media_type)


def _answer_solutions(found: QuerySolutions, question: Question) -> Answer:
    chosen = _format(RESULT_FORMATS, question.media_type)
    assert isinstance(chosen.serialization, QueryResultsFormat)
    if question.row_limit is None:
        return Answer(found.serialize(format=chosen.serialization) or b"", chosen.media_type)
    # The engine can neither count solutions nor stop after some. TSV, in which a row is a line and every term is
    # written in full, can be cut while it is written; it is then read and written again, which costs less than
    # evaluating twice, or than building the document here.
    table = _FirstLines(question.row_limit + 1)
    is_cut = False
    try:
        found.serialize(table, format=QueryResultsFormat.TSV)
    except _TableFullError:
        is_cut = True
    body = table.getvalue()
    if chosen.serialization != QueryResultsFormat.TSV:
        body = parse_query_results(body, format=QueryResultsFormat.TSV).serialize(format=chosen.serialization) or b""
    return Answer(body, chosen.media_type, is_cut)


class _TableFullError(Exception):
    """Stops the engine where it would write more than is wanted."""


class _FirstLines(BytesIO):
    """A file that takes a number of lines and refuses what follows."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._left = lines

    def write(self, part: Buffer, /) -> int:
        """Take a part of the file; the engine hands it over in pieces of some kilobytes."""
        content = bytes(part)
        pieces = content.split(b"\n", self._left)
        beyond = pieces[-1] if len(pieces) > self._left else b""
        super().write(content[: len(content) - len(beyond)])
        self._left -= len(pieces) - 1
        if beyond:
            raise _TableFullError
        return len(content)


def _answer_triples(found: QueryTriples, question: Question) -> Answer:
    chosen = _format(GRAPH_FORMATS, question.media_type)
    assert isinstance(chosen.serialization, RdfFormat)
    triples: Iterable[Triple] = found
    is_cut = False
    if question.row_limit is not None:
        triples = list(islice(found, question.row_limit + 1))
        is_cut = len(triples) > question.row_limit
        del triples[question.row_limit :]
    body = serialize(triples, format=chosen.serialization, prefixes=PREFIXES) or b""
    return Answer(_without_idle_prefixes(body), chosen.media_type, is_cut)


def _without_idle_prefixes(body: bytes) -> bytes:
    lines = []
    start = 0
    while declaration := _PREFIX_LINE.match(body, start):
        lines.append(declaration)
        start = declaration.end()
    rest = body[start:]
    return b"".join(line[0] for line in lines if line[1] in rest) + rest
