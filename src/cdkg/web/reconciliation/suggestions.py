"""Completes what is being typed (Reconciliation Service API 0.2, section 6): things, types and properties."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cdkg.matching import Asked
from cdkg.matching.spelling import key
from cdkg.web.reconciliation.catalogue import Catalogue, Named
from cdkg.web.reconciliation.identifiers import bare, thing_id, thing_iri

PAGE: Final = 10
"""How many suggestions are given at a time."""

_ENOUGH: Final = 3


def things(typed: str, skipped: int, catalogue: Catalogue, language: str) -> list[dict[str, object]]:
    """Suggest things: by id, by how a name begins, and where hardly one does, by what is spelt nearly so.

    Args:
        typed: what has been typed so far.
        skipped: how many suggestions were seen before.
        catalogue: what there is.
        language: the reader's language.
    """
    index = catalogue.index
    found = [iri for iri in (thing_iri(typed),) if iri in index.known] + catalogue.beginnings.find(typed)
    if len(found) < _ENOUGH:
        found += [one.known.id for one in index.match(Asked(typed))]
    chosen = [index.known[iri] for iri in dict.fromkeys(found)][skipped : skipped + PAGE]
    return [
        {
            "id": thing_id(one.id),
            "name": catalogue.name(one.id, language),
            "description": catalogue.description(one, language),
            "notable": [{"id": kind.id, "name": kind.names[language]} for kind in catalogue.types_of(one)],
        }
        for one in chosen
    ]


def types(typed: str, skipped: int, catalogue: Catalogue, language: str) -> list[dict[str, object]]:
    """Suggest types, each with the broader ones."""
    return [
        {**_told(one, language), "broader": _broader(one.id, catalogue, language)}
        for one in _named(typed, catalogue.types.values(), skipped)
    ]


def properties(typed: str, skipped: int, catalogue: Catalogue, language: str) -> list[dict[str, object]]:
    """Suggest properties."""
    return [_told(one, language) for one in _named(typed, catalogue.properties.values(), skipped)]


def proposed(kind: str, catalogue: Catalogue, language: str) -> list[dict[str, object]]:
    """Propose properties for things of a type, those that most of them have first; of any type where none is given."""
    used = catalogue.used.get(bare(kind), {})
    names = list(catalogue.properties.values())
    if bare(kind):
        names = [one for one in names if one.id.partition("@")[0] in used]
    names.sort(key=lambda one: (-used.get(one.id.partition("@")[0], 0), one.id))
    return [_told(one, language) for one in names]


def _named(typed: str, offered: Iterable[Named], skipped: int) -> list[Named]:
    """Keep those whose id, or a word of whose name in either language, begins so."""
    begin = key(bare(typed))
    ranked = []
    for one in offered:
        spellings = [one.id, *one.names.values()]
        words = [key(" ".join(text.split()[at:])) for text in spellings for at in range(len(text.split()))]
        if any(word.startswith(begin) for word in words):
            is_first = any(key(text).startswith(begin) for text in spellings)
            ranked.append((begin not in map(key, spellings), not is_first, one.id, one))
    return [one for *_, one in sorted(ranked, key=lambda entry: entry[:3])][skipped : skipped + PAGE]


def _told(one: Named, language: str) -> dict[str, object]:
    told: dict[str, object] = {"id": one.id, "name": one.names[language]}
    return told | ({"description": one.descriptions[language]} if one.descriptions[language] else {})


def _broader(kind: str, catalogue: Catalogue, language: str) -> list[dict[str, object]]:
    return [
        {
            "id": one,
            "name": catalogue.types[one].names[language],
            "broader": _broader(one, catalogue, language),
        }
        for one in catalogue.broader.get(kind, ())
    ]
