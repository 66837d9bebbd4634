"""What the graph of a contribution tells of itself: from whom, since when, from which file and by which tool."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from cdkg import __version__
from cdkg.namespaces import ONTOLOGY, PROV, RDF, SKOS, XSD, contributor, entity

_TYPE: Final = NamedNode(RDF + "type")
_LABEL: Final = NamedNode(SKOS + "prefLabel")
_ATTRIBUTED: Final = NamedNode(PROV + "wasAttributedTo")


def agent(who: str) -> NamedNode:
    """Name a person who contributes.

    Args:
        who: what the person is called.
    """
    return NamedNode(contributor(who))


def provenance(graph: str, who: str, when: str, sha256: str) -> Iterator[Quad]:
    """Tell of a contribution, in its own graph.

    Args:
        graph: the IRI of its graph, which is its own.
        who: from whom it is.
        when: the time since which it has been part of the graph.
        sha256: the checksum of its file.
    """
    this, person = NamedNode(graph), agent(who)
    yield Quad(this, _TYPE, NamedNode(ONTOLOGY + "Contribution"), this)
    yield Quad(this, _ATTRIBUTED, person, this)
    yield Quad(this, NamedNode(PROV + "generatedAtTime"), Literal(when, datatype=NamedNode(XSD + "dateTime")), this)
    yield Quad(this, NamedNode(ONTOLOGY + "sha256"), Literal(sha256), this)
    yield Quad(this, NamedNode(ONTOLOGY + "toolVersion"), Literal(f"cdkg {__version__}"), this)
    yield Quad(person, _TYPE, NamedNode(PROV + "Agent"), this)
    for language in ("en", "fa"):
        yield Quad(person, _LABEL, Literal(who, language=language), this)


def is_provenance(quad: Quad) -> bool:
    """Tell whether a quad of a contribution's graph tells of the contribution itself or of who it is from."""
    is_person = isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(entity("contributor", ""))
    return quad.subject == quad.graph_name or is_person
