"""The two changes that the desk makes to the graph: a contribution becomes part of it, or is taken out of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Store

from cdkg.contributions.checking import Handed, check_against
from cdkg.contributions.effects import Progress
from cdkg.contributions.entries import Entry, graph_of
from cdkg.contributions.gate import Contribution, NonConformingError
from cdkg.contributions.names import is_contribution
from cdkg.contributions.provenance import provenance
from cdkg.contributions.writing import write_difference
from cdkg.foreign import Limits
from cdkg.namespaces import DERIVED_GRAPH, INFERRED_GRAPH, RESOLVED_GRAPH
from cdkg.store.changes import Changed
from cdkg.store.graph_changes import DeleteGraph
from cdkg.validation import Report

_BY_RULE: Final = tuple(NamedNode(graph) for graph in (DERIVED_GRAPH, RESOLVED_GRAPH, INFERRED_GRAPH))
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
        progress: is told how much is checked, and of how much.
    """

    entry: Entry
    content: bytes
    who: str
    when: str
    limits: Limits
    progress: Progress | None = None

    def apply(self, store: Store) -> Merged:
        """Read the file, state what it states, and check that.

        Raises:
            ForeignDataError: if it cannot be read.
            NonConformingError: if it, or the graph with it, does not conform.
        """
        entry = self.entry
        handed = Handed(self.content, entry.name, entry.media_type, entry.graph)
        told = list(provenance(entry.graph, self.who, self.when, entry.sha256))
        checked = check_against(store, [handed], self.limits, told, self.progress)
        if not checked.report.conforms:
            raise not_conforming(checked.report)
        effects = checked.effects
        assert effects is not None
        graph = NamedNode(entry.graph)
        growth = write_difference(store, effects.removed, effects.added)
        return Merged(
            added=sum(1 for quad in effects.added if quad.graph_name == graph),
            removed=0,
            graphs=(entry.graph,),
            created=True,
            growth=growth,
            stated=checked.stated,
            report=checked.report,
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
            changed = Contribution(DeleteGraph(graph)).apply(store)
        except NonConformingError as error:
            others = sorted(set(_resting(store, error.report)) - {graph})
            raise _needed(self.id, error.report, others) from None
        for name in _BY_RULE:
            if next(store.quads_for_pattern(None, None, None, name), None) is None:
                store.remove_graph(name)  # as if nothing had ever followed
        return changed

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


def _needed(contribution: str, report: Report, others: Iterable[str]) -> NonConformingError:
    names = [graph.rpartition("/")[2] for graph in others]
    told, persian = ", ".join(names[:_SHOWN]), "، ".join(names[:_SHOWN])
    first = f" Revert these first: {told}." if names else ""
    before = f" نخست این‌ها را برگردانید: {persian}." if names else ""
    return NonConformingError(
        f"The contribution {contribution!r} cannot be taken out of the graph, since others rest on it.{first} "
        f"Nothing was changed.\n{report.to_text('en')}",
        f"مشارکت «{contribution}» را نمی‌توان از گراف بیرون آورد، زیرا چیزهای دیگر بر آن استوارند.{before} چیزی تغییر "
        f"نکرد.\n{report.to_text('fa')}",
        report,
    )


def _resting(store: Store, report: Report) -> Iterable[str]:
    for result in report.results:
        if not result.focus_node.startswith("_:"):
            for quad in store.quads_for_pattern(NamedNode(result.focus_node), None, None, None):
                if isinstance(quad.graph_name, NamedNode) and is_contribution(quad.graph_name.value):
                    yield quad.graph_name.value
