"""The documentation of the ontology tells of every term, at its anchor, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import html5rdf  # type: ignore[import-untyped]
import pytest
from flask.testing import FlaskClient
from markupsafe import escape
from pyoxigraph import RdfFormat, parse

from cdkg import __version__
from cdkg.namespaces import ONTOLOGY, OWL, RDF, SKOS, VOCABULARY
from cdkg.resources import alignment_files, ontology_files
from cdkg.settings import Settings
from cdkg.store.embedded import EmbeddedStore
from cdkg.web import create_app
from web_site import BROWSER, InMemoryStore, client

LANGUAGES = ["en", "fa"]
TERM_TYPES = {OWL + name for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")}


@pytest.fixture(scope="module")
def site(published: Path) -> Iterator[FlaskClient]:
    settings = Settings(store=str(published))
    store = EmbeddedStore(published, settings)
    yield create_app(store, settings).test_client()
    store.close()


@cache
def said(name: str) -> set[tuple[str, str]]:
    """List what the ontology's files say by one property: subject and value."""
    return {
        (getattr(triple.subject, "value", ""), getattr(triple.object, "value", ""))
        for path in ontology_files()
        for triple in parse(path=path, format=RdfFormat.TURTLE)
        if triple.predicate.value == name
    }


def own_terms() -> set[str]:
    return {iri for iri, kind in said(RDF + "type") if kind in TERM_TYPES and iri.startswith(ONTOLOGY)}


def page(site: FlaskClient, language: str) -> str:
    answer = site.get("/ontology", headers={"Accept": BROWSER, "Accept-Language": language})
    assert answer.status_code == 200
    return answer.text


def row(text: str, name: str) -> str:
    """Cut one term out of the page."""
    return text.split(f'<tr id="{name}">')[1].split("</tr>")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_stands_once_at_its_anchor(site: FlaskClient, language: str) -> None:
    anchors = re.findall(r'<tr id="(\w+)">', page(site, language))
    assert sorted(anchors) == sorted(iri.removeprefix(ONTOLOGY) for iri in own_terms())


@pytest.mark.parametrize(("language", "called"), [("en", "person"), ("fa", "شخص")])
def test_a_borrowed_term_is_told_from_ours_of_the_same_name(site: FlaskClient, language: str, called: str) -> None:
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row(page(site, language), "Person")))
    assert f"{called} foaf:Person" in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_defined_in_the_reader_s_language(site: FlaskClient, language: str) -> None:
    text = page(site, language)
    pairs = {
        (getattr(t.subject, "value", ""), t.object.value)
        for path in ontology_files()
        for t in parse(path=path, format=RdfFormat.TURTLE)
        if t.predicate.value == SKOS + "definition" and getattr(t.object, "language", "") == language
    }
    terms = own_terms()
    wanted = {(iri, definition) for iri, definition in pairs if iri in terms}
    assert len(wanted) == len(terms)
    for iri, definition in wanted:
        shown = row(text, iri.removeprefix(ONTOLOGY))
        assert f'<p dir="auto">{escape(definition)}</p>' in shown, iri


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shared_concept_and_scheme_is_listed(site: FlaskClient, language: str) -> None:
    text = page(site, language)
    shared = {iri for pair in said(SKOS + "inScheme") for iri in pair}
    missing = [iri for iri in shared if f'href="/voc/{iri.removeprefix(VOCABULARY)}"' not in text]
    assert len(shared) > 100
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_sound(site: FlaskClient, language: str) -> None:
    text = page(site, language)
    html5rdf.HTMLParser(strict=True).parse(text)
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    inner = set(re.findall(r'href="(?:/ontology)?#([^"]+)"', text))
    assert inner - set(ids) == set()
    assert " style=" not in text


def test_a_class_tells_its_neighbours(site: FlaskClient) -> None:
    shown = row(page(site, "en"), "TieClaim")
    told = dict(re.findall(r"<dt>([^<]+)</dt><dd>(.*?)</dd>", shown))
    links = {key: re.findall(r'href="/ontology#(\w+)"', value) for key, value in told.items()}
    assert links["Kind of"] == ["Claim"]
    assert links["All values of"] == ["about", "Tie"]
    assert links["Properties it has"] == ["claimedKind", "claimedStatus"]
    assert {"MembershipClaim", "Finding", "CountClaim"} <= set(links["Never also"])
    assert "TieClaim" not in links["Never also"]
    narrower = dict(re.findall(r"<dt>([^<]+)</dt><dd>(.*?)</dd>", row(page(site, "en"), "Tie")))["Narrower classes"]
    assert re.findall(r'href="/ontology#(\w+)"', narrower) == ["CityTie"]


def test_a_property_tells_its_domain_and_range_and_the_members_of_a_union(site: FlaskClient) -> None:
    told = dict(re.findall(r"<dt>([^<]+)</dt><dd>(.*?)</dd>", row(page(site, "en"), "partOf")))
    assert re.findall(r'href="/ontology#(\w+)"', told["Of"]) == ["LegalProvision"]
    assert re.findall(r'href="/ontology#(\w+)"', told["Leads to"]) == ["LegalInstrument", "LegalProvision"]
    assert told["Kind"] == "object property"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_number_of_instances_leads_to_a_query_that_lists_them(site: FlaskClient, language: str) -> None:
    shown = row(page(site, language), "DiscoursePeriod")
    address, number = re.findall(r'<a href="(/sparql\?[^"]+)">([^<]+)</a>', shown)[0]
    assert number == {"en": "6", "fa": "۶"}[language]
    answer = site.get(address + "&format=csv")
    assert len(answer.text.splitlines()) == 1 + 6


def test_the_header_tells_version_licence_and_how_to_cite(site: FlaskClient) -> None:
    text = page(site, "en")
    version = next(value for _, value in said(OWL + "versionInfo"))
    for part in (
        "<h1>The City Diplomacy Ontology</h1>",
        f"https://w3id.org/cdkg/ontology/{version}",
        "https://creativecommons.org/licenses/by/4.0/",
        'href="?format=ttl"',
        'href="?format=jsonld"',
        'href="?format=nt"',
        'href="?format=rdf"',
        "@prefix cdkg: &lt;https://w3id.org/cdkg/ontology#&gt; .",
    ):
        assert part in text
    assert "## " in site.get("/ontology/changes").text


@pytest.mark.parametrize(("language", "names"), [("en", ("claim", "tie")), ("fa", ("ادعا", "پیوند"))])
def test_the_diagram_speaks_the_reader_s_language(site: FlaskClient, language: str, names: tuple[str, str]) -> None:
    drawn = page(site, language).split("<svg")[1].split("</svg>")[0]
    for name in names:
        assert f">{name}</tspan></text></a>" in drawn
    assert "<title" in drawn
    assert "<desc" in drawn
    assert drawn.count('<a href="/ontology#') >= 20


def test_the_diagram_shows_what_the_ontology_declares(site: FlaskClient) -> None:
    told = page(site, "en").split("<desc")[1].split("</desc>")[0]
    for part in ("locator – in document – document.", "city – is a kind of – actor.", "claim on a tie – about – tie."):
        assert part in told
    small = page(client(), "en")
    assert "about" not in small.split("<desc")[1].split("</desc>")[0]


def test_the_diagram_begins_where_the_script_begins(site: FlaskClient) -> None:
    def places(language: str) -> dict[str, float]:
        boxes = re.findall(r'#(\w+)"><rect x="([\d.]+)"', page(site, language))
        return {name: float(x) for name, x in boxes}

    english, persian = places("en"), places("fa")
    assert english["Document"] < english["Claim"] < english["Resolution"]
    assert persian["Document"] > persian["Claim"] > persian["Resolution"]


def test_the_page_is_made_once_for_a_published_graph() -> None:
    store = InMemoryStore()
    site = client(store)
    page(site, "en")
    asked = len(store.asked)
    page(site, "en")
    page(site, "fa")
    assert len(store.asked) == asked
    store.version = "test-2"
    page(site, "en")
    assert len(store.asked) == 2 * asked


def test_links_keep_the_language_that_the_reader_chose(site: FlaskClient) -> None:
    chosen = site.get("/ontology?lang=fa", headers={"Accept": BROWSER}).text
    assert 'href="/ontology?lang=fa#Claim"' in chosen
    assert 'href="/ontology?lang=fa#Claim"' not in page(site, "fa")


def test_the_address_of_a_version_leads_to_the_ontology() -> None:
    site = client()
    answer = site.get(f"/ontology/{__version__}")
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/ontology")
    assert site.get("/ontology/0.0.1").status_code == 404


@pytest.mark.parametrize(("language", "told"), [("en", "Alignments with other"), ("fa", "هم‌ترازی با واژگان‌های دیگر")])
def test_the_page_leads_to_the_alignments(site: FlaskClient, language: str, told: str) -> None:
    section = page(site, language).split('<h2 id="alignments">')[1].split("</section>")[0]
    assert told in section
    links = re.findall(r'href="(/ontology/alignments\?format=\w+)"', section)
    assert [site.get(link).mimetype for link in links] == ["text/tab-separated-values", "text/turtle"]


@pytest.mark.parametrize(
    ("asked", "media_type"),
    [
        ({"Accept": "text/turtle"}, "text/turtle"),
        ({"Accept": "*/*"}, "text/turtle"),
        ({}, "text/turtle"),
        ({"Accept": "text/tab-separated-values"}, "text/tab-separated-values"),
        ({"Accept": "text/turtle;q=0.5, text/tab-separated-values"}, "text/tab-separated-values"),
        ({"Accept": "application/n-triples"}, "application/n-triples"),
    ],
)
def test_the_name_of_the_alignments_gives_them(asked: dict[str, str], media_type: str) -> None:
    answer = client().get("/ontology/alignments", headers=asked)
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert "Accept" in answer.headers["Vary"]
    file = alignment_files()[0]
    if media_type == "text/tab-separated-values":
        assert answer.text == file.with_suffix(".sssom.tsv").read_text("utf-8")
    else:
        given = {str(triple) for triple in parse(answer.data, format=RdfFormat.from_media_type(media_type))}
        assert given == {str(triple) for triple in parse(path=file, format=RdfFormat.TURTLE)}


def test_the_name_of_the_alignments_leads_a_reader_to_the_page_and_gives_nothing_else() -> None:
    answer = client().get("/ontology/alignments?lang=fa", headers={"Accept": BROWSER})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/ontology?lang=fa#alignments")
    assert client().get("/ontology/alignments", headers={"Accept": "image/png"}).status_code == 406
    assert client().get("/ontology/alignments?format=png").status_code == 400
