"""Makes a contribution of the real pairs of sister cities that Wikidata (P190) held in 2016."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from cdkg.namespaces import CONTRIBUTIONS, ONTOLOGY, PROV, RDF, SKOS, WIKIDATA, XSD, concept, entity, pair_slug

GRAPH = CONTRIBUTIONS + "wikidata-p190"
_DOCUMENT = "wikidata-p190-2016"


def pairs_of(folder: Path) -> list[tuple[str, str]]:
    """Read the distinct pairs, each the identifier that comes first before the other.

    Args:
        folder: where ``relations.tsv`` lies.
    """
    lines = (folder / "relations.tsv").read_text("utf-8").splitlines()
    found = {(min(pair), max(pair)) for pair in (line.split("\t") for line in lines) if pair[0] != pair[1]}
    return sorted(found)


def pairs_contribution(folder: Path, limit: int | None = None) -> list[Quad]:
    """State each pair by a claim of its own, and its cities by their names and identifiers.

    Args:
        folder: where ``relations.tsv`` and ``names.tsv`` lie.
        limit: how many pairs; all where it is not given.
    """
    names = dict(line.split("\t") for line in (folder / "names.tsv").read_text("utf-8").splitlines())
    quads: list[Quad] = []
    document = entity("document", _DOCUMENT)
    _state(quads, document, [(RDF + "type", _term("Document")), *_labels("Wikidata P190, 2016", "ویکی‌داده P190، ۲۰۱۶")])
    pairs = pairs_of(folder)[:limit]
    for city in sorted({city for pair in pairs for city in pair}):
        # The files give no second name and no country: a warning for each city, as for anybody who has no more.
        described: list[tuple[str, NamedNode | Literal]] = [
            (RDF + "type", _term("City")),
            (SKOS + "prefLabel", Literal(names.get(city, city), language="en")),
            (SKOS + "exactMatch", NamedNode(WIKIDATA + city)),
        ]
        _state(quads, entity("city", city.lower()), described)
    for row, (one, other) in enumerate(pairs, start=1):
        slug = pair_slug(one.lower(), other.lower())
        parties = [(ONTOLOGY + "party", NamedNode(entity("city", city.lower()))) for city in (one, other)]
        tie, claim = entity("tie", slug), entity("claim", f"{_DOCUMENT}/{row}")
        locator = entity("locator", f"{_DOCUMENT}/{row}")
        _state(quads, tie, [(RDF + "type", _term("CityTie")), *parties])
        said: list[tuple[str, NamedNode | Literal]] = [
            (RDF + "type", _term("TieClaim")),
            (ONTOLOGY + "about", NamedNode(tie)),
            (ONTOLOGY + "claimedKind", NamedNode(concept("sister-city"))),
            (ONTOLOGY + "claimedStatus", NamedNode(concept("concluded"))),
            (ONTOLOGY + "sourceText", Literal(f"{one} {other}")),
            (PROV + "wasDerivedFrom", NamedNode(locator)),
        ]
        _state(quads, claim, said)
        place: list[tuple[str, NamedNode | Literal]] = [
            (RDF + "type", _term("Locator")),
            (ONTOLOGY + "inDocument", NamedNode(document)),
            (ONTOLOGY + "table", Literal("1")),
            (ONTOLOGY + "row", Literal(row)),
            (ONTOLOGY + "url", Literal(WIKIDATA + one, datatype=NamedNode(XSD + "anyURI"))),
        ]
        _state(quads, locator, place)
    return quads


def _state(quads: list[Quad], subject: str, said: list[tuple[str, NamedNode | Literal]]) -> None:
    node, graph = NamedNode(subject), NamedNode(GRAPH)
    quads += [Quad(node, NamedNode(predicate), value, graph) for predicate, value in said]


def _labels(en: str, fa: str) -> list[tuple[str, NamedNode | Literal]]:
    return [(SKOS + "prefLabel", Literal(en, language="en")), (SKOS + "prefLabel", Literal(fa, language="fa"))]


def _term(name: str) -> NamedNode:
    return NamedNode(ONTOLOGY + name)
