"""Gives things and decisions as JSON can hold them, the same to the command line and over HTTP."""

from __future__ import annotations

from cdkg.linking.things import Thing, state_of
from cdkg.mappings import Mapping, MappingSet


def thing_told(thing: Thing, decisions: MappingSet) -> dict[str, object]:
    """Tell of a thing, with all that is decided of it."""
    return {
        "thing": thing.short,
        "iri": thing.iri,
        "label": {"en": thing.label.en, "fa": thing.label.fa},
        "state": state_of(thing, decisions),
        "proposed": list(thing.proposed),
        "decisions": [mapping_told(one) for one in decisions.of(thing.iri)],
    }


def mapping_told(one: Mapping) -> dict[str, object]:
    """Tell of a decision."""
    return {
        "state": one.state,
        "item": one.object,
        "itemLabel": one.object_label,
        "predicate": one.predicate,
        "justification": one.justification,
        "confidence": one.confidence,
        "reviewer": one.reviewer,
        "date": one.date,
        "sources": list(one.sources),
        "reason": one.comment,
    }
