"""The command line as a person uses it: what it prints, and with which exit status it ends."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from cdkg import __version__
from cdkg.build import build_graph
from cdkg.sources import sources
from cdkg.store.generations import current
from cdkg.validation import Report
from terminal import cdkg, cdkg_process

HERE = Path(__file__).parent
PREFIX = """@prefix cdkg: <https://w3id.org/cdkg/ontology#> . @prefix city: <https://w3id.org/cdkg/id/city/> .
@prefix voc: <https://w3id.org/cdkg/voc/> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix x: <https://w3id.org/cdkg/id/x/> . @prefix tie: <https://w3id.org/cdkg/id/tie/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix doc: <https://w3id.org/cdkg/id/document/> .
"""
LOCATOR = (
    'x:place a cdkg:Locator ; cdkg:inDocument doc:foreign-policy ; cdkg:table "1" ; cdkg:row 1 ; '
    "cdkg:lineStart 810 ; cdkg:lineEnd 810 ."
)
CLAIM = (
    "x:claim a cdkg:TieClaim ; cdkg:about <https://w3id.org/cdkg/id/tie/seoul--tehran> ; "
    'cdkg:claimedKind voc:sister-city ; cdkg:claimedStatus voc:concluded ; cdkg:sourceText "سئول"'
)


@pytest.fixture(scope="module")
def store(published: Path) -> str:
    return str(published)


def without_documents(**named: Any) -> ox.Store:
    """Build the graph of everything but the documents, in a fraction of the time."""
    return build_graph(chosen=(), **named)


def test_help_lists_the_verbs_and_version_is_the_ontology_s() -> None:
    told = cdkg_process("--help").stdout
    for verb in ("build", "serve", "query", "validate", "contribute", "extract"):
        assert verb in told
    assert __version__ in cdkg("--version").stdout


def test_building_twice_builds_once(store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shutil.copytree(store, tmp_path / "store")
    again = cdkg("build", "--store", folder)
    assert (again.returncode, "up to date" in again.stderr) == (0, True)
    assert "به‌روز است" in cdkg("build", CDKG_STORE=str(folder), LC_ALL="fa_IR.UTF-8").stderr
    # What the whole graph is, and that it conforms, is found by other tests, and takes most of the time.
    monkeypatch.setattr("cdkg.build.validate", lambda _: Report(conforms=True, results=()))
    monkeypatch.setattr("cdkg.contributions.rebuilding.build_graph", lambda *_, **named: without_documents(**named))
    forced = cdkg("build", "--force", CDKG_STORE=str(folder))
    assert forced.returncode == 0
    assert "triples published" in forced.stderr
    assert "checking the graph" in forced.stderr  # long steps show progress


def test_a_named_query_as_table(store: str) -> None:
    answer = cdkg("query", "ties-of-city", "--set", "city=ramsar", CDKG_STORE=store)
    assert answer.returncode == 0
    header, first, second = answer.stdout.splitlines()
    assert header.split()[:4] == ["partner", "country", "kind", "status"]  # as a person calls the columns
    assert first.split()[:3] == ["Puerto", "Montt", "Chile"]
    assert "2010" in second
    assert "2 rows" in answer.stderr


def test_the_terminal_s_language_fills_the_query_s(store: str) -> None:
    answer = cdkg("query", "ties-of-city", "--set", "city=ramsar", "-f", "csv", CDKG_STORE=store, LC_ALL="fa_IR.UTF-8")
    assert "پورتو مونت" in answer.stdout


def test_a_query_from_a_file_and_from_standard_input(store: str, tmp_path: Path) -> None:
    text = "SELECT (COUNT(*) AS ?n) WHERE { ?t a cdkg:CityTie }"
    (tmp_path / "ties.rq").write_text(text, encoding="utf-8")
    for answer in (
        cdkg("query", tmp_path / "ties.rq", "--json", CDKG_STORE=store),
        cdkg("query", "-", "--format", "json", given=text, CDKG_STORE=store),
    ):
        assert json.loads(answer.stdout)["results"]["bindings"][0]["n"]["value"] == "78"
    turtle = cdkg("query", "-", given="CONSTRUCT WHERE { city:ramsar cdkg:country ?c }", CDKG_STORE=store).stdout
    assert "city:ramsar cdkg:country country:ir ." in turtle
    assert cdkg("query", "-", given="ASK { city:tehran a cdkg:City }", CDKG_STORE=store).stdout == "true\n"


@pytest.mark.parametrize(
    ("arguments", "given", "status", "says"),
    [
        (["query", "-"], "SELECT WHERE {", 2, "ine 1, column"),
        (["query", "-"], "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", 2, "SERVICE"),
        (["query", "-"], "INSERT DATA { <http://x/> a <http://x/> }", 2, "read"),
        (["query", "ties-of-town"], None, 2, "ties-of-city"),
        (["query", "ties-of-city", "--set", "town=x"], None, 2, "no parameter 'town'"),
        (["query", "none.rq"], None, 2, "none.rq cannot be read"),
        (["query", "-", "--set", "city=tehran"], "ASK {}", 2, "named query"),
        (["query", "ties-of-city", "--set", "city"], None, 2, "PARAMETER=VALUE"),
        (["query", "ties-of-city", "--set", "lang=de"], None, 2, "language"),
        (["query", "-", "--format", "csv"], "CONSTRUCT WHERE { ?s ?p ?o }", 2, "csv"),
        (["sing"], None, 2, "No such command"),
        (["extract", "nowhere"], None, 1, "dimensions-functions.txt"),
        (["extract", "nowhere", "--source", "none"], None, 2, "no source 'none'"),
        (["validate", "nowhere.ttl"], None, 2, "does not exist"),
        (["serve", "--port", "0"], None, 2, "0"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(
    arguments: list[str], given: str | None, status: int, says: str, store: str
) -> None:
    answer = cdkg(*arguments, given=given, CDKG_STORE=store)
    assert answer.returncode == status
    assert says in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_named_query_s_file_is_asked_with_its_defaults(store: str) -> None:
    answer = cdkg("query", HERE.parent / "queries" / "ties-of-city.rq", "-f", "csv", CDKG_STORE=store)
    assert len(answer.stdout.splitlines()) == 1 + 24 + 24 + 17  # two tables and the prose of one paper


def test_text_that_looks_like_markup_is_shown_as_it_is(store: str) -> None:
    answer = cdkg("query", "-", given='SELECT ("x\\\\[red]y[/]" AS ?v) {}', CDKG_STORE=store)
    assert answer.stdout.split() == ["v", "x\\[red]y[/]"]


def test_a_reader_that_has_seen_enough_is_no_error(store: str) -> None:
    command = f"{sys.executable} -m cdkg query - --format csv | head -n 1; exit ${{PIPESTATUS[0]}}"
    answer = subprocess.run(
        ["bash", "-c", command],
        input="SELECT ?s ?p ?o { ?s ?p ?o . ?x ?y ?o } LIMIT 200000",
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"CDKG_STORE": store},
    )
    assert (answer.returncode, answer.stdout.strip()) == (0, "s,p,o")
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("damage", ["file", "no data"])
def test_a_store_that_cannot_be_read_is_told(damage: str, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    if damage == "file":
        folder.write_text("x")
    else:
        folder.mkdir()
        (folder / "current").write_text("000001-abc\n")
    answer = cdkg("query", "disagreements", CDKG_STORE=str(folder))
    assert answer.returncode == 1
    assert str(folder) in answer.stderr
    assert "Traceback" not in answer.stderr


def test_errors_are_told_in_both_languages(store: str) -> None:
    answer = cdkg("query", "ties-of-town", CDKG_STORE=store)
    assert answer.stderr.startswith("error: There is no named query")
    assert "خطا: پرس‌وجویی به نام" in answer.stderr


def test_without_a_graph_the_way_to_one_is_told(tmp_path: Path) -> None:
    answer = cdkg("query", "disagreements", CDKG_STORE=str(tmp_path))
    assert answer.returncode == 1
    assert "cdkg build" in answer.stderr


def test_a_setting_that_cannot_be_used_is_named(store: str) -> None:
    answer = cdkg("query", "disagreements", CDKG_STORE=store, CDKG_QUERY_WORKERS="many")
    assert answer.returncode == 2
    assert "CDKG_QUERY_WORKERS is 'many'" in answer.stderr


def test_a_port_that_is_taken_is_told(store: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = cdkg("serve", "--port", str(taken.getsockname()[1]), CDKG_STORE=store)
    assert answer.returncode == 1
    assert "CDKG_PORT" in answer.stderr


def test_the_graph_itself_conforms(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert current(published) is not None  # a build publishes a graph only after it was found to conform, whole
    monkeypatch.setattr("cdkg.cli.validate.build_graph", without_documents)
    answer = cdkg("validate")
    assert (answer.returncode, "conform" in answer.stdout) == (0, True)


def test_data_that_do_not_conform_are_told_readably(store: str, tmp_path: Path) -> None:
    faults = {
        "x/claim": (f"{CLAIM} .", "exactly one", "دقیقاً یک"),  # no locator
        "tie/tehran--x": ("tie:tehran--x a cdkg:CityTie ; cdkg:party city:tehran .", "exactly two", "دقیقاً دو"),
        "tie/a--b--c": (
            "tie:a--b--c a cdkg:CityTie ; cdkg:party city:tehran , city:seoul , city:yazd .",
            "exactly two",
            "دو",
        ),
        "x/late": (
            f"{CLAIM.replace('x:claim', 'x:late')} ; cdkg:claimedYear 20055 ; prov:wasDerivedFrom x:place . {LOCATOR}",
            "year",
            "سال",
        ),
        "x/city": ('x:city a cdkg:City ; skos:prefLabel "X"@en , "ایکس"@fa .', "country", "کشور"),
    }
    files = {name: tmp_path / f"{name.replace('/', ' ')}.ttl" for name in faults}
    for name, path in files.items():
        path.write_text(PREFIX + faults[name][0], encoding="utf-8")
    answer = cdkg_process("validate", "--json", *files.values(), CDKG_STORE=store)
    assert answer.returncode == 1
    report = json.loads(answer.stdout)
    assert report["conforms"] is False
    found = [result for result in report["results"] if result["severity"] == "Violation"]
    assert report["counts"]["Violation"] == len(found)
    about = "https://w3id.org/cdkg/id/"
    for name, (_, en, fa) in faults.items():
        [told] = [result for result in found if result["focusNode"] == about + name]
        assert en in told["message"]["en"]
        assert fa in told["message"]["fa"]
        assert told["place"] == f"{files[name].name}, line 5"
        assert told["location"]["fa"] == f"{files[name].name}، سطر ۵"
    assert len(found) == len(faults)


def test_a_file_that_does_not_parse_is_told_with_its_line(store: str, tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text(f"{PREFIX}\nx:a x:b\n", encoding="utf-8")
    answer = cdkg("validate", tmp_path / "x.ttl", CDKG_STORE=store)
    assert answer.returncode == 1
    assert "x.ttl, line" in answer.stderr


def test_extraction_writes_elsewhere_and_refuses_an_unknown_text(tmp_path: Path) -> None:
    refused = cdkg("extract", HERE / "documents", "--into", tmp_path)
    assert refused.returncode == 1
    assert "SHA-256" in refused.stderr
    assert list(tmp_path.iterdir()) == []
    written = cdkg("extract", HERE / "documents", "--into", tmp_path, "--changed-text")
    assert written.returncode == 0
    extracted = {source.id for source in sources() if (source.folder / "statements.csv").exists()}
    assert {path.parent.name for path in tmp_path.rglob("*.csv")} == extracted


def test_checking_another_text_shows_the_differences(tmp_path: Path) -> None:
    shutil.copytree(HERE / "documents", tmp_path / "documents")
    answer = cdkg("extract", "--check", tmp_path / "documents")
    assert answer.returncode == 1
    assert "tehran-opportunities/ties.csv:" in answer.stdout
    assert "not the one that the records were read from" in answer.stdout
