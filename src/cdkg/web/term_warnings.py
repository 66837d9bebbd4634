"""Warns who asks for a term that the graph does not have."""

from __future__ import annotations

from typing import Final, cast
from urllib.parse import quote

from cdkg.errors import OverBudgetError
from cdkg.namespaces import ONTOLOGY, ONTOLOGY_GRAPH, VOCABULARY
from cdkg.sparql.unknown_terms import UnknownTerm, unknown_terms
from cdkg.web.asking import Service, rows, service
from cdkg.web.messages import say
from cdkg.web.naming import text_of

WARNING: Final = "X-Cdkg-Warning"

_DECLARED: Final = "SELECT DISTINCT ?term WHERE { ?term a ?class FILTER(ISIRI(?term)) }"
_TERMS: Final = f"""
SELECT DISTINCT ?term WHERE {{
  {{ ?term ?p ?o }} UNION {{ ?s ?term ?o }} UNION {{ ?s a ?term }}
  FILTER(STRSTARTS(STR(?term), "{ONTOLOGY}") || STRSTARTS(STR(?term), "{VOCABULARY}"))
}}
"""
_MOST: Final = 5
_DECLARED_KEY: Final = "declared terms"
_TERMS_KEY: Final = "terms"


def warnings_of(text: str) -> list[UnknownTerm]:
    """Find the first misspelt terms of a query.

    Args:
        text: the query, its escapes decoded.
    """
    suspects = unknown_terms(text, _declared)
    if not suspects:
        return []
    # Data may have terms of their own, but to ask for all that are in use takes long: only where there is a suspect.
    try:
        return unknown_terms(text, _terms)[:_MOST]
    except OverBudgetError:  # a warning is not worth the answer that it goes with
        return suspects[:_MOST]


def known_warnings(service: Service, text: str) -> list[UnknownTerm] | None:
    """Find the same without asking the graph.

    Args:
        service: what is served.
        text: the query, its escapes decoded.

    Returns:
        ``None`` where the graph must be asked.
    """

    def terms(key: str) -> frozenset[str]:
        return cast(frozenset[str], service.remembered(key))

    try:
        if not unknown_terms(text, lambda: terms(_DECLARED_KEY)):
            return []
        return unknown_terms(text, lambda: terms(_TERMS_KEY))[:_MOST]
    except KeyError:
        return None


def header(found: list[UnknownTerm]) -> str:
    """Write them for a program, in ASCII."""
    told = (
        f"unknown term {term.name} (line {term.line})"
        + (f", did you mean {term.suggestion}?" if term.suggestion else "")
        for term in found
    )
    return "; ".join(quote(one, safe=" :;,?<>()#/_.-") for one in told)


def sentences(found: list[UnknownTerm], language: str) -> list[str]:
    """Write them for a reader."""
    return [
        say(
            "unknown_term_near" if term.suggestion else "unknown_term",
            language,
            name=term.name,
            line=term.line,
            suggestion=term.suggestion or "",
        )
        for term in found
    ]


def _declared() -> frozenset[str]:
    return service().remember(_DECLARED_KEY, lambda: _found(_DECLARED, (ONTOLOGY_GRAPH,)))


def _terms() -> frozenset[str]:
    return service().remember(_TERMS_KEY, lambda: _found(_TERMS))


def _found(query: str, default_graphs: tuple[str, ...] = ()) -> frozenset[str]:
    return frozenset(text_of(row, "term") for row in rows(query, default_graphs))
