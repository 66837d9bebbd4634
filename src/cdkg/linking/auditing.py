"""Checks the links to Wikidata: whether the items are still there, still what they were, and each linked once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cdkg.errors import Message
from cdkg.linking import audit_messages as say
from cdkg.linking.audit_messages import COORDINATES, LABEL, MISSING, REDIRECTED, SHARED, TYPE
from cdkg.linking.things import Thing
from cdkg.matching.scoring import kilometres
from cdkg.namespaces import short
from cdkg.text import fold
from cdkg.wikidata import Client, Item, items
from cdkg.wikidata.kinds import ALSO, ROOTS, kinds_of

FARTHEST_KM: Final[Mapping[str, float]] = {"city": 25.0, "country": 1000.0}
"""How far the coordinates here and there may be apart. A city's are those of its middle, which lists put some
kilometres apart; a country's are of some point within it, and a large country has points that are very far apart."""


@dataclass(frozen=True)
class Finding:
    """Something that is wrong with a link, or may be.

    Args:
        what: ``REDIRECTED``, ``MISSING``, ``TYPE``, ``LABEL``, ``COORDINATES`` or ``SHARED``.
        subject: the IRI of the entity.
        qid: the item that it is linked with.
        message: what is wrong, and what to do.
    """

    what: str
    subject: str
    qid: str
    message: Message

    def to_dict(self) -> dict[str, object]:
        """Give it as JSON can hold it."""
        told = {"en": self.message.en, "fa": self.message.fa}
        return {
            "what": self.what,
            "entity": short(self.subject),
            "iri": self.subject,
            "item": self.qid,
            "message": told,
        }


@dataclass(frozen=True)
class Audit:
    """What was found.

    Args:
        findings: what is wrong, by entity.
        links: how many links there are.
        checked: how many of them were checked.
        unchecked: the items of which nothing could be found out.
        untyped: the items of which it could not be found out what they are.
        old: the items of which only an old answer is known.
        unreached: what could not be reached.
    """

    findings: tuple[Finding, ...]
    links: int
    checked: int = 0
    unchecked: tuple[str, ...] = ()
    untyped: tuple[str, ...] = ()
    old: tuple[str, ...] = ()
    unreached: tuple[Message, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether all was checked and nothing is wrong."""
        return not (self.findings or self.unchecked or self.untyped)

    def to_dict(self) -> dict[str, object]:
        """Give it as JSON can hold it."""
        return {
            "clean": self.is_clean,
            "links": self.links,
            "checked": self.checked,
            "findings": [one.to_dict() for one in self.findings],
            "unchecked": list(self.unchecked),
            "typeUnchecked": list(self.untyped),
            "old": list(self.old),
            "unreached": [{"en": one.en, "fa": one.fa} for one in self.unreached],
        }


def audit(subjects: Sequence[Thing], accepted: Mapping[str, str], client: Client) -> Audit:
    """Check links.

    Args:
        subjects: the entities of the graph.
        accepted: the item of each entity that is linked, by the entity's IRI; other entities than those are told, too.
        client: the way to Wikidata.
    """
    by_iri = {one.iri: one for one in subjects}
    read = items(client, accepted.values())
    roots, replies = kinds_of(client, (name for item in read.found.values() for name in item.types))
    findings = list(_shared(accepted, read.found))
    for iri, qid in accepted.items():
        item = read.found.get(qid)
        if item is not None:
            findings += _of_item(iri, by_iri.get(iri), item, roots)
    return Audit(
        tuple(sorted(findings, key=lambda one: (one.subject, one.what, one.qid))),
        len(accepted),
        sum(qid in read.found for qid in accepted.values()),
        tuple(sorted(read.replies.missed)),
        tuple(sorted(qid for qid, item in read.found.items() if not all(name in roots for name in item.types))),
        tuple(sorted(qid for qid, reply in read.replies.found.items() if reply.is_old)),
        tuple(dict.fromkeys((*read.replies.faults, *replies.faults))),
    )


def _shared(accepted: Mapping[str, str], found: Mapping[str, Item]) -> Iterator[Finding]:
    """Find the items that several entities are linked with, also after a merge there."""
    by_item: dict[str, list[str]] = defaultdict(list)
    for iri, qid in accepted.items():
        by_item[found[qid].current if qid in found else qid].append(iri)
    for current, iris in by_item.items():
        for iri in iris if len(iris) > 1 else ():
            others = [short(other) for other in iris if other != iri]
            yield Finding(SHARED, iri, accepted[iri], say.shared(short(iri), current, others))


def _of_item(iri: str, subject: Thing | None, item: Item, roots: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    name = short(iri)
    if item.is_missing:
        yield Finding(MISSING, iri, item.id, say.missing(name, item.id))
        return
    if item.current != item.id:
        yield Finding(REDIRECTED, iri, item.id, say.redirected(name, item.id, item.current))
    if subject is None:
        return
    if item.types and all(one in roots for one in item.types):
        wanted = {*ROOTS[subject.kind], *ALSO.get(subject.kind, ())}
        if not any(wanted & roots[one] for one in item.types):
            yield Finding(TYPE, iri, item.id, say.of_another_type(name, item.id, subject.kind, item.types))
    for language, label in item.labels.items():
        if not _agrees(subject, label, language, item):
            ours = subject.label.in_language(language)
            yield Finding(LABEL, iri, item.id, say.drifted_label(name, item.id, language, ours, label))
    here, there, farthest = subject.place, item.coordinates, FARTHEST_KM.get(subject.kind)
    if here and there and farthest:
        apart = kilometres(here, there)
        if apart > farthest:
            yield Finding(COORDINATES, iri, item.id, say.drifted_place(name, item.id, apart, farthest))


def _agrees(subject: Thing, label: str, language: str, item: Item) -> bool:
    """Tell whether the label there is a name of ours, or our label a name there, under one folding."""
    ours = {fold(name) for name in (*subject.names, subject.label.en, subject.label.fa)}
    theirs = {fold(name) for name in item.names}
    return fold(label) in ours or fold(subject.label.in_language(language)) in theirs
