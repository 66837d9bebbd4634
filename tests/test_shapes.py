"""Each constraint of each shape file catches its fault, and nothing else does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from pyoxigraph import NamedNode, RdfFormat, Store
from pyshacl.errors import ReportableRuntimeError
from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

from cdkg.namespaces import ONTOLOGY, ONTOLOGY_GRAPH, VOCABULARY
from cdkg.resources import ontology_files, shape_files
from cdkg.validation import Report, shapes_graph, validate

SHAPE = "https://w3id.org/cdkg/shapes#"
EXAMPLES = Path(__file__).parent / "shapes"
# Where contributions stand, since some shapes are for these alone.
EXAMPLE_GRAPH = NamedNode("https://w3id.org/cdkg/graph/contribution/example")
# Where the project's own statements stand, since what it ships is held to more.
OWN_GRAPH = NamedNode("https://w3id.org/cdkg/graph/document/example")
CLASSES = [path.stem for path in shape_files()]
VALID = sorted(EXAMPLES.glob("*/valid-*.ttl"))
INVALID = sorted(EXAMPLES.glob("*/invalid-*.ttl"))
WARNED = sorted(EXAMPLES.glob("*/warned-*.ttl"))
# Parameters that say how another parameter of the same constraint is meant, or nothing about the data.
NO_CONSTRAINTS = {SH.path, SH.message, SH.severity, SH.property, SH.targetClass, SH.qualifiedValueShape, RDF.type}

Constraint = tuple[str, str, str]


@cache
def ground() -> Store:
    store = Store()
    for path in ontology_files():
        store.load(path=str(path), format=RdfFormat.TURTLE, to_graph=NamedNode(ONTOLOGY_GRAPH))
    background = EXAMPLES / "background.ttl"
    store.load(path=str(background), format=RdfFormat.TURTLE, to_graph=NamedNode(ONTOLOGY_GRAPH + "/background"))
    return store


@contextmanager
def with_example(path: Path) -> Iterator[Store]:
    store = ground()
    store.load(path=str(path), format=RdfFormat.TURTLE, to_graph=graph_of(path))
    try:
        yield store
    finally:
        store.remove_graph(graph_of(path))


def graph_of(path: Path) -> NamedNode:
    """Tell by an example's second line whether the project states it or a contribution does."""
    return OWN_GRAPH if path.read_text("utf-8").splitlines()[1] == "# Stated by the project itself." else EXAMPLE_GRAPH


def report_on(path: Path) -> Report:
    with with_example(path) as store:
        return validate(store, focus=subjects(store, graph_of(path)))


def subjects(store: Store, graph: NamedNode) -> set[str]:
    found = (quad.subject for quad in store.quads_for_pattern(None, None, None, graph))
    return {subject.value for subject in found if isinstance(subject, NamedNode)}


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def promised_fault(path: Path) -> tuple[str, str]:
    """Read which constraint an example breaks from its first line."""
    header = path.read_text(encoding="utf-8").splitlines()[0]
    match = re.fullmatch(r"# Fails shape:(\S+), sh:(\w+)\.", header)
    assert match, f"{path}: the first line does not say which constraint fails"
    return SHAPE + match[1], str(SH[match[2]])


def constraints(graph: Graph, shape: Node) -> Iterator[tuple[str, str]]:
    for parameter in set(graph.predicates(shape)) - NO_CONSTRAINTS:
        local = str(parameter).removeprefix(str(SH))
        component = "SPARQL" if local == "sparql" else local[0].upper() + local[1:]
        yield str(shape), f"{SH}{component}ConstraintComponent"


def declared(path: Path) -> Iterator[Constraint]:
    """List every constraint that the shapes of one file put on its class, as (file, shape, component)."""
    graph = shapes_graph()
    for node_shape in Graph().parse(path).subjects(SH.targetClass, unique=True):
        for shape in (node_shape, *graph.objects(node_shape, SH.property)):
            for found in constraints(graph, shape):
                yield (path.stem, *found)


@pytest.mark.parametrize("path", VALID, ids=name)
def test_valid_example_conforms(path: Path) -> None:
    report = report_on(path)
    assert report.results == (), report.to_text("en")


@pytest.mark.parametrize("path", [*INVALID, *WARNED], ids=name)
def test_invalid_example_has_the_one_fault_that_it_promises(path: Path) -> None:
    report = report_on(path)
    assert [(result.shape, result.constraint) for result in report.results] == [promised_fault(path)]
    assert report.conforms == (path in WARNED)
    texts = {str(text) for text in shapes_graph().objects(URIRef(report.results[0].shape), SH.message)}
    assert {report.results[0].message.fa, report.results[0].message.en} == texts


def test_background_of_the_examples_conforms() -> None:
    report = validate(ground())
    assert report.conforms, report.to_text("en")


def test_the_shapes_are_shacl_by_its_own_shapes() -> None:
    conforms, _, told = pyshacl.validate(Graph(), shacl_graph=Graph() + shapes_graph(), meta_shacl=True)
    assert conforms, told


def test_what_is_no_shacl_is_found() -> None:
    broken = f"""@prefix sh: <{SH}> . @prefix x: <https://example.org/> .
    x:S a sh:NodeShape ; sh:targetClass x:C ; sh:property [ sh:path x:p ; sh:minCount "one" ] ."""
    with pytest.raises(ReportableRuntimeError, match="MetaSHACL"):
        pyshacl.validate(Graph(), shacl_graph=Graph().parse(data=broken), meta_shacl=True)


@pytest.mark.parametrize("class_name", CLASSES)
def test_class_has_a_valid_example(class_name: str) -> None:
    assert any(path.parent.name == class_name for path in VALID)


def test_every_example_belongs_to_a_shape_file() -> None:
    assert {path.parent.name for path in (*VALID, *INVALID, *WARNED)} == set(CLASSES)


@pytest.mark.parametrize("path", shape_files(), ids=lambda path: path.stem)
def test_every_constraint_has_an_example_that_fails(path: Path) -> None:
    shown = {(example.parent.name, *promised_fault(example)) for example in (*INVALID, *WARNED)}
    assert sorted(set(declared(path)) - shown) == []


def test_every_constraint_has_one_message_in_each_language() -> None:
    graph = shapes_graph()
    shapes = set(graph.subjects(SH.targetClass)) | set(graph.objects(None, SH.property))
    told_by_parent = {shape for shape in shapes if not isinstance(shape, URIRef)}
    for shape in shapes - told_by_parent:
        if any(constraints(graph, shape)):
            languages = Counter(m.language for m in graph.objects(shape, SH.message) if isinstance(m, Literal))
            assert languages == {"fa": 1, "en": 1}, shape


def test_no_message_serves_two_shapes() -> None:
    """A reader who looks a message up must find one shape."""
    messages = Counter(shapes_graph().objects(None, SH.message))
    assert [str(message) for message, times in messages.items() if times > 1] == []


def test_messages_use_persian_letters_and_say_what_to_do() -> None:
    for message in shapes_graph().objects(None, SH.message):
        text = str(message)
        if isinstance(message, Literal) and message.language == "fa":
            assert not re.search("[يك]", text), text
            assert "؛" in text, text
        else:
            assert re.search(": |; ", text), text


@pytest.mark.parametrize("path", shape_files(), ids=lambda path: path.stem)
def test_shape_file_is_named_by_the_class_it_is_about(path: Path) -> None:
    graph = Graph().parse(path)
    targets = {str(target).rpartition("#")[2] for target in graph.objects(None, SH.targetClass)}
    assert path.stem in targets or path.stem in ("OntologyTerm", "NormAtWork")


def test_shapes_speak_only_of_terms_that_the_ontology_declares() -> None:
    known = subjects(ground(), NamedNode(ONTOLOGY_GRAPH))
    used = {
        str(term)
        for triple in shapes_graph()
        for term in triple
        if isinstance(term, URIRef) and str(term).startswith((ONTOLOGY, VOCABULARY))
    }
    assert sorted(used - known) == []


def test_shapes_aim_at_classes_only() -> None:
    """Checking a few nodes and the speed of a full check rest on it."""
    other = (SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target, SH.deactivated)
    assert [shape for aim in other for shape in shapes_graph().subjects(aim)] == []
