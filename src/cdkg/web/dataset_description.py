"""``/.well-known/void``: describes the graph as a dataset (VoID, and DCAT for catalogues), as RDF or as a page."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox
from flask import Blueprint, Response, render_template, request

from cdkg import __version__
from cdkg.edition import LICENSE, citation
from cdkg.namespaces import DCTERMS, ENTITY, GRAPH, ONTOLOGY, RDF, RDFS
from cdkg.sparql.formats import GRAPH_FORMATS, Form
from cdkg.store import DumpingStore
from cdkg.web import dump
from cdkg.web.asking import Term, service
from cdkg.web.cells import iri_cell
from cdkg.web.messages import LANGUAGES, say
from cdkg.web.negotiation import data_type, downloads, wants_page
from cdkg.web.rdf_description import DCAT, FOAF, SD, VOID, Description
from cdkg.web.reader import reader_language
from cdkg.web.statistics import Statistics, statistics

blueprint = Blueprint("dataset_description", __name__)

PATH: Final = "/.well-known/void"

_RECONCILIATION_API: Final = "https://reconciliation-api.github.io/specs/0.2/"
_TYPE: Final = RDF + "type"
_DOCUMENTS: Final = GRAPH + "document/"
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_NAMESPACE: Final = re.compile(r".*[#/]")


@blueprint.get(PATH)
def dataset() -> Response:
    """Describe the dataset."""
    counted = statistics()
    if wants_page():
        return Response(_page(counted), mimetype="text/html")
    media_type = data_type(Form.CONSTRUCT)
    return Response(_Describer(request.url_root, counted).description().written(media_type), mimetype=media_type)


def _page(counted: Statistics) -> str:
    language = reader_language()
    return render_template(
        "dataset.html",
        counted=counted,
        version=__version__,
        generation=service().store.version,
        license=LICENSE,
        citation=citation(),
        graphs=[
            (iri_cell(name), _in(language, counted.documents.get(name, [])), number)
            for name, number in counted.graphs.items()
        ],
        examples=[iri_cell(iri) for iri in counted.examples],
        dump=dump.PATH if isinstance(service().store, DumpingStore) else None,
        downloads=downloads(Form.CONSTRUCT),
    )


def _in(language: str, labels: list[Term]) -> str:
    found = [label for label in labels if isinstance(label, ox.Literal)]
    return next((label.value for label in found if label.language == language), "")


class _Describer:
    """Writes the description for one address of the server.

    Args:
        root: the server's address, with a slash at its end.
        counted: what there is in the graph.
    """

    def __init__(self, root: str, counted: Statistics) -> None:
        self._root = root
        self._counted = counted
        self._told = Description()
        self._set = ox.NamedNode(f"{root}{PATH[1:]}#cdkg")

    def description(self) -> Description:
        """Describe everything."""
        document = ox.NamedNode(self._root + PATH[1:])
        self._told.say(document, _TYPE, VOID + "DatasetDescription")
        self._told.say(document, FOAF + "primaryTopic", self._set)
        self._say_what_it_is()
        self._say_how_to_get_it()
        self._say_how_much_there_is()
        self._say_what_leads_elsewhere()
        self._say_what_each_document_says()
        return self._told

    def _say_what_it_is(self) -> None:
        say_of, counted = self._told.say, self._counted
        say_of(self._set, _TYPE, VOID + "Dataset", DCAT + "Dataset")
        for language in LANGUAGES:
            say_of(self._set, DCTERMS + "title", ox.Literal(say("site_name", language), language=language))
            say_of(self._set, DCTERMS + "description", ox.Literal(say("lead", language), language=language))
        say_of(self._set, DCTERMS + "license", counted.license or LICENSE)
        say_of(self._set, DCAT + "version", ox.Literal(counted.edition or __version__))
        say_of(self._set, DCTERMS + "identifier", ox.Literal(service().store.version))
        say_of(self._set, DCTERMS + "bibliographicCitation", ox.Literal(citation()))
        for name in ("created", "modified", "creator"):
            say_of(self._set, DCTERMS + name, *counted.about.get(DCTERMS + name, []))
        say_of(self._set, DCTERMS + "language", *(ox.Literal(language) for language in LANGUAGES))
        say_of(self._set, DCTERMS + "conformsTo", ONTOLOGY.removesuffix("#"))
        say_of(self._set, FOAF + "homepage", self._root)

    def _say_how_to_get_it(self) -> None:
        say_of = self._told.say
        endpoint = self._root + "sparql"
        say_of(self._set, VOID + "sparqlEndpoint", endpoint)
        say_of(self._set, VOID + "uriSpace", ox.Literal(ENTITY))
        say_of(self._set, VOID + "exampleResource", *self._counted.examples)
        say_of(self._set, VOID + "feature", *(known.iri for known in GRAPH_FORMATS))
        access = self._told.part(self._set, DCAT + "distribution", DCAT + "Distribution")
        server = self._told.part(access, DCAT + "accessService", DCAT + "DataService")
        say_of(access, DCAT + "accessURL", endpoint)
        say_of(server, DCAT + "endpointURL", endpoint)
        say_of(server, DCAT + "endpointDescription", endpoint)
        say_of(server, DCAT + "servesDataset", self._set)
        matching = ox.NamedNode(self._root + "reconcile")
        say_of(matching, _TYPE, DCAT + "DataService")
        say_of(matching, DCAT + "endpointURL", matching)
        say_of(matching, DCAT + "endpointDescription", matching)
        say_of(matching, DCAT + "servesDataset", self._set)
        say_of(matching, DCTERMS + "conformsTo", _RECONCILIATION_API)
        if isinstance(service().store, DumpingStore):
            url = self._root + dump.PATH[1:]
            say_of(self._set, VOID + "dataDump", url)
            file = self._told.part(self._set, DCAT + "distribution", DCAT + "Distribution")
            say_of(file, DCAT + "accessURL", url)
            say_of(file, DCAT + "downloadURL", url)
            say_of(file, DCAT + "mediaType", _MEDIA_TYPES + "application/n-quads")
            say_of(file, DCAT + "compressFormat", _MEDIA_TYPES + dump.MEDIA_TYPE)
            say_of(file, DCTERMS + "license", self._counted.license or LICENSE)

    def _say_how_much_there_is(self) -> None:
        say_of, counted = self._told.say, self._counted
        numbers = {
            "triples": counted.triples,
            "entities": counted.entities,
            "classes": len(counted.classes),
            "properties": len(counted.properties),
            "distinctSubjects": counted.subjects,
            "distinctObjects": counted.objects,
            "documents": len(counted.documents),
        }
        for name, number in numbers.items():
            say_of(self._set, VOID + name, number)
        for iri, number in counted.classes.items():
            part = self._told.part(self._set, VOID + "classPartition", VOID + "Dataset")
            say_of(part, VOID + "class", iri)
            say_of(part, VOID + "entities", number)
        for iri, number in counted.properties.items():
            part = self._told.part(self._set, VOID + "propertyPartition", VOID + "Dataset")
            say_of(part, VOID + "property", iri)
            say_of(part, VOID + "triples", number)
        named = (_NAMESPACE.match(iri) for iri in (*counted.classes, *counted.properties))
        say_of(self._set, VOID + "vocabulary", *sorted({found[0] for found in named if found is not None}))

    def _say_what_leads_elsewhere(self) -> None:
        say_of = self._told.say
        for link in self._counted.links:
            links = self._told.part(self._set, VOID + "subset", VOID + "Linkset")
            target = self._told.part(links, VOID + "objectsTarget", VOID + "Dataset")
            say_of(links, VOID + "subjectsTarget", self._set)
            say_of(links, VOID + "linkPredicate", link.property)
            say_of(links, VOID + "triples", link.number)
            say_of(target, VOID + "uriSpace", ox.Literal(link.site))

    def _say_what_each_document_says(self) -> None:
        say_of, counted = self._told.say, self._counted
        for name, number in counted.graphs.items():
            if not name.startswith(_DOCUMENTS):
                continue
            slug = name.removeprefix(_DOCUMENTS)
            subset = ox.NamedNode(f"{self._set.value}-{quote(slug, safe='')}")
            say_of(self._set, VOID + "subset", subset)
            say_of(subset, _TYPE, VOID + "Dataset", SD + "NamedGraph")
            say_of(subset, SD + "name", name)
            say_of(subset, VOID + "triples", number)
            say_of(subset, DCTERMS + "source", f"{ENTITY}document/{slug}")
            say_of(subset, DCTERMS + "title", *counted.documents.get(name, []))
            say_of(subset, DCTERMS + "license", counted.license or LICENSE)
            say_of(subset, RDFS + "seeAlso", f"{self._root}id/document/{quote(slug, safe='')}")
