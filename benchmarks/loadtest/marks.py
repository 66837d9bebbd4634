"""What the endpoint is to reach, judged on the measurements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from loadtest.cells import JUDGED_CLIENTS, NEW, REPEATED, Cell
from loadtest.load import Measured
from loadtest.peers import HELLO, IN_PROCESS, OURS, OXIGRAPH, VIRTUOSO
from loadtest.workloads import AGGREGATE, CLASSES, LOOKUP

_LOOKUP_P99: Final = 20.0
_ENOUGH: Final = 200


@dataclass(frozen=True)
class Ratio:
    """A rate of ours against a peer's.

    Args:
        workload: which queries.
        mode: new or repeated.
        peer: whose rate.
        least: the mark; none where the ratio is only told.
    """

    workload: str
    mode: str
    peer: str
    least: float | None


RATIOS: Final = (
    Ratio(LOOKUP.name, NEW, IN_PROCESS, 0.8),
    Ratio(LOOKUP.name, NEW, VIRTUOSO, 2.0),
    Ratio(LOOKUP.name, NEW, OXIGRAPH, None),
    Ratio(LOOKUP.name, REPEATED, HELLO, 0.7),
    Ratio(AGGREGATE.name, NEW, OXIGRAPH, 1.0),
    Ratio(AGGREGATE.name, REPEATED, VIRTUOSO, 1.0),
    Ratio(CLASSES.name, NEW, OXIGRAPH, 1.0),
    Ratio(CLASSES.name, REPEATED, VIRTUOSO, 1.0),
)


@dataclass(frozen=True)
class Verdict:
    """How one mark came out.

    Args:
        text: what was to be reached, and what was.
        passed: whether it was; none where it could not be judged, or there is no mark.
    """

    text: str
    passed: bool | None


def verdicts(cells: Iterable[Cell], dataset: str) -> list[Verdict]:
    """Judge the measurements on one data set.

    Args:
        cells: all measurements.
        dataset: the data set's name.
    """
    rates: dict[tuple[str, str, str, int], Measured] = {}
    for cell in cells:
        if cell.dataset in (dataset, ""):
            rates[cell.workload, cell.mode, cell.peer, cell.clients] = cell.measured
    counts = sorted({clients for *_, clients in rates})
    found = [_ratio(rates, ratio, counts) for ratio in RATIOS]
    lookups = rates.get((LOOKUP.name, NEW, OURS, JUDGED_CLIENTS))
    if lookups is None:
        return [*found, Verdict(f"p99 of new lookups under {_LOOKUP_P99:g} ms: not measured", None)]
    text = f"p99 of new lookups under {_LOOKUP_P99:g} ms: {lookups.p99:.1f} ms"
    # What was not answered when the time was over has no part in a percentile: few answers prove nothing.
    found.append(
        Verdict(f"{text} of {lookups.answers} answers", lookups.p99 < _LOOKUP_P99 and lookups.answers >= _ENOUGH)
    )
    failed = sum(measured.failures for (_, _, peer, _), measured in rates.items() if peer == OURS)
    found.append(Verdict(f"requests to ours that failed: {failed}", failed == 0))
    return found


def _ratio(rates: dict[tuple[str, str, str, int], Measured], ratio: Ratio, counts: list[int]) -> Verdict:
    parts = []
    takes_part = any(peer == OURS for _, _, peer, _ in rates)
    judged: bool | None = None
    for clients in counts:
        ours = rates.get((ratio.workload, ratio.mode, OURS, clients))
        other_key = (
            ("", "", HELLO, clients) if ratio.peer == HELLO else (ratio.workload, ratio.mode, ratio.peer, clients)
        )
        other = rates.get(other_key)
        if ours is None or other is None or other.rate == 0:
            if clients == JUDGED_CLIENTS and ratio.least is not None and other is not None and takes_part:
                judged = False  # ours was left out because it failed
            continue
        value = ours.rate / other.rate
        parts.append(f"{value:.2f} at {clients}")
        if clients == JUDGED_CLIENTS and ratio.least is not None:
            judged = value >= ratio.least
    wanted = "" if ratio.least is None else f", to be at least {ratio.least:g} at {JUDGED_CLIENTS} clients"
    told = ", ".join(parts) or "not measured"
    return Verdict(f"{ratio.mode} {ratio.workload}: ours / {ratio.peer}{wanted}: {told}", judged)
