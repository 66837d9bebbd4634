"""The comparison with Wikidata gives what a plain join of the lists gives, and says of the rest what it is."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from cdkg.cli import cdkg as verbs
from cdkg.linking.comparison import (
    Ask,
    Compared,
    by_country,
    by_party,
    cities,
    compare_memberships,
    compare_ties,
    country_names,
    once,
    reference_of_slice,
)
from cdkg.linking.other_edges import with_edges
from cdkg.namespaces import PREFIXES
from cdkg.settings import Settings
from cdkg.store import Answer, Question
from cdkg.store.evaluation import answer_in_process
from cdkg.web import create_app
from cdkg.wikidata_edges import Edge, sister_city_slice
from web_site import BROWSER

IRANIAN_PAIRS = {
    "tehran": 24,
    "isfahan": 18,
    "tabriz": 5,
    "yazd": 5,
    "shiraz": 6,
    "mashhad": 11,
    "rasht": 5,
    "qom": 6,
    "kermanshah": 2,
    "nishapur": 3,
}
"""How many pairs of the crawl each Iranian city has: counted with sets over its relations.tsv; all others have none."""


def ask_of(store: ox.Store) -> Ask:
    def ask(text: str) -> Iterable[Mapping[str, object]]:
        found = store.query(text, prefixes=PREFIXES)
        assert isinstance(found, ox.QuerySolutions)
        names = [variable.value for variable in found.variables]
        return [{name: row[name] for name in names if row[name] is not None} for row in found]

    return ask


@pytest.fixture(scope="module")
def ask(graph: ox.Store) -> Ask:
    return ask_of(graph)


@pytest.fixture(scope="module")
def ties(ask: Ask) -> tuple[Compared, ...]:
    return compare_ties(ask, "en")


def pairs(compared: Iterable[Compared]) -> dict[frozenset[str], str]:
    return {frozenset((one.first.label, one.second.label)): one.state for one in compared}


def test_each_iranian_city_has_the_pairs_of_a_plain_join(ties: tuple[Compared, ...], ask: Ask) -> None:
    partners: dict[str, set[str]] = {}
    for edge in sister_city_slice().edges:
        partners.setdefault(edge.source, set()).add(edge.target)
        partners.setdefault(edge.target, set()).add(edge.source)
    iranian = [one for one in cities(ask, "en") if one.country.endswith("/ir")]
    assert len(iranian) == 22
    for city in iranian:
        joined = partners.get(city.item, set())
        assert len(joined) == IRANIAN_PAIRS.get(city.iri.rpartition("/")[2], 0)
        there = [one for one in ties if one.first.iri == city.iri and one.state in ("both", "only-there")]
        assert {one.second.item for one in there} == joined
        assert len(there) == len(joined)
    assert sum(IRANIAN_PAIRS.values()) == 85


def test_one_city_in_full(ask: Ask) -> None:
    # The crawl's relations.tsv has eleven partners of Q121157; table 1, row 6 of the one document, and lines 258 to 260
    # of another, have seven, three of them merely memoranda.
    assert pairs(compare_ties(ask, "en", city="mashhad")) == {
        frozenset(("Mashhad", partner)): state
        for state, partners in {
            "both": ("Karachi", "Lahore", "Ürümqi"),
            "only-here": ("Najaf",),
            "only-there": (
                "Fresno",
                "Kuala Lumpur",
                "Masar-e Scharif",
                "Milan",
                "München",
                "Santiago de Compostela",
                "Surabaya",
                "Verona",
            ),
            "other-kind": ("Baghdad", "Kadhimiya", "Karbala"),
        }.items()
        for partner in partners
    }


def test_what_is_merely_negotiated_or_of_another_kind_is_not_here(ties: tuple[Compared, ...]) -> None:
    told = {one.second.label: (one.state, one.agreements) for one in ties if one.first.label == "Tehran"}
    assert told["Tunis"] == ("other-kind", "sister city (in negotiation)")
    assert told["Shanghai"] == ("other-kind", "friendship (concluded)")
    # Wikidata has the pair; the documents know a memorandum, which is no sister-city agreement.
    assert told["Kabul"] == ("only-there", "memorandum of understanding (concluded)")
    assert told["Baghdad"][0] == "both"  # one document calls it so, whatever the other does


def test_pairs_have_no_direction_and_stand_once(ties: tuple[Compared, ...]) -> None:
    assert len({(one.first.iri, one.second.iri) for one in ties}) == len(ties)
    unordered = once(ties)
    assert len({frozenset((one.first.iri, one.second.iri)) for one in unordered}) == len(unordered)
    there = {frozenset((edge.source, edge.target)) for edge in sister_city_slice().edges}
    found = [one for one in unordered if one.state in ("both", "only-there")]
    assert {frozenset((one.first.item, one.second.item)) for one in found} == there
    assert len(found) == len(there)
    assert not [one for one in ties if one.first.iri == one.second.iri]


def test_counts_for_each_city_and_country(ties: tuple[Compared, ...], ask: Ask) -> None:
    # 43 + 42 pairs of the crawl have an Iranian city; of 66 concluded sister cities 43 stand in it.
    iran = next(one for one in by_country(ties, country_names(ask, "fa")) if one.label == "ایران")
    assert iran.counts == {"both": 43, "only-here": 23, "only-there": 42, "other-kind": 10}
    tehran = next(one for one in by_party(ties) if one.label == "Tehran")
    assert tehran.counts == {"both": 17, "only-here": 6, "only-there": 7, "other-kind": 7}
    # London and Manchester, say: both in one country, and one pair of it.
    inside = [one for one in ties if one.first.country and one.first.country == one.second.country]
    assert not inside


def test_a_city_without_an_identifier_cannot_be_compared(graph: ox.Store) -> None:
    assert [one.label for one in cities(ask_of(graph), "en") if not one.item] == ["Hyderabad"]
    karbala = ox.NamedNode("https://w3id.org/cdkg/id/city/karbala")
    exact = ox.NamedNode("http://www.w3.org/2004/02/skos/core#exactMatch")
    unlinked = with_edges(graph, {"P190": ()})
    for quad in list(unlinked.quads_for_pattern(karbala, exact, None)):
        unlinked.remove(quad)
    states = pairs(compare_ties(ask_of(unlinked), "en", city="karbala"))
    assert states == {
        frozenset(("Karbala", "Tabriz")): "no-identifier",
        frozenset(("Karbala", "Mashhad")): "other-kind",
    }


def test_other_edges_take_the_place_of_the_slice(graph: ox.Store) -> None:
    tehran, los_angeles, elsewhere = "Q3616", "Q65", "Q999999999"
    edges = [
        Edge(los_angeles, tehran),
        Edge(tehran, los_angeles),  # the same pair
        Edge(tehran, elsewhere, "", "Elsewhere"),
    ]
    found = compare_ties(ask_of(with_edges(graph, {"P190": edges})), "en", city="tehran")
    states = pairs(found)
    assert states[frozenset(("Tehran", "Los Angeles"))] == "both"
    assert states[frozenset(("Tehran", "Elsewhere"))] == "only-there"
    assert states[frozenset(("Tehran", "Beijing"))] == "only-here"
    assert sum(state in ("both", "only-there") for state in states.values()) == 2


def test_memberships_are_compared_where_there_is_a_list_of_them(graph: ox.Store, ask: Ask) -> None:
    assert {one.state for one in compare_memberships(ask, "en")} == {"no-identifier"}
    metropolis = ox.NamedNode("https://w3id.org/cdkg/id/network/metropolis")
    exact = ox.NamedNode("http://www.w3.org/2004/02/skos/core#exactMatch")
    item = ox.NamedNode("http://www.wikidata.org/entity/Q999999998")
    linked = with_edges(graph, {"P463": [Edge("Q3616", "Q999999998"), Edge("Q3616", "Q1065")]})
    linked.add(ox.Quad(metropolis, exact, item))
    states = pairs(compare_memberships(ask_of(linked), "en"))
    assert states[frozenset(("Tehran", "Metropolis"))] == "both"
    assert states[frozenset(("Mashhad", "Metropolis"))] == "only-here"
    assert states[frozenset(("Tehran", "United Nations"))] == "only-there"
    assert states[frozenset(("Mashhad", "Asian Mayors Forum"))] == "no-identifier"
    without = with_edges(graph, {"P463": ()})
    without.add(ox.Quad(metropolis, exact, item))
    assert pairs(compare_memberships(ask_of(without), "en"))[frozenset(("Tehran", "Metropolis"))] == "not-looked-up"


def test_the_graph_says_where_its_slice_is_from(ask: Ask) -> None:
    label, url = reference_of_slice(ask, "en")
    assert "2016" in label
    assert url == "https://github.com/L3viathan/sister-cities"


Run = Callable[..., Result]


@pytest.fixture
def run(published: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("CDKG_STORE", str(published))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def call(*arguments: str | Path) -> Result:
        return CliRunner().invoke(verbs, ["link", "compare", *map(str, arguments)])

    return call


def test_the_command_gives_a_table_csv_and_json(run: Run) -> None:
    table = run("--city", "mashhad")
    assert table.exit_code == 0
    assert "Najaf" in table.stdout
    assert "3 in both" in table.stderr
    rows = list(csv.DictReader(io.StringIO(run("--country", "ir", "--csv").stdout)))
    assert len(rows) == 43 + 23 + 42 + 10
    assert {row["first_country"] for row in rows} == {"country:ir"}
    told = json.loads(run("--city", "mashhad", "--state", "only-here", "--json").stdout)
    assert [(pair["first"], pair["second"], pair["second_item"]) for pair in told["pairs"]] == [
        ("city:mashhad", "city:najaf", "Q168193")
    ]


def test_the_command_compares_with_a_file_and_keeps_its_edges(run: Run, tmp_path: Path) -> None:
    file, kept = tmp_path / "today.tsv", tmp_path / "kept.csv"
    file.write_text("Q168193\tQ121157\nQ1\tQ2\n", encoding="utf-8")
    told = json.loads(run("--p190", file, "--save", kept, "--city", "mashhad", "--json").stdout)
    assert {pair["second"]: pair["state"] for pair in told["pairs"]}["city:najaf"] == "both"
    assert {pair["second"]: pair["state"] for pair in told["pairs"]}["city:karachi"] == "only-here"
    assert kept.read_text(encoding="utf-8") == "from,to,from_name,to_name\nQ168193,Q121157,,\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--city", "mashad"), "no city 'mashad'"),
        (("--country", "IR"), "no country 'IR'"),
        (("--csv", "--json"), "exclude each other"),
        (("--save", "x.csv"), "give it, too"),
    ],
)
def test_a_wrong_call_is_told(run: Run, arguments: tuple[str, ...], says: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr


class WholeGraph:
    """A store for the site that answers from the graph of the tests."""

    version = "whole-graph"

    def __init__(self, graph: ox.Store) -> None:
        self._graph = graph

    def answer(self, question: Question) -> Answer:
        return answer_in_process(self._graph, question)


@pytest.fixture(scope="module")
def site(graph: ox.Store) -> FlaskClient:
    return create_app(WholeGraph(graph), Settings()).test_client()  # type: ignore[arg-type]  # as far as pages need one


def page(site: FlaskClient, address: str, language: str = "en") -> str:
    answer = site.get(address, headers={"Accept": BROWSER, "Accept-Language": language})
    assert answer.status_code == 200
    return answer.text


def test_the_page_shows_pairs_and_counts_in_both_languages(site: FlaskClient) -> None:
    english = page(site, "/links/comparison")
    assert "Compared with Wikidata" in english
    assert "Najaf" in english
    assert "only in Wikidata" in english
    assert "Hyderabad" in english  # among those without an identifier
    persian = page(site, "/links/comparison?city=mashhad", "fa")
    assert "نجف" in persian
    assert "تنها اینجا" in persian
    assert "/id/city/najaf" in persian
    assert "https://www.wikidata.org/wiki/Q168193" in persian


def test_the_page_filters_by_city_country_and_state(site: FlaskClient) -> None:
    address = "/links/comparison?format=csv&"
    rows = list(csv.DictReader(io.StringIO(site.get(f"{address}country=ir&state=only-here").text)))
    assert len([row for row in rows if row["property"] == "P190"]) == 23
    assert {row["state"] for row in rows} == {"only-here"}
    one = site.get("/links/comparison?format=json&city=mashhad&state=both").get_json()
    assert {pair["second_label"] for pair in one["pairs"]} == {"Karachi", "Lahore", "Ürümqi"}
    assert "Karachi" not in page(site, "/links/comparison?city=mashhad&state=only-here").partition("<form")[0]


@pytest.mark.parametrize(
    ("query", "says"),
    [("city=mashad", "no city mashad"), ("country=xx", "no country xx"), ("state=maybe", "no state maybe")],
)
def test_a_wrong_filter_is_told(site: FlaskClient, query: str, says: str) -> None:
    answer = site.get(f"/links/comparison?{query}", headers={"Accept": BROWSER})
    assert answer.status_code == 400
    assert says in answer.text


def test_no_cell_of_the_table_is_a_formula(graph: ox.Store) -> None:
    evil = '=HYPERLINK("http://evil.example","x")'
    altered = with_edges(graph, {"P190": [Edge("Q121157", "Q999999999", "", evil)]})
    site = create_app(WholeGraph(altered), Settings()).test_client()  # type: ignore[arg-type]  # as above
    rows = list(csv.DictReader(io.StringIO(site.get("/links/comparison?format=csv&city=mashhad").text)))
    assert [row["second_label"] for row in rows if row["second_item"] == "Q999999999"] == ["'" + evil]
