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
