"""Finds names in a query that look like terms of the ontology and are none: a misspelt one silently gives no rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Set
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from cdkg.namespaces import ONTOLOGY, PREFIXES, VOCABULARY, short
from cdkg.sparql.tokens import place, scan

_OURS: Final = (ONTOLOGY, VOCABULARY)
_LIKE_OURS: Final = re.compile(
    rf"(?<![\w.-])(cdkg|voc):([A-Za-z][\w-]*)|<({re.escape(ONTOLOGY)}|{re.escape(VOCABULARY)})([^<>\s]+)>"
)
_NAMESPACES: Final = {"cdkg": ONTOLOGY, "voc": VOCABULARY}
_SIGNS: Final = ("cdkg:", "voc:", *_OURS)
_NEAR: Final = 70


@dataclass(frozen=True)
class UnknownTerm:
    """A name that the graph does not know.

    Args:
        iri: the name in full.
        name: as it stands in the query.
        line: its line, counted from 1.
        column: its column, counted from 1.
        suggestion: the term that may be meant.
    """

    iri: str
    name: str
    line: int
    column: int
    suggestion: str | None


def unknown_terms(text: str, terms: Callable[[], Set[str]]) -> list[UnknownTerm]:
    """Find the names of a query that are no terms of the ontology.

    Args:
        text: the query, its escapes decoded.
        terms: gives the IRIs of all terms; called only where the query has a name like one.

    Returns:
        each of them once, in the order of the query.
    """
    if not any(sign in text for sign in _SIGNS):
        return []
    suspects = {
        _NAMESPACES[prefix] + local if prefix else namespace + rest
        for prefix, local, namespace, rest in _LIKE_OURS.findall(text)
    }
    # Cheap, and enough for nearly all queries; a suspect may still stand in a text or in a comment.
    if not suspects or suspects <= (known := terms()):
        return []
    found: dict[str, UnknownTerm] = {}
    for iri, name, start in _names(text):
        if iri.startswith(_OURS) and iri not in _OURS and iri not in known:
            line, column = place(text, start)
            found.setdefault(iri, UnknownTerm(iri, name, line, column, nearest(iri, known)))
    return list(found.values())


def _names(text: str) -> Iterator[tuple[str, str, int]]:
    declared = dict(PREFIXES)
    tokens = scan(text)
    for index, token in enumerate(tokens):
        is_declared = index > 0 and tokens[index - 1].text.upper() == "PREFIX"
        if token.kind == "name" and is_declared:
            following = tokens[index + 1] if index + 1 < len(tokens) else token
            declared[token.text.rstrip(":")] = following.text[1:-1]
        elif token.kind == "name":
            prefix, _, local = token.text.partition(":")
            yield declared.get(prefix, "") + local.replace("\\", ""), token.text, token.start
        elif token.kind == "iri":
            yield token.text[1:-1], token.text, token.start


def nearest(iri: str, known: Collection[str]) -> str | None:
    """Find the term that is called most nearly so.

    Args:
        iri: an IRI of one of the project's own namespaces.
        known: the IRIs of all terms.

    Returns:
        the term's short name; ``None`` where nothing is called nearly so.
    """
    namespace = next(own for own in _OURS if iri.startswith(own))
    names = {term: term.removeprefix(namespace) for term in known if term.startswith(namespace)}
    near = process.extractOne(
        iri.removeprefix(namespace).lower(), names, scorer=fuzz.ratio, processor=str.lower, score_cutoff=_NEAR
    )
    return None if near is None else short(near[2])
