"""Prints the measurements as tables, and the marks below them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from loadtest.cells import Cell
from loadtest.load import Measured
from loadtest.marks import Verdict


def table(cells: Sequence[Cell], dataset: str, workload: str, mode: str) -> str:
    """Lay out the measurements of one kind of query: a line for each server, three columns a number of clients."""
    wanted = [cell for cell in cells if (cell.dataset, cell.workload, cell.mode) == (dataset, workload, mode)]
    if not wanted:
        return ""
    counts = sorted({cell.clients for cell in wanted})
    measured = {(cell.peer, cell.clients): cell.measured for cell in wanted}
    title = " ".join(part for part in (f"{dataset}:" if dataset else "", mode, workload) if part) or "no query"
    heads = "".join(f"{f'{clients} clients':>32}" for clients in counts)
    units = "".join(f"{'req/s':>12}{'p50 ms':>10}{'p99 ms':>10}" for _ in counts)
    lines = [f"{title:<28}{heads}", f"{'':<28}{units}"]
    lines += [
        f"  {peer:<26}" + "".join(_columns(measured.get((peer, clients))) for clients in counts)
        for peer in dict.fromkeys(cell.peer for cell in wanted)
    ]
    return "\n".join(lines) + "\n"


def marks(dataset: str, found: Iterable[Verdict]) -> str:
    """Lay out the marks of one data set."""
    lines = [f"marks, {dataset}"]
    for verdict in found:
        mark = {True: "PASS", False: "FAIL", None: "    "}[verdict.passed]
        lines.append(f"  {mark}  {verdict.text}")
    return "\n".join(lines) + "\n"


def _columns(measured: Measured | None) -> str:
    if measured is None:
        return f"{'-':>12}{'-':>10}{'-':>10}"
    rate = f"{measured.rate:,.0f}" if measured.rate >= 10 else f"{measured.rate:.2f}"
    if measured.estimated:
        return f"{'~' + rate:>12}{'-':>10}{'-':>10}"
    notes = ("!" if measured.failures else "") + ("*" if measured.client_busy else "")
    return f"{rate + notes:>12}{measured.p50:>10.1f}{measured.p99:>10.1f}"
