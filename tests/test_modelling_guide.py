"""The modelling guide's examples are what it says: they parse, conform, and their queries find them."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from cdkg.build import build_graph
from cdkg.foreign import parse_foreign
from cdkg.namespaces import GRAPH, ONTOLOGY_GRAPH
from cdkg.queries import named_queries, named_query
from cdkg.validation import Report, validate
from conftest import Row, rows_of

ROOT = Path(__file__).parent.parent
GUIDES = {"en": ROOT / "docs" / "modelling.md", "fa": ROOT / "docs" / "modelling.fa.md"}
OF_ONTOLOGY = re.compile(r"# (ontology/\S+\.ttl)\n")
DOCUMENT = "doc:example-yearbook"


def blocks(language: str) -> list[str]:
    return re.findall(r"^```turtle\n(.*?)^```$", GUIDES[language].read_text("utf-8"), re.MULTILINE | re.DOTALL)


def contribution(*, without: str = "nothing at all") -> str:
    """Put the examples together, in their order, as the guide says that they are one file."""
    return "".join(block for block in blocks("en") if not OF_ONTOLOGY.match(block) and without not in block)


def check(store: ox.Store, turtle: str) -> Report:
    """Check as ``cdkg validate`` does, but only what the file says something about."""
    quads = list(ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE))
    content = parse_foreign(turtle.encode(), "text/turtle", graph=f"{GRAPH}contribution/guide")
    store.load(content.quads, format=ox.RdfFormat.N_QUADS)
    return validate(store, focus={quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)})


def graph_with_guide(turtle: str) -> tuple[ox.Store, Report, Report]:
    """Give the graph with the ontology's new terms and a file, and the reports on both."""
    store = build_graph()
    terms: set[str] = set()
    for block in blocks("en"):
        if named := OF_ONTOLOGY.match(block):
            header = re.findall(r"^@prefix .*$", (ROOT / named[1]).read_text("utf-8"), re.MULTILINE)
            quads = list(ox.parse("\n".join((*header, block)).encode(), format=ox.RdfFormat.TURTLE))
            store.extend([ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(ONTOLOGY_GRAPH)) for q in quads])
            terms |= {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    assert len(terms) == 2
    return store, validate(store, focus=terms), check(store, turtle)


@pytest.fixture(scope="module")
def guided() -> tuple[ox.Store, Report, Report]:
    return graph_with_guide(contribution())


def test_both_languages_have_the_same_examples_and_sections() -> None:
    assert blocks("en") == blocks("fa")
    assert len(blocks("en")) == 8
    sections = {
        language: len(re.findall("^## ", GUIDES[language].read_text("utf-8"), re.MULTILINE)) for language in GUIDES
    }
    assert sections == {"en": 5, "fa": 5}


@pytest.mark.parametrize("language", GUIDES)
def test_terms_and_queries_that_the_guide_names_exist(language: str, guided: tuple[ox.Store, Report, Report]) -> None:
    text = GUIDES[language].read_text("utf-8")
    named = set(re.findall(r"`((?:cdkg|voc):[\w-]+)`", text))
    known = {str(row["term"]) for row in rows_of(guided[0], "SELECT DISTINCT ?term { ?term skos:prefLabel ?label }")}
    assert sorted(named - known) == []
    questions = {name for name in re.findall(r"`([a-z]+(?:-[a-z]+)*)`", text) if name in named_queries()}
    expected = {"ties-of-city", "norms", "norms-bearing-on-ties", "findings-of-city", "network-profile"}
    assert questions == expected


def test_new_terms_and_claims_conform(guided: tuple[ox.Store, Report, Report]) -> None:
    _, terms, claims = guided
    assert terms.results == ()
    assert claims.results == (), claims.to_text("en")


def test_without_the_statement_on_coordination_the_file_is_warned_and_conforms() -> None:
    _, _, report = graph_with_guide(contribution(without="facet-coordinated-with"))
    assert report.conforms
    # Those of the paper (article 3, two clauses of article 2) and the one that the guide itself adds.
    assert [result.severity for result in report.results] == ["Warning"] * 4


def test_a_claim_without_its_place_would_not_conform(guided: tuple[ox.Store, Report, Report]) -> None:
    broken = contribution().replace("prov:wasDerivedFrom place:finding-1 .", "cdkg:sector voc:sector-none .")
    assert broken != contribution()
    assert not graph_with_guide(broken)[2].conforms


def mine(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.get("document") == DOCUMENT]


def test_each_example_appears_in_the_query_that_the_guide_names(guided: tuple[ox.Store, Report, Report]) -> None:
    store = guided[0]

    def ask(name: str, **values: str) -> list[Row]:
        return rows_of(store, named_query(name).bind(values))

    [tie] = mine(ask("ties-of-city", city="kashan"))
    assert (tie["partnerLabel"], tie["kindLabel"], tie["yearSolarHijri"], tie["line"]) == (
        "Kyoto", "sister city", "1395", "12",
    )  # fmt: skip
    [norm] = mine(ask("norms", bearer="actor-kind-municipality", document="example-yearbook"))
    assert (norm["classLabel"], norm["provisionLabel"]) == ("obligation", "Article 5 of the Example Bylaw")
    bearing = ask("norms-bearing-on-ties", tie="kashan--kyoto")
    assert {row["coordinatedLabel"] for row in bearing} == {"Ministry of Foreign Affairs of Iran"}
    assert {row["missing"] for row in bearing} == {None}
    assert "Article 5 of the Example Bylaw" in {row["provisionLabel"] for row in bearing}
    [finding] = mine(ask("findings-of-city", city="kashan", lang="fa"))
    assert (finding["classLabel"], finding["findingLabel"]) == ("خطر", "وابستگی به یک شهر")
    [language] = mine(ask("network-profile", network="uclg"))
    assert (language["facetLabel"], language["valueLabel"]) == ("working language", "English")


def test_the_guide_has_about_two_pages_of_text() -> None:
    """Some 500 words fill a page; the examples are not counted."""
    for language, guide in GUIDES.items():
        prose = re.sub(r"^```.*?^```$", "", guide.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
        assert 500 < len(prose.split()) < 1_050, language


def test_both_front_pages_lead_to_the_guide() -> None:
    assert "(docs/modelling.md)" in (ROOT / "README.md").read_text("utf-8")
    assert "(docs/modelling.fa.md)" in (ROOT / "README.fa.md").read_text("utf-8")
