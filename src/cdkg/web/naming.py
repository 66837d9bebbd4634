"""Calls things by their names in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from cdkg.namespaces import short
from cdkg.web import page_queries
from cdkg.web.asking import Row, rows
from cdkg.web.iris import is_absolute_iri


def names(iris: Iterable[str], language: str) -> dict[str, str]:
    """Find what things are called.

    Args:
        iris: the things; whatever is no absolute IRI is left out.
        language: the reader's language.

    Returns:
        for each IRI its label in that language, else in another, else the printed name of a claim, else the names of
        what a tie or membership joins, else the shortened IRI.
    """
    wanted = sorted({iri for iri in iris if is_absolute_iri(iri)})
    if not wanted:
        return {}
    found: dict[str, list[Row]] = {iri: [] for iri in wanted}
    for row in rows(page_queries.labels(wanted)):
        found[text_of(row, "thing")].append(row)
    return {iri: _best(texts, language) or short(iri) for iri, texts in found.items()}


def _best(texts: list[Row], language: str) -> str | None:
    if not texts:
        return None
    rank = min(text_of(row, "rank") for row in texts)
    ranked = [row["text"] for row in texts if text_of(row, "rank") == rank]
    chosen = in_language((text for text in ranked if isinstance(text, ox.Literal)), language)
    return " – ".join(dict.fromkeys(chosen)) if rank == "3" else next(iter(chosen), None)


def in_language(texts: Iterable[ox.Literal], language: str) -> list[str]:
    """Keep the texts that a reader reads best: those in the language; else those in none; else all.

    Args:
        texts: literals, some of them with a language tag.
        language: the reader's language.
    """
    given = list(texts)
    for wanted in (language, None):
        kept = [text.value for text in given if text.language == wanted]
        if kept:
            return kept
    return [text.value for text in given]


def text_of(row: Mapping[str, object], name: str) -> str:
    """Give the text of a term in a solution: an IRI, or a literal's value; empty where it is not bound."""
    term = row.get(name)
    return str(getattr(term, "value", ""))
