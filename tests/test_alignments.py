"""The alignments say the same as Turtle and as SSSOM table, stay out of the reasoner's sight, and claim no identity.

Also the redirects by which the names of the ontology lead to a server.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from rdflib import OWL, RDF, SKOS, Graph, URIRef

from cdkg import __version__
from cdkg.namespaces import ENTITY, GRAPH, ONTOLOGY, VOCABULARY, WIKIDATA
from cdkg.resources import alignment_files, ontology_files

FOLDER = alignment_files()[0].parent
MATCHES = {SKOS[name] for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")}
COLUMNS = [
    *("subject_id", "subject_label", "predicate_id", "object_id", "object_label"),
    *("mapping_justification", "subject_type", "comment"),
]
TYPES = {
    "owl class": OWL.Class,
    "owl object property": OWL.ObjectProperty,
    "owl data property": OWL.DatatypeProperty,
}
# Whose axioms ours contradict, or which have another notion of the same name: near at most, never the same.
NEVER_EXACT = ("eli", "lkif", "odrl", "prov", "wd")

REDIRECTS = {
    ONTOLOGY.rstrip("#"): (303, "/ontology"),
    f"{ONTOLOGY.rstrip('#')}/{__version__}": (303, "/ontology"),
    f"{ONTOLOGY.rstrip('#')}/alignments": (303, "/ontology/alignments"),
    ENTITY + "city/tehran": (303, "/id/city/tehran"),
    ENTITY + "claim/foreign-policy/table-1/row-1/partner-19": (
        303,
        "/id/claim/foreign-policy/table-1/row-1/partner-19",
    ),
    VOCABULARY + "sister-city": (303, "/voc/sister-city"),
    "https://w3id.org/cdkg/": (307, "/"),
    "https://w3id.org/cdkg/queries/ties-of-city": (307, "/queries/ties-of-city"),
}


@pytest.fixture(scope="module")
def ontology() -> Graph:
    union = Graph()
    for path in ontology_files():
        union.parse(path)
    return union


@pytest.fixture(scope="module")
def alignments() -> Graph:
    union = Graph()
    for path in alignment_files():
        union.parse(path)
    return union


@pytest.fixture(scope="module")
def table() -> tuple[dict[str, str], list[dict[str, str]]]:
    """The metadata in the comments of the SSSOM table, prefixes indented, and its rows."""
    lines = (FOLDER / "alignments.sssom.tsv").read_text("utf-8").splitlines()
    told = [line.removeprefix("# ") for line in lines if line.startswith("#")]
    metadata = dict(line.split(": ", 1) for line in told if ": " in line)
    rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
    assert rows.fieldnames == COLUMNS
    return metadata, list(rows)


def expand(curie: str, metadata: dict[str, str]) -> URIRef:
    prefix, name = curie.split(":", 1)
    return URIRef(metadata["  " + prefix] + name)


def test_the_reasoner_does_not_see_them(ontology: Graph) -> None:
    assert FOLDER.name == "alignments"
    assert [path for path in ontology_files() if path.parent == FOLDER] == []
    assert [triple for triple in ontology if triple[1] in MATCHES] == []


def test_they_match_terms_of_ours_with_terms_of_others(alignments: Graph, ontology: Graph) -> None:
    assert len(alignments) > 40
    for subject, predicate, value in alignments:
        assert predicate in MATCHES
        assert str(subject).startswith(ONTOLOGY)
        assert set(ontology.objects(subject, RDF.type)) & set(TYPES.values()), subject
        assert not str(value).startswith("https://w3id.org/cdkg/")


def test_no_file_says_that_two_things_are_the_same() -> None:
    for path in (*ontology_files(), *alignment_files()):
        assert (None, OWL.sameAs, None) not in Graph().parse(path), path


def test_turtle_and_table_say_the_same(alignments: Graph, table: tuple[dict[str, str], list[dict[str, str]]]) -> None:
    metadata, rows = table
    told = [tuple(expand(row[f"{part}_id"], metadata) for part in ("subject", "predicate", "object")) for row in rows]
    assert len(told) == len(set(told))
    assert set(told) == set(alignments)


def test_the_table_has_what_sssom_asks_for(table: tuple[dict[str, str], list[dict[str, str]]]) -> None:
    metadata, rows = table
    assert metadata["mapping_set_id"] == ONTOLOGY.rstrip("#") + "/alignments"
    assert metadata["mapping_set_version"] == __version__
    assert metadata["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", metadata["mapping_date"])
    assert {row["mapping_justification"] for row in rows} == {"semapv:ManualMappingCuration"}
    assert [row for row in rows if not row["object_label"]] == []
    assert rows == sorted(rows, key=lambda row: (row["subject_id"], row["predicate_id"], row["object_id"]))


def test_labels_and_kinds_of_subjects_are_those_of_the_ontology(
    ontology: Graph, table: tuple[dict[str, str], list[dict[str, str]]]
) -> None:
    metadata, rows = table
    for row in rows:
        subject = expand(row["subject_id"], metadata)
        assert row["subject_label"] in {str(label) for label in ontology.objects(subject, SKOS.prefLabel)}, subject
        assert TYPES[row["subject_type"]] in set(ontology.objects(subject, RDF.type)), subject


def test_what_is_not_the_same_says_why(table: tuple[dict[str, str], list[dict[str, str]]]) -> None:
    for row in table[1]:
        if row["object_id"].split(":")[0] in NEVER_EXACT:
            assert row["predicate_id"] != "skos:exactMatch"
            assert row["comment"].endswith("."), row["subject_id"]


def test_wikidata_is_matched_property_by_property(table: tuple[dict[str, str], list[dict[str, str]]]) -> None:
    metadata, rows = table
    assert metadata["  wd"] == WIKIDATA
    numbers = {row["object_id"]: row["object_label"] for row in rows if row["object_id"].startswith("wd:")}
    assert [number for number in numbers if not re.fullmatch(r"wd:P[1-9]\d*", number)] == []
    assert {"wd:P190", "wd:P463", "wd:P17", "wd:P571"} <= set(numbers)
    assert "wd:P1441" not in numbers  # "present in work" is for fiction


# The names ------------------------------------------------------------------------------------------------------------


def redirect(path: str, rules: str) -> tuple[int, str] | None:
    """Follow the rules of the redirect file for a path below its folder, as Apache does."""
    server = re.search(r"\[E=SERVER:(\S+)\]", rules)
    assert server is not None
    for pattern, target, flags in re.findall(r"^RewriteRule (\S+) (\S+) \[(R=[^]]+)\]$", rules, re.MULTILINE):
        matched = re.search(pattern, path)
        if matched:
            told = matched.expand(re.sub(r"\$(\d)", r"\\\1", target))
            status = re.search(r"R=(\d+)", flags)
            assert status is not None
            return int(status[1]), told.replace("%{ENV:SERVER}", server[1]).removeprefix(server[1])
    return None


@pytest.mark.parametrize(("name", "expected"), REDIRECTS.items(), ids=REDIRECTS.keys())
def test_the_names_lead_to_the_server(name: str, expected: tuple[int, str]) -> None:
    rules = (Path(FOLDER).parent / "w3id" / ".htaccess").read_text("utf-8")
    assert redirect(name.removeprefix("https://w3id.org/cdkg/"), rules) == expected


def test_what_is_no_name_leads_nowhere() -> None:
    rules = (Path(FOLDER).parent / "w3id" / ".htaccess").read_text("utf-8")
    for name in ("update", "ontology/latest", "idle/x", GRAPH.removeprefix("https://w3id.org/cdkg/") + "links"):
        assert redirect(name, rules) is None, name
