"""Reads what clients send (Reconciliation Service API 0.2, sections 4 and 7): JSON in a form or a query string."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from flask import request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from cdkg.web.asking import service
from cdkg.web.messages import say
from cdkg.web.protocol import FORM, longest_body, refuse_broken_text, refuse_coded_body
from cdkg.web.reader import reader_language

BATCH: Final = 50
"""Most queries of one batch; the manifest tells it."""

MOST_CANDIDATES: Final = 50
LONGEST_NAME: Final = 500
MOST_CELLS: Final = 10_000
"""Most things times properties of one request for data."""

_CANDIDATES: Final = 5
_STRICTNESS: Final = ("any", "should", "all")

Value = str | float | bool


@dataclass(frozen=True)
class Condition:
    """A property that a thing should have.

    Args:
        property: how the client names the property.
        values: what its value should be, one of them; a thing by its id.
    """

    property: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Query:
    """One query of a batch.

    Args:
        name: the name to be matched; empty where only properties are told.
        types: the types that the thing should have.
        strict: whether it should have any of them, or all.
        limit: most candidates.
        conditions: further properties.
    """

    name: str
    types: tuple[str, ...]
    strict: str
    limit: int
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Extension:
    """What is to be told of things.

    Args:
        ids: the things.
        properties: the properties, each with the most values of a cell (0 means all).
    """

    ids: tuple[str, ...]
    properties: tuple[tuple[str, int], ...]


def parameters() -> Mapping[str, str]:
    """Read the request's parameters, of the query string and of a form.

    Raises:
        BadRequest: if they are not UTF-8.
        UnsupportedMediaType: if the body is no form.
        RequestEntityTooLarge: if it is too long.
    """
    refuse_broken_text(request.query_string)
    if request.method != "POST":
        return request.args
    request.max_content_length = longest_body(service().settings.query_bytes)
    request.max_form_memory_size = request.max_content_length
    refuse_coded_body()
    if request.mimetype not in (FORM, "multipart/form-data"):
        raise UnsupportedMediaType(say("reconcile_form", reader_language(), given=request.mimetype or "–", form=FORM))
    if request.mimetype == FORM:
        refuse_broken_text(request.get_data())
    return request.values


def read_queries(text: str) -> dict[str, Query]:
    """Read a batch of queries.

    Args:
        text: the JSON.

    Raises:
        BadRequest: if it is not of the form that the API describes; the message names the query and the field.
        RequestEntityTooLarge: if there are too many.
    """
    batch = _object(_json(text, "queries"), "queries")
    if len(batch) > BATCH:
        raise RequestEntityTooLarge(say("reconcile_batch", reader_language(), count=len(batch), most=BATCH))
    return {key: _query(key, given) for key, given in batch.items()}


def read_extension(text: str) -> Extension:
    """Read a request for data.

    Raises:
        BadRequest: if it is not of the form that the API describes.
        RequestEntityTooLarge: if it asks for too much.
    """
    given = _object(_json(text, "extend"), "extend")
    ids = tuple(_text(one, "ids") for one in _list(given.get("ids"), "ids"))
    columns = [_object(one, "properties") for one in _list(given.get("properties"), "properties")]
    wanted = tuple((_text(one.get("id"), "properties"), _most_values(one.get("settings"))) for one in columns)
    if len(ids) * len(wanted) > MOST_CELLS:
        raise RequestEntityTooLarge(
            say("reconcile_cells", reader_language(), count=len(ids) * len(wanted), most=MOST_CELLS)
        )
    return Extension(ids, wanted)


def _query(key: str, given: object) -> Query:
    found = _object(given, key)
    name = _text(found.get("query", ""), f"{key}.query").strip()
    if len(name) > LONGEST_NAME:
        raise BadRequest(say("reconcile_long", reader_language(), query=key, most=LONGEST_NAME))
    types = found.get("type") or []
    strict = found.get("type_strict", "should")
    if strict not in _STRICTNESS:
        _refuse(f"{key}.type_strict")
    conditions = [_condition(one, key) for one in _list(found.get("properties") or [], f"{key}.properties")]
    if not name and not conditions:
        raise BadRequest(say("reconcile_empty", reader_language(), query=key))
    return Query(
        name,
        tuple(_type(one, f"{key}.type") for one in (types if isinstance(types, list) else [types])),
        str(strict),
        min(_count(found.get("limit", _CANDIDATES), f"{key}.limit") or _CANDIDATES, MOST_CANDIDATES),
        tuple(conditions),
    )


def _condition(given: object, key: str) -> Condition:
    where = f"{key}.properties"
    found = _object(given, where)
    values = found.get("v")
    return Condition(
        _text(found.get("pid"), f"{where}.pid"),
        tuple(_value(one, f"{where}.v") for one in (values if isinstance(values, list) else [values])),
    )


def _value(given: object, where: str) -> Value:
    if isinstance(given, dict):
        return _text(given.get("id"), f"{where}.id")
    if isinstance(given, (str, int, float)):
        return given
    return _refuse(where)


def _type(given: object, where: str) -> str:
    """Take a type by its id, or as the object that a manifest offers."""
    return _text(given.get("id"), where) if isinstance(given, dict) else _text(given, where)


def _most_values(settings: object) -> int:
    limit = _object(settings or {}, "settings").get("limit", 0)
    # A form gives numbers as texts.
    return _count(int(limit) if isinstance(limit, str) and limit.isdecimal() else limit or 0, "settings.limit")


def _json(text: str, where: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise BadRequest(say("reconcile_json", reader_language(), parameter=where)) from None


def _object(given: object, where: str) -> dict[str, Any]:  # what JSON holds
    return given if isinstance(given, dict) else _refuse(where)


def _list(given: object, where: str) -> list[object]:
    return given if isinstance(given, list) else _refuse(where)


def _text(given: object, where: str) -> str:
    return given if isinstance(given, str) else _refuse(where)


def _count(given: object, where: str) -> int:
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    return given if isinstance(given, int) and given >= 0 else _refuse(where)


def _refuse(where: str) -> NoReturn:
    raise BadRequest(say("reconcile_field", reader_language(), field=where))
