"""Finds the ontology, the shapes and the queries, in a checkout as in an installed wheel.

They stand at the top of the checkout, where people look for them, and inside the package in a wheel. An editable
install does not see the wheel's copies, so both places are tried.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    in_wheel = _PACKAGE / "_data" / name
    return in_wheel if in_wheel.is_dir() else _PACKAGE.parent.parent / name


def ontology_files() -> list[Path]:
    """List the ontology's Turtle files, sorted; the alignments, which no reasoner may read, are not among them."""
    aside = set(alignment_files())
    return sorted(path for path in _folder("ontology").glob("**/*.ttl") if path not in aside)


def alignment_files() -> list[Path]:
    """List the Turtle files that tell which terms of other vocabularies are akin to ours, sorted."""
    return sorted(_folder("ontology").glob("alignments/*.ttl"))


def shape_files() -> list[Path]:
    """List the Turtle files with SHACL shapes, sorted."""
    return sorted(_folder("shapes").glob("*.ttl"))


def query_files() -> list[Path]:
    """List the named queries' files, sorted."""
    return sorted(_folder("queries").glob("*.rq"))


def column_names_file() -> Path:
    """Find the table of what the named queries' columns are called."""
    return _folder("queries") / "columns.toml"


def query_topics_file() -> Path:
    """Find the table of the headings under which the named queries are listed."""
    return _folder("queries") / "topics.toml"


def rule_files() -> list[Path]:
    """List the rules by which facts are derived from claims, in the order in which they run."""
    return sorted((_PACKAGE / "rules").glob("*.rq"))
