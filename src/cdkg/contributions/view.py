"""The graph as it will be with a contribution, looked up by node, with the names and places that a person knows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

import pyoxigraph as ox

from cdkg.contributions.quad_index import QuadIndex, Subject, Term
from cdkg.errors import Message
from cdkg.namespaces import ENTITY, ONTOLOGY, PROV, RDF, RDFS, SKOS, short
from cdkg.text import persian_digits
from cdkg.validation.places import place_of

TYPE: Final = ox.NamedNode(RDF + "type")
LABEL: Final = ox.NamedNode(SKOS + "prefLabel")
DERIVED_FROM: Final = ox.NamedNode(PROV + "wasDerivedFrom")
_BORROWED_LABEL: Final = ox.NamedNode(RDFS + "label")
_IS_A: Final = Message("is a", "از نوع")
_YEAR: Final = "claimedYear"
_HIJRI: Final = "claimedYearSolarHijri"


def term(name: str) -> ox.NamedNode:
    """Name a term of the project's ontology."""
    return ox.NamedNode(ONTOLOGY + name)


class View:
    """A graph and what is added to it.

    Args:
        store: the graph; its default graph holds what all graphs hold.
        added: what a contribution adds, with what follows from it.
    """

    def __init__(self, store: ox.Store, added: Collection[ox.Quad]) -> None:
        self.store = store
        self._new = QuadIndex(added)

    def objects(self, subject: Subject, predicate: ox.NamedNode) -> list[Term]:
        """Give what a node leads to, each once, those that there are already first."""
        return list(dict.fromkeys(quad.object for quad in self._quads(subject, predicate, None)))

    def subjects(self, predicate: ox.NamedNode, value: Term) -> list[Subject]:
        """Give what leads to a node, each once."""
        return list(dict.fromkeys(quad.subject for quad in self._quads(None, predicate, value)))

    def value(self, subject: Subject, name: str) -> Term | None:
        """Give the one value of a property of the project's ontology, if there is one."""
        return next(iter(self.objects(subject, term(name))), None)

    def label(self, node: Term) -> Message:
        """Say what a thing is called, or a value is, in both languages."""
        if isinstance(node, ox.Literal):
            is_number = node.value.isascii() and node.value.isdecimal()
            return Message(node.value, persian_digits(node.value) if is_number else node.value)
        if isinstance(node, ox.Triple):
            return Message(str(node), str(node))
        if node == TYPE:
            return _IS_A
        labels = self.objects(node, LABEL) or self.objects(node, _BORROWED_LABEL)
        found = {one.language: one.value for one in labels if isinstance(one, ox.Literal)}
        if not found:
            return self._pair(node) or _by_itself(node)
        any_name = next(iter(found.values()))
        return Message(en=found.get("en", any_name), fa=found.get("fa", any_name))

    def year(self, claim: Subject) -> Message | None:
        """Say which year a claim gives, as it gives it."""
        for name, en, fa in ((_YEAR, "{}", "{}"), (_HIJRI, "{} (Solar Hijri)", "{} (هجری شمسی)")):
            found = self.value(claim, name)
            if isinstance(found, ox.Literal):
                return Message(en.format(found.value), fa.format(persian_digits(found.value)))
        return None

    def place(self, claim: Subject) -> Message:
        """Say where a claim stands: the document, table and row, by the document's own name where it has one."""
        if not isinstance(claim, ox.NamedNode):
            return self.label(claim)
        return place_of(self.store, claim.value) or place_of(self._new_about(claim), claim.value) or self.label(claim)

    def is_new(self, node: Subject) -> bool:
        """Tell whether there is nothing about a node without the contribution."""
        return not any(self.store.quads_for_pattern(node, None, None, ox.DefaultGraph()))

    def _quads(self, subject: Subject | None, predicate: ox.NamedNode, value: Term | None) -> Iterator[ox.Quad]:
        yield from self.store.quads_for_pattern(subject, predicate, value, ox.DefaultGraph())
        if subject is not None:
            yield from (quad for quad in self._new.of(subject) if quad.predicate == predicate)
        elif value is not None:
            yield from (quad for quad in self._new.leading_to(value) if quad.predicate == predicate)

    def _new_about(self, claim: Subject) -> ox.Store:
        """Take out what is added about a claim and its places."""
        taken = ox.Store()
        for quad in self._new.of(claim):
            taken.add(quad)
            if quad.predicate == DERIVED_FROM and not isinstance(quad.object, ox.Literal):
                taken.extend(self._new.of(quad.object))
        return taken

    def _pair(self, node: Subject) -> Message | None:
        """Name a tie by its parties, and a membership by its member and network."""
        ends = self.objects(node, term("party")) or [
            *self.objects(node, term("member")),
            *self.objects(node, term("network")),
        ]
        if len(ends) != 2:
            return None
        names = [self.label(end) for end in ends]
        if self.objects(node, term("party")):
            names.sort(key=lambda name: name.en)
        return Message(" – ".join(name.en for name in names), " – ".join(name.fa for name in names))


def _by_itself(node: ox.NamedNode | ox.BlankNode) -> Message:
    name = short(node.value).removeprefix(ENTITY) if isinstance(node, ox.NamedNode) else str(node)
    return Message(name, name)
