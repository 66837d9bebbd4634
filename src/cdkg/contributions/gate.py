"""The gate that a change passes before it is published: it touches contributions only, and the result conforms.

What follows from the claims that it touches is derived anew, so that a contributed claim counts as any other does, and
the default graph is kept the set of what all graphs hold.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Store

from cdkg.contributions.effects import examine
from cdkg.contributions.planning import planned
from cdkg.contributions.writing import write_difference
from cdkg.errors import ConformanceError
from cdkg.store.changes import Change, Changed
from cdkg.validation import Report, validate


class NonConformingError(ConformanceError):
    """A contribution does not conform to the shapes.

    Args:
        en: what is wrong, in English.
        fa: the same in Persian.
        report: what the validation found.
    """

    def __init__(self, en: str, fa: str, report: Report | None = None) -> None:
        super().__init__(en, fa)
        self.report = report or Report(conforms=False, results=())

    @classmethod
    def of(cls, report: Report) -> NonConformingError:
        """Make the error of what a validation found."""
        return cls(
            "What would result does not conform to the shapes. Nothing was changed.\n" + report.to_text("en"),
            "آنچه پدید می‌آمد با شکل‌ها سازگار نیست. چیزی تغییر نکرد.\n" + report.to_text("fa"),
            report,
        )


@dataclass(frozen=True)
class Contribution:
    """A change that passes the gate.

    Args:
        change: what is to be changed.
    """

    change: Change

    def apply(self, store: Store) -> Changed:
        """Make the change, and all that follows from it, if the result conforms.

        Args:
            store: a copy of the graph, which is thrown away if an error is raised.

        Raises:
            WriteForbiddenError: if it touches a graph that is no contribution's.
            NonConformingError: if the result does not conform to the shapes.
            CdkgError: what the change itself raises.
        """
        plan = planned(self.change, store)
        if not plan.graphs:
            return Changed(0, 0, (), plan.created, is_change=False, growth=0)
        effects = examine(store, plan.added, plan.removed)
        if not effects.report.conforms:
            raise NonConformingError.of(effects.report)
        growth = write_difference(store, effects.removed, effects.added)
        for name in plan.made:
            store.add_graph(name)
        for name in plan.dropped:
            store.remove_graph(name)
        return Changed(len(plan.added), len(plan.removed), plan.graphs, plan.created, is_change=True, growth=growth)

    def described(self) -> dict[str, object]:
        """Say for the log what is done."""
        return self.change.described()


def prepare() -> None:
    """Read the shapes once, for all workers that are forked from this process."""
    validate(Store(), focus=())
