"""Measures how long contributions take to check and merge, and whether that grows with the graph; see README.md."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from loadtest.datasets import enlarged, shipped
from loadtest.merges import cores, merge_pairs, merging
from loadtest.new_ties import GRAPH, new_ties
from pyoxigraph import Store

from cdkg.store.generations import Generation, current
from cdkg.validation import validate

TIES = 1_000
MOST_SECONDS = 5.0
MOST_GROWTH = 1.5
MOST_SECONDS_OF_PAIRS = 60.0


def main() -> int:
    """Merge the same contribution into a small and a large graph, and real pairs into the small one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a graph ten times as large, not a hundred")
    parser.add_argument("--pairs", type=Path, metavar="FOLDER", help="with relations.tsv and names.tsv of real pairs")
    parser.add_argument("--limit", type=int, help="how many of the real pairs (all)")
    parser.add_argument("--only-pairs", action="store_true", help="leave all else out")
    parser.add_argument("--revalidate", action="store_true", help="validate the large graph whole, too: it takes long")
    parser.add_argument("--workdir", type=Path, default=Path("var/benchmarks"), help="where data are kept between runs")
    options = parser.parse_args()
    options.workdir.mkdir(parents=True, exist_ok=True)
    verdicts: list[tuple[bool, str]] = []
    if not options.only_pairs:
        verdicts += _flat(options.workdir, 10 if options.quick else 100, revalidate=options.revalidate)
    if options.pairs is not None:
        verdicts += _pairs(options.workdir, options.pairs, options.limit)
    for passed, text in verdicts:
        print(f"{'PASS' if passed else 'FAIL'}  {text}")
    return not all(passed for passed, _ in verdicts)


def _flat(workdir: Path, times: int, *, revalidate: bool) -> list[tuple[bool, str]]:
    small, large = shipped(workdir).folder, enlarged(workdir, times)
    graphs = {"shipped": (small, _of(small)), f"{times} times": (large, _of(large))}
    quads = new_ties(Store.read_only(str(_of(small).data)), TIES)
    print(f"a contribution of {TIES:,} ties, {len(quads):,} triples; the least of three rounds\n")
    print(f"{'graph':<12}{'triples':>12}{'check and merge':>18}{'revert':>10}{'validate the whole':>21}")
    taken: list[float] = []
    whole = 0.0
    for name, (folder, generation) in graphs.items():
        found = merging(folder, GRAPH, quads)
        told = "not asked for"
        if folder == small or revalidate:
            seconds = _whole(generation)
            whole, told = whole or seconds, f"{seconds:.1f} s"
        print(f"{name:<12}{generation.triples:>12,}{found.merge:>16.2f} s{found.revert:>8.2f} s{told:>21}", flush=True)
        taken.append(found.merge)
    growth = taken[1] / taken[0]
    print(f"\nvalidating the whole shipped graph / check and merge there: {whole / taken[0]:.1f}")
    return [
        (taken[0] < MOST_SECONDS, f"{TIES:,} ties into the shipped graph under {MOST_SECONDS:g} s: {taken[0]:.2f} s"),
        (growth <= MOST_GROWTH, f"graph {times} times as large / shipped, at most {MOST_GROWTH:g}: {growth:.2f}"),
    ]


def _of(folder: Path) -> Generation:
    generation = current(folder)
    assert generation is not None
    return generation


def _whole(generation: Generation) -> float:
    store = Store.read_only(str(generation.data))
    begin = time.perf_counter()
    validate(store)
    return time.perf_counter() - begin


def _pairs(workdir: Path, pairs: Path, limit: int | None) -> list[tuple[bool, str]]:
    folder = shipped(workdir).folder
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as alone:
        found = alone.submit(merge_pairs, folder, pairs, limit).result()
    print(
        f"\nreal pairs of sister cities: {found.stated:,} triples stated, graph grown by {found.growth:,}; checked in "
        f"{found.examined:.1f} s, written in {found.written:.1f} s, {found.memory:,.0f} MiB at most, "
        f"{cores()} processors"
    )
    text = f"the pairs checked under {MOST_SECONDS_OF_PAIRS:g} s: {found.examined:.1f} s"
    return [
        (found.examined < MOST_SECONDS_OF_PAIRS, text),
        (found.conforms, f"the pairs conform: {'yes' if found.conforms else 'no'}"),
    ]


if __name__ == "__main__":
    sys.exit(main())
