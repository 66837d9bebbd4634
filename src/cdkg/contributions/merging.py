"""The two changes that the desk makes to the graph: a contribution becomes part of it, or is taken out of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Quad, Store

from cdkg.contributions.checking import Handed, check_against, quads_of, report_of
from cdkg.contributions.entries import Entry, graph_of
from cdkg.contributions.gate import Contribution, NonConformingError
from cdkg.contributions.locating import locate
from cdkg.contributions.names import is_contribution
from cdkg.contributions.provenance import provenance
from cdkg.foreign import Limits
from cdkg.store.changes import Changed, replace_quads
from cdkg.store.graph_changes import DeleteGraph
from cdkg.validation import Report

_SHOWN: Final = 10


@dataclass(frozen=True)
class Merged(Changed):
    """What merging a contribution did.

    Args:
        stated: how many triples its file states.
        report: what the check found.
    """

    stated: int = 0
    report: Report | None = None


@dataclass(frozen=True)
class Merge:
    """Makes a contribution part of the graph, if all conforms then.

    Args:
        entry: the contribution.
        content: its file.
        who: from whom it is.
        when: since when it is part of the graph.
        limits: what the file may hold.
    """

    entry: Entry
    content: bytes
    who: str
    when: str
    limits: Limits

    def apply(self, store: Store) -> Merged:
        """Read the file, state what it states, and check that.

        Raises:
            ForeignDataError: if it cannot be read.
            NonConformingError: if it, or the graph with it, does not conform.
        """
        entry = self.entry
        handed = Handed(self.content, entry.name, entry.media_type, entry.graph)
        checked = check_against(store, [handed], self.limits)
        if not checked.report.conforms:
            raise not_conforming(checked.report)
        stated = quads_of(checked.draft)
        told = provenance(entry.graph, self.who, self.when, entry.sha256)
        try:
            done = Contribution(_State(entry.graph, frozenset((*stated, *told)))).apply(store)
        except NonConformingError as error:
            raise not_conforming(report_of(locate(error.report.results, checked.draft.places, stated))) from None
        return Merged(
            done.added, done.removed, done.graphs, done.created, done.is_change, len(stated), checked.report
        )

    def described(self) -> dict[str, object]:
        """Say for the log what is done."""
        entry = self.entry
        return {"operation": "contribute", "graph": entry.graph, "file": entry.name, "sha256": entry.sha256}


@dataclass(frozen=True)
class Withdraw:
    """Takes a contribution out of the graph, if all conforms without it.

    Args:
        id: the contribution's id.
        reason: why.
    """

    id: str
    reason: str

    def apply(self, store: Store) -> Changed:
        """Drop its graph, and what follows from that alone.

        Raises:
            NonConformingError: if others rest on it.
        """
        graph = graph_of(self.id)
        try:
            return Contribution(DeleteGraph(graph)).apply(store)
        except NonConformingError as error:
            others = sorted(set(_resting(store, error.report)) - {graph})
            raise _needed(self.id, error.report, others) from None

    def described(self) -> dict[str, object]:
        """Say for the log what is done."""
        return {"operation": "revert", "graph": graph_of(self.id), "why": self.reason}


def not_conforming(report: Report) -> NonConformingError:
    """Make the error of a contribution that does not conform.

    Args:
        report: what was found.
    """
    return NonConformingError(
        "The contribution does not conform to the shapes. Nothing was changed.\n" + report.to_text("en"),
        "مشارکت با شکل‌ها سازگار نیست. چیزی تغییر نکرد.\n" + report.to_text("fa"),
        report,
    )


def _needed(id: str, report: Report, others: Iterable[str]) -> NonConformingError:
    names = [graph.rpartition("/")[2] for graph in others]
    told, persian = ", ".join(names[:_SHOWN]), "، ".join(names[:_SHOWN])
    first = f" Revert these first: {told}." if names else ""
    before = f" نخست این‌ها را برگردانید: {persian}." if names else ""
    return NonConformingError(
        f"The contribution {id!r} cannot be taken out of the graph, since others rest on it.{first} Nothing was "
        f"changed.\n{report.to_text('en')}",
        f"مشارکت «{id}» را نمی‌توان از گراف بیرون آورد، زیرا چیزهای دیگر بر آن استوارند.{before} چیزی تغییر نکرد.\n"
        f"{report.to_text('fa')}",
        report,
    )


def _resting(store: Store, report: Report) -> Iterable[str]:
    for result in report.results:
        if not result.focus_node.startswith("_:"):
            for quad in store.quads_for_pattern(NamedNode(result.focus_node), None, None, None):
                if isinstance(quad.graph_name, NamedNode) and is_contribution(quad.graph_name.value):
                    yield quad.graph_name.value


@dataclass(frozen=True)
class _State:
    """Makes a contribution's graph hold given triples, and nothing else."""

    graph: str
    quads: frozenset[Quad]

    def apply(self, store: Store) -> Changed:
        """Replace what the graph holds."""
        name = NamedNode(self.graph)
        old = set(store.quads_for_pattern(None, None, None, name))
        created = not store.contains_named_graph(name)
        replace_quads(store, old - self.quads, set(self.quads) - old)
        store.add_graph(name)
        return Changed(len(self.quads - old), len(old - self.quads), (self.graph,), created)

    def described(self) -> dict[str, object]:
        """Say for the log what is done."""
        return {"operation": "state", "graph": self.graph}
