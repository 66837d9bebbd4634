"""Odd but legal requests get what the protocols promise, and broken ones an answer that says what is wrong."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from web_site import BROWSER, SPARQL_JSON, client

SELECT = "SELECT ?name WHERE { city:tehran skos:prefLabel ?name }"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def site() -> FlaskClient:
    return client()


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/html, text/turtle", "text/html"),  # the page is all of these that there is
        ("text/html;q=0.1, */*", SPARQL_JSON),
        ("text/html, */*", "text/html"),
        ("text/html;q=0.9, text/csv", "text/csv"),
        (",,,", SPARQL_JSON),
        (BROWSER, "text/html"),
    ],
)
def test_a_page_is_for_those_who_like_it_best_or_take_nothing_else(
    site: FlaskClient, accept: str, media_type: str
) -> None:
    answer = site.get("/sparql", query_string={"query": SELECT}, headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, media_type)


def test_head_is_get_without_a_body(site: FlaskClient) -> None:
    for path in ("/sparql", f"/sparql?query={quote(SELECT)}", "/id/city/tehran"):
        whole = site.get(path, headers={"Accept": "text/turtle, application/sparql-results+json;q=0.5"})
        head = site.head(path, headers={"Accept": "text/turtle, application/sparql-results+json;q=0.5"})
        assert (head.status_code, head.mimetype, head.data) == (whole.status_code, whole.mimetype, b"")


@pytest.mark.parametrize("how", ["get", "form", "raw form"])
def test_broken_utf_8_is_refused_and_not_mended(site: FlaskClient, how: str) -> None:
    text = "query=SELECT%20(%22%FF%22%20AS%20?x)%20%7B%7D"
    if how == "get":
        answer = site.get(f"/sparql?{text}")
    else:
        body = text.encode() if how == "form" else b"query=SELECT * { ?s ?p '\xff' }"
        answer = site.post("/sparql", data=body, content_type=FORM)
    assert answer.status_code == 400
    assert "UTF-8" in answer.get_json()["detail"]


@pytest.mark.parametrize("path", ["/id/city/%FF", "/voc/%FF", "/id/city/%ED%A0%80", "/id/city/%EF%BF%BF"])
def test_what_cannot_be_a_name_is_not_found(site: FlaskClient, path: str) -> None:
    assert site.get(path).status_code == 404


def test_a_list_without_its_slash_is_no_redirect(site: FlaskClient) -> None:
    assert site.get("/queries", headers={"Accept": BROWSER, "Host": "evil.example"}).status_code == 200


def test_a_media_type_as_format_may_lose_its_plus_sign(site: FlaskClient) -> None:
    answer = site.get(f"/sparql?query={quote(SELECT)}&format=application/sparql-results+xml")
    assert answer.mimetype == "application/sparql-results+xml"
