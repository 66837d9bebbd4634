"""What a contribution changes in the graph, in a form that a person can read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from heapq import nsmallest
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from cdkg.contributions.checking import Handed, check_against, quads_of
from cdkg.contributions.clashes import Clash, Side, clashes_of
from cdkg.contributions.effects import examine
from cdkg.contributions.entries import Entry
from cdkg.contributions.view import View, term
from cdkg.errors import Message
from cdkg.foreign import Limits
from cdkg.namespaces import DERIVED_GRAPH, RESOLVED_GRAPH
from cdkg.store.generations import open_published
from cdkg.validation import Report

__all__ = ["Clash", "Difference", "Side", "Statement", "difference_of"]

_FOLLOWING: Final = frozenset(ox.NamedNode(graph) for graph in (DERIVED_GRAPH, RESOLVED_GRAPH))
_DISAGREEMENT: Final = term("Disagreement")
TOLD: Final = 5_000
"""So many statements of each kind are told at most: a person reads no more, and a program finds all in the graph."""

_NOTHING_FOUND: Final = Report(conforms=True, results=())


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

    def to_dict(self) -> dict[str, object]:
        """Give what a program is told of it."""
        return {"subject": self.subject, "property": self.property, "value": self.value, "isLink": self.is_link}


@dataclass(frozen=True)
class Difference:
    """What a contribution changes in the graph; of one that is in it, what it has changed.

    Args:
        entry: the contribution.
        report: what the check finds now; empty for one that is in the graph.
        stated: what it states itself.
        follows: what follows from it by rule: years, disagreements, agreements, sister cities and memberships.
        ends: what does not follow because of it, such as the agreements that a resolution sets aside.
        clashes: the disagreements that it causes, or takes part in.
        numbers: how many statements there are under ``stated``, ``follows`` and ``ends``, of which the first are told.
    """

    entry: Entry
    report: Report
    stated: tuple[Statement, ...]
    follows: tuple[Statement, ...]
    ends: tuple[Statement, ...]
    clashes: tuple[Clash, ...]
    numbers: Mapping[str, int]

    def to_dict(self) -> dict[str, object]:
        """Give what a program is told of it."""
        return {
            "contribution": self.entry.to_dict(),
            "report": self.report.to_dict(),
            "stated": [one.to_dict() for one in self.stated],
            "follows": [one.to_dict() for one in self.follows],
            "ends": [one.to_dict() for one in self.ends],
            "numbers": dict(self.numbers),
            "disagreements": [clash.to_dict() for clash in self.clashes],
        }


def difference_of(folder: str, entry: Entry, handed: Handed | None, limits: Limits) -> Difference:
    """Tell what a contribution changes in the graph that is published in a folder; this runs in a worker.

    Args:
        folder: the store's folder.
        entry: the contribution.
        handed: its file; ``None`` where it is in the graph.
        limits: what the file may hold.

    Raises:
        ForeignDataError: if the file cannot be read.
    """
    _, store = open_published(Path(folder))
    if handed is None:
        return _of_accepted(store, entry)
    checked = check_against(store, [replace(handed, graph=entry.graph)], limits)
    assert checked.effects is not None
    stated = quads_of(checked.draft)
    added, removed = checked.effects.added, checked.effects.removed
    return _told(View(store, added), entry, checked.report, stated, added, removed)


def _of_accepted(store: ox.Store, entry: Entry) -> Difference:
    """Tell it of a contribution that is in the graph: what would be gone without it has come with it."""
    stated = list(store.quads_for_pattern(None, None, None, ox.NamedNode(entry.graph)))
    effects = examine(store, (), stated)
    view = View(store, effects.added)
    return _told(view, entry, _NOTHING_FOUND, stated, effects.removed, effects.added, was_added=True)


def _told(
    view: View,
    entry: Entry,
    report: Report,
    stated: Collection[ox.Quad],
    added: Collection[ox.Quad],
    removed: Collection[ox.Quad],
    *,
    was_added: bool = False,
) -> Difference:
    clashes = clashes_of(view, stated, added)
    if was_added:
        gone = {quad.subject for quad in added if quad.object == _DISAGREEMENT}
        clashes = [replace(clash, is_new=ox.NamedNode(clash.disagreement) in gone) for clash in clashes]
    parts = {
        "stated": list(stated),
        "follows": [quad for quad in added if quad.graph_name in _FOLLOWING],
        "ends": [quad for quad in removed if quad.graph_name in _FOLLOWING],
    }
    told = {name: tuple(_statements(view, quads)) for name, quads in parts.items()}
    numbers = {name: len(quads) for name, quads in parts.items()}
    return Difference(entry, report, clashes=tuple(clashes), numbers=numbers, **told)


def _statements(view: View, quads: Collection[ox.Quad]) -> Iterator[Statement]:
    labels: dict[object, Message] = {}

    def label(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Message:
        if node not in labels:
            labels[node] = view.label(node)
        return labels[node]

    for quad in nsmallest(TOLD, quads, key=lambda quad: (str(quad.subject), str(quad.predicate), str(quad.object))):
        yield Statement(
            _text(quad.subject),
            label(quad.subject),
            quad.predicate.value,
            label(quad.predicate),
            _text(quad.object),
            label(quad.object),
            isinstance(quad.object, ox.NamedNode),
        )


def _text(node: object) -> str:
    return node.value if isinstance(node, (ox.NamedNode, ox.Literal)) else str(node)
