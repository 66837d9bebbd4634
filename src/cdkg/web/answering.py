"""Runs a reader's query and gives the answer: in the format that a program wants, or as a table for a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Response

from cdkg.sparql.inspection import Inspection, inspect
from cdkg.sparql.truncation import marked
from cdkg.store import Answer, Question
from cdkg.web.asking import service
from cdkg.web.cells import Table, table, table_type
from cdkg.web.freshness import note_functions
from cdkg.web.headers import TRUNCATED
from cdkg.web.negotiation import data_type, downloads
from cdkg.web.protocol import Operation
from cdkg.web.term_warnings import WARNING, header, sentences, warnings_of

PAGE_ROWS: Final = 1000
"""Most rows of a table on a page; the download has them all."""


@dataclass(frozen=True)
class Shown:
    """An answer on a page.

    Args:
        table: its rows.
        downloads: the formats in which it can be downloaded, by their value of the ``format`` parameter.
        warnings: what the reader may have misspelt.
    """

    table: Table
    downloads: dict[str, str]
    warnings: list[str]


def data_answer(operation: Operation) -> Response:
    """Answer a program.

    Raises:
        CdkgError: if the query is not one that is answered; see `Store.answer`.
        NotAcceptable: if the client accepts no format that fits the query's form.
    """
    inspection = inspect(operation.text, service().policy)
    note_functions(inspection)
    media_type = data_type(inspection.form)
    question = _question(operation, inspection, media_type, service().settings.result_rows)
    response = data_response(service().store.answer(question))
    found = warnings_of(inspection.text)
    if found:
        response.headers[WARNING] = header(found)
    return response


def page_answer(operation: Operation, language: str) -> Shown:
    """Answer a browser.

    Args:
        operation: the query.
        language: the reader's language.

    Raises:
        CdkgError: if the query is not one that is answered; see `Store.answer`.
    """
    inspection = inspect(operation.text, service().policy)
    note_functions(inspection)
    form = inspection.form
    limit = min(PAGE_ROWS, service().settings.result_rows)
    answer = service().store.answer(_question(operation, inspection, table_type(form), limit))
    return Shown(
        table(answer.body, form, language, truncated=answer.truncated),
        downloads(form),
        sentences(warnings_of(inspection.text), language),
    )


def data_response(answer: Answer) -> Response:
    """Send what the store answered; if it was cut, the header tells it, and the body where its format can."""
    body, media_type = answer.body, answer.media_type
    if answer.truncated:
        body = marked(body, media_type.partition(";")[0], service().settings.result_rows)
    response = Response(body, content_type=media_type) if ";" in media_type else Response(body, mimetype=media_type)
    if answer.truncated:
        response.headers[TRUNCATED] = "true"
    return response


def _question(operation: Operation, inspection: Inspection, media_type: str, limit: int) -> Question:
    return Question(
        text=inspection.text,
        media_type=media_type,
        default_graphs=operation.default_graphs,
        named_graphs=operation.named_graphs,
        row_limit=limit,
        inspection=inspection,
    )
