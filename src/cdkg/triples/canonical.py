"""Writes a graph so that two graphs that say the same are the same bytes."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox


def canonical_n_quads(quads: Iterable[ox.Quad]) -> bytes:
    """Write quads as canonical N-Quads: blank nodes named by RDFC-1.0, lines in the order of their code points.

    Args:
        quads: the quads, in any order.
    """
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    written = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS)
    assert written is not None  # it is, where no file to write to is named
    return b"".join(sorted(written.splitlines(keepends=True)))
