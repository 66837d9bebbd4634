"""Record files are read strictly: what is odd is an error that names the file, the line and the column."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdkg.errors import RecordError
from cdkg.records import CountRecord, Record, TieRecord
from cdkg.records.tables import parse_records, read_records, write_records
from cdkg.sources import Source, read_source, sources

HEADER = "table,row,column,item,line_start,line_end,printed,city,partner,kind,status,year\n"
ROW = "1,1,partner,1,810,810,لس آنجلس,تهران,لس آنجلس,sister-city,concluded,1972\n"
CELLS = st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)


def parse(text: str) -> list[TieRecord]:
    return list(parse_records(text, TieRecord, name="ties.csv"))


def test_a_row_is_read() -> None:
    (record,) = parse(HEADER + ROW)
    assert (record.row, record.city, record.year, record.key) == (1, "تهران", 1972, "table-1/row-1/partner-1")
    assert record.place.en == "table 1, row 1, line 810"
    assert record.place.fa == "جدول ۱، ردیف ۱، سطر ۸۱۰"


def test_numbers_may_be_persian() -> None:
    assert parse(HEADER + ROW.replace("1972", "۱۹۷٢"))[0].year == 1972


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEADER.replace("year", "yaer") + ROW, r"header: unknown columns \['yaer'\]"),
        (HEADER.replace(",kind,status", ",status") + ROW, r"missing columns \['kind'\]"),
        (HEADER.replace("year", "kind") + ROW, r"columns that stand twice \['kind'\]"),
        (HEADER + ROW.replace("1972", "1972,"), "line 2: the row has 13 cells, the header 12"),
        (HEADER + ROW.replace("1972", "197x"), "line 2: the cell 'year' holds '197x'"),
        (HEADER + ROW.replace("810,810", ",810"), "line 2: the cell 'line_start' is empty"),
        (HEADER + ROW.replace("تهران", ""), "line 2: the cell 'city' is empty"),
        (HEADER + '"1', "line 2: this is not well-formed CSV"),
        ("", "missing columns"),
    ],
)
def test_a_malformed_table_is_told(text: str, says: str) -> None:
    with pytest.raises(RecordError, match=rf"ties\.csv.*{says}") as fault:
        parse(text)
    assert "ties.csv" in fault.value.message.fa


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    (tmp_path / "ties.csv").write_bytes(HEADER.encode() + b"\xff")
    with pytest.raises(RecordError, match=r"ties\.csv: the file is not UTF-8"):
        read_records(tmp_path / "ties.csv", TieRecord)


@given(
    st.lists(
        st.builds(
            CountRecord,
            table=st.sampled_from(["", "1", "2"]),
            row=st.none() | st.integers(1, 999),
            line_start=st.integers(1, 9999),
            line_end=st.integers(1, 9999),
            printed=CELLS,
            about_kind=CELLS,
            about=CELLS,
            count=st.integers(0, 10**6).map(str),
            arguments=st.lists(st.text("abc=:-", min_size=1), max_size=3).map(tuple),
        ),
        max_size=4,
    )
)
def test_what_is_written_is_read_again(records: list[CountRecord]) -> None:
    text = write_records(records, CountRecord)
    assert list(parse_records(text, CountRecord, name="counts.csv")) == records


def altered(source: Source, folder: Path, file: str, old: str, new: str) -> Source:
    """Copy a source and change one text in one of its files."""
    for path in source.folder.iterdir():
        if path.suffix in (".csv", ".toml"):
            (folder / path.name).write_bytes(path.read_bytes())
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return read_source(folder)


SOURCE = next(source for source in sources() if source.id == "foreign-policy")


def test_records_that_do_not_add_up_stop_with_the_reason(tmp_path: Path) -> None:
    one_short = altered(
        SOURCE,
        tmp_path,
        "ties.csv",
        "1963,تهران,سئول,کره جنوبی,sister-city",
        "1963,تهران,سئول,کره جنوبی,memorandum-of-understanding",
    )
    with pytest.raises(RecordError, match=r"60 records with .*kind=sister-city where there must be 61 .*line 1178"):
        one_short.records()


def test_a_malformed_source_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "source.toml").write_text('id = "x"\n', encoding="utf-8")
    with pytest.raises(RecordError, match=r"source\.toml is malformed"):
        read_source(tmp_path)


def test_every_place_is_told_apart() -> None:
    for source in sources():
        keys = [(type(record), record.key, getattr(record, "facet", "")) for record in source.records()]
        assert len(set(keys)) == len(keys)
        assert all(isinstance(record, Record) and record.line_start <= record.line_end for record in source.records())
