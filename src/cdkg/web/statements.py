"""Shows what a contribution states, or what follows from it, gathered by what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Final

from cdkg.namespaces import PROV, RDF, SKOS
from cdkg.web.cells import Cell, iri_cell
from cdkg.web.messages import digits, say

if TYPE_CHECKING:
    from cdkg.contributions.difference import Statement

LISTED: Final = 60
"""Most things that a page tells about; the other formats have more."""


# The graph itself holds no names of these in both languages.
_TERMS_OF_OTHERS: Final = {
    RDF + "type": "property_type",
    SKOS + "prefLabel": "property_name",
    SKOS + "altLabel": "property_other_name",
    PROV + "wasDerivedFrom": "property_source",
    PROV + "wasAttributedTo": "property_by",
    PROV + "generatedAtTime": "property_when",
}


@dataclass(frozen=True)
class About:
    """What is said of one thing.

    Args:
        thing: what it is said of.
        facts: each property with its values.
    """

    thing: Cell
    facts: list[tuple[Cell, list[Cell]]]


@dataclass(frozen=True)
class Group:
    """Statements, gathered.

    Args:
        number: how many statements there are.
        things: how many things they are about.
        about: the first of these things.
    """

    number: int
    things: int
    about: list[About] = field(default_factory=list)


def grouped(statements: Sequence[Statement], number: int, language: str) -> Group:
    """Gather statements by what they are about.

    Args:
        statements: the first statements, those about one thing together.
        number: how many there are in all.
        language: the reader's language.
    """
    by_thing = [list(found) for _, found in groupby(statements, key=lambda one: one.subject)]
    return Group(number, len(by_thing), [_about(found, language) for found in by_thing[:LISTED]])


def _about(found: list[Statement], language: str) -> About:
    first = found[0]
    by_property = groupby(found, key=lambda one: one.property)
    return About(
        _named(first.subject, first.subject_label.in_language(language)),
        [_fact(list(values), language) for _, values in by_property],
    )


def _fact(found: list[Statement], language: str) -> tuple[Cell, list[Cell]]:
    first = found[0]
    key = _TERMS_OF_OTHERS.get(first.property)
    label = first.property_label.in_language(language) if key is None else say(key, language)
    return _named(first.property, label), [_value(one, language) for one in found]


def _value(one: Statement, language: str) -> Cell:
    text = one.value_label.in_language(language)
    if one.is_link:
        return _named(one.value, text)
    return Cell(digits(text, language) if text.isdecimal() else text)


def _named(iri: str, label: str) -> Cell:
    if iri.startswith("_:"):
        return Cell(label)
    linked = iri_cell(iri)
    return Cell(label, href=linked.href, full=iri)
