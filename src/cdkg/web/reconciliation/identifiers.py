"""How clients name things, types and properties: short texts that a table can hold, and the IRIs they stand for."""

from __future__ import annotations

from typing import Final

from cdkg.namespaces import ONTOLOGY, SKOS, short

SPACE: Final = "https://w3id.org/cdkg/"
"""What the IRIs of things begin with; the id of one is the rest, such as ``id/city/tehran``."""

PREFERRED: Final = SKOS + "prefLabel"


def thing_id(iri: str) -> str:
    """Name a thing; its IRI as it is where it lies elsewhere."""
    return iri.removeprefix(SPACE)


def thing_iri(name: str) -> str:
    """Find what a client means: by the id, by the IRI itself, or by an id without its first folder (``city/tehran``).

    Args:
        name: what the client wrote.
    """
    if "://" in name:
        return name
    return SPACE + (name if name.startswith(("id/", "voc/")) else f"id/{name}")


def type_id(iri: str) -> str:
    """Name a class: ``City``, ``skos:Concept``."""
    return iri.removeprefix(ONTOLOGY) if iri.startswith(ONTOLOGY) else short(iri)


def property_id(iri: str) -> str:
    """Name a property: ``country``, ``geo:lat``."""
    return type_id(iri)


def bare(name: str) -> str:
    """Take a type or property as other tools write it: with the prefix ``cdkg:``, or as an IRI."""
    return type_id(name) if "://" in name else name.removeprefix("cdkg:")
