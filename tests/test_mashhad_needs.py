"""The records of mashhad-needs give what a person reads in the document: needs, interviews, problems, figures."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from cdkg.build import build_graph
from cdkg.documents import read_document
from cdkg.errors import ExtractionError
from cdkg.gazetteer import gazetteer
from cdkg.queries import named_query
from cdkg.records import CountRecord, EntityRecord, FindingRecord, MembershipRecord, Record, StatementRecord, TieRecord
from cdkg.sources import Source, read_source, sources
from cdkg.text import normalise
from conftest import Ask, Row, rows_of

SOURCE = next(source for source in sources() if source.id == "mashhad-needs")
MADE_UP = Path(__file__).parent / "documents"

# Read by hand from tables 1 to 4 (lines 292 to 497): the score of each need, in the order of the rows.
SCORES = {
    "international economy and foreign investment": [24, 23, 23, 22, 21, 21, 20, 18, 17, 14, 11, 10, 8],
    "international organizations": [30, 27, 26, 24, 20, 14, 13, 10],
    "cultural and social matters and pilgrimage": [23, 21, 16, 14, 13, 12, 8],
    "communication and international publicity": [26, 23, 23, 22, 22, 22, 21, 21, 20, 19, 19, 19, 18, 17],
}
# Read by hand from table 5 (lines 528 to 552).
MINUTES = [22, 57, 30, 23, 65, 15, 25, 60, 30, 20]
# Read by hand from tables 6 and 7 (lines 560 to 582 and 651 to 671): the code that stands at the end of each row.
CODES = {"6": [1, 3, 1, 5, 4, 2, 7, 8, 7], "7": [2, 6, 5, 5, 7, 4, 7]}


@pytest.fixture(scope="module")
def records() -> tuple[Record, ...]:
    return SOURCE.records()


def findings(records: tuple[Record, ...], table: str) -> list[FindingRecord]:
    return [one for one in records if isinstance(one, FindingRecord) and one.table == table]


def test_every_need_with_its_score_and_rank(ask: Ask) -> None:
    rows = ask("mashhad-needs-tables-1-to-4")
    read: dict[str, list[int]] = {}
    for row in rows:
        read.setdefault(row["sectorLabel"] or "", []).append(int(row["score"] or 0))
    assert read == SCORES
    for row in rows:
        scores = SCORES[row["sectorLabel"] or ""]
        assert int(row["rank"] or 0) == scores.index(int(row["score"] or 0)) + 1
        assert row["agrees"] == "true"
    # Table 4, rows 4 to 6 share 22 points; row 7 has 21.
    assert [row["rank"] for row in rows if row["table"] == "4"][3:7] == ["4", "4", "4", "7"]


@pytest.mark.parametrize(
    ("table", "row", "lines", "label"),
    [
        ("1", 13, (322, 322), "cooperation with Astan Quds Razavi"),
        (
            "2",
            2,
            (366, 369),
            "creating a comprehensive portal of Mashhad in various languages",
        ),
        (
            "2",
            7,
            (385, 388),
            "bilateral cooperation with important cities of neighbouring countries",
        ),
        ("3", 4, (435, 435), "synergy between capacities inside and outside the municipality"),
        ("4", 14, (497, 497), "the mechanism needed for guiding foreign pilgrims and tourists"),
    ],
)
def test_rows_of_one_line_and_of_several(
    records: tuple[Record, ...], table: str, row: int, lines: tuple[int, int], label: str
) -> None:
    need = next(one for one in findings(records, table) if one.row == row)
    assert (need.line_start, need.line_end) == lines
    assert need.label_en.startswith(label)
    assert need.found_by == ("mashhad-needs-panel",)


def test_interviews_and_their_total(records: tuple[Record, ...], ask: Ask) -> None:
    minutes = [one for one in records if isinstance(one, StatementRecord) and one.facet == "facet-minutes"]
    assert [int(one.value) for one in minutes] == MINUTES
    interviews = [one for one in records if isinstance(one, EntityRecord) and one.entity_class == "Interview"]
    assert [one.slug for one in interviews] == [f"mashhad-needs-interview-{code}" for code in range(1, 11)]
    rows = ask("mashhad-needs-table-5")
    assert [row["printed"] for row in rows] == [*map(str, MINUTES), "347"]
    assert (rows[-1]["recomputed"], rows[-1]["agrees"]) == ("347", "true")
    assert rows[7]["speciality"] == "master's degree in sociology"


@pytest.mark.parametrize("table", list(CODES))
def test_every_row_of_quotations_with_its_interviewee(records: tuple[Record, ...], table: str) -> None:
    codes = {(one.row, study) for one in findings(records, table) for study in one.found_by}
    assert codes == {(row, f"mashhad-needs-interview-{code}") for row, code in enumerate(CODES[table], start=1)}


def test_advice_among_quotations_is_no_problem(records: tuple[Record, ...]) -> None:
    advice = [
        (one.table, one.row, one.item)
        for table in CODES
        for one in findings(records, table)
        if one.finding_class == "Recommendation"
    ]
    assert advice == [("6", 7, 2), ("6", 8, 2), ("7", 5, 2)]
    assert Counter(one.row for one in findings(records, "6")) == {1: 3, 2: 2, 3: 2, 4: 1, 5: 2, 6: 3, 7: 2, 8: 2, 9: 2}
    assert Counter(one.row for one in findings(records, "7")) == {1: 3, 2: 1, 3: 1, 4: 3, 5: 2, 6: 1, 7: 4}


def test_the_same_words_stand_under_two_codes(records: tuple[Record, ...]) -> None:
    """Lines 570 and 660 to 662 quote the same words, once of interviewee 4 and once of interviewee 5."""
    both = [
        (one.table, one.row, one.found_by)
        for table in CODES
        for one in findings(records, table)
        if one.label_en == "no international outlook among city officials"
    ]
    assert both == [("6", 5, ("mashhad-needs-interview-4",)), ("7", 4, ("mashhad-needs-interview-5",))]


# Read by hand: lines 288, 289, 358, 359, 421, 422, 463, 524, 552, 556, 714 and 716. No total of table 3 is printed.
TOTALS = [
    ("288", "needs-counted", "13"),
    ("288", "needs-counted", "9"),
    ("289", "need-support", "56"),
    ("289", "need-support", "80"),
    ("358", "needs-counted", "5"),
    ("358", "needs-counted", "8"),
    ("359", "need-support", "100"),
    ("359", "need-support", "66"),
    ("421", "need-support", "53"),
    ("421", "need-support", "76"),
    ("421", "needs-counted", "3"),
    ("422", "needs-counted", "4"),
    ("463", "need-support", "56"),
    ("463", "need-support", "86"),
    ("463", "needs-counted", "14"),
    ("463", "needs-counted", "14"),
    ("524", "interview-minutes", "347"),
    ("552", "interview-minutes", "347"),
    ("556", "interviewees-counted", "7"),
    ("714", "needs-counted", "31"),
    ("714", "needs-counted", "42"),
    ("716", "need-support", "100"),
    ("716", "need-support", "53"),
    ("716", "needs-majority-share", "74"),
]


def test_every_printed_total_is_borne_out_by_the_rows(ask: Ask) -> None:
    rows = ask("mashhad-needs-totals")
    assert {row["agrees"] for row in rows} == {"true"}
    exact = [row for row in rows if row["comparatorLabel"] == "exactly"]
    assert [row for row in exact if row["printed"] != row["recomputed"]] == []
    (share,) = (row for row in rows if row["comparatorLabel"] == "about")
    assert (share["printed"], share["recomputed"]) == ("74", "73.8")  # 31 of 42
    labels = {named_query(name).summary.en: name for _, name, _ in TOTALS}
    found = sorted(
        (row["line"], labels[row["countedLabel"] or ""], row["printed"])
        for row in rows
        if row["countedLabel"] in labels
    )
    assert found == sorted(TOTALS)


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("needs-counted", {"city": "mashhad"}, "42"),
        ("needs-counted", {"sector": "sector-international-organizations", "majority": "true"}, "5"),
        ("needs-counted", {"sector": "sector-culture-society-and-pilgrimage"}, "7"),
        ("need-support", {"extreme": "highest"}, "100"),
        ("need-support", {"majority": "false", "extreme": "highest"}, "46"),
        ("needs-majority-share", {"sector": "sector-communication-and-international-publicity"}, "100"),
        ("interviews-counted", {"document": "mashhad-needs"}, "10"),
        ("interview-minutes", {"document": "mashhad-needs"}, "347"),
        ("interviewees-counted", {"document": "mashhad-needs", "table": "7"}, "5"),  # codes 2, 6, 5, 7 and 4
        ("ties-counted", {"document": "mashhad-needs", "kind": "sister-city"}, "4"),
        ("ties-counted", {"document": "mashhad-needs", "kind": "memorandum-of-understanding"}, "5"),
    ],
)
def test_counting_queries(ask: Ask, name: str, values: dict[str, str], expected: str) -> None:
    assert ask(name, **values) == [{"count": expected}]


def test_a_score_removed_alters_what_is_recomputed(tmp_path: Path) -> None:
    folder = tmp_path / SOURCE.folder.name
    shutil.copytree(SOURCE.folder, folder)
    path = folder / "findings.csv"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if not line.startswith("2,5,")]
    path.write_text("".join(kept), encoding="utf-8")
    settings = folder / "source.toml"
    settings.write_text(settings.read_text(encoding="utf-8").partition("[[expect]]")[0], encoding="utf-8")
    graph = build_graph([read_source(folder)])
    values = {"document": "mashhad-needs", "sector": "sector-international-organizations", "majority": "true"}
    assert _count(graph, "needs-counted", values) == "4"
    assert _count(graph, "need-support", values | {"extreme": "lowest"}) == "80"
    unborne = [row for row in rows_of(graph, named_query("mashhad-needs-totals").bind({})) if row["agrees"] == "false"]
    assert {(row["line"], row["printed"], row["recomputed"]) for row in unborne} == {
        ("358", "8", "7"),
        ("358", "5", "4"),
        ("359", "66", "80"),
        ("714", "42", "41"),
        ("714", "31", "30"),
    }


def _count(graph: ox.Store, name: str, values: dict[str, str]) -> str | None:
    (row,) = rows_of(graph, named_query(name).bind(values))
    return row["count"]


def test_ties_of_mashhad(records: tuple[Record, ...]) -> None:
    ties = [(one.partner, one.partner_country, one.kind) for one in records if isinstance(one, TieRecord)]
    sister, memorandum = "sister-city", "memorandum-of-understanding"
    assert ties == [  # lines 258 and 260
        ("ارومچی", "چین", sister),
        ("لاهور", "پاکستان", sister),
        ("کراچی", "پاکستان", sister),
        ("نجف", "عراق", sister),
        ("", "لبنان", memorandum),
        ("لاهور", "پاکستان", memorandum),
        ("بغداد", "عراق", memorandum),
        ("کربلا", "عراق", memorandum),
        ("کاظمین", "عراق", memorandum),
    ]


def test_roles_and_offices_in_networks(records: tuple[Record, ...]) -> None:
    roles = [(one.network, one.role) for one in records if isinstance(one, MembershipRecord)]
    assert roles == [("metropolis", "role-board-member"), ("fmdv", "role-board-member")]  # lines 251 to 254
    seats = {
        one.about
        for one in records
        if isinstance(one, StatementRecord) and one.facet == "facet-seat" and one.value == "مشهد"
    }
    assert seats == {  # lines 240 and 252 to 257
        "foreign-ministry-representation-north-east",
        "metropolis-regional-training-centre",
        "fmdv-regional-office",
        "metropolis-youth-network-main-centre",
        "metropolis-women-network-regional-office",
    }


@pytest.mark.parametrize(
    ("facet", "count", "comparator", "year", "lines"),
    [
        ("participants-number", "30", "exactly", None, (194, 196)),
        ("working-groups", "4", "exactly", None, (197, 197)),
        ("population", "3062242", "exactly", 1395, (216, 216)),
        ("area", "328", "exactly", None, (215, 216)),
        ("population-rank", "2", "exactly", None, (215, 215)),
        ("pilgrims", "22000000", "more-than", 1392, (227, 228)),
        ("tourists", "796069", "exactly", 1392, (228, 228)),
        ("diplomatic-missions", "8", "exactly", 1395, (240, 242)),
        ("domestic-flight-destinations", "34", "exactly", 1395, (245, 245)),
        ("foreign-flight-destinations", "20", "exactly", 1395, (245, 245)),
        ("foreign-airlines", "10", "exactly", 1395, (245, 246)),
        ("member-organizations", "11", "exactly", None, (266, 266)),
        ("amount-in-us-dollars", "160000000", "exactly", 1394, (269, 269)),
        ("private-share", "95", "more-than", 1394, (269, 269)),
        ("amount-in-us-dollars", "595000000", "exactly", 1392, (271, 271)),
        ("approved-projects", "128", "exactly", 1392, (271, 272)),
        ("investors", "300", "exactly", 1392, (272, 272)),
        ("surveyed-cities", "26", "exactly", None, (171, 171)),
        ("surveyed-countries", "16", "exactly", None, (173, 173)),
    ],
)
def test_figures_of_the_prose(
    records: tuple[Record, ...], facet: str, count: str, comparator: str, year: int | None, lines: tuple[int, int]
) -> None:
    figures = (one for one in records if isinstance(one, CountRecord) and one.facet == f"facet-{facet}")
    (one,) = (one for one in figures if one.as_of_solar_hijri == year)
    assert (one.count, one.comparator) == (count, comparator)
    assert (one.line_start, one.line_end) == lines


def test_groups_of_problems_are_ranked(records: tuple[Record, ...]) -> None:
    ranks = {(one.about, one.count) for one in records if isinstance(one, CountRecord) and one.facet == "facet-rank"}
    assert ranks == {  # lines 556 to 557 and 808 to 813
        ("problem-group-mindset", "1"),
        ("problem-group-foreign-policy", "2"),
        ("problem-group-urban-management", "2"),
    }


# The extractor, with a made-up document of the same form --------------------------------------------------------------


def extracted(text: str | None = None, folder: Path | None = None) -> list[Record]:
    source: Source = SOURCE
    if text is None or folder is None:
        return list(source.extract(read_document(MADE_UP, source.id), gazetteer()))
    (folder / f"{source.id}.txt").write_text(text, encoding="utf-8")
    return list(source.extract(read_document(folder, source.id), gazetteer()))


def made_up() -> str:
    return (MADE_UP / "mashhad-needs.txt").read_text(encoding="utf-8")


def test_wrapped_rows_footnotes_and_mixed_digits_are_read() -> None:
    records = extracted()
    scores: dict[str, list[str]] = {}
    for one in records:
        if isinstance(one, FindingRecord):
            scores.setdefault(one.table, []).append(one.score)
    assert scores == {
        "1": ["37", "35", "33", "31", "29", "27", "25", "23", "21", "19", "17", "15", "13"],
        "2": ["36", "34", "32", "30", "28", "26", "24", "22"],
        "3": ["35", "33", "31", "29", "27", "25", "23"],
        "4": ["34", "32", "30", "28", "26", "24", "22", "20", "18", "16", "14", "12", "10", "8"],
    }
    minutes = [one.value for one in records if isinstance(one, StatementRecord) and one.facet == "facet-minutes"]
    assert minutes == ["11", "22", "33", "44", "55", "6", "70", "80", "9", "10"]
    (total,) = (one for one in records if isinstance(one, CountRecord))
    assert total.count == "340"
    wrapped = [one for one in records if isinstance(one, FindingRecord) and one.line_end > one.line_start]
    assert [(one.table, one.row) for one in wrapped] == [("2", 2), ("2", 4)]
    assert all(" … " in one.printed for one in wrapped)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("اقتصاد1جدول", "اقتصاد جدول", "caption of table 1"),
        (" 13", " 14", "row 13 of 13 is not found"),
        ("آستان", "آسمان", "exactly one lookup"),
        ("مصاحبه5جدول", "مصاحبه جدول", "caption of table 5"),
        ("مجموع", "جمع", "total of the minutes"),
        ("دکتري اقتصاد", "دکتري دیگر", "exactly one lookup"),
    ],
)
def test_a_text_of_another_form_is_refused(old: str, new: str, says: str, tmp_path: Path) -> None:
    assert normalise(old) in normalise(made_up())
    with pytest.raises(ExtractionError, match=says) as fault:
        extracted(made_up().replace(old, new), tmp_path)
    assert fault.value.message.fa


def test_a_score_altered_in_the_text_alters_the_record(tmp_path: Path) -> None:
    def scores(records: list[Record]) -> list[str]:
        return [one.score for one in records if isinstance(one, FindingRecord)]

    before, after = scores(extracted()), scores(extracted(made_up().replace("\n34 \n", "\n۳۵ \n"), tmp_path))
    assert [(old, new) for old, new in zip(before, after, strict=True) if old != new] == [("34", "35")]


def test_rows_are_rows_of_one_graph(ask: Ask) -> None:
    rows: list[Row] = ask("mashhad-needs-tables-1-to-4", lang="fa")
    assert len(rows) == sum(map(len, SCORES.values())) == 42
    assert rows[12]["needLabel"] == "همکاری با آستان قدس رضوی"
