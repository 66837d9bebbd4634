"""Reads which graphs a query itself names: ``FROM`` and ``FROM NAMED`` (SPARQL 1.1 Query Language, section 13.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import pyoxigraph as ox

from cdkg.sparql.tokens import Token, scan

_NAMES: Final = ("iri", "name")


@dataclass(frozen=True)
class DatasetClause:
    """The graphs that a query names.

    Args:
        default_graphs: those of ``FROM``, each once.
        named_graphs: those of ``FROM NAMED``, each once.
    """

    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def dataset_clause(text: str, base: str, prefixes: Mapping[str, str]) -> DatasetClause:
    """Read a query's dataset clause.

    Args:
        text: the query, its code point escapes decoded.
        base: the IRI against which it resolves relative ones.
        prefixes: the prefixes that it may use without declaring them.

    Returns:
        the graphs; none where the query names none, or does not parse.
    """
    if "FROM" not in text.upper():
        return DatasetClause()
    outer = [token for token in scan(text) if not token.bracket]
    before = [Token("sign", "", 0), Token("sign", "", 0), *outer]
    default, named = [], []
    for (first, second), token in zip(pairwise(before), outer, strict=False):
        if token.kind not in _NAMES:
            continue
        if _is(second, "FROM"):
            default.append(token.text)
        elif _is(second, "NAMED") and _is(first, "FROM"):
            named.append(token.text)
    resolved = _resolve(_prologue(text, outer), [*default, *named], base, dict(prefixes))
    return DatasetClause(tuple(dict.fromkeys(resolved[: len(default)])), tuple(dict.fromkeys(resolved[len(default) :])))


def _is(token: Token, keyword: str) -> bool:
    return token.kind == "word" and token.text.upper() == keyword


def _prologue(text: str, outer: list[Token]) -> str:
    for token in outer:
        if token.kind == "word" and token.text.upper() not in ("BASE", "PREFIX", "VERSION"):
            return text[: token.start]
    return ""


def _resolve(prologue: str, names: list[str], base: str, prefixes: dict[str, str]) -> list[str]:
    """Let the engine resolve names as it does in the query itself."""
    if not names:
        return []
    rows = " ".join(f"({number} {name})" for number, name in enumerate(names))
    try:
        found = ox.Store().query(
            f"{prologue}\nSELECT ?name {{ VALUES (?number ?name) {{ {rows} }} }} ORDER BY ?number",
            base_iri=base,
            prefixes=prefixes,
        )
    except SyntaxError:
        return []
    assert isinstance(found, ox.QuerySolutions)
    return [row["name"].value for row in found]
