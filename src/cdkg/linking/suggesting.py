"""Suggests items of Wikidata for entities of the graph, with the reasons for and against each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cdkg.errors import Message
from cdkg.linking.finding import EVERYWHERE, FILE, Found, find
from cdkg.linking.local_file import LocalItems
from cdkg.linking.things import CLASSES, Thing
from cdkg.mappings import MappingSet
from cdkg.matching import Asked, Index, Known, Scored, decided
from cdkg.namespaces import WIKIDATA, short
from cdkg.wikidata import Client

LIMIT: Final = 5
_LOOKED_AT: Final = 12


@dataclass(frozen=True)
class Candidate:
    """An item that may be an entity.

    Args:
        qid: the item's identifier.
        label: what it is called there.
        description: what it is, by its own words; may be empty.
        scored: how well it agrees, and why.
        ways: in which ways it was found.
    """

    qid: str
    label: Message
    description: Message
    scored: Scored
    ways: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """Give it as JSON can hold it."""
        return {
            "item": self.qid,
            "label": {"en": self.label.en, "fa": self.label.fa},
            "description": {"en": self.description.en, "fa": self.description.fa},
            "score": self.scored.score,
            "match": self.scored.is_match,
            "spelling": self.scored.spelling,
            "features": [{"name": one.name, "value": one.value, "weight": one.weight} for one in self.scored.features],
            "foundBy": list(self.ways),
        }


@dataclass(frozen=True)
class Suggestion:
    """The candidates for an entity.

    Args:
        subject: the entity.
        candidates: items, best first, without those that were decided on.
        linked: the item that it is linked with, or empty.
    """

    subject: Thing
    candidates: tuple[Candidate, ...]
    linked: str = ""

    def to_dict(self) -> dict[str, object]:
        """Give it as JSON can hold it."""
        label = self.subject.label
        return {
            "entity": short(self.subject.iri),
            "iri": self.subject.iri,
            "label": {"en": label.en, "fa": label.fa},
            "linked": self.linked or None,
            "candidates": [one.to_dict() for one in self.candidates],
        }


@dataclass(frozen=True)
class Suggestions:
    """What was found for some entities.

    Args:
        given: for each entity its candidates, also where there are none.
        unreached: what could not be reached; where it is not empty, there may be more candidates than these.
    """

    given: tuple[Suggestion, ...]
    unreached: tuple[Message, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Give it as JSON can hold it."""
        return {
            "complete": not self.unreached,
            "unreached": [{"en": one.en, "fa": one.fa} for one in self.unreached],
            "entities": [one.to_dict() for one in self.given],
        }


def candidates(
    wanted: Sequence[Thing],
    decisions: MappingSet,
    client: Client | None,
    *,
    local: LocalItems | None = None,
    ways: Collection[str] = EVERYWHERE,
    limit: int = LIMIT,
) -> Suggestions:
    """Suggest items for entities.

    Args:
        wanted: the entities.
        decisions: what was decided; an item that was rejected for an entity is not suggested for it again, and one that
            was accepted needs no suggestion.
        client: the way to Wikidata, or ``None`` to look in the file only.
        local: items of a file.
        ways: in which ways to look at Wikidata.
        limit: most candidates of an entity.
    """
    linked = decisions.accepted()
    found = Found() if client is None else find(client, wanted, linked, ways)
    in_file = local.known if local else {}
    # What Wikidata itself says goes before what a file says of it.
    online = {one.id: _merged(one, in_file.get(one.id)) for one in found.known}
    indexes = [Index(online.values()), *([local.index] if local else [])]
    given = []
    for one in wanted:
        # A country there is known as ours by its link; without one, no country there could be the entity's.
        country = one.country if not online or one.country in linked else ""
        best = _best(one, country, indexes)
        left = [scored for scored in best if not decisions.is_decided(one.iri, scored.known.id)]
        shown = tuple(_candidate(one, scored, in_file, found) for scored in left[:limit])
        given.append(Suggestion(one, shown, linked.get(one.iri, "")))
    return Suggestions(tuple(given), tuple(found.faults))


def _best(subject: Thing, country: str, indexes: Sequence[Index]) -> list[Scored]:
    """Compare an entity under all its names, and keep of each item the best that comes out.

    Args:
        subject: the entity.
        country: its country, if that can be compared.
        indexes: the items; what stands in several is as the first has it.
    """
    best: dict[str, Scored] = {}
    for place, index in enumerate(indexes):
        before = {qid for other in indexes[:place] for qid in other.known}
        for name in subject.names:
            asked = Asked(name, CLASSES[subject.kind], country, subject.place)
            for scored in index.match(asked, _LOOKED_AT):
                qid = scored.known.id
                if qid not in before and (qid not in best or scored.score > best[qid].score):
                    best[qid] = replace(scored, is_match=False)
    # Decided on with those that were rejected: without them a namesake would be taken for the only one.
    return decided(sorted(best.values(), key=lambda one: (-one.score, int(one.known.id[1:]))))


def _candidate(subject: Thing, scored: Scored, in_file: Mapping[str, Known], found: Found) -> Candidate:
    qid = scored.known.id
    item = found.items.get(qid)
    labels = item.labels if item else _labels(scored.known)
    name = next(iter(scored.known.names), qid)
    texts = item.descriptions if item else {}
    ways = ({FILE} if qid in in_file else set()) | found.ways.get(subject.iri, {}).get(qid, set())
    return Candidate(
        qid,
        Message(labels.get("en", name), labels.get("fa", name)),
        Message(texts.get("en", texts.get("fa", "")), texts.get("fa", texts.get("en", ""))),
        scored,
        tuple(sorted(ways)),
    )


def _labels(known: Known) -> dict[str, str]:
    """Tell an item's name in each language by its letters, where nothing else tells."""
    labels: dict[str, str] = {}
    for name in known.names:
        labels.setdefault("fa" if any("\u0600" <= char <= "\u06ff" for char in name) else "en", name)
    return labels


def _merged(item: Known, in_file: Known | None) -> Known:
    if in_file is None:
        return item
    return Known(
        item.id,
        tuple(dict.fromkeys((*item.names, *in_file.names))),
        item.types or in_file.types,
        # A country there that is none of ours does not speak against what the file says.
        in_file.country if item.country.startswith(WIKIDATA) and in_file.country else item.country or in_file.country,
        item.coordinates or in_file.coordinates,
        item.population or in_file.population,
    )
