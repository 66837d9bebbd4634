"""Imports point one way: along the data's way, from documents to the command line."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import cdkg

PACKAGE = Path(cdkg.__file__).parent
LAYERS = (
    {"errors"},
    {"settings", "resources", "namespaces", "text", "scratch"},
    {"egress", "edition", "plain_csv"},
    {"documents", "records"},
    {"gazetteer", "mappings", "wikidata_edges"},
    {"sources", "readings"},
    {"queries", "sparql", "isolation", "foreign"},
    {"federation", "wikidata"},
    {"triples", "store", "derivation", "validation", "reasoning"},
    {"fingerprint", "build", "ontology", "matching"},
    {"contributions"},
    {"linking"},
    {"web"},
    {"cli"},
    {"__main__"},
)
ORDER = {name: height for height, names in enumerate(LAYERS) for name in names}
SIDEWAYS = {("build", "fingerprint"), ("records", "documents"), ("documents", "records")}
KNOWS_NOTHING_OF_PAPERS = {
    "egress",
    "foreign",
    "federation",
    "wikidata",
    "sparql",
    "isolation",
    "store",
    "validation",
    "contributions",
    "reasoning",
    "ontology",
    "matching",
    "web",
}
PAPERS = {"documents", "records", "gazetteer", "sources", "readings", "triples"}
KNOWS_NO_RDF = {"documents", "records", "gazetteer", "mappings", "wikidata_edges", "sources", "readings"}


def modules() -> Iterator[tuple[str, Path]]:
    for path in PACKAGE.rglob("*.py"):
        top = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if top != "__init__":
            yield top, path


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


def own(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imported(path) if name.startswith("cdkg.")}


def test_every_module_has_its_layer() -> None:
    assert {top for top, _ in modules()} == set(ORDER)


@pytest.mark.parametrize(("top", "path"), list(modules()), ids=lambda value: str(value).removeprefix(str(PACKAGE)))
def test_imports_point_to_lower_layers(top: str, path: Path) -> None:
    wrong = {
        name
        for name in own(path) - {top}
        if ORDER[name] > ORDER[top] or (ORDER[name] == ORDER[top] and (top, name) not in SIDEWAYS)
    }
    assert wrong == set()


@pytest.mark.parametrize(("top", "path"), [one for one in modules() if one[0] in KNOWS_NOTHING_OF_PAPERS])
def test_foreign_data_is_checked_and_served_by_code_that_knows_no_papers(top: str, path: Path) -> None:
    assert own(path) & PAPERS == set()


@pytest.mark.parametrize(("top", "path"), [one for one in modules() if one[0] in KNOWS_NO_RDF])
def test_no_paper_can_make_its_own_rdf(top: str, path: Path) -> None:
    assert {name for name in imported(path) if name.split(".")[0] in ("rdflib", "pyoxigraph", "oxrdflib")} == set()


def test_modules_stay_small_enough_to_read_in_one_sitting() -> None:
    long = {str(path): lines for _, path in modules() if (lines := len(path.read_text().splitlines())) > 250}
    assert long == {}
