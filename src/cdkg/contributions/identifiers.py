"""Tells which IRIs a written identifier can mean: a slug, an IRI in full or shortened, or an item of Wikidata."""

from __future__ import annotations

import re
from typing import Final

import pyoxigraph as ox

from cdkg.namespaces import ENTITY, PREFIXES, SKOS, VOCABULARY, WIKIDATA

SCHEME: Final = "concept:"
"""What a kind of thing begins with that is a concept of a scheme."""

CLASS: Final = "class:"
"""What a kind of thing begins with that is itself a class, under the class that follows."""

_EXACT_MATCH: Final = ox.NamedNode(SKOS + "exactMatch")
_FOLDERS: Final = {
    "City": ("city",),
    "Country": ("country",),
    "Actor": ("city", "network", "organization", "country"),
    "Organization": ("network", "organization"),
    "Document": ("document",),
    "LegalInstrument": ("instrument",),
    "LegalProvision": ("provision",),
    "Study": ("study",),
}


def meant_by(what: str, identifier: str, store: ox.Store) -> set[str]:
    """List what an identifier can mean; whether the graph knows it as such is another question.

    Args:
        what: a class of the ontology by its local name, or ``concept:`` and a scheme.
        identifier: the text.
        store: the graph, which knows the items of Wikidata.
    """
    found: set[str] = set()
    if re.fullmatch(r"[Qq]\d+", identifier):
        matches = store.quads_for_pattern(None, _EXACT_MATCH, ox.NamedNode(WIKIDATA + identifier.upper()))
        found |= {quad.subject.value for quad in matches if isinstance(quad.subject, ox.NamedNode)}
    prefix, colon, local = identifier.partition(":")
    if colon and prefix in PREFIXES:
        found.add(PREFIXES[prefix] + local)
    if re.match("https?:", identifier):
        found.add(identifier)
    if re.fullmatch(r"[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*", identifier):
        slug = identifier.lower()
        if what.startswith(SCHEME):
            found.add(VOCABULARY + slug)
        found |= {f"{ENTITY}{folder}/{slug}" for folder in _FOLDERS.get(what, ())}
    return {iri for iri in found if is_iri(iri)}


def is_iri(text: str) -> bool:
    """Tell whether a text can be an IRI."""
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True
