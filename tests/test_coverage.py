"""What stands in a text and in no record is found, unless the reviewed list says why it is left out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from cdkg.cli import extract as extract_module
from cdkg.cli.extract import extract
from cdkg.documents import read_document
from cdkg.errors import RecordError
from cdkg.gazetteer import gazetteer
from cdkg.sources import Source, read_source
from cdkg.sources.coverage import Coverage, coverage
from cdkg.sources.left_out_draft import draft
from cdkg.sources.mentions import Text, figure_spans, number, numbers
from cdkg.text import unify

TEXT = """\
 عنوان ساختگی دربارهٔ مشهد 12
 مشهد با لاهور از سال ۱۳۸۵ خواهرخوانده است و 30 تن در آن بودند.
 به نوشتهٔ نویسنده (کاوه، 1393: 165) چنین است؛ باز ۳۰ تن.
 جدول 1. نیازهای ساختگی
 امتیاز نیاز ردیف
 24 بستهٔ نخست 1
 23 بستهٔ دوم 2
 متن پس از جدول؛ کراچی و چين.
 17
 کتاب نامه: Kaveh (1999) Cities, pp. 3-9.
 http://example.org/tehran/2018
"""
TIES = """\
section,name,line_start,line_end,printed,city,partner,kind,status,year_solar_hijri
مقدمه,tie-lahore,2,2,لاهور,مشهد,لاهور,sister-city,concluded,1385
"""
FINDINGS = """\
table,row,column,item,line_start,line_end,printed,finding_class,concerns,label_fa,label_en,score
1,1,need,1,6,6,بستهٔ نخست,Need,مشهد,بسته نخست,first package,24
1,2,need,1,7,7,بستهٔ دوم,Need,مشهد,بسته دوم,second package,23
"""
COUNTS = """\
section,name,line_start,line_end,printed,about_kind,about,count
مقدمه,panel,2,2,30,city,مشهد,30
"""
HEADER = "line,printed,reason,repeats\n"
REVIEWED = (
    HEADER
    + """\
1,12,page-number,
1,مشهد,background,
3,"(کاوه، 1393: 165)",citation,
3,۳۰,repeat,prose/panel
4,,background,
5,,background,
8,کراچی,background,
8,چین,background,
9,,page-number,
10-11,,citation,
"""
)
Unexplained = list[tuple[int, str, str]]
Make = Callable[..., Source]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes a source with a text, with records and with a list of what is left out."""

    def source(left_out: str = "", *, text: str = TEXT, tables: str = "1 = [4, 7]", **files: str) -> Source:
        folder = tmp_path / "sample"
        (folder / "transcribed").mkdir(parents=True, exist_ok=True)
        (tmp_path / "sample.txt").write_text(text, encoding="utf-8")
        sha256 = read_document(tmp_path, "sample").sha256
        toml = f'id = "sample"\nsha256 = "{sha256}"\n[title]\nfa = "نمونه"\nen = "Sample"\n[tables]\n{tables}\n'
        (folder / "source.toml").write_text(toml, encoding="utf-8")
        tables_of = {"ties": TIES, "findings": FINDINGS, "counts": COUNTS} | files
        for name, table in tables_of.items():
            (folder / "transcribed" / f"{name}.csv").write_text(table, encoding="utf-8")
        if left_out:
            (folder / "left-out.csv").write_text(left_out, encoding="utf-8")
        return read_source(folder)

    return source


def covered(source: Source) -> Coverage:
    return coverage(source, read_document(source.folder.parent, source.id), gazetteer())


def unexplained(source: Source) -> Unexplained:
    return [(one.line, one.kind, one.printed) for one in covered(source).gaps]


def run(source: Source, monkeypatch: pytest.MonkeyPatch, *options: str, language: str = "C.UTF-8") -> Result:
    monkeypatch.setattr(extract_module, "sources", lambda: (source,))
    return CliRunner(env={"LC_ALL": language}).invoke(
        extract, ["--coverage", str(source.folder.parent), *options], standalone_mode=True
    )


def test_what_no_record_points_to_is_listed_line_by_line(make: Make) -> None:
    assert unexplained(make()) == [
        (1, "name", "مشهد"),
        (1, "figure", "12"),
        (3, "figure", "1393"),
        (3, "figure", "165"),
        (3, "figure", "۳۰"),
        (4, "row", "جدول 1. نیازهای ساختگی"),
        (4, "figure", "1"),
        (5, "row", "امتیاز نیاز ردیف"),
        (8, "name", "کراچی"),
        (8, "name", "چين"),
        (9, "figure", "17"),
        (10, "figure", "1999"),
        (10, "figure", "3"),
        (10, "figure", "9"),
        (11, "figure", "2018"),
    ]


def test_a_reviewed_list_explains_all_of_it(make: Make) -> None:
    found = covered(make(REVIEWED))
    assert found.complete
    assert found.lines == 11
    assert found.found == Counter(figure=16, name=5, row=4)
    assert found.covered == Counter(figure=6, name=2, row=2)
    assert found.left_out == Counter({"citation": 6, "page-number": 2, "repeat": 1, "background": 6})


@pytest.mark.parametrize(
    ("old", "new", "left"),
    [
        (" و 30 تن", " و 31 تن", (2, "figure", "31")),
        ("۱۳۸۵", "۱۳۸۶", (2, "figure", "۱۳۸۶")),
        ("24 بسته", "25 بسته", (6, "figure", "25")),
        ("دوم 2", "دوم 4", (7, "figure", "4")),
        ("؛ کراچی", "؛ بغداد، کراچی", (8, "name", "بغداد")),
        (" 23 بستهٔ دوم 2\n", " 23 بستهٔ دوم 2\n بستهٔ سوم\n", (8, "row", "بستهٔ سوم")),
    ],
)
def test_a_single_fact_that_no_record_holds_is_a_gap(
    old: str, new: str, left: tuple[int, str, str], make: Make
) -> None:
    before = Counter(one[1:] for one in unexplained(make()))
    assert old in TEXT
    gaps = unexplained(make(text=TEXT.replace(old, new), tables="1 = [4, 8]" if left[1] == "row" else "1 = [4, 7]"))
    assert left in gaps
    assert list(Counter(one[1:] for one in gaps) - before) == [left[1:]]


def test_the_number_of_a_line_covers_no_figure(make: Make) -> None:
    """The record on line 2 must not cover a figure 2 there, only for the number of its own line."""
    assert (2, "figure", "2") in unexplained(make(text=TEXT.replace("30 تن", "30 تن 2")))


def test_without_a_printed_area_a_table_reaches_from_its_first_record_to_its_last(make: Make) -> None:
    text = TEXT.replace(" 23 بسته", " سرستونی دیگر\n 23 بسته")
    findings = FINDINGS.replace("7,7", "8,8")
    rows = [one for one in unexplained(make(text=text, tables="", findings=findings)) if one[1] == "row"]
    assert rows == [(7, "row", "سرستونی دیگر")]


@pytest.mark.parametrize(
    ("row", "explained"),
    [
        ("1,12,page-number,", {(1, "12")}),
        ('3,"(کاوه، 1393: 165)",citation,', {(3, "1393"), (3, "165")}),
        ("3,۳۰,repeat,prose/panel", {(3, "۳۰")}),
        ("8,چین,background,", {(8, "چين")}),
        ("8,کراچی و چین,background,", {(8, "چين"), (8, "کراچی")}),
        ("4,,background,", {(4, "1"), (4, "جدول 1. نیازهای ساختگی")}),
        ("10-11,,citation,", {(10, "1999"), (10, "3"), (10, "9"), (11, "2018")}),
        ("1-11,مشهد,background,", {(1, "مشهد")}),
        ("۹,,page-number,", {(9, "17")}),
    ],
)
def test_an_entry_explains_what_stands_within_it_and_nothing_else(
    row: str, explained: set[tuple[int, str]], make: Make
) -> None:
    before, after = unexplained(make()), unexplained(make(f"{HEADER}{row}\n"))
    assert {(line, printed) for line, kind, printed in before if (line, kind, printed) not in after} == explained


@pytest.mark.parametrize(
    ("row", "absent"),
    [
        ("3,1394,citation,", True),
        ("2,30,background,", False),
        ("7,,background,", False),
        ("3,39,background,", False),
        ("99,,citation,", True),
        ("99,12,citation,", True),
        ("3,1393,repeat,prose/panel", False),
    ],
    ids=[
        "not in the text",
        "covered by a record",
        "a covered row",
        "a part of a longer figure",
        "behind the last line",
        "a figure behind the last line",
        "another number than the record's",
    ],
)
def test_an_entry_that_explains_nothing_is_told(row: str, absent: bool, make: Make) -> None:
    found = covered(make(REVIEWED + row + "\n"))
    assert [(one.entry.row, one.absent) for one in found.stale] == [(REVIEWED.count("\n") + 1, absent)]
    assert found.gaps == ()
    assert not found.complete


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("3,۳۰,repeat,prose/nothing", "'prose/nothing', which does not exist"),
        ("3,۳۰,repeat,", "'repeats' must be filled"),
        ("3,۳۰,background,prose/panel", "'repeats' must be filled where the reason is repeat, and empty"),
        ("3,,repeat,prose/panel", "'printed' must say"),
        ("3,۳۰,,", "the reason is ''"),
        ("3,۳۰,boring,", "the reason is 'boring'"),
        ("three,۳۰,background,", "'line' holds 'three'"),
        ("0,۳۰,background,", "'line' holds '0'"),
        ("5-3,۳۰,background,", "'line' holds '5-3'"),
        ("1-11,30,background,", "line by line"),
        ("1-11,,background,", "line by line"),
        ("3,۳۰,background", "3 cells"),
    ],
)
def test_a_malformed_entry_is_refused_with_its_place(row: str, says: str, make: Make) -> None:
    source = make(f"{HEADER}1,12,page-number,\n{row}\n")
    with pytest.raises(RecordError, match=says) as fault:
        covered(source)
    assert "left-out.csv, line 3" in fault.value.message.en
    assert "left-out.csv، سطر 3" in fault.value.message.fa


@pytest.mark.parametrize(
    "header", ["line,printed,reason", "line,printed,reason,repeats,remark", "line,line,reason,repeats"]
)
def test_a_list_with_other_columns_is_refused(header: str, make: Make) -> None:
    with pytest.raises(RecordError, match=r"left-out\.csv, header"):
        covered(make(header + "\n"))


def test_the_command_lists_gaps_and_sums_up(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = run(make(REVIEWED.replace("8,چین,background,\n", "")), monkeypatch)
    assert answer.exit_code == 1
    assert answer.stdout == "sample:8: name: چين\n"
    assert "sample: 11 lines, 16 figures (6 covered), 5 names (2 covered), 4 rows (2 covered)" in answer.stderr
    assert "left out 14 (citation 6, page-number 2, repeat 1, background 5); unexplained 1" in answer.stderr


def test_the_command_succeeds_when_all_is_explained(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = run(make(REVIEWED), monkeypatch)
    assert (answer.exit_code, answer.stdout) == (0, "")
    assert "unexplained 0" in answer.stderr
    assert "بی‌توضیح ۰" in run(make(REVIEWED), monkeypatch, language="fa_IR.UTF-8").stderr


def test_the_command_fails_on_an_entry_that_explains_nothing(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = run(make(REVIEWED + "2,30,background,\n"), monkeypatch)
    assert answer.exit_code == 1
    assert "sample/left-out.csv, line 12: «30» (2)" in answer.stderr


def test_the_list_is_to_be_had_as_json(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = run(make(REVIEWED.replace("9,,page-number,\n", "")), monkeypatch, "--json")
    assert answer.exit_code == 1
    assert json.loads(answer.stdout) == [{"document": "sample", "line": 9, "printed": "17", "kind": "figure"}]
    assert json.loads(run(make(REVIEWED), monkeypatch, "--json").stdout) == []


def test_a_changed_text_is_refused(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    source = make(REVIEWED)
    (source.folder.parent / "sample.txt").write_text(TEXT.replace("17", "18"), encoding="utf-8")
    refused = run(source, monkeypatch)
    assert "SHA-256" in str(refused.exception)
    assert run(source, monkeypatch, "--changed-text").exit_code == 0


@pytest.mark.parametrize("options", [("--check",), ("--json", "--draft")])
def test_options_that_exclude_each_other_are_refused(
    options: tuple[str, ...], make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(make(), monkeypatch, *options).exit_code == 2


def test_a_draft_guesses_reasons_and_is_refused_until_it_is_reviewed(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafted = run(make(), monkeypatch, "--draft").stdout
    assert drafted.splitlines() == [
        "line,printed,reason,repeats",
        "1,مشهد,,",
        "1,12,,",
        "3,(کاوه، 1393: 165),citation,",
        "3,۳۰,,",
        "4,جدول 1. نیازهای ساختگی,,",
        "4,1,,",
        "5,امتیاز نیاز ردیف,,",
        "8,کراچی,,",
        "8,چين,,",
        "9,,page-number,",
        "10,1999,,",
        "10,3,,",
        "10,9,,",
        "11,,citation,",
    ]
    with pytest.raises(RecordError, match="the reason is ''"):
        covered(make(drafted))
    reviewed = drafted.replace(",,\n", ",background,\n")
    assert covered(make(reviewed)).complete


@pytest.mark.parametrize(
    ("line", "citation"),
    [
        ("متن (Chan, 2016: 135) متن", "(Chan, 2016: 135)"),
        ("زرقانی و همکاران، 1393: 165", "1393: 165"),
        ("متن (45-44 :1383 اسمیت، و) متن", "(45-44 :1383 اسمیت، و)"),
        ("طلبد 25، ص. 1388ورچی و امانی", "25، ص. 1388"),
        ("متن (همان، ص.23)", "(همان، ص.23)"),
        ("افرادی چون ساسن)Sassen , 2001(،", "Sassen , 2001"),
    ],
)
def test_a_draft_knows_references_to_authors(line: str, citation: str, make: Make) -> None:
    document = read_document(make(text=line).folder.parent, "sample")
    rows = draft(document, Text(document).figures()).splitlines()[1:]
    assert [row.replace('"', "") for row in rows] == [f"1,{citation},citation,"]


def test_a_draft_takes_the_head_of_a_page_for_its_number(make: Make) -> None:
    document = read_document(make(text="95/ سرصفحهٔ  ساختگی ایران").folder.parent, "sample")
    text = Text(document)
    gaps = [*text.figures(), *text.names(gazetteer())]
    assert draft(document, gaps, ["سرصفحه ساختگی", ""]).splitlines()[1:] == ["1,,page-number,"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("جمهوری اسلامی ایران", ["جمهوری اسلامی ایران"]),
        ("جمهوري اسلامي\nايران", ["جمهوري اسلامي ايران"]),
        ("تهــران", ["تهــران"]),
        ("2دوشنبه، تهران3", ["دوشنبه", "تهران"]),
        ("خواهرخوانده‌ی تهران‌ها", ["تهران"]),
        ("تهرانی و کلانتهران", []),
        ("قمصر و قم", ["قم"]),
        ("CityNet, citynets", ["CityNet"]),
        ("http://www.tehran.ir/tehran tabriz.ir", []),
        ("www. iccn. or.kr", []),
    ],
)
def test_names_are_found_as_whole_words(text: str, names: list[str], make: Make) -> None:
    document = read_document(make(text=text).folder.parent, "sample")
    assert [one.printed for one in Text(document).names(gazetteer())] == names


def figures(text: str) -> list[str]:
    unified = unify(text)
    return [text[start:end] for start, end in figure_spans(unified)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("796.069 نفر", ["796.069"]),
        ("۳٬۰۶۲٬۲۴۲ نفر", ["۳٬۰۶۲٬۲۴۲"]),
        ("۲/۳۴ میلیون", ["۲/۳۴"]),
        ("2008:12", ["2008", "12"]),
        ("(2018/04/02)", ["2018", "04", "02"]),
        ("2015.04.30", ["2015", "04", "30"]),
        ("94-97", ["94", "97"]),
        ("1391.3", ["1391", "3"]),
        ("مسی، 4،2009", ["4", "2009"]),
        ("1۰ و ٢", ["1۰", "٢"]),
        ("ص.1388،  1شورت", ["1388", "1"]),
        ("12/10/1396", ["12", "10", "1396"]),
        ("در سال 1397.", ["1397"]),
    ],
)
def test_figures_are_read_as_a_person_reads_them(text: str, found: list[str]) -> None:
    assert figures(text) == found


@given(st.text(alphabet="0123456789۰۱۲٣٤.,٬٫/:-–()، \nابA�", max_size=40))
def test_every_digit_belongs_to_exactly_one_figure(text: str) -> None:
    unified = unify(text)
    spans = list(figure_spans(unified))
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    outside = set(range(len(text))) - {place for start, end in spans for place in range(start, end)}
    assert not any(unified[place].isdigit() for place in outside)
    assert all(unified[start].isdigit() and unified[end - 1].isdigit() for start, end in spans)
    assert all(set(unified[start:end]) <= set("0123456789.,٬٫/") for start, end in spans)


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from([".", ",", "٬"]), st.sampled_from("0۰٠"))
def test_a_number_with_its_thousands_parted_is_one_figure(value: int, mark: str, zero: str) -> None:
    written = f"{value:,}".replace(",", mark)
    written = "".join(chr(ord(zero) + int(char)) if char.isdigit() else char for char in written)
    assert figures(f"حدود {written} نفر") == [written]
    assert number(written) == str(value)
    assert numbers(f"{value} نفر") == {str(value)}


@given(st.lists(st.integers(min_value=1000, max_value=2100), min_size=1, max_size=4), st.sampled_from(".,/:-؛ "))
def test_years_never_run_together(years: list[int], mark: str) -> None:
    assert figures(mark.join(map(str, years))) == [str(year) for year in years]


@given(st.text(alphabet="0123456789.,/", max_size=12))
def test_the_script_of_the_digits_does_not_matter(text: str) -> None:
    persian = text.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert list(figure_spans(text)) == list(figure_spans(unify(persian)))
    assert numbers(text) == numbers(persian)
