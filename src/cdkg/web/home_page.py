"""``/``: what the graph is, what is in it, and where to begin."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from cdkg.web import page_queries
from cdkg.web.asking import rows, service
from cdkg.web.cells import iri_cell
from cdkg.web.messages import LANGUAGES
from cdkg.web.naming import names, text_of
from cdkg.web.query_topics import topics
from cdkg.web.reader import reader_language

blueprint = Blueprint("home_page", __name__)

NUMBERS = ("documents", "claims", "ties", "cities", "disagreements")


@dataclass(frozen=True)
class _Contents:
    numbers: dict[str, int]
    documents: list[str]
    cities: list[str]
    labels: dict[str, dict[str, str]]


@blueprint.get("/")
def home() -> str:
    """Show the way in."""
    language = reader_language()
    contents = service().remember("home", _contents)
    labels = contents.labels[language]
    return render_template(
        "home.html",
        numbers=[(kind, contents.numbers.get(kind, 0)) for kind in NUMBERS],
        documents=[iri_cell(iri, labels) for iri in contents.documents],
        cities=[iri_cell(iri, labels) for iri in contents.cities],
        topics=topics(),
        example=page_queries.EDITOR_EXAMPLE,
    )


def _contents() -> _Contents:
    documents = [text_of(row, "document") for row in rows(page_queries.DOCUMENTS)]
    cities = [text_of(row, "city") for row in rows(page_queries.MOST_TIED_CITIES)]
    return _Contents(
        numbers={text_of(row, "kind"): int(text_of(row, "number")) for row in rows(page_queries.NUMBERS)},
        documents=documents,
        cities=cities,
        labels={language: names([*documents, *cities], language) for language in LANGUAGES},
    )
