"""The slice of Wikidata is that of the original crawl, where that is at hand (CDKG_REFERENCE names its folder)."""

from __future__ import annotations

import os
from pathlib import Path

import pyoxigraph as ox

from cdkg.linking.comparison import cities, compare_ties
from cdkg.mappings import mapping_set
from cdkg.wikidata_edges import Edge, sister_city_slice
from test_comparison import ask_of

CRAWL = Path(os.environ.get("CDKG_REFERENCE", "")) / "wikidata-p190-2016"


def lines(name: str) -> list[tuple[str, str]]:
    told = (line.split("\t") for line in (CRAWL / name).read_text(encoding="utf-8").splitlines())
    return [(first, second) for first, second in told]


def test_the_slice_is_what_the_crawl_has_of_our_cities() -> None:
    names = dict(lines("names.tsv"))
    ours = {item for iri, item in mapping_set().accepted().items() if "/id/city/" in iri}
    wanted = {
        Edge(first, second, names.get(first, ""), names.get(second, ""))
        for first, second in lines("relations.tsv")
        if first != second and ours & {first, second}
    }
    assert set(sister_city_slice().edges) == wanted


def test_each_iranian_city_has_the_pairs_of_a_plain_join_of_the_original_files(graph: ox.Store) -> None:
    names, relations = dict(lines("names.tsv")), lines("relations.tsv")
    ask = ask_of(graph)
    ties = compare_ties(ask, "en")
    for city in (one for one in cities(ask, "en") if one.country.endswith("/ir")):
        pairs = {frozenset(pair) for pair in relations if city.item in pair and pair[0] != pair[1]}
        joined = {item for pair in pairs for item in pair if item != city.item and item in names}
        found = [one for one in ties if one.first.iri == city.iri and one.state in ("both", "only-there")]
        assert sorted(one.second.item for one in found) == sorted(joined)
