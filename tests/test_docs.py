"""What the documentation says is there."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from cdkg.cli import cdkg
from cdkg.queries import named_queries
from cdkg.settings import Settings

ROOT = Path(__file__).parent.parent
GATES = """
    parse, declared, datatypes, profile, closure, hermit, provoke, entail, shapes, shapes of shapes, provenance, counts,
    roundtrip, neutral, derived, labels, persian, definitions, names, header, pitfalls, competency questions,
    same answers, alignments, told apart, version, budget"""
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "ontology" / "STYLE.md"]


def test_every_setting_is_in_the_table_with_its_default() -> None:
    table = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(CDKG_\w+)` \| `([^`]*)` \|", table, re.MULTILINE))
    assert told == {f"CDKG_{field.name.upper()}": str(field.default) for field in fields(Settings)}


@pytest.mark.parametrize("name", ["README.md", "README.fa.md"])
def test_the_front_page_names_every_command(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for command in ("make serve", "make test", *(f"`cdkg {verb}`" for verb in cdkg.list_commands(None))):  # type: ignore[arg-type]
        assert command in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_to_files_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_queries_that_the_documentation_names_exist() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = set(re.findall(r"cdkg query ([a-z][a-z0-9-]+)", text))
    assert named
    assert named <= set(named_queries())


def test_every_gate_of_the_ontology_is_listed_with_a_test_or_command_that_is_there() -> None:
    text = (ROOT / "docs" / "ontology-gates.md").read_text(encoding="utf-8")
    gates = dict(re.findall(r"^\| ([a-z ]+) \|[^|]+\| ([^|]+) \|$", text.partition("## The list")[2], re.MULTILINE))
    for gate in re.split(r",\s+", GATES.strip()):
        named = re.findall(r"`([^`]+)`", gates[gate])
        assert named, gate
        for name in named:
            verb = name.removeprefix("cdkg ")
            places = (ROOT / "tests" / name, ROOT / name)
            assert any(place.is_file() for place in places) or verb in cdkg.list_commands(None), name  # type: ignore[arg-type]
