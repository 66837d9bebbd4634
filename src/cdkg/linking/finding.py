"""Finds items of Wikidata that may be an entity of ours, and reads what must be known of them to compare."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cdkg.errors import Message
from cdkg.linking.things import CLASSES, Thing
from cdkg.matching import Known
from cdkg.namespaces import WIKIDATA
from cdkg.wikidata import Client, Item, Replies, items
from cdkg.wikidata.kinds import ROOTS, kinds_of
from cdkg.wikidata.search import named, reconcile, search

FILE: Final = "file"
CONTRIBUTION: Final = "contribution"
SEARCH: Final = "search"
RECONCILIATION: Final = "reconciliation"
QUERY_SERVICE: Final = "query service"
EVERYWHERE: Final = (SEARCH, RECONCILIATION, QUERY_SERVICE)
"""The ways in which items are found at Wikidata."""

_PLACES: Final = frozenset({"city", "country"})
_MOST_ITEMS: Final = 15


@dataclass
class Found:
    """What was found.

    Args:
        items: what Wikidata says of the items, by identifier.
        known: the same, to be compared with entities.
        ways: the items found for each entity, and in which ways; by the entity's IRI and the item's identifier.
        faults: what could not be reached.
    """

    items: dict[str, Item] = field(default_factory=dict)
    known: list[Known] = field(default_factory=list)
    ways: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    faults: dict[Message, None] = field(default_factory=dict)

    def add(self, subject: Thing, names: Iterable[str], way: str, replies: Replies) -> None:
        """Take in the items that were found under an entity's names."""
        self.faults |= dict.fromkeys(replies.faults)
        of_subject = self.ways.setdefault(subject.iri, {})
        for name in names:
            if name in replies.found:
                for qid in replies.found[name].content:
                    of_subject.setdefault(str(qid), set()).add(way)


def find(
    client: Client, wanted: Sequence[Thing], accepted: Mapping[str, str], ways: Collection[str] = EVERYWHERE
) -> Found:
    """Look for items that may be one of some entities.

    Args:
        client: the way to Wikidata.
        wanted: the entities.
        accepted: the item of each entity that is linked, by the entity's IRI; by it a country there is known as ours.
        ways: in which ways to look.
    """
    found = Found()
    for one in wanted:
        found.ways[one.iri] = {qid: {CONTRIBUTION} for qid in one.proposed}
    for kind in CLASSES:
        some = [one for one in wanted if one.kind == kind]
        if some:
            _look(client, kind, some, ways, found)
    wanted_ids = (qid for of_subject in found.ways.values() for qid in list(of_subject)[:_MOST_ITEMS])
    read = items(client, wanted_ids)
    found.faults |= dict.fromkeys(read.replies.faults)
    for asked, item in read.found.items():
        if not item.is_missing:
            found.items[item.current] = item
            _rename(found, asked, item.current)
    roots, replies = kinds_of(client, (name for item in found.items.values() for name in item.types))
    found.faults |= dict.fromkeys(replies.faults)
    countries = {qid: iri for iri, qid in accepted.items()}
    found.known = [_known(item, roots, countries) for item in found.items.values()]
    return found


def _look(client: Client, kind: str, some: Sequence[Thing], ways: Collection[str], found: Found) -> None:
    if SEARCH in ways:
        for language in ("en", "fa"):
            replies = search(client, [one.label.in_language(language) for one in some], language)
            for one in some:
                found.add(one, [one.label.in_language(language)], SEARCH, replies)
    if RECONCILIATION in ways:
        replies = reconcile(client, [one.label.en for one in some], ROOTS[kind][0])
        for one in some:
            found.add(one, [one.label.en], RECONCILIATION, replies)
    if QUERY_SERVICE in ways:
        replies = named(client, [name for one in some for name in one.names], is_place=kind in _PLACES)
        for one in some:
            found.add(one, one.names, QUERY_SERVICE, replies)


def _rename(found: Found, asked: str, current: str) -> None:
    """Let an item that was merged into another be found as the other."""
    if asked != current:
        for of_subject in found.ways.values():
            if asked in of_subject:
                of_subject.setdefault(current, set()).update(of_subject.pop(asked))


def _known(item: Item, roots: Mapping[str, frozenset[str]], countries: Mapping[str, str]) -> Known:
    types: frozenset[str] = frozenset()
    if all(name in roots for name in item.types):  # else a type is not known, and speaks neither for nor against
        reached = frozenset(root for name in item.types for root in roots[name])
        types = frozenset(CLASSES[kind] for kind, tops in ROOTS.items() if reached & set(tops)) | set(item.types)
    ours = next((countries[qid] for qid in item.countries if qid in countries), "")
    # One that none of ours is linked with may still be one of ours, as long as not all are linked.
    country = ours or next((WIKIDATA + qid for qid in item.countries), "")
    return Known(item.current, item.names, types, country, item.coordinates, item.population)
