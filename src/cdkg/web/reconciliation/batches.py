"""Reads the JSON that clients send (Reconciliation Service API 0.2, sections 4 and 7)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge

from cdkg.web.messages import say

BATCH: Final = 50
"""Most queries of one batch; the manifest tells it."""

MOST_CANDIDATES: Final = 50
LONGEST_NAME: Final = 500
MOST_CELLS: Final = 10_000
"""Most things times properties of one request for data."""

_CANDIDATES: Final = 5
_STRICTNESS: Final = ("any", "should", "all")

Value = str | float | bool


class _RefusedError(Exception):
    """What was sent cannot be used.

    Args:
        key: the key of the text that says so.
        values: what fills its gaps.
        answered: how it is answered.
    """

    def __init__(self, key: str, answered: type[HTTPException] = BadRequest, **values: object) -> None:
        self.key = key
        self.answered = answered
        self.values = values


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


def read_queries(text: str, language: str) -> dict[str, Query]:
    """Read a batch of queries.

    Args:
        text: the JSON.
        language: the reader's language.

    Raises:
        BadRequest: if it is not of the form that the API describes; the message names the query and the field.
        RequestEntityTooLarge: if there are too many.
    """
    with _telling(language):
        batch = _object(_json(text, "queries"), "queries")
        if len(batch) > BATCH:
            raise _RefusedError("reconcile_batch", RequestEntityTooLarge, count=len(batch), most=BATCH)
        return {key: _query(key, given) for key, given in batch.items()}


def read_extension(text: str, language: str) -> Extension:
    """Read a request for data.

    Args:
        text: the JSON.
        language: the reader's language.

    Raises:
        BadRequest: if it is not of the form that the API describes.
        RequestEntityTooLarge: if it asks for too much.
    """
    with _telling(language):
        given = _object(_json(text, "extend"), "extend")
        ids = tuple(_text(one, "ids") for one in _list(given.get("ids"), "ids"))
        columns = [_object(one, "properties") for one in _list(given.get("properties"), "properties")]
        wanted = tuple((_text(one.get("id"), "properties"), _most_values(one.get("settings"))) for one in columns)
        cells = len(ids) * len(wanted)
        if cells > MOST_CELLS:
            raise _RefusedError("reconcile_cells", RequestEntityTooLarge, count=cells, most=MOST_CELLS)
        return Extension(ids, wanted)


@contextmanager
def _telling(language: str) -> Iterator[None]:
    """Tell a reader what is wrong with what was sent."""
    try:
        yield
    except _RefusedError as fault:
        raise fault.answered(writable(say(fault.key, language, **fault.values))) from None


def writable(text: str) -> str:
    """Replace what no UTF-8 text can hold, and escapes in JSON can name: half a character."""
    return text.encode(errors="replace").decode()


def _query(key: str, given: object) -> Query:
    found = _object(given, key)
    name = _text(found.get("query", ""), f"{key}.query").strip()
    if len(name) > LONGEST_NAME:
        raise _RefusedError("reconcile_long", query=key, most=LONGEST_NAME)
    types = found.get("type") or []
    strict = found.get("type_strict", "should")
    if strict not in _STRICTNESS:
        _refuse(f"{key}.type_strict")
    conditions = [_condition(one, key) for one in _list(found.get("properties") or [], f"{key}.properties")]
    if not name and not conditions:
        raise _RefusedError("reconcile_empty", query=key)
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
        raise _RefusedError("reconcile_json", parameter=where) from None


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
    raise _RefusedError("reconcile_field", field=where)
