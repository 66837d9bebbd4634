"""Templates filled and saved by a real spreadsheet program, LibreOffice, can be read."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest

from cdkg.contributions.draft import Draft
from cdkg.contributions.reading import read_contribution
from cdkg.contributions.tables.templates import write_template

GRAPH = "https://w3id.org/cdkg/graph/contribution/filled-1"
FILLED: tuple[str | int, ...] = (
    "",
    "کاشان",
    "",
    "Xi'an",
    "چین",
    "خواهرخواندگی · sister city",
    "",
    "۱۳۹۵",
    "",
    "شیان",
    "foreign-policy",
    3,
)


def convert(path: Path, form: str, folder: Path) -> Path:
    """Let LibreOffice open a file and save it anew."""
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"),
            *("--convert-to", form, "--outdir", str(folder), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / f"{path.stem}.{form.split(':')[0]}"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A template that LibreOffice has opened and saved in its own format, with a row filled in."""
    folder = tmp_path_factory.mktemp("office")
    template = folder / "ties.xlsx"
    template.write_bytes(write_template("ties", "xlsx"))
    opened = convert(template, "ods", folder)
    again = convert(opened, "xlsx", folder)
    book = openpyxl.load_workbook(again)
    for column, value in enumerate(FILLED, 1):
        book.worksheets[0].cell(5, column).value = value or None
    written = io.BytesIO()
    book.save(written)
    filled = folder / "filled.xlsx"
    filled.write_bytes(written.getvalue())
    return filled


def tie_of(draft: Draft) -> set[str]:
    assert draft.problems == ()
    return {str(quad.object) for quad in ox.parse(draft.quads, format=ox.RdfFormat.N_QUADS) if "/tie/" in str(quad)}


def test_filled_template_saved_as_workbook_and_as_csv_is_read_alike(
    graph: ox.Store, filled: Path, tmp_path: Path
) -> None:
    as_csv = convert(filled, "csv:Text - txt - csv (StarCalc):44,34,76,1", tmp_path)
    ods = convert(filled, "ods", tmp_path)
    as_workbook = convert(ods, "xlsx", tmp_path)
    for path in (as_csv, as_workbook):
        draft = read_contribution(path.read_bytes(), path.name, graph=GRAPH, store=graph)
        assert {name.rpartition("/")[2] for name in tie_of(draft)} == {
            "ontology#CityTie>",
            "kashan>",
            "xian>",
            "kashan--xian>",
        }
        assert b'claimedYearSolarHijri> "1395"' in draft.quads
        assert b'page> "3"' in draft.quads


def test_template_keeps_its_lists_in_the_program(filled: Path) -> None:
    rules = openpyxl.load_workbook(filled).worksheets[0].data_validations.dataValidation
    assert len(rules) >= 3
