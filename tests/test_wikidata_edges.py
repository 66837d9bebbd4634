"""Tables of edges are read in the forms in which people have them, and the slice is what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdkg.errors import RecordError
from cdkg.gazetteer import gazetteer
from cdkg.mappings import mapping_set
from cdkg.wikidata_edges import Edge, read_edges, sister_city_slice, write_edges

ITEMS = st.integers(min_value=1, max_value=10**9).map(lambda number: f"Q{number}")
NAMES = st.text(st.characters(exclude_categories=("C", "Z")), max_size=12)
EDGES = st.builds(Edge, ITEMS, ITEMS, NAMES, NAMES).filter(lambda edge: edge.source != edge.target)


def test_two_columns_with_a_tab_are_edges(tmp_path: Path) -> None:
    file = tmp_path / "pairs.tsv"
    file.write_text("Q1\tQ2\nQ2\tQ1\n\nQ1\tQ2\nQ3\tQ3\nhttp://www.wikidata.org/entity/Q4\tQ5\n", encoding="utf-8")
    assert read_edges(file) == (Edge("Q1", "Q2"), Edge("Q2", "Q1"), Edge("Q4", "Q5"))


def test_a_folder_of_a_crawl_has_names(tmp_path: Path) -> None:
    (tmp_path / "relations.tsv").write_text("Q3616\tQ64\n", encoding="utf-8")
    (tmp_path / "names.tsv").write_text("Q64\tBerlin\nQ9\tElsewhere\n", encoding="utf-8")
    assert read_edges(tmp_path) == (Edge("Q3616", "Q64", "", "Berlin"),)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.tsv", "Q1\tQ2\tQ3\n", "a.tsv, line 1: 3 cells"),
        ("a.tsv", "Q1\tQ2\nTehran\tQ2\n", "a.tsv, line 2: 'Tehran' is no item"),
        ("a.tsv", "Q1 Q2\n", "line 1: 1 cells"),
        ("a.tsv", "Q0\tQ2\n", "'Q0' is no item"),
        ("a.csv", "from,to\nQ1,P2\n", "line 2: 'P2' is no item"),
        ("a.csv", "from\nQ1\n", "missing columns"),
        ("a.csv", "from,to,year\nQ1,Q2,1\n", "unknown columns"),
    ],
)
def test_what_is_no_edge_is_refused_with_its_line(name: str, text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(RecordError, match=says):
        read_edges(tmp_path / name)


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="nowhere"):
        read_edges(tmp_path / "nowhere.tsv")


@settings(max_examples=30)
@given(edges=st.lists(EDGES, max_size=8))
def test_what_is_written_is_read_again(edges: list[Edge], tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("edges") / "edges.csv"
    file.write_text(write_edges(edges), encoding="utf-8", newline="")
    assert set(read_edges(file)) == set(edges)


def test_the_slice_touches_cities_of_the_gazetteer_and_names_its_list() -> None:
    here = sister_city_slice()
    assert here.reference_list in {one.slug for one in gazetteer().reference_lists}
    # 2,731 directed statements on 1,403 pairs: counted in the crawl with sets.
    assert len(here.edges) == len(set(here.edges)) == 2731
    assert len({frozenset((edge.source, edge.target)) for edge in here.edges}) == 1403
    assert Edge("Q3616", "Q64", "Teheran", "Berlin") in here.edges
    assert all(edge.source_name and edge.target_name for edge in here.edges)
    cities = {item for iri, item in mapping_set().accepted().items() if "/id/city/" in iri}
    assert all(cities & {edge.source, edge.target} for edge in here.edges)


def test_the_slice_stands_in_the_order_in_which_it_is_written() -> None:
    text = (Path(sister_city_slice.__wrapped__.__code__.co_filename).parent / "p190-2016.csv").read_text("utf-8")
    assert text == write_edges(sister_city_slice().edges)
