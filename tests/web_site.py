"""A small site over an in-memory store, for the tests of the web."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache

from cdkg.errors import CdkgError, QuerySyntaxError
from cdkg.namespaces import ONTOLOGY_GRAPH, PREFIXES
from cdkg.settings import Settings
from cdkg.store import Answer, Question
from cdkg.web import create_app

BROWSER: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
SPARQL_JSON: Final = "application/sparql-results+json"

_ONTOLOGY: Final = b"""
@prefix cdkg: <https://w3id.org/cdkg/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
cdkg:Tie a owl:Class ; skos:prefLabel "tie"@en , "\xd9\xbe\xdb\x8c\xd9\x88\xd9\x86\xd8\xaf"@fa ;
    skos:definition "What joins two parties."@en .
cdkg:CityTie a owl:Class ; rdfs:subClassOf cdkg:Tie ; skos:prefLabel "tie of cities"@en .
cdkg:party a owl:ObjectProperty ; skos:prefLabel "party"@en , "\xd8\xb7\xd8\xb1\xd9\x81"@fa .
"""


@dataclass
class InMemoryStore:
    """A store for tests: all in one graph, and the ontology in its own as well."""

    fault: CdkgError | None = None
    asked: list[Question] = field(default_factory=list)
    version: str = "test-1"

    def __post_init__(self) -> None:
        self._store = ox.Store()
        self._store.load(path=Path(__file__).with_name("web_graph.ttl"), format=ox.RdfFormat.TURTLE)
        for graph in (ox.DefaultGraph(), ox.NamedNode(ONTOLOGY_GRAPH)):
            self._store.load(_ONTOLOGY, format=ox.RdfFormat.TURTLE, to_graph=graph)

    def answer(self, question: Question) -> Answer:
        return self._answer(question)._replace(version=self.version)

    def _answer(self, question: Question) -> Answer:
        self.asked.append(question)
        if self.fault is not None:
            raise self.fault
        graphs: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [
            ox.NamedNode(iri) for iri in question.default_graphs
        ]
        try:
            found = self._store.query(question.text, prefixes=PREFIXES, default_graph=graphs or None)
        except SyntaxError as error:
            raise _syntax_error(str(error)) from None
        if isinstance(found, ox.QueryTriples):
            rdf = ox.RdfFormat.from_media_type(question.media_type)
            triples = list(found)
            limit = question.row_limit or len(triples)
            body = ox.serialize(triples[:limit], format=rdf, prefixes=PREFIXES)
            assert body is not None
            return Answer(body, question.media_type, truncated=len(triples) > limit)
        results = ox.QueryResultsFormat.from_media_type(question.media_type)
        body = found.serialize(format=results)
        assert body is not None
        if isinstance(found, ox.QueryBoolean) or question.row_limit is None:
            return Answer(body, question.media_type)
        return _cut(self._store, question, body)

    def close(self) -> None:
        pass


def _cut(store: ox.Store, question: Question, body: bytes) -> Answer:
    assert question.row_limit is not None
    limited = f"SELECT * WHERE {{ {{ {question.text} }} }} LIMIT "
    more = store.query(limited + str(question.row_limit + 1), prefixes=PREFIXES)
    assert isinstance(more, ox.QuerySolutions)
    if sum(1 for _ in more) <= question.row_limit:
        return Answer(body, question.media_type)
    first = store.query(limited + str(question.row_limit), prefixes=PREFIXES)
    assert isinstance(first, ox.QuerySolutions)
    cut = first.serialize(format=ox.QueryResultsFormat.from_media_type(question.media_type))
    assert cut is not None
    return Answer(cut, question.media_type, truncated=True)


def _syntax_error(text: str) -> QuerySyntaxError:
    matched = re.match(r"error at (\d+):(\d+): (.*)", text)
    assert matched is not None
    return QuerySyntaxError(
        "The query does not parse.", "پرس‌وجو خوانده نمی‌شود.", line=int(matched[1]), column=int(matched[2])
    )


class _Compiled(BytecodeCache):
    """Keeps the templates as Python once compiled: each site would compile them anew."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


_COMPILED: Final = _Compiled()


def client(store: InMemoryStore | None = None, **settings: int) -> FlaskClient:
    """Make a client of a site over the store."""
    app = create_app(store or InMemoryStore(), Settings(**settings))  # type: ignore[arg-type]
    app.jinja_env.bytecode_cache = _COMPILED
    return app.test_client()
