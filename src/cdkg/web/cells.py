"""Shows RDF terms on a page: as text, as a link where the IRI can be followed, with language or datatype."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from cdkg.namespaces import GRAPH, XSD, short
from cdkg.sparql.formats import Form
from cdkg.web.asking import N_TRIPLES, RESULTS_JSON, Row, Term, solutions
from cdkg.web.iris import page_path
from cdkg.web.messages import digits, say
from cdkg.web.reader import stay

_NUMBERS: Final = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))
_PLAIN: Final = _NUMBERS | {XSD + "string", XSD + "boolean"}


@dataclass(frozen=True)
class Cell:
    """One RDF term as a page shows it.

    Args:
        text: what is read.
        href: where a link on it leads; ``None`` for no link.
        full: the whole IRI where the text is shorter.
        language: the language of the text, where it has one.
        tag: what is worth telling beside it: its language where it is not the reader's, or its datatype.
        number: whether it is a number.
    """

    text: str
    href: str | None = None
    full: str | None = None
    language: str | None = None
    tag: str | None = None
    number: bool = False


def cell(term: Term | None, language: str, labels: Mapping[str, str] | None = None) -> Cell:
    """Show one term.

    Args:
        term: the term; ``None`` for an empty cell.
        language: the reader's language, which decides how digits are written.
        labels: what IRIs are called in that language, where known.
    """
    if term is None:
        return Cell("")
    if isinstance(term, ox.NamedNode):
        return iri_cell(term.value, labels)
    if isinstance(term, ox.Literal):
        datatype = term.datatype.value
        number = datatype in _NUMBERS
        return Cell(
            _number(term.value, language) if number else _plain(term, language),
            language=term.language,
            tag=_tag(term, language),
            number=number,
        )
    return Cell(str(term))


def _plain(term: ox.Literal, language: str) -> str:
    if term.datatype.value == XSD + "boolean" and term.value in ("true", "false"):
        return say(term.value, language)
    return term.value


def _tag(term: ox.Literal, language: str) -> str | None:
    if term.language:
        return None if term.language == language else term.language
    return None if term.datatype.value in _PLAIN else short(term.datatype.value)


def iri_cell(iri: str, labels: Mapping[str, str] | None = None) -> Cell:
    """Show what an IRI names.

    Args:
        iri: the IRI.
        labels: what IRIs are called in the reader's language, where known.
    """
    return Cell((labels or {}).get(iri, short(iri)), href=_href(iri), full=iri)


def _href(iri: str) -> str | None:
    path = page_path(iri)
    if path is not None:
        return stay(path)
    if iri.startswith(GRAPH):
        return None
    # Anything else than these schemes (javascript:, data:) could run in the reader's browser.
    return iri if iri.startswith(("http://", "https://")) else None


def _number(text: str, language: str) -> str:
    return digits(text.replace(".", "٫"), language) if language == "fa" else text


@dataclass(frozen=True)
class Table:
    """The answer to a query as a page shows it.

    Args:
        head: the names of the columns.
        rows: the cells, row by row.
        verdict: the answer to an ASK query; ``None`` for any other.
        truncated: whether there is more than is shown.
    """

    head: list[str]
    rows: list[list[Cell]]
    verdict: bool | None = None
    truncated: bool = False


def table_type(form: Form | None) -> str:
    """Name the media type that `table` reads for a form of query."""
    return N_TRIPLES if form in (Form.CONSTRUCT, Form.DESCRIBE) else RESULTS_JSON


def table(body: bytes, form: Form | None, language: str, *, truncated: bool = False) -> Table:
    """Make the table that a page shows of an answer.

    Args:
        body: the answer in the media type that `table_type` names.
        form: the query's form; ``None`` counts as SELECT.
        language: the reader's language.
        truncated: whether the answer was cut.
    """
    if form is Form.ASK:
        verdict = bool(ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON))
        return Table([], [], verdict=verdict)
    head, found = _triples(body) if form in (Form.CONSTRUCT, Form.DESCRIBE) else solutions(body)
    shown = [[cell(row.get(name), language) for name in head] for row in found]
    return Table(head, shown, truncated=truncated)


def _triples(body: bytes) -> tuple[list[str], list[Row]]:
    head = ["subject", "predicate", "object"]
    parsed = ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
    return head, [dict(zip(head, (quad.subject, quad.predicate, quad.object), strict=True)) for quad in parsed]
