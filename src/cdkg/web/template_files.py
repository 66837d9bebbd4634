"""``/contributions/templates/…``: the spreadsheets and Turtle files that a contributor fills in."""

from __future__ import annotations

from functools import cache
from typing import Final

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from cdkg.web.handed_files import TABLES
from cdkg.web.messages import say
from cdkg.web.reader import reader_language

blueprint = Blueprint("template_files", __name__)

KINDS: Final = ("ties", "memberships", "norms", "findings", "entities")
"""What there are templates for."""

_TYPES: Final = {"xlsx": TABLES["xlsx"], "csv": "text/csv; charset=utf-8", "ttl": "text/turtle; charset=utf-8"}


@blueprint.get("/contributions/templates/<name>")
def template(name: str) -> Response:
    """Send a template."""
    kind, _, ending = name.partition(".")
    if kind not in KINDS or ending not in _TYPES:
        known = ", ".join(f"{one}.xlsx" for one in KINDS)
        raise NotFound(say("no_such_template", reader_language(), name=name, known=known))
    response = Response(_written(kind, ending), content_type=_TYPES[ending])
    response.headers.set("Content-Disposition", "attachment", filename=f"cdkg-{kind}.{ending}")
    return response


@cache
def _written(kind: str, ending: str) -> bytes:
    # What reads and writes workbooks is loaded only where it is needed.
    from cdkg.contributions.tables.templates import write_template

    return write_template(kind, ending)
