"""The whole graph as one file is the same file whenever the graph is the same, and loses nothing."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from cdkg import __version__
from cdkg.cli.export import export
from cdkg.store.dump import compressed, dump_file, lines, written_dump
from cdkg.store.generations import current_id, publish

LICENSE = "https://creativecommons.org/licenses/by/4.0/"
QUADS = """
<http://x/s> <http://x/p> "a <http://x/looks-like-a-graph>" <http://x/g> .
<http://x/s> <http://x/p> "a <http://x/g> ." <http://x/g> .
<http://x/s> <http://x/p> "line\\nbreak \\" _:b"@en <http://x/g> .
<http://x/s> <http://x/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <http://x/h> .
<http://x/s> <http://x/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <http://x/g> .
<http://x/s> <http://x/q> _:{a} <http://x/g> .
_:{a} <http://x/q> _:{b} <http://x/g> .
_:{b} <http://x/p> "end" <http://x/h> .
"""


def quads(a: str = "a", b: str = "b") -> list[ox.Quad]:
    return list(ox.parse(QUADS.replace("{a}", a).replace("{b}", b).encode(), format=ox.RdfFormat.N_QUADS))


def published(folder: Path, *names: str) -> Path:
    publish(folder, quads(*names), {"version": "1"})
    return folder


def test_a_dump_holds_every_quad_once_and_no_default_graph(tmp_path: Path) -> None:
    path = dump_file(published(tmp_path / "store"))
    read = ox.Store()
    read.load(gzip.decompress(path.read_bytes()), format=ox.RdfFormat.N_QUADS)
    expected = ox.Dataset(quads())
    found = ox.Dataset(read)
    for dataset in (expected, found):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert found == expected
    assert len(found) == 8


def test_two_dumps_of_one_graph_are_the_same_bytes(tmp_path: Path) -> None:
    first = dump_file(published(tmp_path / "first", "a", "b"))
    second = dump_file(published(tmp_path / "second", "zz", "c14n0"))
    assert first.read_bytes() == second.read_bytes()
    written = gzip.decompress(first.read_bytes()).splitlines()
    assert written == sorted(written)
    assert first.read_bytes()[4:8] == bytes(4)  # the time that gzip keeps


def test_a_dump_is_written_once_for_each_version(tmp_path: Path) -> None:
    store = published(tmp_path / "store")
    assert written_dump(store) is None
    path = dump_file(store)
    assert written_dump(store) == path
    assert path.parent.name == current_id(store)
    before = path.stat()
    assert dump_file(store).stat().st_mtime_ns == before.st_mtime_ns
    publish(store, quads()[:1], {"version": "2"})
    assert gzip.decompress(dump_file(store).read_bytes()).count(b"\n") == 1
    assert sorted(file.name for file in path.parent.iterdir()) == ["data", "dump.nq.gz", "manifest.json"]


def test_a_default_graph_of_its_own_is_kept() -> None:
    store = ox.Store()
    triple = ox.Quad(ox.NamedNode("http://x/s"), ox.NamedNode("http://x/p"), ox.Literal("<http://x/g>"))
    store.add(triple)
    assert lines(store) == [b'<http://x/s> <http://x/p> "<http://x/g>" .\n']
    store.add(ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode("http://x/g")))
    assert lines(store) == [b'<http://x/s> <http://x/p> "<http://x/g>" <http://x/g> .\n']
    store.add(ox.Quad(triple.subject, triple.predicate, ox.Literal("alone")))
    assert len(lines(store)) == 3


IRIS = st.sampled_from(["http://x/a", "http://x/b", "http://x/\u062a"]).map(ox.NamedNode)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
OBJECTS = st.one_of(
    IRIS,
    TEXTS.map(ox.Literal),
    TEXTS.map(lambda text: ox.Literal(text, language="fa")),
    st.sampled_from(['" <http://x/a>', "<http://x/a> .", '"@en <x> <y>', "_:b _:c", ' "^^<http://x/d>']).map(
        ox.Literal
    ),
)


@given(st.lists(st.builds(ox.Quad, IRIS, IRIS, OBJECTS, IRIS), max_size=8))
def test_whatever_the_texts_are_the_default_graph_is_told_from_the_others(found: list[ox.Quad]) -> None:
    store = ox.Store()
    store.extend(found)
    store.extend([ox.Quad(quad.subject, quad.predicate, quad.object) for quad in found])
    read = set(ox.parse(b"".join(lines(store)), format=ox.RdfFormat.N_QUADS))
    assert read == set(found)


def run(*arguments: str | Path) -> bytes:
    result = CliRunner().invoke(export, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout_bytes


def test_an_export_is_the_dump(tmp_path: Path) -> None:
    store = published(tmp_path / "store")
    run(tmp_path / "graph.nq.gz", "--store", store)
    assert (tmp_path / "graph.nq.gz").read_bytes() == dump_file(store).read_bytes()
    beside = (tmp_path / "graph.nq.gz.txt").read_text(encoding="utf-8")
    assert LICENSE in beside
    assert __version__ in beside


@pytest.mark.parametrize("ending", ["nq", "trig", "nt", "ttl", "rdf", "n3", "jsonld"])
def test_an_export_in_any_format_holds_the_graph_and_its_licence(tmp_path: Path, ending: str) -> None:
    store = published(tmp_path / "store")
    target = tmp_path / f"graph.{ending}"
    run(target, "--store", store)
    known = ox.RdfFormat.from_extension(ending)
    assert known is not None
    read = list(ox.parse(target.read_bytes(), format=known))
    assert len(read) == (8 if known.supports_datasets else 7)
    notice = target if ending != "jsonld" else tmp_path / "graph.jsonld.txt"
    assert LICENSE in notice.read_text(encoding="utf-8")
    if ending in ("ttl", "rdf", "nt"):
        assert len(rdflib.Graph().parse(target, format={"ttl": "turtle", "rdf": "xml", "nt": "nt"}[ending])) == 7


def test_an_export_to_standard_output_is_of_n_quads(tmp_path: Path) -> None:
    written = run("--store", published(tmp_path / "store"))
    assert len(list(ox.parse(written, format=ox.RdfFormat.N_QUADS))) == 8
    assert run("-", "-f", "nq.gz", "--store", tmp_path / "store") == compressed(
        line for line in written.splitlines(keepends=True) if not line.startswith(b"# ")
    )


def test_an_unknown_ending_is_a_wrong_call(tmp_path: Path) -> None:
    result = CliRunner().invoke(export, [str(tmp_path / "graph.docx"), "--store", str(published(tmp_path / "store"))])
    assert result.exit_code == 2
    assert "--format" in result.output
    assert not (tmp_path / "graph.docx").exists()
