"""The records of tabriz-formation give what a person reads in the document: themes, codes and printed numbers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from cdkg.build import build_graph
from cdkg.queries import named_query
from cdkg.records import CountRecord, FindingRecord, StatementRecord, TieRecord
from cdkg.sources import Source, read_source, sources
from conftest import Row, rows_of

SOURCE = next(source for source in sources() if source.id == "tabriz-formation")

# Read by hand from tables 1 to 6 (lines 429 to 797): the number of experts beside each code, sub-theme by sub-theme, in
# the order of the rows; which codes belong together is told by the paragraph that goes with each table.
EXPERTS: dict[str, dict[str, list[int]]] = {
    "cultural diplomacy": {
        "holding of cultural weeks": [22, 19, 22],
        "exchange of cultural information": [17, 18, 17],
        "promotion of a city's outstanding cultural features": [21, 22, 19],
        "international cultural activities": [22, 20, 19],
    },
    "media diplomacy": {
        "use of media and electronic technological tools": [21, 20],
        "joint and extra-regional media actions": [20, 21],
    },
    "scientific-educational diplomacy": {
        "exchange of information and skilled people": [21, 19],
        "setting up of joint educational and scientific courses": [20, 22],
        "joint scientific activities": [21],
    },
    "sports diplomacy": {
        "joint sports activities": [22, 19],
        "use of policies for developing sports relations": [19, 20],
    },
    "tourism diplomacy": {
        "purposeful management of tourism": [22, 22],
        "attention to the economic capacity of the tourism industry": [20, 20, 19],
        "measures that ease the traffic of tourists": [20, 18, 20],
        "improvement of tourism services": [20, 20, 21],
    },
    "religious diplomacy": {"focus on what sister cities share in religion": [22]},
}
# Table 6 is cut short in the text: its second sub-theme is named in the paragraph only.
WITHOUT_CODES = "promotion of religious concepts by means of religious features"

# Codes and sub-themes, read by hand from the paragraphs (from lines 505, 521, 602, 623, 684 and 760 on).
PRINTED = {
    "cultural diplomacy": (12, 4),
    "media diplomacy": (4, 2),
    "scientific-educational diplomacy": (5, 3),
    "sports diplomacy": (4, 2),
    "tourism diplomacy": (11, 4),
    "religious diplomacy": (6, 2),
}


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return build_graph([SOURCE])


def ask(store: ox.Store, name: str, **values: str) -> list[Row]:
    return rows_of(store, named_query(name).bind(values))


def test_every_code_has_the_printed_number_of_experts(store: ox.Store) -> None:
    found: dict[str, dict[str, list[int]]] = {}
    bare = []
    for row in ask(store, "codes-of-theme"):
        if row["codeLabel"] is None:
            bare.append((row["themeLabel"], row["subthemeLabel"]))
            continue
        groups = found.setdefault(row["themeLabel"] or "", {})
        groups.setdefault(row["subthemeLabel"] or "", []).append(int(row["experts"] or 0))
    assert found == EXPERTS
    assert bare == [("religious diplomacy", WITHOUT_CODES)]


def test_codes_of_one_theme_in_persian(store: ox.Store) -> None:
    rows = ask(store, "codes-of-theme", theme="theme-sports", lang="fa")
    joint, policies = "انجام فعالیت‌های ورزشی مشترک", "بکارگیری سیاست‌های توسعه روابط ورزشی"
    assert [(row["subthemeLabel"], row["experts"], row["table"], row["row"], row["line"]) for row in rows] == [
        (joint, "22", "4", "1", "641"),
        (joint, "19", "4", "2", "650"),
        (policies, "19", "4", "3", "652"),
        (policies, "20", "4", "4", "659"),
    ]
    assert rows[1]["codeLabel"] == "پذیرش میزبانی برای انجام رویدادهای مهم ورزشی"


def test_printed_numbers_of_the_tables_stand_beside_recomputed_ones(store: ox.Store) -> None:
    rows = ask(store, "tabriz-formation-codes-by-table")
    assert len(rows) == 6 + 6 + 17 + 3
    of_themes = {
        (row["themeLabel"], row["countedLabel"]): (int(row["printed"] or 0), int(row["recomputed"] or 0))
        for row in rows
        if row["table"] and row["subthemeLabel"] is None
    }
    expected = {}
    for theme, (codes, subthemes) in PRINTED.items():
        in_table = sum(len(experts) for experts in EXPERTS[theme].values())
        expected[theme, "code"] = (codes, in_table)
        expected[theme, "sub-theme"] = (subthemes, subthemes)
    assert of_themes == expected
    of_subthemes = {
        row["subthemeLabel"]: (int(row["printed"] or 0), int(row["recomputed"] or 0))
        for row in rows
        if row["subthemeLabel"]
    }
    held = {name: len(experts) for groups in EXPERTS.values() for name, experts in groups.items()}
    cut_short = {"focus on what sister cities share in religion": (2, 1), WITHOUT_CODES: (4, 0)}
    assert of_subthemes == {name: (count, count) for name, count in held.items()} | cut_short


def test_the_document_does_not_bear_out_its_45_codes(store: ox.Store) -> None:
    # 45 in the chapter on method, 12 + 4 + 5 + 4 + 11 + 6 = 42 in the paragraphs, 37 in the tables as far as they go.
    totals = [
        (row["countedLabel"], row["printed"], row["recomputed"], row["subtotals"], row["line"])
        for row in ask(store, "tabriz-formation-codes-by-table")
        if row["table"] is None
    ]
    assert totals == [
        ("code", "45", "37", "42", "382"),
        ("sub-theme", "17", "17", "17", "388"),
        ("theme", "6", "6", None, "388"),
    ]
    sides = [(row["aboutLabel"], row["says"], row["observed"], row["line"]) for row in ask(store, "disagreements")]
    assert sorted(sides, key=lambda side: int(side[3] or 0)) == [
        ("thematic analysis of how the city diplomacy of Tabriz forms", "45", "37", "382"),
        ("religious diplomacy", "6", "1", "762"),
        ("focus on what sister cities share in religion", "2", "1", "763"),
        (WITHOUT_CODES, "4", "0", "765"),
    ]


def test_removing_a_code_changes_the_recomputed_numbers(tmp_path: Path) -> None:
    store = build_graph([copy_without(tmp_path, "5,7,code,")])
    changed = {
        (row["themeLabel"], row["subthemeLabel"]): (row["printed"], row["recomputed"])
        for row in ask(store, "tabriz-formation-codes-by-table")
        if row["agrees"] == "false" and row["themeLabel"] != "religious diplomacy"
    }
    assert changed == {
        ("tourism diplomacy", None): ("11", "10"),
        ("tourism diplomacy", "measures that ease the traffic of tourists"): ("3", "2"),
        (None, None): ("45", "36"),
    }


def copy_without(folder: Path, line: str) -> Source:
    """Copy the source without the concept whose row starts so, and without what its records must add up to."""
    shutil.copytree(SOURCE.folder, folder, dirs_exist_ok=True)
    concepts = folder / "transcribed" / "concepts.csv"
    rows = concepts.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [row for row in rows if not row.startswith(line)]
    assert len(rows) - len(kept) == 1
    concepts.write_text("".join(kept), encoding="utf-8")
    metadata = (folder / "source.toml").read_text(encoding="utf-8")
    (folder / "source.toml").write_text(metadata.partition("[[expect]]")[0], encoding="utf-8")
    return read_source(folder)


def test_figures_of_the_study() -> None:
    counts = {
        (record.about, record.facet): (record.count, record.line_start)
        for record in SOURCE.records()
        if isinstance(record, CountRecord) and record.about_kind == "study" and record.facet
    }
    assert counts == {
        ("tabriz-formation-interviews", "facet-participants-number"): ("22", 364),
        ("tabriz-formation-analysis", "facet-initial-codes"): ("284", 379),
        ("tabriz-formation-analysis", "facet-recoders"): ("2", 406),
        ("tabriz-formation-analysis", "facet-agreement-of-coders"): ("91", 408),
    }
    steps = [
        record.value_en
        for record in SOURCE.records()
        if isinstance(record, StatementRecord) and record.facet == "facet-step"
    ]
    assert steps == [
        "step 1: getting to know the data",
        "step 2: making initial codes",
        "step 3: making grouped codes",
        "step 4: searching for themes",
        "step 5: reviewing and naming themes",
        "step 6: writing the report",
    ]


def test_five_dimensions_are_counted_as_other_documents_count_six(store: ox.Store) -> None:
    # Line 179: five, after Saeid et al.; lines 316 to 339 then tell six kinds apart.
    [row] = rows_of(
        store,
        """SELECT ?count ?observed WHERE {
             ?claim a cdkg:CountClaim ; cdkg:about voc:topic-city-diplomacy ; cdkg:claimedCount ?count ;
               cdkg:countedBy <https://w3id.org/cdkg/id/query/dimensions-counted> .
             OPTIONAL { ?claim cdkg:observedCount ?observed } }""",
    )
    assert (row["count"], row["observed"]) == ("5", None)


def test_sister_cities_of_tabriz_are_counted_but_not_listed(store: ox.Store) -> None:
    [row] = rows_of(
        store,
        """SELECT ?count ?year ?observed WHERE {
             ?claim a cdkg:CountClaim ; cdkg:about city:tabriz ; cdkg:claimedCount ?count ; cdkg:asOfSolarHijri ?year .
             OPTIONAL { ?claim cdkg:observedCount ?observed } }""",
    )
    assert row == {"count": "16", "year": "1401", "observed": None}


def test_the_memorandum_ties_universities_and_no_cities() -> None:
    ties = [record for record in SOURCE.records() if isinstance(record, TieRecord)]
    assert [(tie.city, tie.partner, tie.kind, tie.city_kind, tie.partner_kind) for tie in ties] == [
        ("university-of-tabriz", "gazi-university", "memorandum-of-understanding", "organization", "organization")
    ]


def test_kinds_of_diplomacy_are_defined_with_their_authors() -> None:
    definitions = {
        record.about: record.cited_source
        for record in SOURCE.records()
        if isinstance(record, StatementRecord) and record.facet == "facet-definition" and "theme-" in record.about
    }
    # Read from lines 316 to 340; for religious diplomacy the document cites nobody.
    assert {theme: cited.partition("؛")[0].partition(" (")[0] for theme, cited in definitions.items()} == {
        "theme-cultural": "گیفورد مالون",
        "theme-media": "تیلور",
        "theme-scientific-educational": "جان‌پرور و قربانی سپهر، 1396، به نقل از سعید و همکاران، 1401: 19",
        "theme-sports": "باران چشمه و همکاران، 1399: 177",
        "theme-tourism": "World Travel & Tourism Council, 2018",
        "theme-religious": "",
    }


def test_obstacles_are_challenges_and_reported_findings_name_their_study() -> None:
    findings = [record for record in SOURCE.records() if isinstance(record, FindingRecord)]
    challenges = {(one.concerns, one.label_en) for one in findings if one.finding_class == "Challenge"}
    # Lines 110 to 114 and, as a study of Tehran is reported, 152 to 154: obstacles, by that word.
    assert challenges == {
        ("تبریز", "lack of a fitting organisational structure"),
        ("تبریز", "passive conduct of the city council in city diplomacy"),
        ("تبریز", "political challenges and foreign relations that come from the national level"),
        ("تبریز", "sanctions and obstacles to foreign relations at the national level"),
        ("تهران", "political challenges that come from the national level"),
        ("تهران", "lack of the institutional framework that city diplomacy needs"),
        ("تهران", "infrastructure and soft conditions that are not ready"),
    }
    # Lines 147 to 157 and 160 to 174.
    studies = {"تهران": "tabriz-formation-qahremani-2023", "یاسوج": "tabriz-formation-azmand-2023"}
    assert {(one.concerns, *one.found_by) for one in findings if one.cited_source} == set(studies.items())
    assert [one.label_en for one in findings if bool(one.cited_source) != (one.concerns != "تبریز")] == []


def test_earlier_studies_are_judged() -> None:
    judged = {
        (record.about.removeprefix("tabriz-formation-"), record.facet, record.line_start)
        for record in SOURCE.records()
        if isinstance(record, StatementRecord) and record.facet == "facet-weakness"
    }
    # Read from lines 157 to 216: what the paper finds wanting in each of six studies.
    assert judged == {
        ("qahremani-2023", "facet-weakness", 158),
        ("azmand-2023", "facet-weakness", 175),
        ("saeid-et-al-2022", "facet-weakness", 184),
        ("desille-lacroix-2024", "facet-weakness", 195),
        ("ersavas-kavanoz-et-al-2024", "facet-weakness", 204),
        ("avaunt-2023", "facet-weakness", 214),
    }
