"""The build: what it makes, and that a failed one changes nothing. test_reproducible: that it is always the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

import cdkg.build
from cdkg.build import build, build_graph
from cdkg.errors import ConformanceError, NameResolutionError
from cdkg.namespaces import ONTOLOGY, ONTOLOGY_GRAPH, PREFIXES
from cdkg.queries import named_query
from cdkg.resources import ontology_files
from cdkg.sources import Source, read_source, sources
from cdkg.store import Question
from cdkg.store.evaluation import answer_in_process
from cdkg.store.generations import current
from conftest import rows_of

SOURCE = next(source for source in sources() if source.id == "foreign-policy")


def copy_without(folder: Path, *lines: str) -> Source:
    """Copy the source without the records whose rows start so, and without what its records must add up to."""
    shutil.copytree(SOURCE.folder, folder, dirs_exist_ok=True)
    rows = (SOURCE.folder / "ties.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [row for row in rows if not row.startswith(lines)]
    assert len(rows) - len(kept) == len(lines)
    (folder / "ties.csv").write_text("".join(kept), encoding="utf-8")
    metadata = (SOURCE.folder / "source.toml").read_text(encoding="utf-8")
    (folder / "source.toml").write_text(metadata.partition("[[expect]]")[0], encoding="utf-8")
    return read_source(folder)


def test_removing_a_tie_changes_the_recomputed_cells_and_shows_the_contradiction(tmp_path: Path) -> None:
    # Tabriz and Erzurum (table 1, row 3, eighth partner): Turkey's 3 and the region's 20 are borne out no more.
    store = build_graph([copy_without(tmp_path, "1,3,partner,8,")])
    table = rows_of(store, named_query("foreign-policy-table-2").bind({}))
    changed = [
        (row["regionLabel"], row["countryLabel"], row["printed"], row["recomputed"])
        for row in table
        if row["agrees"] == "false"
    ]
    region = "Middle East and West Asia"
    assert changed == [(region, "Turkey", "3", "2"), (region, None, "20", "19")]
    sides = rows_of(store, named_query("disagreements").bind({}))
    assert {(row["says"], row["observed"]) for row in sides} == {
        ("3", "2"),  # Turkey
        ("20", "19"),  # the region
        ("31", "30"),  # the surroundings of Iran
        ("61", "60"),  # sister cities
        ("70", "69"),  # all ties
        ("30", "29"),  # undated ties
    }


def test_removing_a_dated_tie_changes_its_period(tmp_path: Path) -> None:
    # Tehran and Havana, 2001 (table 1, row 1, third partner).
    store = build_graph([copy_without(tmp_path, "1,1,partner,3,")])
    rows = rows_of(store, named_query("foreign-policy-table-3").bind({}))
    assert [(row["least"], row["most"]) for row in rows if row["periodLabel"] == "1997–2005"] == [("13", "16")]


def test_every_term_and_concept_used_is_declared(graph: ox.Store) -> None:
    undeclared = """SELECT DISTINCT ?term WHERE {
      { ?s ?term ?o } UNION { ?s a ?term } UNION { ?s ?p ?term FILTER (STRSTARTS(STR(?term), STR(voc:))) }
      FILTER (STRSTARTS(STR(?term), STR(cdkg:)) || STRSTARTS(STR(?term), STR(voc:)))
      FILTER NOT EXISTS { GRAPH <https://w3id.org/cdkg/graph/ontology> { ?term skos:prefLabel ?label } }
      # A concept that a document makes is declared by its records, with its place.
      FILTER NOT EXISTS { ?term a skos:Concept ; skos:prefLabel ?label ; prov:wasDerivedFrom ?place }
    }"""
    assert rows_of(graph, undeclared) == []


def test_publishing_and_asking(published: Path) -> None:
    generation = current(published)
    assert generation is not None
    assert generation.manifest["version"] == cdkg.__version__
    store = ox.Store.read_only(str(generation.data))
    question = Question("SELECT (COUNT(*) AS ?n) WHERE { ?t a cdkg:CityTie }", "text/csv")
    assert answer_in_process(store, question).body.split() == [b"n", b"78"]
    # A tie stands in two graphs (as such and, inferred, as a Tie), and counts once.
    twice = Question("SELECT (COUNT(*) AS ?n) WHERE { ?c a cdkg:Tie }", "text/csv")
    assert answer_in_process(store, twice).body.split() == [b"n", b"82"]


def test_a_graph_that_does_not_conform_is_not_published(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(published, tmp_path / "store")
    before = current(folder)
    assert before is not None

    def with_an_odd_claim(*_: object, **__: object) -> ox.Store:
        store = ox.Store()
        for path in ontology_files():
            store.load(path=path, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(ONTOLOGY_GRAPH))
        claim = ox.NamedNode("https://w3id.org/cdkg/id/claim/odd")
        graph = ox.NamedNode("https://w3id.org/cdkg/graph/document/foreign-policy")
        store.add(ox.Quad(claim, ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(ONTOLOGY + "TieClaim"), graph))
        return store

    monkeypatch.setattr(cdkg.build, "build_graph", with_an_odd_claim)
    with pytest.raises(ConformanceError, match="does not conform") as fault:
        build(folder)
    assert "claim/odd" in fault.value.message.en
    assert "claim/odd" in fault.value.message.fa
    after = current(folder)
    assert after is not None
    assert after.id == before.id
    assert len(list((folder / "generations").iterdir())) == 1


def test_an_unknown_city_stops_the_build(tmp_path: Path) -> None:
    source = copy_without(tmp_path, "1,3,partner,8,")
    ties = tmp_path / "ties.csv"
    ties.write_text(ties.read_text(encoding="utf-8").replace(",بیشکک,", ",بیشکگ,", 2), encoding="utf-8")
    with pytest.raises(NameResolutionError, match=r"foreign-policy, table 1, row 1, line 811: .*بیشکگ.*Bishkek"):
        build_graph([source])
