"""RDF that people hand in: what is read, and the line that each subject leads back to."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from cdkg.contributions.draft import FilePlace
from cdkg.contributions.reading import read_contribution
from cdkg.errors import ForeignDataError

GRAPH = "https://w3id.org/cdkg/graph/contribution/test-1"
CITY = "https://w3id.org/cdkg/id/city/"
TURTLE = """@prefix city: <https://w3id.org/cdkg/id/city/> .
@prefix cdkg: <https://w3id.org/cdkg/ontology#> .
city:a cdkg:related city:b .
city:b a cdkg:City.

<https://w3id.org/cdkg/id/city/c> a cdkg:City .
"""
RDF_XML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
         xmlns:cdkg="https://w3id.org/cdkg/ontology#">
  <cdkg:City rdf:about="https://w3id.org/cdkg/id/city/a"/>
</rdf:RDF>
"""
JSON_LD = """{"@context": {"city": "https://w3id.org/cdkg/id/city/"},
 "@graph": [
  {"@id": "city:a", "@type": "https://w3id.org/cdkg/ontology#City"}]}
"""


@pytest.mark.parametrize(
    ("text", "name", "lines"),
    [
        (TURTLE, "x.ttl", {"a": 3, "b": 4, "c": 6}),
        (RDF_XML, "x.rdf", {"a": 3}),
        # Subjects with a character that a shortened name must escape.
        (f"@prefix c: <{CITY}> .\n\nc:a\\/b c:p c:o .\nc:a c:p c:o .", "x.ttl", {"a/b": 3, "a": 4}),
        (JSON_LD, "x.jsonld", {"a": 3}),
        (f"<{CITY}b> <{CITY}p> <{CITY}a> .\n<{CITY}a> <{CITY}p> <{CITY}b> .\n", "x.nt", {"a": 2, "b": 1}),
    ],
)
def test_subjects_lead_back_to_their_lines(text: str, name: str, lines: dict[str, int]) -> None:
    draft = read_contribution(text.encode(), name, graph=GRAPH, store=ox.Store())
    assert {key: place.line for key, place in draft.places.items()} == {(CITY + k, None): n for k, n in lines.items()}
    assert draft.place(CITY + "a", "https://example.org/p") == FilePlace(name, line=lines["a"])


def test_all_stands_in_the_graph_of_the_contribution() -> None:
    text = f"<{CITY}s> <{CITY}p> <{CITY}o> <{CITY}other> ."
    draft = read_contribution(text.encode(), "x.nq", graph=GRAPH, store=ox.Store())
    assert [str(quad.graph_name) for quad in ox.parse(draft.quads, format=ox.RdfFormat.N_QUADS)] == [f"<{GRAPH}>"]


def test_unknown_format_is_told_with_those_that_are_known() -> None:
    with pytest.raises(ForeignDataError, match=r"x\.docx: the format is not known.*\.xlsx"):
        read_contribution(b"", "x.docx", graph=GRAPH, store=ox.Store())
