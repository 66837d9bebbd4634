"""What a person or program reads when data do not conform, and on which data the check runs."""

from __future__ import annotations

import pytest
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store
from pyshacl.graph_abstraction import OxigraphDataGraph
from rdflib import Graph

from cdkg.errors import Message
from cdkg.namespaces import DERIVED_GRAPH, GAZETTEER_GRAPH, ONTOLOGY_GRAPH, document_graph
from cdkg.resources import ontology_files
from cdkg.validation import Report, Result, shapes_graph, validate

PREFIXES = """
@prefix cdkg: <https://w3id.org/cdkg/ontology#> .
@prefix voc: <https://w3id.org/cdkg/voc/> .
@prefix cdr: <https://w3id.org/cdkg/id/> .
@prefix city: <https://w3id.org/cdkg/id/city/> .
@prefix country: <https://w3id.org/cdkg/id/country/> .
@prefix doc: <https://w3id.org/cdkg/id/document/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix tie: <https://w3id.org/cdkg/id/tie/> .
@prefix claim: <https://w3id.org/cdkg/id/claim/foreign-policy/> .
@prefix locator: <https://w3id.org/cdkg/id/locator/foreign-policy/> .
"""
GAZETTEER = """
country:ir a cdkg:Country ; skos:prefLabel "ایران"@fa , "Iran"@en .
city:tehran a cdkg:City ; skos:prefLabel "تهران"@fa , "Tehran"@en ; cdkg:country country:ir .
city:tabriz a cdkg:City ; skos:prefLabel "تبریز"@fa , "Tabriz"@en ; cdkg:country country:ir .
city:shiraz a cdkg:City ; skos:prefLabel "شیراز"@fa , "Shiraz"@en ; cdkg:country country:ir .
"""
TIE = "tie:tabriz--tehran a cdkg:CityTie ; cdkg:party city:tabriz , city:tehran ."
CLAIM = """
claim:item-1 a cdkg:TieClaim ; cdkg:about tie:tabriz--tehran ; cdkg:claimedKind voc:sister-city ;
    cdkg:claimedStatus voc:concluded ; cdkg:claimedYear 2005 ; cdkg:sourceText "تبریز" ;
    prov:wasDerivedFrom locator:item-1 .
"""
DOCUMENT = """
doc:foreign-policy a cdkg:Document ; skos:prefLabel "سیاست خارجی"@fa , "Foreign policy"@en .
locator:item-1 a cdkg:Locator ; cdkg:inDocument doc:foreign-policy ; cdkg:table "1" ; cdkg:row 1 ; cdkg:item 1 ;
    cdkg:lineStart 810 ; cdkg:lineEnd 810 .
"""
USED = {"ties", "facets"}


def add(store: Store, turtle: str, graph: str) -> None:
    store.load((PREFIXES + turtle).encode(), format=RdfFormat.TURTLE, to_graph=NamedNode(graph))


def store_with(*, gazetteer: str = GAZETTEER, tie: str = TIE, claim: str = CLAIM, document: str = DOCUMENT) -> Store:
    store = Store()
    for path in ontology_files():
        # A list of concepts that nothing here is about would only be checked with the rest, in each test.
        if path.parent.name == "vocabulary" and path.stem not in USED:
            continue
        store.load(path=str(path), format=RdfFormat.TURTLE, to_graph=NamedNode(ONTOLOGY_GRAPH))
    add(store, gazetteer, GAZETTEER_GRAPH)
    add(store, document + claim, document_graph("foreign-policy"))
    add(store, tie, DERIVED_GRAPH)
    return store


def only_result(report: Report) -> Result:
    assert len(report.results) == 1, report.to_text("en")
    return report.results[0]


def test_graphs_are_checked_as_one() -> None:
    """The parts of one claim stand in four named graphs; each alone would have faults."""
    assert validate(store_with()) == Report(conforms=True, results=())


def test_the_default_graph_is_checked_too() -> None:
    store = store_with()
    store.load((PREFIXES + "city:qom a cdkg:City .").encode(), format=RdfFormat.TURTLE, to_graph=DefaultGraph())
    assert len(validate(store).results) == 3


def test_triple_in_several_graphs_counts_once() -> None:
    store = store_with()
    add(store, TIE + CLAIM + GAZETTEER + DOCUMENT, "https://w3id.org/cdkg/graph/inferred")
    assert validate(store).conforms


def test_claim_without_place() -> None:
    result = only_result(validate(store_with(claim=CLAIM.replace(";\n    prov:wasDerivedFrom locator:item-1", ""))))
    assert result.focus_node == "https://w3id.org/cdkg/id/claim/foreign-policy/item-1"
    assert result.path == "http://www.w3.org/ns/prov#wasDerivedFrom"
    assert result.value is None
    assert result.place is None
    assert result.message == Message(
        en="A claim must lead to exactly one place in a document: give one prov:wasDerivedFrom that leads to a "
        "cdkg:Locator.",
        fa="هر ادعا باید به دقیقاً یک جا در یک سند برسد؛ یک prov:wasDerivedFrom بدهید که به یک cdkg:Locator می‌رسد.",
    )


@pytest.mark.parametrize("parties", ["city:tehran", "city:tehran , city:tabriz , city:shiraz"], ids=["one", "three"])
def test_tie_without_exactly_two_parties(parties: str) -> None:
    tie = f"tie:tabriz--tehran a cdkg:CityTie ; cdkg:party {parties} ."
    result = only_result(validate(store_with(tie=tie)))
    assert result.focus_node == "https://w3id.org/cdkg/id/tie/tabriz--tehran"
    assert result.message == Message(
        en="A tie must have exactly two parties: give two cdkg:party, or, where the document leaves one unnamed, one "
        "cdkg:party and one cdkg:unnamedPartyIn.",
        fa="پیوند باید دقیقاً دو طرف داشته باشد؛ دو cdkg:party بدهید، یا اگر سند یکی را نام نمی‌برد یک cdkg:party و یک "
        "cdkg:unnamedPartyIn.",
    )


def test_impossible_year_is_told_with_its_place() -> None:
    result = only_result(validate(store_with(claim=CLAIM.replace("2005", "20055"))))
    assert (result.value, result.place) == ("20055", "foreign-policy, table 1, row 1, item 1, line 810")
    assert result.location is not None
    assert result.location.fa == "foreign-policy، جدول ۱، ردیف ۱، مورد ۱، سطر ۸۱۰"
    assert result.message.en == (
        "A Gregorian year is a whole number from 1000 to 2100: correct cdkg:claimedYear; a Solar Hijri year goes into "
        "cdkg:claimedYearSolarHijri."
    )
    assert result.message.fa == (
        "سال میلادی باید عددی صحیح از ۱۰۰۰ تا ۲۱۰۰ باشد؛ cdkg:claimedYear را درست کنید و سال هجری شمسی را در "
        "cdkg:claimedYearSolarHijri بنویسید."
    )


def test_one_fault_of_a_value_is_told_once() -> None:
    """A word breaks the datatype and both bounds of a year."""
    assert only_result(validate(store_with(claim=CLAIM.replace("2005", '"soon"')))).value == "soon"


def test_city_without_country() -> None:
    gazetteer = GAZETTEER.replace('"Shiraz"@en ; cdkg:country country:ir', '"Shiraz"@en')
    result = only_result(validate(store_with(gazetteer=gazetteer)))
    assert result.focus_node == "https://w3id.org/cdkg/id/city/shiraz"
    assert result.message == Message(
        en="A city must have exactly one country: give one cdkg:country or, in a contribution, the city's Wikidata "
        "identifier as skos:exactMatch.",
        fa="شهر باید دقیقاً یک کشور داشته باشد؛ یک cdkg:country بدهید، یا در مشارکت شناسه ویکی‌داده شهر را با "
        "skos:exactMatch.",
    )


def test_place_of_a_locator_is_its_own() -> None:
    document = DOCUMENT.replace("cdkg:lineEnd 810", "cdkg:lineEnd 830")
    result = only_result(validate(store_with(document=document)))
    assert result.place == "foreign-policy, table 1, row 1, item 1, lines 810–830"


def test_literal_where_a_concept_belongs_is_a_fault_and_no_crash() -> None:
    result = only_result(validate(store_with(claim=CLAIM.replace("voc:sister-city", '"sister city"'))))
    assert result.value == "sister city"


def test_nodes_without_a_name_are_reported() -> None:
    store = store_with()
    add(store, '[] a cdkg:City ; skos:prefLabel "بی‌نام"@fa , "nameless"@en .', GAZETTEER_GRAPH)
    report = validate(store)
    assert only_result(report).focus_node.startswith("_:")
    Graph().parse(data=report.to_turtle(), format="turtle")


def test_focus_leaves_out_other_nodes() -> None:
    store = store_with(claim=CLAIM.replace("2005", "20055"), tie=TIE.replace("city:tabriz , ", ""))
    tie, claim = (f"https://w3id.org/cdkg/id/{name}" for name in ("tie/tabriz--tehran", "claim/foreign-policy/item-1"))
    assert only_result(validate(store, focus=[tie])).focus_node == tie
    assert validate(store, focus=[tie, claim]) == validate(store)
    assert validate(store, focus=[]).conforms


def test_focus_judges_values_that_are_not_in_focus() -> None:
    store = store_with(claim=CLAIM.replace("voc:sister-city", "voc:concluded"))
    claim = "https://w3id.org/cdkg/id/claim/foreign-policy/item-1"
    assert validate(store, focus=[claim]) == validate(store)
    assert validate(store_with(), focus=[claim]).conforms


def test_other_shapes_can_be_given() -> None:
    shapes = Graph().parse(
        format="turtle",
        data="""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix cdkg: <https://w3id.org/cdkg/ontology#> .
        <urn:shape> a sh:NodeShape ; sh:targetClass cdkg:Document ; sh:property [ sh:path cdkg:sha256 ; sh:minCount 1 ;
            sh:severity sh:Warning ; sh:message "بی چکیده"@fa , "no checksum"@en ] .""",
    )
    result = only_result(validate(store_with(), shapes=shapes))
    assert (result.severity, result.message) == ("Warning", Message(en="no checksum", fa="بی چکیده"))


def test_store_and_shapes_stay_as_they_are() -> None:
    store = store_with(tie=TIE.replace("city:tabriz , ", ""))
    triples, quads = set(shapes_graph()), set(store)
    validate(store)
    validate(store, focus=["https://w3id.org/cdkg/id/tie/tabriz--tehran"])
    assert set(store) == quads
    assert set(shapes_graph()) == triples


def test_store_is_never_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counting takes as long as the store is large, and pySHACL would do so at each violation."""

    def refuse(*_: object) -> int:
        raise AssertionError("the store was counted")

    monkeypatch.setattr(OxigraphDataGraph, "__len__", refuse)
    assert not validate(store_with(tie=TIE.replace("city:tabriz , ", ""))).conforms


def test_order_of_results_does_not_depend_on_the_run() -> None:
    faults = "".join(f"city:n{number} a cdkg:City .\n" for number in range(20))
    reports = [validate(store_with(gazetteer=GAZETTEER + faults)) for _ in range(2)]
    assert len(reports[0].results) == 60
    assert reports[0] == reports[1]
    assert reports[0].to_json() == reports[1].to_json()
    assert reports[0].to_turtle() == reports[1].to_turtle()


def test_shape_that_reads_a_path_backwards() -> None:
    resolution = 'cdr:{} a cdkg:Resolution ; cdkg:settles cdr:d ; prov:wasAttributedTo cdr:me ; cdkg:reason "seen" .\n'
    disagreement = "cdr:d a cdkg:Disagreement ; cdkg:about tie:tabriz--tehran ; cdkg:onFacet voc:facet-kind ; "
    store = store_with()
    add(store, disagreement + "cdkg:between claim:item-1 .\n" + "".join(map(resolution.format, "ab")), DERIVED_GRAPH)
    assert only_result(validate(store)).path == "^https://w3id.org/cdkg/ontology#settles"
