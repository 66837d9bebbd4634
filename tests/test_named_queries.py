"""The named queries give what a person finds in the documents by hand."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from cdkg.errors import CdkgError, Message, QueryParameterError, UnknownQueryError
from cdkg.namespaces import PREFIXES
from cdkg.queries import NamedQuery, Parameter, column_names, named_queries, named_query, read_query
from conftest import Ask, Row, rows_of

# Read by hand from table 2 of foreign-policy (lines 1269 to 1578): region, countries with their printed counts, total.
TABLE_2: dict[str, tuple[dict[str, int], int]] = {
    "Middle East and West Asia": (
        {
            "Afghanistan": 1,
            "Pakistan": 3,
            "Turkey": 3,
            "Yemen": 1,
            "Kuwait": 2,
            "Iraq": 6,
            "Qatar": 1,
            "Oman": 1,
            "Palestine": 1,
            "Lebanon": 1,
        },
        20,
    ),
    "Central Asia and the Caucasus": (
        {"Tajikistan": 3, "Georgia": 3, "Azerbaijan": 2, "Armenia": 1, "Kazakhstan": 1, "Kyrgyzstan": 1},
        11,
    ),
    "East Asia": ({"China": 5, "South Korea": 3, "Malaysia": 1, "Thailand": 1}, 10),
    "Eastern Europe": (
        {
            "Russia": 4,
            "Belarus": 2,
            "Hungary": 3,
            "Bosnia and Herzegovina": 1,
            "Romania": 1,
            "Cyprus": 1,
            "Serbia": 1,
        },
        13,
    ),
    "Africa": ({"Sudan": 1, "Senegal": 1, "South Africa": 1}, 3),
    "Western Europe and North America": (
        {"Germany": 2, "Italy": 2, "Spain": 1, "France": 1, "United States": 1},
        7,
    ),
    "Central and South America": ({"Cuba": 3, "Venezuela": 1, "Chile": 1, "Brazil": 1}, 6),
}


def test_every_cell_of_table_2_agrees_with_the_ties(ask: Ask) -> None:
    rows = ask("foreign-policy-table-2")
    printed = {(row["regionLabel"], row["countryLabel"]): int(row["printed"] or -1) for row in rows}
    expected: dict[tuple[str | None, str | None], int] = {}
    for region, (countries, total) in TABLE_2.items():
        expected |= {(region, country): count for country, count in countries.items()}
        expected[region, None] = total
    assert printed == expected
    assert [row for row in rows if row["recomputed"] != row["printed"] or row["agrees"] != "true"] == []
    assert {row["regionLabel"]: row["subtotals"] for row in rows if row["countryLabel"] is None} == {
        region: str(total) for region, (_, total) in TABLE_2.items()
    }


def test_table_3_is_recomputed_under_both_readings(ask: Ask) -> None:
    rows = [
        tuple(row[name] for name in ("periodLabel", "headLabel", "printed", "least", "most", "fromStart", "toEnd"))
        for row in ask("foreign-policy-table-3")
    ]
    # Printed counts from lines 1616 to 1675; the others counted by hand in table 1.
    assert rows == [
        ("before 1979", None, "2", "2", "2", "2", "2"),
        ("1979–1989", None, "1", "1", "2", "1", "2"),
        ("1989–1997", "Hashemi Rafsanjani", "3", "2", "4", "3", "3"),
        ("1997–2005", "Khatami", "15", "14", "17", "15", "16"),
        ("2005–2013", "Ahmadinejad", "15", "11", "15", "13", "13"),
        ("since 2013", "Rouhani", "4", "4", "6", "6", "4"),
    ]


def test_table_3_names_one_country_without_ties_and_omits_others(ask: Ask) -> None:
    rows = ask("foreign-policy-table-3-countries")
    named = {(row["periodLabel"], row["countryLabel"]) for row in rows if row["named"] == "true"}
    assert len(named) == 34
    unsupported = [(row["periodLabel"], row["countryLabel"]) for row in rows if row["ties"] == "0"]
    assert unsupported == [("2005–2013", "Kuwait")]
    added = {
        (row["periodLabel"], row["countryLabel"]): (row["fromStart"], row["toEnd"])
        for row in rows
        if row["named"] == "false"
    }
    assert added == {
        ("1979–1989", "China"): ("0", "1"),  # Isfahan and Xi'an, 1989
        ("1989–1997", "Malaysia"): ("0", "1"),  # Isfahan and Kuala Lumpur, 1997
        ("1997–2005", "China"): ("0", "1"),  # Shiraz and Chongqing, 2005
        ("1997–2005", "Venezuela"): ("0", "1"),  # Tehran and Caracas, 2005
        ("2005–2013", "Chile"): ("1", "1"),  # Ramsar and Puerto Montt, 2009
        ("2005–2013", "Qatar"): ("1", "1"),  # Ramsar and Al Wakrah, 2010
        ("since 2013", "South Korea"): ("1", "0"),  # Yazd and Yeosu, 2013
    }


def test_every_contradiction_is_listed_with_both_sides(ask: Ask) -> None:
    sides: dict[str, set[tuple[str | None, ...]]] = {}
    for row in ask("disagreements"):
        which = (row["disagreement"] or "").removeprefix("cdr:disagreement/")
        says = (row["says"], row["observed"], row["document"], row["table"], row["row"], row["line"])
        sides.setdefault(which, set()).add(says)
    fp, tehran, mashhad = "doc:foreign-policy", "doc:tehran-opportunities", "doc:mashhad-needs"
    tabriz, dimensions = "doc:tabriz-formation", "doc:dimensions-functions"
    counted = next(name for name in sides if name.startswith("voc/topic-city-diplomacy/count-"))
    prose = "claim/tabriz-formation/prose/"
    assert sides == {
        "tie/baghdad--tehran/kind": {
            ("memorandum of understanding", None, fp, "1", "1", "831"),
            ("sister city", None, tehran, "2", "14", "764"),
        },
        "tie/lahore--mashhad/kind": {
            ("sister city", None, fp, "1", "6", "1102"),
            ("memorandum of understanding", None, mashhad, None, None, "260"),
        },
        # 45 codes by the method, 42 by the paragraphs of the tables, 37 in the tables: the sixth is cut short.
        f"{prose}grouped-codes/count": {("45", "37", tabriz, None, None, "382")},
        f"{prose}codes-of-religious/count": {("6", "1", tabriz, None, None, "762")},
        f"{prose}codes-of-shared-religion/count": {("2", "1", tabriz, None, None, "763")},
        f"{prose}codes-of-religious-concepts/count": {("4", "0", tabriz, None, None, "765")},
        "voc/topic-city-diplomacy/main-motive": {
            ("international union and integration", None, dimensions, None, None, "218"),
            ("local economic interests", None, dimensions, None, None, "252"),
        },
        # Five dimensions after one author, six after others.
        counted: {
            ("5", None, tabriz, None, None, "179"),
            ("6", "6", mashhad, None, None, "88"),
            ("6", "6", tehran, None, None, "444"),
            ("6", "6", fp, None, None, "229"),
            *(("6", "6", dimensions, None, None, line) for line in ("14", "171", "374", "487", "489")),
        },
    }


def test_ties_of_a_city_lead_back_to_their_lines(ask: Ask) -> None:
    names = ("partnerLabel", "countryLabel", "kindLabel", "statusLabel", "year", "document", "table", "row", "line")
    rows = [tuple(row[name] for name in names) for row in ask("ties-of-city", city="ramsar", lang="fa")]
    assert rows == [
        ("پورتو مونت", "شیلی", "خواهرخواندگی", "منعقدشده", "2009", "doc:foreign-policy", "1", "8", "1141"),
        ("الوکره", "قطر", "خواهرخواندگی", "منعقدشده", "2010", "doc:foreign-policy", "1", "8", "1142"),
    ]
    # Tehran's row of the one document, the other's whole table, and its prose.
    assert len(ask("ties-of-city")) == 24 + 24 + 17


def test_partners_are_counted_once_whichever_document_names_them(ask: Ask) -> None:
    counts = {
        row["partnerCountry"]: (row["ties"], row["sisterCities"], row["memoranda"])
        for row in ask("partners-by-country")
    }
    assert counts["country:iq"] == ("6", "3", "4")  # Tehran's with Baghdad is called both
    assert counts["country:tr"] == ("4", "4", "0")  # Istanbul twice, Erzurum, and Ankara from the other document
    assert counts["country:gb"] == ("1", "1", "0")
    assert sum(int(ties or 0) for ties, _, _ in counts.values()) == 78


def test_ties_by_period_are_counted_over_all_documents(ask: Ask) -> None:
    counts = [(row["periodLabel"], row["least"], row["most"]) for row in ask("ties-by-period")]
    assert counts == [
        ("before 1979", "2", "2"),
        ("1979–1989", "1", "2"),
        ("1989–1997", "2", "4"),
        ("1997–2005", "14", "17"),
        ("2005–2013", "11", "15"),
        ("since 2013", "4", "6"),
    ]


def test_members_of_a_network_from_two_tables(ask: Ask) -> None:
    members = [
        (row["memberLabel"], row["table"]) for row in ask("members-of-network", network="league-of-historical-cities")
    ]
    assert members == [
        ("Isfahan", "1"),
        ("Isfahan", "4"),
        ("Kashan", "4"),
        ("Nishapur", "4"),
        ("Shiraz", "1"),
        ("Shiraz", "4"),
        ("Yazd", "1"),
        ("Yazd", "4"),
    ]
    yazd = ask("members-of-network", network="silk-road-cities-conference")
    assert [(row["roleLabel"], row["duration"], row["table"]) for row in yazd] == [
        ("member of the central council", "چهارسال", "1"),
        (None, None, "4"),
    ]


def test_ties_that_one_document_alone_names(ask: Ask) -> None:
    rows = ask("ties-of-one-document", document="tehran-opportunities")
    pairs = {frozenset((row["cityLabel"], row["partnerLabel"])) for row in rows}
    habitat = "United Nations Human Settlements Programme"
    alone = ("Ankara", "London", "Hanoi", "Manila", "Damascus", "Tunis", "Shanghai", "Sydney", habitat)
    centre = frozenset(("Tehran Urban Research and Planning Center", "Asian Mayors Forum"))
    assert pairs == {centre, *(frozenset(("Tehran", partner)) for partner in alone)}
    # 18 ties of the two tables are the same; seven of Mashhad's and Seoul stand in another paper's prose; six twice.
    assert len(ask("ties-of-one-document", document="foreign-policy")) == 70 - 18 - 7 - 1 + 6
    assert len(ask("ties-of-one-document")) == 50 + 10 + 1


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("ties-counted", {"document": "foreign-policy"}, {"count": "70"}),
        ("ties-counted", {"document": "foreign-policy", "kind": "sister-city"}, {"count": "61"}),
        ("ties-counted", {"document": "foreign-policy", "dated": "false"}, {"count": "30"}),
        ("ties-counted", {"document": "foreign-policy", "affiliation": "affiliation-islamic"}, {"count": "32"}),
        ("ties-counted", {"document": "foreign-policy", "region": "region-surroundings-of-iran"}, {"count": "31"}),
        ("ties-counted", {"city": "tabriz"}, {"count": "9"}),
        ("ties-counted", {}, {"count": "87"}),
        ("ties-in-period", {"period": "2013-present"}, {"least": "4", "most": "6", "fromStart": "6", "toEnd": "4"}),
        ("networks-counted", {"document": "foreign-policy"}, {"count": "10"}),
    ],
)
def test_counting_queries(ask: Ask, name: str, values: dict[str, str], expected: Row) -> None:
    assert ask(name, **values) == [expected]


NOTHING_TO_FIND = {"negotiated-and-concluded"}
"""The two cities with which Tehran negotiates (table 2, rows 18 and 19) stand in no other list."""


@pytest.mark.parametrize("query", list(named_queries().values()), ids=list(named_queries()))
@pytest.mark.parametrize("language", ["en", "fa"])
def test_every_query_runs_in_both_languages_and_finds_something(
    query: NamedQuery, language: str, graph: ox.Store
) -> None:
    speaks = any(parameter.name == "lang" for parameter in query.parameters)
    found = rows_of(graph, query.bind({"lang": language} if speaks else {}))
    assert bool(found) != (query.name in NOTHING_TO_FIND)
    assert query.summary.en != query.summary.fa
    assert query.description.en
    assert query.description.fa
    assert query.tags


def test_every_column_has_a_name_in_both_languages() -> None:
    nothing = ox.Store()  # an answer has its columns with or without rows
    answers = [nothing.query(query.bind({}), prefixes=PREFIXES) for query in named_queries().values()]
    used = {column.value for answer in answers if isinstance(answer, ox.QuerySolutions) for column in answer.variables}
    assert used == set(column_names())
    assert all(name.en and name.fa for name in column_names().values())


def test_a_query_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(UnknownQueryError, match="ties-of-city"):
        named_query("ties-of-town")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"town": "tehran"}, "no parameter 'town'"),
        ({"city": "x:tehran"}, "cannot be the city"),
        ({"city": "http://x/ y"}, "cannot be the city"),
        ({"lang": "de"}, "cannot be the language"),
    ],
)
def test_a_wrong_parameter_is_named(values: dict[str, str], says: str) -> None:
    with pytest.raises(QueryParameterError, match=says):
        named_query("ties-of-city").bind(values)


ECHO = NamedQuery(
    name="echo",
    summary=Message("", ""),
    description=Message("", ""),
    tags=(),
    parameters=tuple(Parameter(name, "text", Message(name, name)) for name in ("a", "b")),
    text="SELECT ?x ?y { VALUES (?x ?y) { (?_a ?_b) } }",
)


@pytest.mark.parametrize("value", ["en' } ; DROP ALL #", 'a" b', "\\", "\n", "?_b", "\\1", "') } '"])
def test_a_value_cannot_leave_its_place(value: str, graph: ox.Store) -> None:
    assert rows_of(graph, ECHO.bind({"a": value, "b": "') } INJECTED '"})) == [{"x": value, "y": "') } INJECTED '"}]


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("#+ summary: only English", "malformed"),
        ("#+ summary: [", "malformed"),
        ("#+ summary: a\n#+ summary_fa: b\n#+ parameters: {x: {kind: moon, label: x, label_fa: x}}", "malformed"),
        ("#+ summary: a\n#+ summary_fa: b\n#+ parameters: {x: {kind: city, label: x, label_fa: x}}", "do not agree"),
    ],
)
def test_a_malformed_query_file_is_named(header: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.rq"
    path.write_text(f"{header}\nASK {{}}\n", encoding="utf-8")
    with pytest.raises(CdkgError, match=rf"odd\.rq.*{says}"):
        read_query(path)
