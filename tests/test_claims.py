"""Records become claims that lead back to one place each, and neutral nodes that stand once for all documents."""

from __future__ import annotations

import dataclasses

import pyoxigraph as ox
import pytest

from cdkg.errors import NameResolutionError, RecordError
from cdkg.gazetteer import gazetteer
from cdkg.namespaces import DERIVED_GRAPH
from cdkg.records import CountRecord, MembershipRecord, Record, TieRecord
from cdkg.sources import sources
from cdkg.triples.graph import NamedGraph
from cdkg.triples.writer import write_records
from conftest import rows_of

SOURCE = next(source for source in sources() if source.id == "foreign-policy")
TIE = TieRecord(
    table="1",
    row=3,
    column="partner",
    item=9,
    line_start=985,
    line_end=985,
    printed="کربلا",
    city="تبریز",
    partner="کربلا",
    partner_country="عراق",
    kind="sister-city",
    status="concluded",
)
NO_LOCATOR_OR_MANY = """SELECT ?claim (COUNT(?locator) AS ?n) WHERE {
  ?claim a cdkg:Claim OPTIONAL { ?claim prov:wasDerivedFrom ?locator . ?locator a cdkg:Locator }
} GROUP BY ?claim HAVING (COUNT(DISTINCT ?locator) != 1)"""


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        # 70 + 24 claims of the tables, 18 ties in both documents; Shanghai and Sydney stand in prose alone.
        ("?x a cdkg:CityTie", 76 + 2),
        # and Tehran with UN-Habitat, a research centre with a network, two universities, Mashhad with cities of Lebanon
        ("?x a cdkg:Tie", 78 + 4),
        ("?x a cdkg:TieClaim", 70 + 6 + 24 + 18 + 9 + 1),
        ("?x a cdkg:TieClaim ; prov:wasDerivedFrom/cdkg:inDocument doc:foreign-policy", 70 + 6),
        ('?x a cdkg:TieClaim ; prov:wasDerivedFrom/cdkg:table "2"', 24),
        ('?x a cdkg:TieClaim ; cdkg:claimedYear ?year ; prov:wasDerivedFrom/cdkg:table "1"', 40),
        ("?x a cdkg:TieClaim ; cdkg:claimedStatus voc:in-negotiation", 2),
        ("?x a cdkg:MembershipClaim", 22 + 46 + 7 + 2 + 4),
        # Tables 1 and 4 of one document have 47; the others add the four cities of M4, two more cities, and Iran.
        ("?x a cdkg:Membership", 47 + 4 + 3),
        ("?x a cdkg:DesignationClaim", 16 + 1 + 1),
        ('?x a cdkg:CountClaim ; prov:wasDerivedFrom/cdkg:table "2"', 39 + 7),
        ("?x a cdkg:DiscoursePeriod", 6),
        ("?x a cdkg:Need", 13 + 8 + 7 + 14),
        ("?x a cdkg:Interview", 10),
        ('?x a cdkg:Deficit ; prov:wasDerivedFrom/cdkg:table "4"', 9),
        ('?x a cdkg:Advantage ; prov:wasDerivedFrom/cdkg:table "4"', 7),
        ('?x a cdkg:Necessity ; prov:wasDerivedFrom/cdkg:table "4"', 7),
        ('?x a cdkg:Outcome ; prov:wasDerivedFrom/cdkg:table "6"', 7),
        ("?x a cdkg:Dimension", 6),
        ("?x a cdkg:Theme", 6),
        ("?x a cdkg:Subtheme", 17),
        ("?x a cdkg:Code", 12 + 4 + 5 + 4 + 11 + 1),
        # Of two kinds: Tehran with Baghdad, Paris, Saint Petersburg and Seoul, Mashhad with Lahore.
        ("?x a cdkg:Agreement", 82 + 5),
        ("?x cdkg:sisterCity city:tehran", 18 + 5),  # the other document adds Ankara, Baghdad, London, Hanoi, Manila
        ("?x cdkg:memberOf network:asian-mayors-forum", 16),
        ("?x a cdkg:Disagreement", 8),
    ],
)
def test_counts_read_by_hand(graph: ox.Store, pattern: str, count: int) -> None:
    rows = rows_of(graph, f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}")
    assert rows == [{"n": str(count)}]


def test_every_claim_has_exactly_one_locator(graph: ox.Store) -> None:
    assert rows_of(graph, NO_LOCATOR_OR_MANY) == []


def test_what_documents_dispute_stands_on_claims_and_what_they_agree_on_is_resolved(graph: ox.Store) -> None:
    elsewhere = """SELECT DISTINCT ?graph ?thing {
      GRAPH ?graph {
        { ?thing a cdkg:Agreement } UNION { ?thing cdkg:sisterCity|cdkg:memberOf|cdkg:kind|cdkg:status ?value }
      }
      FILTER (?graph != <https://w3id.org/cdkg/graph/resolved>)
    }"""
    assert rows_of(graph, elsewhere) == []
    disputed = (
        "cdkg:claimedKind|cdkg:claimedStatus|cdkg:claimedYear|cdkg:claimedCount|cdkg:claimedValue|cdkg:claimedRole"
    )
    beside = f"SELECT ?thing {{ ?thing {disputed} ?value FILTER NOT EXISTS {{ ?thing a cdkg:Claim }} }}"
    assert rows_of(graph, beside) == []
    assert len(rows_of(graph, f"SELECT DISTINCT ?thing {{ ?thing {disputed} ?value }}")) > 1000


def test_no_place_spans_more_than_six_lines_without_saying_why(graph: ox.Store) -> None:
    long = """SELECT ?x { ?x cdkg:lineStart ?a ; cdkg:lineEnd ?b FILTER (?b - ?a > 5)
      FILTER NOT EXISTS { ?x cdkg:locatorNote ?why } }"""
    assert rows_of(graph, long) == []


def test_one_row_of_the_paper_as_claim_and_locator(graph: ox.Store) -> None:
    # Table 1, row 1, first partner: Los Angeles, 1972, on line 810; the footnote names the list of its sister cities.
    rows = rows_of(
        graph,
        """SELECT ?kind ?year ?text ?cited ?table ?row ?item ?start ?end ?column WHERE {
          ?claim cdkg:about cdr:tie\\/los-angeles--tehran ; cdkg:claimedKind ?kind ; cdkg:claimedYear ?year ;
            cdkg:sourceText ?text ; cdkg:citedSource ?cited ; prov:wasDerivedFrom ?place .
          ?place cdkg:table ?table ; cdkg:row ?row ; cdkg:item ?item ; cdkg:lineStart ?start ; cdkg:lineEnd ?end ;
            cdkg:column ?column . }""",
    )
    assert rows == [
        {
            "kind": "voc:sister-city",
            "year": "1972",
            "text": "لس آنجلس",
            "cited": "Sister cities of Los Angeles. http://sistercities.lacity.org/html/11.htm",
            "table": "1",
            "row": "1",
            "item": "1",
            "start": "810",
            "end": "810",
            "column": "روابط خواهرخواندگی (و همکاری مشترک) با شهرها",
        }
    ]


def test_an_unknown_city_names_place_and_nearest_candidates() -> None:
    with pytest.raises(NameResolutionError) as fault:
        write_records(SOURCE, [dataclasses.replace(TIE, partner="کربلاا")], gazetteer())
    for part in ("foreign-policy, table 1, row 3, line 985", "کربلاا", "karbala", "Karbala"):
        assert part in fault.value.message.en
    for part in ("foreign-policy، جدول ۱، ردیف ۳، سطر ۹۸۵", "کربلاا", "«کربلا»"):
        assert part in fault.value.message.fa


@pytest.mark.parametrize(
    ("record", "says"),
    [
        (dataclasses.replace(TIE, partner="تبریز", partner_country="ایران"), "tied with itself"),
        (
            CountRecord(
                name="x", line_start=7, line_end=7, printed="x12", about_kind="city", about="تبریز", count="x12"
            ),
            "foreign-policy, line 7: 'x12' is no number",
        ),
    ],
)
def test_a_record_that_makes_no_sense_is_told_with_its_place(record: Record, says: str) -> None:
    with pytest.raises(RecordError, match=says):
        write_records(SOURCE, [record], gazetteer())


def test_two_records_at_one_place_are_refused() -> None:
    with pytest.raises(RecordError, match="two records stand at table-1/row-3/partner-9"):
        write_records(SOURCE, [TIE, TIE], gazetteer())


def test_an_unknown_network_is_refused() -> None:
    membership = MembershipRecord(
        table="4",
        row=1,
        column="members",
        item=1,
        line_start=1,
        line_end=1,
        printed="x",
        member="تهران",
        network="none",
    )
    with pytest.raises(RecordError, match=r"no network 'none'.*bodies\.csv"):
        write_records(SOURCE, [membership], gazetteer())


def test_the_neutral_node_is_the_same_whichever_city_comes_first() -> None:
    turned = dataclasses.replace(TIE, city="کربلا", partner="تبریز", partner_country="ایران", item=10)
    derived = NamedGraph(DERIVED_GRAPH)
    write_records(SOURCE, [TIE, turned], gazetteer(), derived)
    assert {quad.subject for quad in derived} == {ox.NamedNode("https://w3id.org/cdkg/id/tie/karbala--tabriz")}


def test_a_body_leads_back_to_the_places_that_name_it(graph: ox.Store) -> None:
    # Table 4, row 8: the name of the network stands on lines 1955 to 1959.
    rows = rows_of(
        graph,
        """SELECT ?document ?row ?start ?end WHERE {
          network:iccn prov:wasDerivedFrom ?place . ?place a cdkg:Locator ; cdkg:inDocument ?document ; cdkg:row ?row ;
            cdkg:lineStart ?start ; cdkg:lineEnd ?end . }""",
    )
    assert rows == [{"document": "doc:foreign-policy", "row": "8", "start": "1955", "end": "1959"}]
