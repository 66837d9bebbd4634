"""Runs a reader's query and gives the answer: in the format that a program wants, or as a table for a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Response

from cdkg.sparql.inspection import Inspection, inspect
from cdkg.store import Answer, Question
from cdkg.web.asking import service
from cdkg.web.cells import Table, table, table_type
from cdkg.web.headers import TRUNCATED
from cdkg.web.negotiation import data_type, downloads
from cdkg.web.protocol import Operation

PAGE_ROWS: Final = 1000
"""Most rows of a table on a page; the download has them all."""


@dataclass(frozen=True)
class Shown:
    """An answer on a page.

    Args:
        table: its rows.
        downloads: the formats in which it can be downloaded, by their value of the ``format`` parameter.
    """

    table: Table
    downloads: dict[str, str]


def data_answer(operation: Operation) -> Response:
    """Answer a program.

    Raises:
        CdkgError: if the query is not one that is answered; see `Store.answer`.
        NotAcceptable: if the client accepts no format that fits the query's form.
    """
    inspection = inspect(operation.text)
    media_type = data_type(inspection.form)
    question = _question(operation, inspection, media_type, service().settings.result_rows)
    return data_response(service().store.answer(question))


def page_answer(operation: Operation, language: str) -> Shown:
    """Answer a browser.

    Args:
        operation: the query.
        language: the reader's language.

    Raises:
        CdkgError: if the query is not one that is answered; see `Store.answer`.
    """
    inspection = inspect(operation.text)
    form = inspection.form
    limit = min(PAGE_ROWS, service().settings.result_rows)
    answer = service().store.answer(_question(operation, inspection, table_type(form), limit))
    return Shown(table(answer.body, form, language, truncated=answer.truncated), downloads(form))


def data_response(answer: Answer) -> Response:
    """Send what the store answered."""
    if ";" in answer.media_type:
        response = Response(answer.body, content_type=answer.media_type)
    else:
        response = Response(answer.body, mimetype=answer.media_type)
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
    )
