"""Names of the linking benchmark find what they mean, as well as the documentation says; see docs/reconciliation.md."""

from __future__ import annotations

import csv
import importlib.util
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from cdkg.gazetteer import gazetteer
from cdkg.matching.entities import read_known
from cdkg.settings import Settings
from cdkg.store.embedded import EmbeddedStore

BENCHMARK = Path(__file__).parent.parent / "benchmarks" / "linking.py"


@pytest.fixture(scope="module")
def linking() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("linking", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["linking"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["linking"]


def names() -> list[dict[str, str]]:
    with (BENCHMARK.parent / "linking.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_data_set_is_large_enough_and_says_where_each_name_is_from() -> None:
    rows = names()
    assert len(rows) >= 300
    assert sum(row["kind"] == "none" for row in rows) >= 60
    assert not any(row["expected"] for row in rows if row["kind"] == "none")
    assert min(Counter(row["kind"] for row in rows).values()) >= 14
    assert max(Counter((row["name"], row["country"]) for row in rows).values()) == 1
    assert {row["source"].partition(":")[0] for row in rows} == {"hand", "P190 2016"}
    halves = Counter(row["half"] for row in rows)
    assert min(halves["development"], halves["held out"]) >= 300


def test_no_name_of_it_stands_in_the_gazetteer() -> None:
    written = {name for entity in gazetteer() for name in entity.names}
    assert [row["name"] for row in names() if row["name"] in written] == []


def test_what_it_expects_is_there() -> None:
    known = {entity.iri.partition("/id/")[2] for entity in gazetteer()}
    with (BENCHMARK.parent / "linking-namesakes.csv").open(encoding="utf-8", newline="") as file:
        known |= {row["id"] for row in csv.DictReader(file)}
    assert {row["expected"] for row in names()} - {""} <= known


def test_names_are_linked_as_well_as_is_said(linking: ModuleType, published: Path) -> None:
    store = EmbeddedStore(published, Settings(memory_triples=0))
    known = [*read_known(store), *linking.namesakes()]
    store.close()
    scores = linking.linked(linking.Index(known), linking.rows())
    for half in linking.HALVES:
        assert scores[half].precision >= linking.LEAST_PRECISION
        assert scores[half].recall >= linking.LEAST_RECALL
