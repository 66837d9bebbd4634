"""An answer in XML is XML, or the client is told to ask for another format."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from cdkg.errors import UnwritableError
from cdkg.sparql.well_formed import check_well_formed

RDF_XML = "application/rdf+xml"
RESULTS = "application/sparql-results+xml"


def rdf_xml(predicate: str, text: str = "x") -> bytes:
    triple = ox.Triple(ox.NamedNode("http://example.org/s"), ox.NamedNode(predicate), ox.Literal(text))
    return ox.serialize([triple], format=ox.RdfFormat.RDF_XML) or b""


@pytest.mark.parametrize(
    "predicate",
    ["http://example.org/a", "http://example.org/1a", "http://example.org/#پیوند", "urn:x:y", "http://a/b&c"],
)
def test_a_predicate_that_ends_in_a_name_can_be_written(predicate: str) -> None:
    check_well_formed(rdf_xml(predicate, "<&]]>\r\n سلام"), RDF_XML)


@pytest.mark.parametrize(
    "predicate", ["http://example.org/", "http://example.org/1", "http://example.org/(x)", "urn:a:1"]
)
def test_a_predicate_that_ends_in_no_name_cannot(predicate: str) -> None:
    with pytest.raises(UnwritableError, match="text/turtle"):
        check_well_formed(rdf_xml(predicate), RDF_XML)


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x1b", "\ufffe"])
def test_a_control_character_cannot_be_written_in_xml(character: str) -> None:
    with pytest.raises(UnwritableError, match="control"):
        check_well_formed(rdf_xml("http://example.org/a", character), RDF_XML)
    store = ox.Store()
    name = ox.NamedNode("http://example.org/a")
    store.add(ox.Quad(name, name, ox.Literal(character)))
    found = store.query("SELECT ?x { ?s ?p ?x }")
    assert isinstance(found, ox.QuerySolutions)
    with pytest.raises(UnwritableError, match=r"sparql-results\+json"):
        check_well_formed(found.serialize(format=ox.QueryResultsFormat.XML) or b"", RESULTS)


def test_other_formats_are_not_looked_at() -> None:
    check_well_formed(b"<", "text/turtle")
    check_well_formed(b"<", "application/sparql-results+json")
