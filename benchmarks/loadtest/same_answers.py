"""Compares what the peers answer, so that nobody is fast by being wrong."""

from __future__ import annotations

import http.client
import json
from decimal import Decimal, InvalidOperation
from typing import Final

from loadtest.datasets import Dataset
from loadtest.load import ACCEPT, Requests, fresh_number
from loadtest.peers import Endpoint
from loadtest.workloads import ROWS, Workload

_ASKED: Final = 5
_PATIENCE: Final = 30.0
_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
Row = tuple[tuple[str, str], ...]


def answers(workload: Workload, dataset: Dataset, endpoint: Endpoint) -> tuple[object, ...]:
    """Ask a few queries of a kind.

    Returns:
        for each the rows, in an order of their own; only their number where the query leaves open which they are.
        What went wrong, where one was not answered.
    """
    subjects = workload.subjects(dataset)
    requests = Requests(endpoint.port, workload.target(endpoint.path), subjects)
    number = fresh_number()
    number -= number % len(subjects)  # the first subjects, for each peer the same
    found: list[object] = []
    for step in range(min(_ASKED, len(subjects))):
        try:
            rows = _rows(endpoint.port, requests.one(number + step))
        except (OSError, http.client.HTTPException, ValueError) as fault:
            return (repr(fault),)
        found.append(len(rows) if workload is ROWS else tuple(sorted(rows)))
    return tuple(found)


def _rows(port: int, target: str) -> list[Row]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        connection.request("GET", target, headers={"Accept": ACCEPT})
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise ValueError(f"{response.status} {body[:200]!r}")
        found = json.loads(body)["results"]["bindings"]
    finally:
        connection.close()
    return [tuple(sorted((name, _value(term)) for name, term in row.items())) for row in found]


def _value(term: dict[str, str]) -> str:
    """What a term says: engines write the same number in different ways, and name blank nodes as they like."""
    if term["type"] == "bnode":
        return "_:"
    if term.get("datatype", _STRING) == _STRING:
        return f"{term['value']}@{term.get('xml:lang', '')}"
    try:
        return str(Decimal(term["value"]).normalize())
    except InvalidOperation:
        return {"true": "1", "false": "0"}.get(term["value"], term["value"])
