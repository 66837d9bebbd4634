"""The records of the paper on the dimensions of city diplomacy say what a person reads in it."""

from __future__ import annotations

import pytest

from cdkg.records import ConceptRecord, CountRecord, MembershipRecord, StatementRecord
from cdkg.sources import Source, sources
from conftest import Ask

CONCLUSION = "نتیجه‌گیری"
ABSTRACT = "چکیده"

# Read by hand from the table on lines 378 to 480: the functions of each dimension, and its activities.
TABLE_1 = {
    "security": ("political", ["peace-seeking measures", "defence of human rights"]),
    "development": (
        "economic",
        ["exchange of experience", "granting of loans", "educational aid", "help in solving mutual crises"],
    ),
    "economy": (
        "economic",
        [
            "conclusion of trade agreements",
            "consultations to win the hosting of competitions",
            "medical tourism",
            "pilgrimage tourism",
        ],
    ),
    "culture": (
        "cultural / political",
        ["city twinning", "cultural exchange", "holding of exhibitions", "cultural ties between nations"],
    ),
    "networks": (
        "cultural / political / economic",
        [
            "formation of official organizations",
            "creation of regional unions",
            "exchange of information on strengthening infrastructure",
            "security and judicial exchange",
        ],
    ),
    "representation": (
        "political",
        [
            "lobbying",
            "obtaining representation in the political structure",
            "representing public opinion and the demands of citizens",
        ],
    ),
}

# Read by hand: what only the conclusion on lines 489 to 512 says, and what only the table says.
ONLY_THE_CONCLUSION = {
    ("function", "networks", "informational"),
    (
        "activity",
        "security",
        "cooperation and exchange of information on urban security, passive defence and crisis management",
    ),
    ("activity", "development", "technical and smart cooperation"),
    ("activity", "economy", "exchange of economic experience"),
    ("activity", "culture", "securing national-security indicators in the light of regional security"),
    ("activity", "networks", "exchange of experience on the security of networks and infrastructure"),
    ("activity", "representation", "production of power"),
    ("activity", "representation", "exchange of information"),
    ("activity", "representation", "cooperation in passive defence"),
    ("activity", "representation", "securing national-security indicators in the light of regional security"),
}
ONLY_THE_TABLE = {
    ("activity", "economy", "pilgrimage tourism"),
    ("activity", "networks", "exchange of information on strengthening infrastructure"),
    ("activity", "networks", "security and judicial exchange"),
    ("activity", "representation", "representing public opinion and the demands of citizens"),
}


@pytest.fixture(scope="module")
def paper() -> Source:
    return next(source for source in sources() if source.id == "dimensions-functions")


def statements(source: Source) -> list[StatementRecord]:
    return [record for record in source.records() if isinstance(record, StatementRecord)]


def test_table_1_is_reproduced(ask: Ask) -> None:
    rows = ask("dimensions-functions-table-1")
    read = {row["dimensionLabel"]: (row["functions"], (row["activities"] or "").split(" / ")) for row in rows}
    assert read == TABLE_1
    assert [row["dimensionLabel"] for row in rows] == list(TABLE_1)  # in the order of the columns


def test_table_and_conclusion_differ_where_they_differ_in_print(ask: Ask) -> None:
    rows = ask("table-against-conclusion")
    found = {
        flag: {
            (str(row["facetLabel"]), str(row["dimensionLabel"]), str(row["valueLabel"]))
            for row in rows
            if row[flag] == "true"
        }
        for flag in ("inTable", "inConclusion")
    }
    assert found == {"inTable": ONLY_THE_TABLE, "inConclusion": ONLY_THE_CONCLUSION}
    assert len(rows) == 10 + 4


def test_activities_of_a_dimension_say_where_they_stand(ask: Ask) -> None:
    rows = ask("activities-of-dimension", dimension="dimension-economy")
    assert [(row["activityLabel"], row["inTable"], row["inConclusion"], row["line"]) for row in rows] == [
        ("conclusion of trade agreements", "true", "true", "419"),
        ("consultations to win the hosting of competitions", "true", "true", "424"),
        ("medical tourism", "true", "true", "429"),
        ("pilgrimage tourism", "true", "false", "432"),
        ("exchange of economic experience", "false", "true", "503"),
    ]
    assert len(ask("activities-of-dimension")) == 17 + 4 + 9  # in both, in the table alone, in the conclusion alone


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (CONCLUSION, ["informational", "cultural", "political", "economic"]),  # line 492
        (ABSTRACT, ["political", "cultural", "economic", "informational", "internal-security"]),  # lines 18 to 20
    ],
)
def test_the_functions_of_networks_are_given_three_times_and_never_alike(
    paper: Source, section: str, expected: list[str]
) -> None:
    found = [
        record.value.removeprefix("function-")
        for record in statements(paper)
        if record.section == section and record.facet == "facet-function" and record.about == "dimension-networks"
    ]
    assert found == expected
    assert TABLE_1["networks"][0] == "cultural / political / economic"


def test_the_three_schemes_of_functions(ask: Ask) -> None:
    schemes: dict[str, list[tuple[str | None, str | None, str | None]]] = {}
    for row in ask("functions-of-diplomacy"):
        function = (row["functionLabel"], row["practiceLabel"], row["citedSource"])
        schemes.setdefault(str(row["schemeLabel"]), []).append(function)
    thonon = "Thonon, 2005: 66"
    assert schemes["functions after Thonon"] == [
        ("awareness-raising", "carried out by many municipalities", thonon),
        ("political pressure", "usually neglected by municipalities", thonon),
        ("cooperation", "carried out by many municipalities", thonon),
    ]
    assert {name for name, _, _ in schemes["functions of diplomacy"]} == {
        "facilitating communication",
        "gathering information",
        "preventing conflict",
        "negotiating treaties and contracts",
        "symbol that an international community exists",
    }
    assert {name for name, _, _ in schemes["functions of the dimensions"]} == {
        "political",
        "economic",
        "cultural",
        "informational",
        "internal security",
    }


@pytest.mark.parametrize(
    ("query", "values", "count"),
    [
        ("dimensions-counted", {}, "6"),
        ("functions-counted", {"scheme": "functions-of-diplomacy"}, "5"),
        ("functions-counted", {"scheme": "functions-after-thonon"}, "3"),
        ("values-counted", {"about": "voc:dimension-economy", "facet": "facet-means"}, "2"),
        ("members-counted", {"network": "m4"}, "4"),
    ],
)
def test_printed_totals_are_recomputed(ask: Ask, query: str, values: dict[str, str], count: str) -> None:
    assert ask(query, document="dimensions-functions", **values) == [{"count": count}]


def test_every_printed_total_is_borne_out(ask: Ask) -> None:
    rows = ask("printed-totals", document="dimensions-functions")
    assert [(row["line"], row["printed"], row["agrees"]) for row in rows] == [
        ("14", "6", "true"),
        ("144", "5", "true"),
        ("149", "3", "true"),
        ("171", "6", "true"),
        ("255", "2", "true"),
        ("285", "35000", None),
        ("285", "50000", None),
        ("286", "525000000", None),
        ("334", "4", "true"),
        ("374", "6", "true"),
        ("487", "6", "true"),
        ("489", "6", "true"),
    ]


def test_what_london_expected_of_the_olympics(paper: Source) -> None:
    figures = {
        record.facet: (record.count, record.comparator, record.cited_source)
        for record in paper.records()
        if isinstance(record, CountRecord) and record.about == "olympics-2012-london"
    }
    assert figures == {  # lines 285 and 286
        "facet-expected-jobs": ("50000", "exactly", "Pluijm, 2007: 26"),
        "facet-expected-houses": ("35000", "more-than", "Pluijm, 2007: 26"),
        "facet-expected-revenue-in-pounds": ("525000000", "about", "Pluijm, 2007: 26"),
    }


def test_named_cities_and_bodies(paper: Source) -> None:
    said = {(record.about, record.facet, record.value) for record in statements(paper)}
    for example in (
        ("mayors-for-peace", "facet-founding-year", "1982"),  # line 203
        ("mayors-for-peace", "facet-founder", "municipality-of-hiroshima"),
        ("لس آنجلس", "facet-hosted-event", "olympics-1984-los-angeles"),  # line 279
        ("لاهه", "facet-country", "هلند"),  # line 266
        ("تهران", "facet-city-role", "تمرکز سیاسی و خدمات"),  # line 356
        ("uclg", "facet-cooperates-with", "un-habitat"),  # line 370
    ):
        assert example in said
    members = [record.member for record in paper.records() if isinstance(record, MembershipRecord)]
    assert members == ["برلین", "پاریس", "مسکو", "لندن"]  # line 334


def test_the_paper_names_two_main_motives(ask: Ask) -> None:
    sides = {
        (row["says"], row["line"])
        for row in ask("disagreements")
        if row["disagreement"] == "cdr:disagreement/voc/topic-city-diplomacy/main-motive"
    }
    assert sides == {("international union and integration", "218"), ("local economic interests", "252")}


def test_the_same_activity_is_one_concept_wherever_it_stands(paper: Source) -> None:
    activities = [
        record for record in paper.records() if isinstance(record, ConceptRecord) and record.concept_class == "Activity"
    ]
    assert len(activities) == 21 + 26
    assert len({record.concept for record in activities}) == 29
    assert sum(1 for record in activities if record.label_en) == 29
