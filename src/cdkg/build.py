"""Builds the graph: records → triples → derived facts → checked → published. A failed build changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from cdkg import __version__
from cdkg.derivation import derive
from cdkg.errors import ConformanceError, StoreError
from cdkg.fingerprint import fingerprint
from cdkg.gazetteer import Gazetteer, gazetteer
from cdkg.mappings import MappingSet, mapping_set
from cdkg.namespaces import CONTRIBUTIONS, DERIVED_GRAPH, LINKS_GRAPH, ONTOLOGY_GRAPH, SKOS, entity
from cdkg.queries import named_queries
from cdkg.readings import Reading, readings
from cdkg.resources import alignment_files, ontology_files
from cdkg.sources import Source, sources
from cdkg.store.generations import Generation, open_published, publish
from cdkg.triples.gazetteer import gazetteer_graph
from cdkg.triples.graph import NamedGraph
from cdkg.triples.mappings import mappings_graph
from cdkg.triples.readings import readings_graph
from cdkg.triples.wikidata_edges import edges_graph
from cdkg.triples.writer import write_records
from cdkg.validation import Report, validate
from cdkg.wikidata_edges import SISTER_CITY, sister_city_slice

Progress = Callable[[str, str], None]
"""Is told, in English and in Persian, which step begins."""


def silent(_en: str, _fa: str) -> None:
    """Tell nobody of the progress."""


def build_graph(
    chosen: Iterable[Source] | None = None,
    names: Gazetteer | None = None,
    progress: Progress = silent,
    contributed: Iterable[ox.Quad] = (),
    links: MappingSet | None = None,
) -> ox.Store:
    """Make the whole graph in memory, without checking it.

    Args:
        chosen: the sources; all of them where none are given.
        names: the gazetteer; the package's own where none is given.
        progress: is told of each step.
        contributed: what contributions state, in graphs of their own.
        links: the decisions on links to Wikidata; the set in use where none is given.

    Returns:
        a store with one named graph for each source and each kind of derived facts.

    Raises:
        RecordError: if records are malformed or do not add up, or a name does not resolve.
        MappingError: if the set of links cannot be read.
    """
    names = names or gazetteer()
    store = ox.Store()
    progress("reading records", "خواندن رکوردها")
    derived = NamedGraph(DERIVED_GRAPH)
    used = tuple(sources() if chosen is None else chosen)
    for source in used:
        store.extend(list(write_records(source, source.records(), names, derived)))
    store.extend(list(readings_graph(_readings_of(used))))
    store.extend(list(derived))
    progress("reading ontology and gazetteer", "خواندن هستان‌شناسی و نام‌نامه")
    for path in ontology_files():
        store.load(path=path, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(ONTOLOGY_GRAPH))
    for path in alignment_files():
        store.load(path=path, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(LINKS_GRAPH))
    links = mapping_set() if links is None else links
    there = sister_city_slice()
    reference = edges_graph(there.edges, SISTER_CITY, there.reference_list)
    for graph in (gazetteer_graph(names), mappings_graph(links), reference, _query_descriptions()):
        store.extend(list(graph))
    store.extend(contributed)
    progress("deriving agreements and disagreements", "استنتاج توافق‌ها و اختلاف‌ها")
    derive(store)
    return store


def build(folder: Path, progress: Progress = silent) -> tuple[Generation, Report]:
    """Make the graph, check it, and publish it in a store folder.

    Contributions to the graph that is published there stay.

    Args:
        folder: the store's folder.
        progress: is told of each step.

    Returns:
        what was published, and the report (which may hold warnings).

    Raises:
        RecordError: if records are malformed or do not add up, or a name does not resolve.
        ConformanceError: if the graph does not conform to the shapes.
        StoreError: if the store cannot be written. In all three cases the published graph stays as it was.
    """
    made_from, contributed = contributions_in(folder)
    store = build_graph(progress=progress, contributed=contributed, links=mapping_set(store=folder))
    report = checked(store, progress)
    return publish_built(folder, store, made_from, progress), report


def checked(store: ox.Store, progress: Progress = silent) -> Report:
    """Check a whole graph.

    Args:
        store: the graph.
        progress: is told of the step.

    Returns:
        the report, which may hold warnings.

    Raises:
        ConformanceError: if it does not conform to the shapes.
    """
    progress("checking the graph against the shapes", "سنجش گراف با شکل‌ها")
    report = validate(store)
    if not report.conforms:
        raise ConformanceError(
            "The graph does not conform to the shapes. Nothing was published.\n" + report.to_text("en"),
            "گراف با شکل‌ها سازگار نیست. چیزی منتشر نشد.\n" + report.to_text("fa"),
        )
    return report


def publish_built(folder: Path, store: ox.Store, made_from: str | None, progress: Progress = silent) -> Generation:
    """Publish a graph that was built and conforms.

    Args:
        folder: the store's folder.
        store: the graph.
        made_from: the id of the generation whose contributions it holds, where it holds any.
        progress: is told of the step.

    Raises:
        StoreError: if the store cannot be written.
    """
    progress("publishing", "انتشار")
    manifest = {"fingerprint": fingerprint(folder), "version": __version__}
    return publish(folder, iter(store), manifest, made_from=made_from)


def contributions_in(folder: Path) -> tuple[str | None, list[ox.Quad]]:
    """Read what contributions state from the published graph.

    Args:
        folder: the store's folder.

    Returns:
        the id of the generation that was read, or ``None`` if nothing is published or it cannot be read, and the
        quads.
    """
    try:
        name, store = open_published(folder)
    except StoreError:
        return None, []
    graphs = [graph for graph in store.named_graphs() if str(graph.value).startswith(CONTRIBUTIONS)]
    return name, [quad for graph in graphs for quad in store.quads_for_pattern(None, None, None, graph)]


def _readings_of(used: Iterable[Source]) -> Iterator[Reading]:
    """Give the readings of which the graph holds both ends."""
    known = {source.id for source in used}
    for reading in readings():
        target = reading.target.split("/")
        if reading.finding.partition("/")[0] in known and (target[0] != "claim" or target[1] in known):
            yield reading


def _query_descriptions() -> NamedGraph:
    """Describe the named queries, so that a count claim leads to the question that recomputes it."""
    graph = NamedGraph(ONTOLOGY_GRAPH)
    for query in named_queries().values():
        iri = entity("query", query.name)
        graph.type(iri, "NamedQuery")
        graph.label(iri, query.summary)
        graph.text(iri, SKOS + "scopeNote", query.description.en, "en")
        graph.text(iri, SKOS + "scopeNote", query.description.fa, "fa")
        graph.text(iri, "queryText", query.text)
    return graph
