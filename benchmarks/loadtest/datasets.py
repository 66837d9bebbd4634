"""The data that all peers are asked: the shipped graph, and a generated one; published once, then kept."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, QuerySolutions, RdfFormat, Store

from cdkg.cli.build import build_if_stale
from cdkg.namespaces import PREFIXES
from cdkg.store.generations import Generation, current, publish
from loadtest import copies, sister_cities

MILLION: Final = 1_000_000
_MOST_SUBJECTS: Final = 40_000


@dataclass(frozen=True)
class Dataset:
    """A published graph, and whom to ask it about.

    Args:
        name: what the report calls it.
        folder: its store's folder.
        generation: the published generation.
        subjects: IRIs of subjects, in a random order.
        cities: IRIs of cities that have ties, in a random order.
    """

    name: str
    folder: Path
    generation: Generation
    subjects: tuple[str, ...]
    cities: tuple[str, ...]

    def write_ntriples(self, path: Path) -> None:
        """Write what the default graph holds, each triple once: what a query sees that names no graph."""
        store = Store.read_only(str(self.generation.data))
        store.dump(str(path), format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())


def shipped(workdir: Path) -> Dataset:
    """The project's own graph."""
    folder = workdir / "shipped"
    build_if_stale(folder)
    return _dataset("shipped", folder)


def generated(workdir: Path, triples: int = MILLION) -> Dataset:
    """A graph of so many triples that looks like the project's own."""
    source = Path(sister_cities.__file__).read_bytes()
    made_by = hashlib.sha256(source).hexdigest()[:16]
    folder = workdir / f"generated-{triples}"
    published = current(folder)
    if published is None or published.manifest.get("generator") != made_by:
        publish(folder, sister_cities.sister_cities(triples), {"version": "generated", "generator": made_by})
    return _dataset("million" if triples == MILLION else f"generated {triples}", folder)


def enlarged(workdir: Path, times: int) -> Path:
    """The project's own graph, so many times as large: the folder of its store."""
    origin = shipped(workdir).generation
    folder = workdir / f"enlarged-{times}"
    store = Store.read_only(str(origin.data))
    said = sorted(line for line in map(str, store) if "_:" not in line)  # blank nodes have other names in each build
    made_by = hashlib.sha256(Path(copies.__file__).read_bytes() + "".join(said).encode()).hexdigest()[:16]
    published = current(folder)
    if published is None or published.manifest.get("generator") != made_by:
        publish(folder, copies.copies(store, times), {"version": "enlarged", "generator": made_by})
    return folder


def _dataset(name: str, folder: Path) -> Dataset:
    generation = current(folder)
    assert generation is not None
    store = Store.read_only(str(generation.data))
    subjects = _column(store, "SELECT DISTINCT ?it WHERE { ?it a ?type FILTER(isIRI(?it)) }")
    cities = _column(store, "SELECT DISTINCT ?it WHERE { ?it a cdkg:City . ?tie a cdkg:CityTie ; cdkg:party ?it }")
    return Dataset(name, folder, generation, subjects, cities)


def _column(store: Store, text: str) -> tuple[str, ...]:
    found = store.query(text, prefixes=PREFIXES)
    assert isinstance(found, QuerySolutions)
    iris = sorted(row["it"].value for row in found if isinstance(row["it"], NamedNode))
    random.Random(sister_cities.SEED).shuffle(iris)
    return tuple(iris[:_MOST_SUBJECTS])
