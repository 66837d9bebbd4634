"""What a preview of a thing shows (Reconciliation Service API 0.2, section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cdkg.matching import Asked
from cdkg.matching.model import COUNTRY, DISTANCE, IDENTIFIER, NAME, POPULATION, TYPE
from cdkg.web.iris import page_path
from cdkg.web.messages import digits
from cdkg.web.reconciliation.catalogue import Catalogue

FEATURES: Final = (NAME, IDENTIFIER, TYPE, COUNTRY, DISTANCE, POPULATION)
"""The features that a score can have; further ones are called as the properties that they compare."""

_MANY: Final = 50


@dataclass(frozen=True)
class Reason:
    """A feature of a score as a reader sees it.

    Args:
        name: which.
        value: from 0 to 100, in the reader's digits.
    """

    name: str
    value: str


@dataclass(frozen=True)
class Preview:
    """What is shown.

    Args:
        name: what it is called.
        other_names: all its other names.
        description: what it is, and where.
        path: its page.
        iri: its IRI.
        place: its coordinates, or empty.
        query: what was asked, or empty.
        score: how well that fits, in the reader's digits; empty where it does not, or nothing was asked.
        reasons: why.
        is_match: whether it would be taken without being looked at.
    """

    name: str
    other_names: list[str]
    description: str
    path: str | None
    iri: str
    place: str
    query: str = ""
    score: str = ""
    reasons: tuple[Reason, ...] = ()
    is_match: bool = False


def preview_of(iri: str, query: str, catalogue: Catalogue, language: str) -> Preview | None:
    """Gather a preview.

    Args:
        iri: the thing.
        query: a name that was matched to it, or empty.
        catalogue: what there is.
        language: the reader's language.

    Returns:
        the preview; none where there is no such thing.
    """
    known = catalogue.index.known.get(iri)
    if known is None:
        return None
    name = catalogue.name(iri, language)
    place = " · ".join(f"{one:.4f}" for one in known.coordinates) if known.coordinates else ""
    candidates = catalogue.index.match(Asked(query), _MANY) if query else []
    scored = next((one for one in candidates if one.known.id == iri), None)
    return Preview(
        name=name,
        other_names=[one for one in known.names if one != name],
        description=catalogue.description(known, language),
        path=page_path(iri),
        iri=iri,
        place=digits(place.replace(".", "٫") if language == "fa" else place, language),
        query=query,
        score=digits(f"{scored.score:.0f}", language) if scored else "",
        reasons=tuple(Reason(one.name, digits(f"{100 * one.value:.0f}", language)) for one in scored.features)
        if scored
        else (),
        is_match=bool(scored and scored.is_match),
    )
