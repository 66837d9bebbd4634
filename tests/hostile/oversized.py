"""Requests with too much of something: 413, 414 or 431 at once; where it is only much, an answer."""

from __future__ import annotations

import gzip
from typing import Final
from urllib.parse import quote

from hostile.attack import FORM, Attack, by_form, by_get, by_post

_TOO_LONG: Final = "ASK { } #" + "x" * 200_000
_HUGE: Final = b"x" * 3_000_000
_CHUNK: Final = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"


def attacks() -> list[Attack]:
    """Give the family."""
    names = [f"a{number}" for number in range(100_000)]
    form = "&".join(f"{name}=1" for name in names)
    graphs = "&".join(f"default-graph-uri=http://example.org/{number}" for number in range(10_000))
    chunked = (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n"
    )
    bomb = gzip.compress(b"ASK { } #" + b" " * 50_000_000)
    boundary = "multipart/form-data; boundary=x"
    many_parts = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="%d"\r\n\r\n1\r\n' % number for number in range(5_000)
    )
    query = "/sparql?query=ASK%7B%7D"

    def with_header(name: str, line: str, *statuses: int, target: str = query) -> Attack:
        return Attack(f"oversized: {name}", statuses, target, headers=(line,))

    return [
        by_get("oversized: a query by GET", _TOO_LONG, 413, 414),
        by_form("oversized: a query by a form", _TOO_LONG, 413),
        by_post("oversized: a query by a direct POST", _TOO_LONG.encode(), 413),
        by_post("oversized: a body of 3 MB", _HUGE, 413),
        by_post("oversized: a form of 3 MB", b"query=" + _HUGE, 413, media_type=FORM),
        by_post("oversized: a body of another type", _HUGE, 413, 415, media_type="application/json"),
        by_post("oversized: JSON 100,000 deep", b"[" * 100_000, 413, 415, media_type="application/json"),
        by_post("oversized: a form of 100,000 names", form.encode(), 413, media_type=FORM),
        by_post(
            "oversized: a form of a query and 50,000 names",
            f"query=ASK%7B%7D&{form[:390_000]}".encode(),
            200,
            413,
            media_type=FORM,
        ),
        by_post(
            "oversized: a form of 100,000 separators", b"query=ASK%7B%7D" + b"&" * 100_000, 200, 413, media_type=FORM
        ),
        by_post("oversized: 10,000 graphs", f"query=ASK%7B%7D&{graphs}".encode(), 200, 413, media_type=FORM),
        by_post("oversized: a multipart form of 5,000 parts", many_parts + b"--x--\r\n", 413, 415, media_type=boundary),
        Attack(
            "oversized: a body that says to be of 10 GB",
            (413,),
            raw=(
                b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
                b"Content-Length: 10000000000\r\n\r\nASK { }"
            ),
        ),
        Attack(
            "oversized: a body of 10 GB that waits to be asked for",
            (413, 417),
            raw=(
                b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
                b"Expect: 100-continue\r\nContent-Length: 10000000000\r\n\r\n"
            ),
        ),
        Attack("oversized: a body in chunks", (413,), raw=chunked + _CHUNK * 40 + b"0\r\n\r\n"),
        Attack(
            "oversized: a compressed body that grows",
            (400, 413, 415),
            "/sparql",
            "POST",
            ("Content-Type: application/sparql-query", "Content-Encoding: gzip"),
            bomb,
        ),
        Attack(
            "oversized: a compressed form that grows",
            (400, 413, 415),
            "/sparql",
            "POST",
            (f"Content-Type: {FORM}", "Content-Encoding: gzip"),
            bomb,
        ),
        Attack("oversized: a target of 1 MB", (400, 414, 431), f"/{'x' * 1_000_000}"),
        Attack("oversized: a target of 60 KB", (404, 414), f"/id/{'x' * 60_000}"),
        Attack("oversized: a target of 10,000 steps", (404, 414), "/id" + "/a" * 10_000),
        Attack("oversized: a target of 10,000 slashes", (200, 308, 404, 414), "/" * 10_000),
        Attack("oversized: 5,000 parameters", (200, 414), query + "&" + form[:30_000]),
        Attack("oversized: 5,000 parameters of a named query", (400, 414), "/queries/ties-of-city?" + form[:30_000]),
        Attack(
            "oversized: a named query's parameter of 50 KB",
            (200, 400, 404, 414),
            "/queries/ties-of-city?city=" + "x" * 50_000,
        ),
        Attack("oversized: a method of 10 KB", (400, 405, 431, 501), query, "X" * 10_000),
        with_header("a header of 1 MB", "X-Long: " + "x" * 1_000_000, 400, 431),
        with_header("a header's name of 100 KB", "X" * 100_000 + ": 1", 400, 431),
        Attack("oversized: 5,000 headers", (400, 431), query, headers=tuple(f"X-{name}: 1" for name in names[:5_000])),
        with_header(
            "an Accept of 10,000 ranges", "Accept: " + ",".join(f"a/{n};q=0.{n}" for n in range(10_000)), 200, 406, 431
        ),
        with_header("an Accept of 10,000 stars", "Accept: " + "*/*," * 10_000, 200, 406, 431),
        with_header("an Accept of quotation marks", 'Accept: a/b;c="' + '\\"' * 10_000, 200, 400, 406, 431),
        with_header(
            "an Accept-Language of 10,000 languages",
            "Accept-Language: " + "fa;q=0.1,xx-yy;q=0.9," * 10_000,
            200,
            431,
            target="/",
        ),
        with_header(
            "an Accept-Language of one long language", "Accept-Language: " + "a-" * 20_000, 200, 431, target="/"
        ),
        with_header("10,000 cookies", "Cookie: " + "a=b; " * 10_000, 200, 431, target="/"),
        with_header(
            "10,000 ranges of bytes",
            "Range: bytes=" + "0-0," * 10_000,
            200,
            206,
            404,
            416,
            431,
            target="/static/style.css",
        ),
        with_header("10,000 ETags", "If-None-Match: " + '"x",' * 10_000, 200, 304, 431),
        with_header("an Accept-Encoding of 10,000 codings", "Accept-Encoding: " + "x;q=0.5," * 10_000, 200, 431),
        with_header("a token of 50 KB", "Authorization: Bearer " + "x" * 50_000, 200, 401, 431),
        Attack(
            "oversized: a Content-Type of 50 KB",
            (400, 415, 431),
            "/sparql",
            "POST",
            ("Content-Type: a/b" + ";c=d" * 12_000,),
            b"x",
        ),
        by_form("oversized: a LIMIT beyond all numbers", "SELECT * { ?s ?p ?o } LIMIT " + "9" * 1_000, 200, 400),
        by_form("oversized: an OFFSET beyond all numbers", "SELECT * { ?s ?p ?o } OFFSET " + "9" * 1_000, 200, 400),
        by_get("oversized: a huge LIMIT", "SELECT * { ?s ?p ?o } LIMIT 1000000000000", 200, 503),
        by_get("oversized: a huge OFFSET", "SELECT * { ?s ?p ?o } LIMIT 1 OFFSET 1000000000000", 200, 503),
        by_form("oversized: a number of 100,000 digits", f"SELECT ({'9' * 100_000} + 1 AS ?x) {{ }}", 200, 400),
        by_form("oversized: a string of 190 KB", f"SELECT (STRLEN('{'x' * 190_000}') AS ?x) {{ }}", 200),
        by_form("oversized: a variable of 100 KB", f"SELECT (1 AS ?{'x' * 100_000}) {{ }}", 200),
        by_form("oversized: an IRI of 100 KB", f"ASK {{ <x:{'x' * 100_000}> ?p ?o }}", 200),
        by_form("oversized: a prefixed name of 50,000 dots", f"ASK {{ cdkg:{'.' * 50_000}a ?p ?o }}", 200, 400),
        by_form("oversized: 50,000 lines before a fault", "ASK {" + "\n" * 50_000 + " ?s }", 400),
        Attack(
            "oversized: a fault far to the right, for a browser",
            (400,),
            "/sparql",
            "POST",
            (f"Content-Type: {FORM}", "Accept: text/html"),
            b"query=" + quote("ASK {" + " " * 50_000 + "?s }").encode(),
        ),
    ]
