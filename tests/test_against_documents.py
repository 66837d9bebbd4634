"""The records read over against the documents; runs where CDKG_DOCUMENTS names their folder."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from cdkg.documents import Document, read_document
from cdkg.gazetteer import gazetteer
from cdkg.records import StatementRecord, TieRecord
from cdkg.records.place import PARTED
from cdkg.sources import Source, read_source, sources
from cdkg.sources.extraction import compare, extracted_tables, write
from cdkg.text import normalise
from conftest import rows_of

SOURCES = sources()
CLAIMS = """SELECT ?claim ?document ?text ?start ?end ?note WHERE {
  ?claim a cdkg:Claim ; cdkg:sourceText ?text ; prov:wasDerivedFrom ?place .
  ?place cdkg:inDocument ?document ; cdkg:lineStart ?start ; cdkg:lineEnd ?end .
  OPTIONAL { ?place cdkg:locatorNote ?note } }"""

DECISIONS = {"corrections.csv", "lookups.csv", "footnotes.csv", "left-out.csv"}
"""What people decided about a text; no record is in it."""


@pytest.fixture(params=SOURCES, ids=[source.id for source in SOURCES])
def source(request: pytest.FixtureRequest) -> Source:
    found = request.param
    assert isinstance(found, Source)
    return found


@pytest.fixture
def document(source: Source, documents: Path) -> Document:
    return read_document(documents, source.id)


def test_the_text_is_the_one_that_was_read(source: Source, document: Document) -> None:
    source.check_text(document)


def test_text_and_records_agree(source: Source, document: Document) -> None:
    assert compare(source, document, gazetteer()) == ()


def test_deleted_records_are_made_again(source: Source, document: Document, tmp_path: Path) -> None:
    made = write(source, document, gazetteer(), tmp_path)
    assert {path.name for path in made} == {path.name for path in source.folder.glob("*.csv")} - DECISIONS
    for path in made:
        assert path.read_bytes() == (source.folder / path.name).read_bytes()


def test_the_lines_of_every_claim_hold_the_words_that_it_keeps(graph: ox.Store, documents: Path) -> None:
    texts = {f"doc:{source.id}": read_document(documents, source.id) for source in SOURCES}
    claims = rows_of(graph, CLAIMS)
    assert len(claims) > 1000
    for claim in claims:
        start, end = int(claim["start"] or 0), int(claim["end"] or 0)
        assert 0 <= end - start <= 5 or claim["note"]
        lines = " ".join(line.raw for line in texts[claim["document"] or ""].lines[start - 1 : end])
        for part in (claim["text"] or "-").split(PARTED):
            # As printed: nothing but bullets that did not survive and white space is changed.
            assert " ".join(part.split()) in " ".join(lines.replace("\ufffd", " ").split()), claim


def test_no_narrower_lines_hold_a_tie_of_the_table(graph: ox.Store, documents: Path) -> None:
    text = read_document(documents, "foreign-policy")
    for record in next(source for source in SOURCES if source.id == "foreign-policy").records():
        if isinstance(record, TieRecord) and record.table and record.line_end > record.line_start:
            # More than one line only where the cell's kind stands below the name.
            below = " ".join(line.raw for line in text.between(record.line_start + 1, record.line_end))
            assert record.kind == "memorandum-of-understanding"
            assert "همکاری" in below


def test_corrections_touch_fewer_than_a_fifth_of_the_rows(source: Source) -> None:
    corrected = {normalise(one.raw) for one in source.interpretation().corrections}
    rows = [record for record in source.records() if record.table and isinstance(record, TieRecord | StatementRecord)]
    touched = [record for record in rows if normalise(record.printed) in corrected]
    assert len(touched) + len(corrected) <= len(rows) / 5


def test_every_correction_stands_in_the_text_and_gives_a_reason(source: Source, document: Document) -> None:
    lines = [normalise(line.raw) for line in document.lines]
    for one in source.interpretation().corrections:
        assert any(normalise(one.raw) in line for line in lines), one
        assert one.reason
        assert normalise(one.raw) != normalise(one.reading)


def test_every_footnote_is_called_on_its_page(source: Source, document: Document) -> None:
    for one in source.interpretation().footnotes:
        page = "\n".join(line.text for line in document.between(int(one.first_line), int(one.last_line)))
        assert one.number in page, one


@pytest.mark.parametrize(
    ("old", "new", "file", "value"),
    [
        (" 1(1972لس آنجلس ) تهران", " 1(1973لس آنجلس ) تهران", "ties.csv", "1973"),
        (" (2004پترزبورگ ) سن", " (2003پترزبورگ ) سن", "ties.csv", "2003"),
        ("� 6 ", "� 7 ", "counts.csv", "7"),
        ("روسیه؛ آلمان، ایتالیا؛ اسپانیا؛  15", "روسیه؛ آلمان، ایتالیا؛ اسپانیا؛  16", "counts.csv", "16"),
    ],
)
def test_a_digit_altered_in_a_copy_alters_the_record(
    old: str, new: str, file: str, value: str, documents: Path, tmp_path: Path
) -> None:
    source = next(source for source in SOURCES if source.id == "foreign-policy")
    text = (documents / "foreign-policy.txt").read_text(encoding="utf-8")
    assert text.count(old) == 1
    (tmp_path / "foreign-policy.txt").write_text(text.replace(old, new), encoding="utf-8")
    copy = read_document(tmp_path, "foreign-policy")
    differences = {one.file: one.lines for one in compare(source, copy, gazetteer())}
    assert list(differences) == [file]
    added = [line for line in differences[file] if line.startswith("+") and not line.startswith("+++")]
    assert len(added) == 1
    assert value in next(csv.reader([added[0][1:]]))


def test_a_figure_that_its_line_does_not_hold_is_told(documents: Path, tmp_path: Path) -> None:
    source = next(source for source in SOURCES if source.id == "foreign-policy")
    shutil.copytree(source.folder, tmp_path, dirs_exist_ok=True)
    figures = tmp_path / "transcribed" / "counts.csv"
    figures.write_text(figures.read_text(encoding="utf-8").replace("1188,1190,75", "1188,1190,74"), encoding="utf-8")
    differences = compare(read_source(tmp_path), read_document(documents, source.id), gazetteer())
    assert [one.file for one in differences] == ["transcribed/counts.csv"]
    assert "lines 1188–1190: «74» does not stand here" in differences[0].lines[0]


def test_extraction_does_not_depend_on_the_committed_records(source: Source, document: Document) -> None:
    assert (
        set(extracted_tables(source, document, gazetteer()))
        == {path.name for path in source.folder.glob("*.csv")} - DECISIONS
    )
