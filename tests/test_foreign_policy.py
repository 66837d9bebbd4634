"""The records of foreign-policy give what a person reads in its prose and in the last column of table 4."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from cdkg.build import build_graph
from cdkg.queries import named_query
from cdkg.sources import sources
from conftest import Row, rows_of

# Read by hand from section 4 (lines 494 to 680): kind, bearer, counterparty, provisions.
CONSTITUTION = "of the Constitution"
LAW = "of the Law on the Duties of the Ministry of Foreign Affairs"
WHOLE_LAW = LAW.removeprefix("of the ")
WHOLE_CONSTITUTION = "Constitution of the Islamic Republic of Iran"
COMMUNITY = {f"Article 11 {CONSTITUTION}", "preamble of the Constitution"}
HEARTS = {f"Article 152 {CONSTITUTION}", f"Article 154 {CONSTITUTION}"}
CLAUSE_16 = {f"clause 16 of Article 3 {CONSTITUTION}"}
CLAUSES = {f"clause 1 of Article 2 {LAW}", f"clause 8 of Article 2 {LAW}"}
VISION = {"Vision Document of the Islamic Republic of Iran in the Horizon of 1404"}
MINISTRY = "Ministry of Foreign Affairs of Iran"
NORMS: dict[str, tuple[str, str, str | None, set[str]]] = {
    "continue-revolution": ("policy goal", "Iran", None, {WHOLE_CONSTITUTION}),
    "single-community": ("policy goal", "Iran", None, COMMUNITY),
    "relations-with-movements": ("policy goal", "Iran", "Islamic or popular movement", COMMUNITY),
    "policy-on-muslim-unity": ("obligation", "Iran", "Muslim nation", COMMUNITY),
    "pursue-muslim-unity": ("obligation", "Iran", "Muslim nation", COMMUNITY),
    "defend-muslims": ("policy goal", "Iran", "Muslim", HEARTS),
    "support-struggle-of-oppressed": ("policy goal", "Iran", "oppressed person", HEARTS),
    "no-interference-with-support": ("prohibition", "Iran", "foreign state", HEARTS),
    "non-alignment": ("policy goal", "Iran", "dominating power", {f"Article 152 {CONSTITUTION}"}),
    "peaceful-relations": ("policy goal", "Iran", "non-belligerent state", {f"Article 152 {CONSTITUTION}"}),
    "islamic-criteria": ("policy goal", "Iran", None, CLAUSE_16),
    "brotherly-commitment": ("policy goal", "Iran", "Muslim", CLAUSE_16),
    "support-oppressed": ("policy goal", "Iran", "oppressed person", CLAUSE_16),
    "inspire-islamic-world": ("policy goal", "Iran", "Muslim nation", VISION),
    "foster-convergence": ("policy goal", "Iran", None, VISION),
    "constructive-interaction": ("policy goal", "Iran", None, VISION),
    "use-new-diplomacy": (
        "policy goal",
        "Iran",
        None,
        {"clause 63 of the General Policies of the Sixth Development Plan"},
    ),
    "observe-council-decisions": (
        "obligation",
        "official appointed by the central government",
        "local council",
        {f"Article 103 {CONSTITUTION}"},
    ),
    "central-power": ("power", "central government", "foreign actor", {WHOLE_LAW}),
    "ministry-implements-policy": ("obligation", MINISTRY, None, {WHOLE_LAW}),
    "ministry-relations-with-states": ("obligation", MINISTRY, "foreign state", CLAUSES),
    "ministry-relations-with-organizations": ("obligation", MINISTRY, "international organization", CLAUSES),
    "ministry-supervises": ("obligation", MINISTRY, None, CLAUSES),
    "ministry-facilitates-membership": ("obligation", MINISTRY, "state agency", CLAUSES),
    "local-disability": ("legal disability", "local government", "foreign actor", CLAUSES),
    "coordinate-with-ministry": ("obligation", "institution of the state", MINISTRY, {f"Article 3 {LAW}"}),
    "no-interference": ("prohibition", "Iran", "other nation", {f"Article 154 {CONSTITUTION}"}),
    "respect-sovereignty": ("obligation", "Iran", "foreign state", {WHOLE_CONSTITUTION}),
}


@pytest.fixture(scope="module")
def alone() -> ox.Store:
    """The graph of this document without the others."""
    return build_graph([source for source in sources() if source.id == "foreign-policy"])


def answers(store: ox.Store, query: str, **values: str) -> list[Row]:
    return rows_of(store, named_query(query).bind(values))


def test_each_norm_has_the_kind_bearer_and_provision_that_the_text_names(alone: ox.Store) -> None:
    found: dict[str, tuple[str | None, str | None, str | None, set[str | None]]] = {}
    for row in answers(alone, "norms"):
        slug = str(row["norm"]).removeprefix("cdr:norm/foreign-policy-")
        provisions = found.setdefault(slug, (row["classLabel"], row["bearerLabel"], row["counterpartyLabel"], set()))
        provisions[3].add(row["provisionLabel"])
    assert found == NORMS


def test_local_government_lacks_power_and_must_coordinate(alone: ox.Store) -> None:
    rows = answers(alone, "norms", bearer="actor-kind-local-government")
    assert {(row["norm"], row["classLabel"], row["actionLabel"]) for row in rows} == {
        ("cdr:norm/foreign-policy-local-disability", "legal disability", "establishing foreign relations"),
        ("cdr:norm/foreign-policy-coordinate-with-ministry", "obligation", "coordinating foreign relations"),
    }
    assert {row["line"] for row in rows} == {"664", "666"}


def test_policy_documents_lead_to_their_norms(alone: ox.Store) -> None:
    rows = answers(alone, "policy-documents")
    norms = {(row["instrumentLabel"], row["normLabel"]) for row in rows}
    assert {name: sum(1 for instrument, _ in norms if instrument == name) for name, _ in norms} == {
        WHOLE_CONSTITUTION: 16,
        WHOLE_LAW: 8,
        "General Policies of the Sixth Development Plan": 1,
        next(iter(VISION)): 3,
    }
    clauses = {row["provisionLabel"] for row in rows if row["instrumentLabel"] == WHOLE_CONSTITUTION}
    assert clauses - {None} == COMMUNITY | HEARTS | CLAUSE_16 | {f"Article 103 {CONSTITUTION}"}


def test_principles_rest_on_the_articles_that_the_text_gives(alone: ox.Store) -> None:
    rows = rows_of(
        alone,
        """SELECT ?principle ?basis WHERE {
          ?claim cdkg:facet voc:facet-rests-on ; cdkg:about/skos:prefLabel ?principle ; cdkg:claimedEntity ?basis
          FILTER (LANG(?principle) = "en") }""",
    )
    article = "cdr:provision/constitution-iran-"
    assert {(row["principle"], row["basis"]) for row in rows} == {
        ("the single Islamic community", f"{article}preamble"),  # line 512
        ("the single Islamic community", f"{article}article-11"),
        ("reconciliation of hearts", f"{article}article-152"),  # line 557
        ("reconciliation of hearts", f"{article}article-154"),
        ("affinity and disavowal", f"{article}article-152"),  # line 574
        ("dignity", "cdr:instrument/vision-document-1404"),  # lines 600 to 602
        ("wisdom", "cdr:instrument/vision-document-1404"),
        ("expediency", "cdr:instrument/vision-document-1404"),
        ("local council", f"{article}article-100"),  # line 635
    }


def test_traditional_and_city_diplomacy_stand_side_by_side(alone: ox.Store) -> None:
    rows = {row["facetLabel"]: row for row in answers(alone, "traditional-and-city-diplomacy")}
    traditional = {facet: set(str(row["traditionalDiplomacy"]).split("; ")) for facet, row in rows.items()}
    city = {facet: set(str(row["cityDiplomacy"]).split("; ")) for facet, row in rows.items()}
    # Lines 45 and 134 to 160.
    assert traditional == {
        "actor": {"state"},
        "goal": {"realising national interests"},
        "subject matter": {"high politics"},
        "agent": {"diplomat", "staff of the foreign ministry"},
    }
    assert city["actor"] == {"subnational entity", "city", "local official"}
    assert city["agent"] == {"local official", "subnational entity"}  # lines 160 and 235
    assert city["subject matter"] == {"low politics", "soft politics"}  # lines 144 to 146
    assert len(city["goal"]) == 1 + 4 + 8 + 1  # lines 146; 168 to 172; 235 to 241; 2107


@pytest.mark.parametrize(
    ("network", "facts"),
    [
        ("metropolis", {("seat", "Paris", "1843"), ("affiliated with", "United Cities and Local Governments", "1837")}),
        (
            "uclg",
            {
                ("seat", "Barcelona", "1855"),
                ("founding year", "2004", "1856"),
                ("number of regional sections", "7", "1859"),
                ("region of Iranian cities", "Middle East and West Asia", "1859"),
            },
        ),
        (
            "asian-mayors-forum",
            {("founding year", "2007", "1876"), ("founder", "local officials of Tehran", "1876")},
        ),
        (
            "oicc",
            {
                ("founding year", "1980", "1910"),
                ("joint seat", "Mecca", "1916"),
                ("joint seat", "Jeddah", "1916"),
                ("affiliated with", "Organisation of Islamic Cooperation", "1910"),
            },
        ),
        ("iula", {("founding year", "1913", "257"), ("founding place", "Ghent", "257")}),
        ("sister-cities-international", {("founding year", "1956", "124"), ("founder", "Eisenhower", "124")}),
    ],
)
def test_a_network_is_described_as_printed(alone: ox.Store, network: str, facts: set[tuple[str, str, str]]) -> None:
    rows = answers(alone, "network-profile", network=network)
    assert facts <= {(row["facetLabel"], row["valueLabel"], row["line"]) for row in rows}


def test_agreements_have_the_purposes_that_the_text_tells(alone: ox.Store) -> None:
    rows = rows_of(
        alone,
        """SELECT ?tie ?facet (COUNT(*) AS ?count) WHERE {
          ?claim a cdkg:StatementClaim ; cdkg:about ?tie ; cdkg:facet ?facet . ?tie a cdkg:Tie
        } GROUP BY ?tie ?facet""",
    )
    told = {(str(row["tie"])[8:], str(row["facet"])[10:]): row["count"] for row in rows}
    assert told == {
        ("jaszbereny--yazd", "cause"): "1",  # line 1688
        ("jaszbereny--yazd", "field"): "2",  # culture and history, line 1690
        ("urumqi--yazd", "commitment"): "1",  # line 1753
        ("urumqi--yazd", "cause"): "2",  # lines 1690 and 1757
        ("freiburg-im-breisgau--isfahan", "goal"): "1",  # line 1704
        ("florence--isfahan", "effect"): "1",  # line 1714
        ("florence--isfahan", "activity"): "1",  # the church of Jolfa
        ("florence--isfahan", "field"): "3",  # culture, tourism, economy, line 1716
        ("florence--isfahan", "limit"): "1",  # line 1716
        ("barcelona--isfahan", "field"): "4",  # culture, tourism, sport, economy, line 1749
        ("isfahan--saint-petersburg", "field"): "4",
    }


def test_the_prose_repeats_ties_of_table_1_with_their_years(alone: ox.Store) -> None:
    rows = rows_of(
        alone,
        """SELECT ?tie ?year ?line WHERE {
          ?claim a cdkg:TieClaim ; cdkg:about ?tie ; prov:wasDerivedFrom ?place . ?place cdkg:lineStart ?line .
          FILTER NOT EXISTS { ?place cdkg:table ?table }
          OPTIONAL { ?claim cdkg:claimedYear ?year } }""",
    )
    assert {(str(row["tie"])[8:], row["year"], row["line"]) for row in rows} == {
        ("freiburg-im-breisgau--isfahan", "2000", "1700"),
        ("florence--isfahan", "1998", "1710"),
        ("barcelona--isfahan", "2000", "1718"),
        ("isfahan--saint-petersburg", "2004", "1718"),
        ("urumqi--yazd", None, "1755"),
        ("jaszbereny--yazd", None, "1688"),
    }
    # Told twice, counted once: the total of line 1194 and the numbers of lines 1178, 1180 and 1582 to 1584.
    counted = [
        answers(alone, "ties-counted", **values)[0]["count"]
        for values in (
            {},
            {"kind": "sister-city"},
            {"kind": "memorandum-of-understanding"},
            {"dated": "true"},
            {"dated": "false"},
        )
    ]
    assert counted == ["70", "61", "9", "40", "30"]


def test_printed_ranks_and_numbers_are_recomputed(alone: ox.Store) -> None:
    rows = answers(alone, "printed-totals", document="foreign-policy")
    recomputed = {
        (row["countedBy"], row["line"]): (row["printed"], row["least"], row["agrees"])
        for row in rows
        if row["countedBy"] and "query:ties-" not in row["countedBy"]
    }
    assert recomputed == {
        ("query:region-group-rank", "1260"): ("1", "1", "true"),
        ("query:region-group-rank", "1262"): ("2", "2", "true"),
        ("query:region-group-rank", "1264"): ("3", "3", "true"),
        ("query:region-group-rank", "2129"): ("1", "1", "true"),
        # Counted by hand in tables 1 and 2: 32 ties with Islamic countries, 20 with Eastern ones, 7 with Western ones.
        ("query:affiliation-group-rank", "1192"): ("1", "1", "true"),
        ("query:affiliation-group-rank", "1214"): ("2", "2", "true"),
        ("query:affiliation-group-rank", "1216"): ("3", "3", "true"),
        ("query:affiliation-group-rank", "2127"): ("1", "1", "true"),
        ("query:network-rank", "2052"): ("1", "1", "true"),
        ("query:networks-counted", "2048"): ("10", "10", "true"),
        ("query:titles-counted", "2091"): ("3", "3", "true"),
        ("query:events-hosted-counted", "2122"): ("1", "1", "true"),
        # Topics of city diplomacy, views on exporting the revolution, zones around Iran, kinds of networks by reach.
        ("query:dimensions-counted", "229"): ("6", "6", "true"),
        ("query:values-counted", "696"): ("2", "2", "true"),
        ("query:values-counted", "1232"): ("5", "5", "true"),
        ("query:values-counted", "1771"): ("2", "2", "true"),
    }


def test_the_historic_fabric_of_yazd_is_listed_as_a_site(alone: ox.Store) -> None:
    held = {(row["holder"], row["line"]) for row in answers(alone, "designations", city="yazd")}
    assert held == {
        ("city:yazd", "1068"),
        ("city:yazd", "2008"),
        ("cdr:site/yazd-historic-fabric", "1068"),
    }


def test_the_prose_contradicts_no_single_value_of_its_own(alone: ox.Store) -> None:
    rows = rows_of(alone, "SELECT ?d WHERE { ?d a cdkg:Disagreement ; cdkg:about ?s . ?s a ?c }")
    assert {row["d"] for row in rows} == set()
