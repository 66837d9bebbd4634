"""Every entity, concept and the ontology at its own address."""

from __future__ import annotations

from urllib.parse import quote

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from cdkg.web import page_queries
from conftest import rows_of
from web_site import BROWSER, client

TEHRAN = "https://w3id.org/cdkg/id/city/tehran"
LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
CLAIM = "/id/claim/foreign-policy/t2-r14-1"


@pytest.fixture
def site() -> FlaskClient:
    return client()


def page(site: FlaskClient, path: str, language: str = "en") -> str:
    answer = site.get(path, headers={"Accept": BROWSER, "Accept-Language": language})
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    return answer.text


@pytest.mark.parametrize(
    "media_type", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]
)
def test_an_entity_as_rdf(site: FlaskClient, media_type: str) -> None:
    answer = site.get("/id/city/tehran", headers={"Accept": media_type})
    assert answer.mimetype == media_type
    quads = set(ox.parse(answer.data, format=ox.RdfFormat.from_media_type(media_type)))
    found = {(str(quad.subject), quad.predicate.value, str(quad.object)) for quad in quads}
    assert (f"<{TEHRAN}>", LABEL, '"تهران"@fa') in found
    assert ("<https://w3id.org/cdkg/id/country/ir>", LABEL, '"Iran"@en') in found
    assert not any(quad.object == ox.NamedNode(TEHRAN) for quad in quads)


def test_a_claim_as_rdf_brings_its_place(site: FlaskClient) -> None:
    answer = site.get(CLAIM)
    assert answer.mimetype == "text/turtle"
    assert "@prefix cdkg:" in answer.text
    assert "cdkg:lineStart 230" in answer.text


def test_an_entity_as_a_page_in_both_languages(site: FlaskClient) -> None:
    english = page(site, "/id/city/tehran")
    assert '<h1 dir="auto">Tehran</h1>' in english
    assert '<span lang="fa" dir="auto">تهران</span>' in english
    assert ">Iran</a>" in english
    persian = page(site, "/id/city/tehran", "fa")
    assert '<html lang="fa" dir="rtl">' in persian
    assert '<h1 dir="auto">تهران</h1>' in persian
    assert ">ایران</a>" in persian


def test_what_points_to_an_entity_is_listed_by_property(site: FlaskClient) -> None:
    text = page(site, "/id/city/tehran", "fa")
    assert '>طرف</a> <span class="count">۲</span>' in text
    assert '<a href="/id/tie/seoul--tehran" dir="auto"' in text
    assert ">سئول – تهران</a>" in text


def test_only_the_narrowest_class_is_told(site: FlaskClient) -> None:
    text = page(site, "/id/tie/seoul--tehran")
    assert ">tie of cities</a>" in text
    assert ">tie</a>" not in text


def test_a_fact_leads_back_to_its_place(site: FlaskClient) -> None:
    place = "table 2, row 14, item 1, lines 230–232 of the text"
    for path in (CLAIM, "/id/tie/seoul--tehran"):
        text = page(site, path)
        assert place in text
        assert ">Foreign policy and city diplomacy</a>" in text
        assert "sister city" in text
    assert "جدول ۲، ردیف ۱۴، مورد ۱، سطرهای ۲۳۰ تا ۲۳۲ متن" in page(site, CLAIM, "fa")


@pytest.mark.parametrize("name", ["قم", "یزد"])
def test_an_iri_may_hold_persian_letters_as_they_are_or_encoded(site: FlaskClient, name: str) -> None:
    text = page(site, "/id/city/" + quote(name), "fa")
    assert f'<h1 dir="auto">{name}</h1>' in text


@pytest.mark.parametrize(
    "path", ["/id/city/nowhere", "/id/city/a%3Eb", "/id/a%22%7D%20UNION", "/voc/nothing", "/nothing"]
)
def test_what_the_graph_does_not_hold_is_not_found(site: FlaskClient, path: str) -> None:
    program = site.get(path)
    assert (program.status_code, program.mimetype) == (404, "application/problem+json")
    reader = site.get(path, headers={"Accept": BROWSER, "Accept-Language": "fa"})
    assert (reader.status_code, reader.mimetype) == (404, "text/html")
    assert "چنین چیزی وجود ندارد" in reader.text


def test_a_concept(site: FlaskClient) -> None:
    assert "خواهرخواندگی" in page(site, "/voc/sister-city", "fa")
    assert "sister city" in site.get("/voc/sister-city", headers={"Accept": "text/turtle"}).text


def test_a_long_list_leads_to_a_query_for_all_of_it(site: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cdkg.web.entity.LISTED", 1)
    text = page(site, "/id/city/tehran")
    assert "List all 2" in text
    address = text.split('<p><a href="/sparql?query=')[1].split('"')[0]
    answer = site.get("/sparql?query=" + address + "&format=csv")
    assert len(answer.text.splitlines()) == 3


def test_the_ontology(site: FlaskClient) -> None:
    text = page(site, "/ontology")
    assert '<tr id="CityTie">' in text
    assert "What joins two parties." in text
    assert '<a href="/ontology#Tie"' in text
    graph = site.get("/ontology", headers={"Accept": "application/n-triples"}).text
    assert "<https://w3id.org/cdkg/ontology#Tie>" in graph
    assert TEHRAN not in graph


def test_a_disagreement_tells_what_each_side_says_and_where(site: FlaskClient) -> None:
    shown = page(site, "/id/disagreement/seoul--tehran--facet-kind")
    for part in ("sister city", "memorandum of understanding", "lines 230–232 of the text", "line 77 of the text"):
        assert part in shown


def test_what_rules_repeat_in_terms_of_other_vocabularies_is_told_once(graph: ox.Store) -> None:
    """As RDF an entity has both; on its page, only the narrower property."""
    entity = "https://w3id.org/cdkg/id/"
    told = {row["property"] for row in rows_of(graph, page_queries.outgoing(entity + "membership/mashhad--metropolis"))}
    assert {"cdkg:member", "cdkg:network", "rdf:type"} <= told
    pointing = {row["property"] for row in rows_of(graph, page_queries.incoming_counts(entity + "network/metropolis"))}
    assert {"cdkg:memberOf", "cdkg:network", "cdkg:ofOrganization"} <= pointing
    assert [name for name in told | pointing if str(name).startswith("http://www.w3.org/ns/org#")] == []
    assert "http://www.w3.org/ns/org#member" in {
        row["property"]
        for row in rows_of(graph, f"SELECT ?property {{ <{entity}membership/mashhad--metropolis> ?property ?value }}")
    }
