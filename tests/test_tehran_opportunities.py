"""The records of tehran-opportunities give what a person reads in the document: bodies, ties, findings, figures."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest

from cdkg.records import CountRecord, FindingRecord, MembershipRecord, Record, StatementRecord, TieRecord
from cdkg.sources import sources
from conftest import Ask, rows_of

SOURCE = next(source for source in sources() if source.id == "tehran-opportunities")
DOCUMENT = "tehran-opportunities"

# Read by hand from the last column of table 1 (lines 284 to 435): body, what is counted, how it is meant, number.
REACH = [
    ("Organization of Islamic Capitals and Cities", "number of member cities", "exactly", "141"),
    ("Organization of Islamic Capitals and Cities", "number of countries of observers", "exactly", "6"),
    ("Organization of Islamic Capitals and Cities", "number of observer cities", "exactly", "8"),
    ("Organization of Islamic Capitals and Cities", "number of honorary members", "exactly", "14"),
    ("United Nations Human Settlements Programme", "number of countries with programmes", "exactly", "60"),
    ("United Nations Human Settlements Programme", "number of programmes", "exactly", "95"),
    ("United Nations Development Programme", "number of countries with offices", "exactly", "166"),
    ("United Cities and Local Governments", "number of members", "more than", "1000"),
    ("Global Fund for Cities Development", "number of member cities", "exactly", "30"),
    ("Global Fund for Cities Development", "number of member organizations", "exactly", "7"),
    ("Metropolis", "number of members", "exactly", "104"),
    ("Metropolis", "population for membership of an urban area", "more than", "1000000"),
    ("Metropolis", "population for membership of a city", "more than", "250000"),
    ("World Bank", "number of member countries", "exactly", "184"),
    ("Asian Mayors Forum", "number of member cities", "about", "50"),
    ("Mayors for Peace", "number of members", "exactly", "5551"),
    ("International Monetary Fund", "number of member countries", "exactly", "184"),
]

# Read by hand: table 4 (lines 801 to 856), table 5 (1034 to 1066), table 6 (992 to 1030).
FINDINGS = {
    ("4", "Deficit"): 9,
    ("4", "Advantage"): 7,
    ("4", "Necessity"): 7,
    ("5", "Opportunity"): 9,
    ("5", "Challenge"): 6,
    ("6", "Recommendation"): 7,
    ("6", "Outcome"): 7,
}

# Read by hand from lines 635 to 661.
FRIENDS = {"سئول", "پاریس", "شانگهای", "سنت پترزبورگ", "سیدنی"}
MEMORANDA = {"بغداد", "کابل", "سن پترزبورگ", "پاریس"}
SISTERS = {"بیشکک", "مسکو", "کویت", "خارطوم", "برازیلیا", "هاوانا"}


@pytest.fixture(scope="module")
def records() -> tuple[Record, ...]:
    return SOURCE.records()


def test_the_reach_of_every_body(ask: Ask) -> None:
    rows = ask("reach-of-bodies", document=DOCUMENT)
    read = [(row["aboutLabel"], row["facetLabel"], row["comparatorLabel"], row["printed"]) for row in rows]
    assert sorted(map(str, read)) == sorted(map(str, REACH))
    assert [row["year"] for row in rows if row["aboutLabel"] == "Mayors for Peace"] == ["2013"]


def test_every_finding_of_the_tables(records: tuple[Record, ...]) -> None:
    found = Counter((one.table, one.finding_class) for one in records if isinstance(one, FindingRecord) and one.table)
    assert found == FINDINGS | {("3", "Opportunity"): 1, ("3", "Deficit"): 1}


@pytest.mark.parametrize(
    ("line", "table", "kind", "label"),
    [
        ("801", "4", "deficit", "no definite organisational structure for city diplomacy and international relations"),
        ("816", "4", "deficit", "passive performance of the city council of Tehran"),
        ("831", "4", "advantage", "public will to raise Tehran to a leading city of the region and the world"),
        ("856", "4", "necessity", "transfer of successful world experience"),
        ("1034", "5", "opportunity", "foreign embassies in Tehran"),
        ("1064", "5", "challenge", "legal obstacles to an active part in global governance"),
        ("1019", "6", "recommendation", "more cooperation with the World Bank, the United Nations"),
        ("1005", "6", "outcome", "more bargaining power in international organizations"),
    ],
)
def test_findings_with_their_lines(ask: Ask, line: str, table: str, kind: str, label: str) -> None:
    rows = ask("findings-of-city", city="tehran", document=DOCUMENT)
    here = [row for row in rows if row["line"] == line and row["table"] == table]
    assert len(here) == 1
    assert here[0]["classLabel"] == kind
    assert (here[0]["findingLabel"] or "").startswith(label)


def test_ties_in_the_prose(records: tuple[Record, ...]) -> None:
    prose = [one for one in records if isinstance(one, TieRecord) and not one.table and one.city == "تهران"]
    partners = {
        kind: {one.partner for one in prose if one.kind == kind}
        for kind in ("friendship", "memorandum-of-understanding", "sister-city")
    }
    assert partners == {"friendship": FRIENDS, "memorandum-of-understanding": MEMORANDA, "sister-city": SISTERS}
    # Line 635: declared sister cities in 1373.
    assert [(one.partner, one.year_solar_hijri) for one in prose if one.year_solar_hijri] == [("بیشکک", 1373)]


def test_memberships(records: tuple[Record, ...]) -> None:
    read = {(one.table, one.member, one.network, one.year) for one in records if isinstance(one, MembershipRecord)}
    assert read == {
        ("1", "مشهد", "fmdv", None),
        ("1", "تهران", "fmdv", None),
        ("3", "تهران", "oicc", None),
        ("3", "تهران", "uclg", None),
        ("3", "ایران", "mayors-for-peace", 1989),
        ("4", "تهران", "metropolis", None),
        ("4", "تهران", "uclg", None),
    }


def test_bodies_with_which_tehran_cooperates(records: tuple[Record, ...]) -> None:
    # Lines 507 to 601.
    read = [one.value for one in records if isinstance(one, StatementRecord) and one.facet == "facet-cooperates-with"]
    bodies = ["oicc", "un-habitat", "undp", "uclg", "metropolis", "asian-mayors-forum", "mayors-for-peace"]
    assert read == bodies


@pytest.mark.parametrize(
    ("name", "line", "count", "comparator"),
    [
        ("sister-city-relations-worldwide", 627, "2400", "more-than"),
        ("sister-cities", 637, "17", "more-than"),
        ("partner-cities", 788, "20", "about"),
        ("share-of-product", 1078, "25", "more-than"),
        ("rank-in-guci", 1093, "332", "exactly"),
        ("rank-in-economist-index", 1094, "120", "exactly"),
    ],
)
def test_figures_in_the_prose(records: tuple[Record, ...], name: str, line: int, count: str, comparator: str) -> None:
    (one,) = (one for one in records if isinstance(one, CountRecord) and one.name == name)
    assert (one.line_start, one.line_end, one.count, one.comparator) == (line, line, count, comparator)


def test_printed_totals_are_recomputed(ask: Ask) -> None:
    rows = ask("printed-totals", document=DOCUMENT)
    read = {(row["line"], row["printed"], row["least"], row["agrees"]) for row in rows if row["countedBy"]}
    # Lines 284, 69, 444, 450, 471, 623, 637, 734, 785 and 788. By table 2 Tehran has concluded ties with 18 sister
    # cities and 4 cities of memoranda.
    assert read == {
        ("69", "2", "2", "true"),
        ("284", "4", "4", "true"),
        ("444", "6", "6", "true"),
        ("450", "2", "2", "true"),
        ("469", "2", "2", "true"),
        ("623", "3", "3", "true"),
        ("637", "17", "18", "true"),
        ("734", "20", "22", "true"),
        ("785", "2", "2", "true"),
        ("788", "20", "22", "true"),
    }


def test_the_study_and_the_norms(graph: ox.Store) -> None:
    methods = rows_of(
        graph,
        """SELECT DISTINCT ?method WHERE {
          ?claim cdkg:about <https://w3id.org/cdkg/id/study/tehran-opportunities-study> ;
            cdkg:facet voc:facet-method ; cdkg:claimedValue ?method . FILTER (LANG(?method) = "en") }""",
    )
    assert {"secondary data analysis", "meta-analysis", "policy research"} <= {row["method"] for row in methods}
    goals = rows_of(
        graph,
        """SELECT ?goal WHERE {
          ?goal a cdkg:PolicyGoal ; prov:wasDerivedFrom/cdkg:inDocument doc:tehran-opportunities . }""",
    )
    assert len({row["goal"] for row in goals}) == 4
