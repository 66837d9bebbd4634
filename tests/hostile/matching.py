"""Hostile requests to what matches names and links things to Wikidata."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

from hostile.attack import BROWSER, FORM, Attack

_SCRIPT = '"><script>alert(1)</script>'
_IN_ADDRESS = quote(_SCRIPT)
_LONGEST = "".join(chr(97 + (number * number) % 26) for number in range(500))
_NESTED = "[" * 5_000 + "]" * 5_000


def attacks() -> list[Attack]:
    return [
        by_form("no JSON", "queries", "{", 400),
        by_form("JSON nested 5,000 deep", "queries", _NESTED, 400),
        by_form("a number of 100,000 digits", "queries", '{"q": {"query": "x", "limit": ' + "9" * 100_000 + "}}", 400),
        by_form("5,000 queries", "queries", _batch(5_000, "Tehran"), 413),
        by_form("50 of the longest names", "queries", _batch(50, _LONGEST), 200),
        by_form("50 names of spaces and marks", "queries", _batch(50, " \u200c\u0301" * 150), 200),
        by_form("a name of 100 KB", "queries", _batch(1, "x" * 100_000), 400),
        by_form("a name of 20,000 types", "queries", _typed(20_000), 503),
        by_form("a script as a name", "queries", json.dumps({_SCRIPT: {"query": _SCRIPT}}), 200),
        by_form("100,000 cells", "extend", _cells(1_000, 100), 413),
        by_form(
            "a property that is SPARQL",
            "extend",
            '{"ids": ["x> } #"], "properties": [{"id": "x> ?p ?o } #"}]}',
            400,
        ),
        by_get("a callback", "/reconcile?callback=alert", 200, absent=("alert(",)),
        by_get("a prefix of 20 KB", "/reconcile/suggest/entity?prefix=" + "x" * 20_000, 200),
        by_get("a cursor beyond all numbers", "/reconcile/suggest/entity?prefix=a&cursor=" + "9" * 5_000, 400),
        by_page("a script in a preview", f"/reconcile/preview?id={_IN_ADDRESS}", 404),
        by_page("a script in a search of links", f"/links?text={_IN_ADDRESS}", 200),
        by_page("a script as a thing", "/links/city/" + quote(_SCRIPT, safe=""), 405),
        by_page("another folder as a thing", "/links/city/..%2F..%2F..%2Fetc%2Fpasswd", 404),
        by_page("a script as a city to compare", f"/links/comparison?city={_IN_ADDRESS}", 400),
        Attack(
            "matching: a decision without a token",
            (403,),
            "/links/city/tehran/reject",
            "POST",
            (f"Content-Type: {FORM}", "Origin: http://evil.example"),
            b"item=Q3616&reason=x",
        ),
    ]


def by_form(name: str, parameter: str, value: str, *statuses: int) -> Attack:
    body = urlencode({parameter: value}).encode()
    return Attack(f"matching: {name}", statuses, "/reconcile", "POST", (f"Content-Type: {FORM}",), body)


def by_get(name: str, target: str, *statuses: int, absent: tuple[str, ...] = ()) -> Attack:
    return Attack(f"matching: {name}", statuses, target, absent=absent)


def by_page(name: str, target: str, *statuses: int) -> Attack:
    return Attack(f"matching: {name}", statuses, target, headers=(f"Accept: {BROWSER}",), absent=("<script>alert",))


def _batch(number: int, name: str) -> str:
    return json.dumps({f"q{place}": {"query": name} for place in range(number)})


def _typed(number: int) -> str:
    """Write a query that is weighed anew for each type: for minutes, unless it is stopped."""
    return json.dumps({"q": {"query": _LONGEST, "type": [f"t{place}" for place in range(number)]}})


def _cells(rows: int, columns: int) -> str:
    properties = [{"id": f"p{place}"} for place in range(columns)]
    return json.dumps({"ids": [f"city/x{place}" for place in range(rows)], "properties": properties})
