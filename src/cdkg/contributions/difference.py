"""What a contribution changes in the graph, in a form that a person can read."""

from __future__ import annotations

from dataclasses import dataclass

from cdkg.contributions.entries import Entry
from cdkg.errors import Message
from cdkg.validation import Report


@dataclass(frozen=True)
class Statement:
    """One triple, with the names of what it speaks of.

    Args:
        subject: the IRI of what it is about (a blank node starts with ``_:``).
        subject_label: its name; the shortened IRI where it has none.
        property: the IRI of the property.
        property_label: the property's name.
        value: the IRI, or the text of the literal.
        value_label: the value's name, or its text.
        is_link: whether the value is a thing with an IRI, and not a text or number.
    """

    subject: str
    subject_label: Message
    property: str
    property_label: Message
    value: str
    value_label: Message
    is_link: bool


@dataclass(frozen=True)
class Side:
    """One of the claims that disagree.

    Args:
        claim: its IRI.
        says: what it says in the facet that is disputed, such as "sister city".
        place: where it stands: the document, table and row.
        is_contributed: whether the contribution states it.
    """

    claim: str
    says: Message
    place: Message
    is_contributed: bool


@dataclass(frozen=True)
class Clash:
    """A disagreement.

    Args:
        disagreement: its IRI.
        about: what the claims are about, such as "Baghdad – Tehran".
        facet: what they disagree on, such as "kind of tie".
        sides: the claims.
        is_new: whether there was no disagreement before; else more claims take part in it now.
    """

    disagreement: str
    about: Message
    facet: Message
    sides: tuple[Side, ...]
    is_new: bool


@dataclass(frozen=True)
class Difference:
    """What a contribution changes in the graph; of one that is in it, what it changed.

    Args:
        entry: the contribution.
        report: what the check finds now; empty for one that is in the graph.
        stated: what it states itself.
        follows: what follows from it by rule.
        ends: what no longer follows because of it, such as the agreements that a resolution sets aside.
        clashes: the disagreements that it causes, or takes part in.
    """

    entry: Entry
    report: Report
    stated: tuple[Statement, ...]
    follows: tuple[Statement, ...]
    ends: tuple[Statement, ...]
    clashes: tuple[Clash, ...]
