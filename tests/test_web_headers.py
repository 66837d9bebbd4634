"""Every answer says who may read it, how long it holds, and what it was chosen by; and keeps browsers from harm."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from web_site import BROWSER, SPARQL_JSON, client

SELECT = "SELECT ?name WHERE { city:tehran skos:prefLabel ?name }"
QUERY = f"/sparql?query={quote(SELECT)}"


@pytest.fixture
def site() -> FlaskClient:
    return client()


@pytest.mark.parametrize("accept", [BROWSER, "*/*"])
@pytest.mark.parametrize(
    "path", ["/", QUERY, "/sparql", "/id/city/tehran", "/ontology", "/nothing", "/health", "/static/style.css"]
)
def test_every_answer_may_be_read_by_anybody_and_is_taken_for_what_it_is(
    site: FlaskClient, path: str, accept: str
) -> None:
    headers = site.get(path, headers={"Accept": accept}).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert {"X-Cdkg-Truncated", "ETag", "Retry-After"} <= set(headers["Access-Control-Expose-Headers"].split(", "))
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    for name in {name for name, _ in headers}:
        assert len(headers.getlist(name)) == 1, name


def test_no_script_in_data_can_run(site: FlaskClient) -> None:
    for path in (QUERY, "/id/city/tehran?format=rdf", "/nothing"):
        policy = site.get(path).headers["Content-Security-Policy"]
        assert policy == "default-src 'none'; frame-ancestors 'none'; sandbox"


def test_a_page_stands_alone_and_may_use_no_device(site: FlaskClient) -> None:
    headers = site.get("/", headers={"Accept": BROWSER}).headers
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "script-src" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("path", "accept", "vary"),
    [
        (QUERY, "*/*", "Accept"),
        (QUERY + "&format=csv", "*/*", None),
        (QUERY, BROWSER, "Accept, Accept-Encoding, Accept-Language"),
        (QUERY + "&lang=fa", BROWSER, "Accept, Accept-Encoding"),
        ("/id/city/tehran", "text/turtle", "Accept, Accept-Encoding"),
        ("/", "*/*", "Accept-Encoding, Accept-Language"),
        ("/nothing", "*/*", "Accept, Accept-Language"),
        ("/static/style.css", "*/*", "Accept-Encoding"),
        ("/static/icon.svg", "*/*", None),
        ("/health", "*/*", None),
    ],
)
def test_vary_names_what_the_answer_was_chosen_by_and_nothing_else(
    site: FlaskClient, path: str, accept: str, vary: str | None
) -> None:
    assert site.get(path, headers={"Accept": accept}).headers.get("Vary") == vary


def test_a_page_of_another_site_may_post_a_query_with_a_token(site: FlaskClient) -> None:
    answer = site.options(
        "/sparql",
        headers={
            "Origin": "https://other.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization, content-type",
        },
    )
    assert answer.status_code == 200
    assert set(answer.headers["Access-Control-Allow-Methods"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    allowed = answer.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert {"authorization", "content-type", "if-none-match"} <= set(allowed)
    assert int(answer.headers["Access-Control-Max-Age"]) > 0
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("path", [QUERY, "/", "/id/city/tehran", "/ontology", "/queries/", "/static/style.css"])
def test_what_holds_as_long_as_the_graph_must_be_asked_for_again(site: FlaskClient, path: str) -> None:
    headers = site.get(path, headers={"Accept": BROWSER}).headers
    assert headers["Cache-Control"] == "no-cache"
    assert headers["ETag"].startswith('"')


@pytest.mark.parametrize("path", ["/nothing", "/sparql?query=SELECT", "/health"])
def test_what_holds_for_now_is_not_stored(site: FlaskClient, path: str) -> None:
    headers = site.get(path, headers={"Accept": "*/*"}).headers
    assert headers["Cache-Control"] == "no-store"
    assert "ETag" not in headers


@pytest.mark.parametrize("function", ["NOW()", "rand ( )", "UUID#\n()", "STRUUID()", "N\\u004FW()"])
def test_an_answer_that_is_another_each_time_is_not_stored(site: FlaskClient, function: str) -> None:
    path = f"/sparql?query={quote(f'SELECT ({function} AS ?x) {{}}')}"
    for accept in (SPARQL_JSON, BROWSER):
        answers = [site.get(path, headers={"Accept": accept}) for _ in range(2)]
        assert [answer.headers["Cache-Control"] for answer in answers] == ["no-store", "no-store"]
        assert answers[0].status_code in (200, 400)  # not every engine decodes the escape
    values = {
        json.loads(site.get("/sparql?query=SELECT(STRUUID()AS?x){}").data)["results"]["bindings"][0]["x"]["value"]
        for _ in range(2)
    }
    assert len(values) == 2


def lasting(answer: TestResponse) -> dict[str, str]:
    return {name: value for name, value in answer.headers if name != "X-Request-Id"}


@pytest.mark.parametrize(
    ("path", "method"),
    [(QUERY, "GET"), ("/", "GET"), ("/id/city/tehran", "GET"), ("/nothing", "GET"), ("/health", "GET")],
)
def test_head_gives_the_headers_of_get(site: FlaskClient, path: str, method: str) -> None:
    for accept in (BROWSER, "text/turtle, */*;q=0.1"):
        whole = client().get(path, headers={"Accept": accept, "Accept-Encoding": "gzip"})
        head = site.head(path, headers={"Accept": accept, "Accept-Encoding": "gzip"})
        again = site.head(path, headers={"Accept": accept, "Accept-Encoding": "gzip"})
        for answer in (head, again):
            assert answer.data == b""
            assert (answer.status_code, lasting(answer)) == (whole.status_code, lasting(whole))
