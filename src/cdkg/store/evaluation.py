"""Answers a query on an open store, in this process: what a worker does, and what the command line and tests use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Final, TypedDict, cast

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from cdkg.errors import QuerySyntaxError, StoreError
from cdkg.federation import NOTHING_ALLOWED, Allowance, calling
from cdkg.namespaces import BASE, PREFIXES
from cdkg.sparql.egress_targets import Call
from cdkg.sparql.formats import GRAPH_FORMATS, RESULT_FORMATS, Format
from cdkg.sparql.inspection import inspect
from cdkg.sparql.syntax import PADDING, explain
from cdkg.sparql.well_formed import check_well_formed
from cdkg.store import Answer, Question, cutting
from cdkg.store.datasets import asked_dataset

_PREFIXES: Final = tuple((name + ":", name, iri) for name, iri in PREFIXES.items())
_PREFIX_LINE: Final = re.compile(rb"@prefix ([^:]*:) <[^>]*> \.\n")


class _Options(TypedDict):
    base_iri: str
    prefixes: dict[str, str]
    default_graph: list[NamedNode | BlankNode | DefaultGraph] | None
    named_graphs: list[NamedNode | BlankNode] | None


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
    inspection = inspect(question.text)
    return evaluate(store, question._replace(text=inspection.text), inspection.calls)


def evaluate(
    store: Store, question: Question, calls: Sequence[Call] = (), allowance: Allowance = NOTHING_ALLOWED
) -> Answer:
    """Answer a query that has been inspected.

    Args:
        store: the store to ask.
        question: the query, its text as the inspection gave it, and how its answer is wanted.
        calls: its calls to other servers, as the inspection found them.
        allowance: what these may use.

    Raises:
        QuerySyntaxError: if the query does not parse or calls an unknown function.
        StoreError: if the store cannot be read.
        EgressError: if it asks a server that may not be asked.
        RemoteError: if a server that it asks does not answer as it should.
    """

    def ask(text: str, more_prefixes: Mapping[str, str]) -> QueryBoolean | QuerySolutions | QueryTriples:
        # The engine parses the IRI of each prefix that it is given, which takes as long as a lookup.
        prefixes = {name: iri for sign, name, iri in _PREFIXES if sign in text}
        options: _Options = {
            "base_iri": BASE,
            "prefixes": {**prefixes, **more_prefixes},
            "default_graph": asked.default_graph,
            "named_graphs": asked.named_graphs,
        }
        try:
            return asked.store.query(text, **options)
        except SyntaxError:
            return asked.store.query(text + PADDING, **options)

    try:
        asked = asked_dataset(store, question, question.text)
        if not calls:
            return _answer(lambda: ask(question.text, {}), question)
        with calling(question.text, calls, allowance) as runnable:
            return _answer(lambda: ask(runnable.text, runnable.prefixes), question)
    except SyntaxError as fault:
        raise explain(question.text, fault) from None
    except RuntimeError as fault:
        raise QuerySyntaxError(
            f"The query cannot be evaluated: {fault}.", f"پرس‌وجو را نمی‌توان ارزیابی کرد: {fault}."
        ) from fault
    except OSError as fault:
        raise StoreError(
            f"The store cannot be read: {fault}. Run `cdkg build`.",
            f"انباره خوانده نمی‌شود: {fault}. فرمان `cdkg build` را اجرا کنید.",
        ) from fault


def _answer(ask: Callable[[], QueryBoolean | QuerySolutions | QueryTriples], question: Question) -> Answer:
    found = ask()
    if isinstance(found, QuerySolutions):
        answer = _answer_solutions(found, question, lambda: cast(QuerySolutions, ask()))
    elif isinstance(found, QueryTriples):
        answer = _answer_triples(found, question)
    else:
        answer = _answer_boolean(found, question)
    check_well_formed(answer.body, answer.media_type)
    return answer


def _format(formats: tuple[Format, ...], media_type: str) -> Format:
    return next((offered for offered in formats if offered.media_type == media_type), formats[0])


def _answer_boolean(found: QueryBoolean, question: Question) -> Answer:
    chosen = _format(RESULT_FORMATS, question.media_type)
    assert isinstance(chosen.serialization, QueryResultsFormat)
    return Answer(found.serialize(format=chosen.serialization) or b"", chosen.media_type)


def _answer_solutions(found: QuerySolutions, question: Question, again: Callable[[], QuerySolutions]) -> Answer:
    chosen = _format(RESULT_FORMATS, question.media_type)
    assert isinstance(chosen.serialization, QueryResultsFormat)
    if question.row_limit is None:
        return Answer(found.serialize(format=chosen.serialization) or b"", chosen.media_type)
    body, is_cut = cutting.serialize(found, again, chosen.serialization, question.row_limit)
    return Answer(body, chosen.media_type, is_cut)


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
