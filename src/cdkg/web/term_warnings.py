"""Warns who asks for a term that the graph does not have."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Final, cast
from urllib.parse import quote

from rdflib.namespace import SKOS

from cdkg.errors import OverBudgetError
from cdkg.namespaces import ONTOLOGY_GRAPH
from cdkg.sparql.unknown_terms import UnknownTerm, unknown_terms
from cdkg.web.asking import Service, rows, service
from cdkg.web.messages import say
from cdkg.web.naming import text_of

WARNING: Final = "X-Cdkg-Warning"

# What the ontology declares, and the concepts that the documents brought to its vocabularies.
_DECLARED: Final = f"""
SELECT DISTINCT ?term WHERE {{
  {{ GRAPH <{ONTOLOGY_GRAPH}> {{ ?term a ?class }} }} UNION {{ ?term a <{SKOS.Concept}> }}
  FILTER(ISIRI(?term))
}}
"""
_IN_USE: Final = """
SELECT ?term WHERE {{
  VALUES ?term {{ {terms} }}
  FILTER(EXISTS {{ ?term ?p ?o }} || EXISTS {{ ?s ?term ?o }} || EXISTS {{ ?s ?p ?term }})
}}
"""
_MOST: Final = 5
_MOST_LOOKED_FOR: Final = 100
_KEY: Final = "terms"


@dataclass
class _Known:
    """The terms that are known to be in use."""

    terms: frozenset[str]


def warnings_of(text: str) -> list[UnknownTerm]:
    """Find the first misspelt terms of a query.

    Args:
        text: the query, its escapes decoded.
    """
    suspects = unknown_terms(text, lambda: _known().terms)
    if not suspects:
        return []
    # Data may have terms of their own. What is found is known from then on; what is not there is looked for each time,
    # or any number of wrong names could be sent to be kept.
    iris = " ".join(f"<{suspect.iri}>" for suspect in suspects[:_MOST_LOOKED_FOR])
    with suppress(OverBudgetError):  # a warning is not worth the answer that it goes with
        _known().terms |= _found(_IN_USE.format(terms=iris))  # a new set: others may be looking through the old one
    return unknown_terms(text, lambda: _known().terms)[:_MOST]


def known_warnings(service: Service, text: str) -> list[UnknownTerm] | None:
    """Find the same without asking the graph.

    Args:
        service: what is served.
        text: the query, its escapes decoded.

    Returns:
        ``None`` where the graph must be asked.
    """
    try:
        return None if unknown_terms(text, lambda: cast(_Known, service.remembered(_KEY)).terms) else []
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


def _known() -> _Known:
    return service().remember(_KEY, lambda: _Known(_found(_DECLARED)))


def _found(query: str) -> frozenset[str]:
    return frozenset(text_of(row, "term") for row in rows(query))
