"""The SPARQL editor and its answers as a reader sees them."""

from __future__ import annotations

import html
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from web_site import BROWSER, client

SELECT = 'SELECT ?city ?name ?lat WHERE { ?city geo:lat ?lat ; skos:prefLabel ?name FILTER(LANG(?name) = "fa") }'


@pytest.fixture
def site() -> FlaskClient:
    return client()


def page(site: FlaskClient, query: str, language: str = "en", status: int = 200) -> str:
    answer = site.get(
        "/sparql", query_string={"query": query}, headers={"Accept": BROWSER, "Accept-Language": language}
    )
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    return answer.text


def test_without_a_query_there_is_an_editor(site: FlaskClient) -> None:
    answer = site.get("/sparql", headers={"Accept": BROWSER})
    assert answer.status_code == 200
    assert '<textarea id="query" name="query"' in answer.text
    assert '<label for="query">' in answer.text


def test_the_answer_is_a_table_with_links(site: FlaskClient) -> None:
    text = page(site, SELECT)
    assert html.escape(SELECT, quote=False) in html.unescape(text).replace("&#34;", '"')
    assert '<a href="/id/city/tehran" dir="auto" title="https://w3id.org/cdkg/id/city/tehran">city:tehran</a>' in text
    assert '<span dir="auto" lang="fa">تهران</span> <small class="tag" dir="ltr">fa</small>' in text
    assert "35.6892" in text
    assert "One row." in text


def test_numbers_are_written_as_the_reader_writes_them(site: FlaskClient) -> None:
    text = page(site, SELECT, language="fa")
    assert "۳۵٫۶۸۹۲" in text
    assert "یک ردیف." in text


def test_downloads_ask_for_the_same_query_in_each_format(site: FlaskClient) -> None:
    text = html.unescape(page(site, SELECT))
    links = [part.split('"', 1)[0] for part in text.split('href="') if part.startswith("/sparql?query=")]
    asked = {parse_qs(urlsplit(link).query)["format"][0] for link in links if "format=" in link}
    assert {"json", "csv", "tsv", "xml"} <= asked
    for link in links:
        answer = site.get(link, headers={"Accept": BROWSER})
        assert answer.status_code == 200
        assert answer.mimetype != "text/html"


def test_a_graph_is_shown_as_triples_and_a_yes_as_yes(site: FlaskClient) -> None:
    graph = page(site, "CONSTRUCT WHERE { city:tehran cdkg:sisterCity ?other }")
    assert "city:seoul" in graph
    assert "format=ttl" in graph
    assert "Yes" in page(site, "ASK { city:tehran a cdkg:City }")
    assert "خیر" in page(site, "ASK { city:tehran a cdkg:Country }", language="fa")


def test_what_is_cut_is_told() -> None:
    text = client(result_rows=3).get(
        "/sparql", query_string={"query": "SELECT ?s WHERE { ?s ?p ?o }"}, headers={"Accept": BROWSER}
    )
    assert "Only the first 3 rows" in text.text


def test_a_syntax_error_keeps_the_query_and_marks_the_line(site: FlaskClient) -> None:
    query = "SELECT ?nowhere\nWHERE { ?s FILTR(?p) ?o }\nLIMIT 5"
    text = page(site, query, status=400)
    assert query in text
    assert "<mark>WHERE { ?s FILTR(?p) ?o }</mark>" in text
    assert "Line 2" in text
    assert "سطر ۲" in page(site, query, language="fa", status=400)


def test_what_others_wrote_cannot_become_markup(site: FlaskClient) -> None:
    everything = "SELECT * WHERE { <https://w3id.org/cdkg/id/claim/hostile> ?p ?o }"
    asked = "SELECT ('</textarea><script>x()</script>' AS ?y) ?p ?o WHERE { ?s ?p ?o } LIMIT 1"
    for text in (
        page(site, everything),
        page(site, asked),
        page(site, "</textarea><script>x()</script>", status=400),
        site.get("/id/claim/hostile", headers={"Accept": BROWSER}).text,
    ):
        assert "<script" not in text
        assert "<img src=x" not in text
        assert 'href="javascript:' not in text
    assert "&lt;script&gt;alert(1)" in page(site, everything)
