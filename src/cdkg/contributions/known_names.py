"""Finds what a name means in the graph: cities, countries, bodies, documents, concepts.

A name is first asked for by index, in a few spellings; only for one that is not found are the names of all things of
that kind read, once for a file. So known names take the same time however large the graph is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox
from rapidfuzz import fuzz, process

from cdkg.contributions.identifiers import CLASS, SCHEME, meant_by
from cdkg.namespaces import ONTOLOGY, RDF, RDFS, SKOS, VOCABULARY
from cdkg.text import fold, normalise

_TYPE: Final = ox.NamedNode(RDF + "type")
_SUBCLASS: Final = ox.NamedNode(RDFS + "subClassOf")
_IN_SCHEME: Final = ox.NamedNode(SKOS + "inScheme")
_LABELS: Final = (ox.NamedNode(SKOS + "prefLabel"), ox.NamedNode(SKOS + "altLabel"))
_COUNTRY: Final = ox.NamedNode(ONTOLOGY + "country")
_LANGUAGES: Final = ("fa", "en", None)
_HALF_SPACE: Final = "\u200c"
_LEAST_LIKE: Final = 75


@dataclass(frozen=True)
class Named:
    """Something with its names.

    Args:
        iri: its IRI.
        en: its name in English, or the best there is.
        fa: its name in Persian, or the best there is.
        country: the IRI of its country, or empty.
    """

    iri: str
    en: str
    fa: str
    country: str = ""


class KnownNames:
    """The names that a store, and a file itself, know.

    Args:
        store: the graph; only read.
    """

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._classes: dict[str, frozenset[str]] = {}
        self._found: dict[tuple[str, str], tuple[Named, ...]] = {}
        self._near: dict[tuple[str, str], tuple[Named, ...]] = {}
        self._indexes: dict[str, dict[str, list[str]]] = {}
        self._own: dict[str, dict[str, list[Named]]] = defaultdict(lambda: defaultdict(list))

    def learn(self, class_name: str, thing: Named, names: Iterable[str]) -> None:
        """Let a thing that the file itself describes be found.

        Args:
            class_name: the local name of its class.
            thing: the thing.
            names: all its names.
        """
        for name in {fold(name) for name in (*names, thing.iri)} - {""}:
            if all(other.iri != thing.iri for other in self._own[class_name][name]):
                self._own[class_name][name].append(thing)

    def find(self, what: str, name: str, country: str = "") -> tuple[Named, ...]:
        """Find what a name means.

        Args:
            what: a class of the ontology by its local name, ``concept:`` and a scheme, or ``class:`` and a class.
            name: a name, a slug, an IRI, a shortened IRI, or a Wikidata identifier.
            country: the IRI of the country that it must be in, if that is known.

        Returns:
            all it can mean: one, none, or several.
        """
        key = (what, name)
        if key not in self._found:
            self._found[key] = self._look_up(what, name)
        key_of_own = fold(name) if self._own else ""
        own = [thing for one in self._own if self._is_within(one, what) for thing in self._own[one].get(key_of_own, ())]
        found = {thing.iri: thing for thing in (*self._found[key], *own)}
        if country:
            found = {iri: thing for iri, thing in found.items() if thing.country in ("", country)}
        return tuple(found.values())

    def nearest(self, what: str, name: str, limit: int = 3) -> tuple[Named, ...]:
        """List what is called nearly so, best first."""
        key = (what, name)
        if key not in self._near:
            index = self._index(what)
            own = {k: things for one in self._own if self._is_within(one, what) for k, things in self._own[one].items()}
            found = process.extract(
                fold(name), [*index, *own], scorer=fuzz.WRatio, limit=3 * limit, score_cutoff=_LEAST_LIKE
            )
            best: dict[str, Named] = {}
            for spelling, _, _ in found:
                for thing in (*map(self.named, index.get(spelling, ())), *own.get(spelling, ())):
                    best.setdefault(thing.iri, thing)
            self._near[key] = tuple(best.values())[:limit]
        return self._near[key]

    def named(self, iri: str) -> Named:
        """Give the names of a thing."""
        node = ox.NamedNode(iri)
        names = {
            quad.object.language: quad.object.value
            for quad in self._store.quads_for_pattern(node, _LABELS[0], None)
            if isinstance(quad.object, ox.Literal)
        }
        slug = iri.rsplit("/", 1)[-1]
        countries = self._objects(node, _COUNTRY)
        en = names.get("en") or names.get("fa") or slug
        return Named(iri, en, names.get("fa") or en, min(countries, default=""))

    def is_a(self, iri: str, what: str) -> bool:
        """Tell whether the graph, or the file, knows a thing as of a kind."""
        node = ox.NamedNode(iri)
        if what.startswith(SCHEME):
            return VOCABULARY + what.removeprefix(SCHEME) in self._objects(node, _IN_SCHEME)
        if what.startswith(CLASS):
            return iri in self._below(what)
        return bool(self._objects(node, _TYPE) & self._within(what))

    def exists(self, iri: str) -> bool:
        """Tell whether the graph says anything about a node."""
        return any(True for _ in self._store.quads_for_pattern(ox.NamedNode(iri), None, None))

    def _look_up(self, what: str, name: str) -> tuple[Named, ...]:
        found = self._by_identifier(what, name) or self._by_exact_name(what, name)
        if not found and len(parts := name.split(" · ")) == 2:
            # As the drop-down lists of the templates write it: the name in both languages.
            found = {thing.iri for thing in self._look_up(what, parts[0])} & {
                thing.iri for thing in self._look_up(what, parts[1])
            }
        if not found:
            found = set(self._index(what).get(fold(name), ()))
        return tuple(map(self.named, sorted(found)))

    def _by_identifier(self, what: str, name: str) -> set[str]:
        return {iri for iri in meant_by(what, name, self._store) if self.is_a(iri, what)}

    def _by_exact_name(self, what: str, name: str) -> set[str]:
        plain = normalise(name)
        spellings = {name, plain, plain.title(), plain.capitalize(), plain.lower(), name.replace(" ", _HALF_SPACE)}
        found: set[str] = set()
        for spelling in spellings:
            for language in _LANGUAGES:
                literal = ox.Literal(spelling, language=language) if language else ox.Literal(spelling)
                for label in _LABELS:
                    for quad in self._store.quads_for_pattern(None, label, literal):
                        if isinstance(quad.subject, ox.NamedNode):
                            found.add(quad.subject.value)
        return {iri for iri in found if self.is_a(iri, what)}

    def _index(self, what: str) -> dict[str, list[str]]:
        if what not in self._indexes:
            index: dict[str, set[str]] = defaultdict(set)
            for iri in set(self._members(what)):
                for label in _LABELS:
                    for quad in self._store.quads_for_pattern(ox.NamedNode(iri), label, None):
                        if isinstance(quad.object, ox.Literal):
                            index[fold(quad.object.value)].add(iri)
            self._indexes[what] = {name: sorted(iris) for name, iris in sorted(index.items())}
        return self._indexes[what]

    def members(self, what: str) -> tuple[Named, ...]:
        """List all things of a kind, by their English names."""
        return tuple(sorted(map(self.named, set(self._members(what))), key=lambda thing: (thing.en, thing.iri)))

    def _members(self, what: str) -> Iterator[str]:
        if what.startswith(CLASS):
            yield from self._below(what)
            return
        if what.startswith(SCHEME):
            scheme = ox.NamedNode(VOCABULARY + what.removeprefix(SCHEME))
            patterns = [self._store.quads_for_pattern(None, _IN_SCHEME, scheme)]
        else:
            patterns = [self._store.quads_for_pattern(None, _TYPE, ox.NamedNode(one)) for one in self._within(what)]
        for pattern in patterns:
            yield from (quad.subject.value for quad in pattern if isinstance(quad.subject, ox.NamedNode))

    def _is_within(self, class_name: str, what: str) -> bool:
        return not what.startswith((SCHEME, CLASS)) and ONTOLOGY + class_name in self._within(what)

    def _below(self, what: str) -> frozenset[str]:
        top = what.removeprefix(CLASS)
        return self._within(top) - {ONTOLOGY + top}

    def _within(self, class_name: str) -> frozenset[str]:
        """Name a class and all its subclasses."""
        if class_name not in self._classes:
            found: set[str] = set()
            waiting = [ONTOLOGY + class_name]
            while waiting:
                one = waiting.pop()
                if one not in found:
                    found.add(one)
                    quads = self._store.quads_for_pattern(None, _SUBCLASS, ox.NamedNode(one))
                    waiting += [quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)]
            self._classes[class_name] = frozenset(found)
        return self._classes[class_name]

    def _objects(self, node: ox.NamedNode, path: ox.NamedNode) -> set[str]:
        quads = self._store.quads_for_pattern(node, path, None)
        return {quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)}
