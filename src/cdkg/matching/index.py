"""The index: finds what a name may mean among many things, and says why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from cdkg.matching.candidates import Candidates
from cdkg.matching.model import (
    ACCEPT,
    IDENTIFIER,
    LEAD,
    LISTED,
    Asked,
    Feature,
    Known,
    Scored,
    score_of,
)
from cdkg.matching.scoring import features_of
from cdkg.matching.similarity import Name, similarity
from cdkg.matching.spelling import is_persian, key, words
from cdkg.matching.wording import Reading, readings, without_designation

LIMIT: Final = 5
_LOOKED_AT: Final = 8
_BODY: Final = 0.7
"""A city is not its municipality, unless who asks says that a city is meant."""

_REST: Final = 0.8
"""«London, Ontario» is not London: something is told that is not understood."""

_UNDESIGNATED: Final = 0.95
"""«Kuwait» is the country rather than Kuwait City."""

_SHORTEST_WORD: Final = 4

_CERTAIN: Final = 97.0

_LITERAL: Final = 0.999
"""What a name says as it stands goes before what it says when a part is left out."""


class Index:
    """Things by their names. It does not change; threads may share it.

    Args:
        known: the things. Countries among them are those that others name as theirs.
    """

    def __init__(self, known: Iterable[Known]) -> None:
        self.known = {one.id: one for one in known}
        self._owners: list[Known] = []
        self._names: list[Name] = []
        self._shares: list[float] = []
        for one in self.known.values():
            for name, share in _called(one).values():
                self._names.append(name)
                self._owners.append(one)
                self._shares.append(share)
        self._candidates = Candidates(self._names)
        self._countries = _countries(self.known)

    def match(self, asked: Asked, limit: int = LIMIT) -> list[Scored]:
        """Find what a name may mean.

        Args:
            asked: the name, and what else is told.
            limit: most candidates.

        Returns:
            the candidates, best first; the first is a match where its score reaches `ACCEPT` and is `LEAD` before the
            second's.
        """
        if asked.name in self.known:
            identified = Feature(IDENTIFIER, 1.0, 1.0)
            return [Scored(self.known[asked.name], 100.0, (identified,), is_match=True, spelling=asked.name)]
        best: dict[str, Scored] = {}
        told = self.country(asked.country) if asked.country else ""
        forms = [(reading, Name.of(reading.name)) for reading in readings(asked.name, self._in_writing)]
        # Where a name is certain, spellings that are further off are not looked for: most names of a table are.
        for look in (self._same, self._near):
            for reading, name in forms:
                self._weigh(asked, reading, told or reading.country, (name, look(name)), best)
            found = sorted(best.values(), key=lambda one: (-one.score, one.known.id))
            found = decided([one for one in found if one.score >= LISTED])
            if found and found[0].is_match and found[0].score >= _CERTAIN:
                break
        return found[:limit]

    def match_many(self, asked: Sequence[Asked], limit: int = LIMIT) -> list[list[Scored]]:
        """Find what many names may mean, each for itself; what is asked twice is looked up once.

        Args:
            asked: the names.
            limit: most candidates of each.
        """
        found = {one: self.match(one, limit) for one in dict.fromkeys(asked)}
        return [found[one] for one in asked]

    def country(self, told: str) -> str:
        """Find a country by its id, any of its names, its code or the initials of its name.

        Args:
            told: what is told of it.

        Returns:
            its id; what was told where no country is known by it: then no candidate's country agrees.
        """
        return self._countries.get(key(told), "") or told

    def _in_writing(self, written: str) -> str:
        found = self._countries.get(key(written), "")
        # «in» and «de» are words, IN and DE are codes.
        is_word = len(written) >= _SHORTEST_WORD or is_persian(written)
        return found if is_word or written.isupper() else ""

    def _same(self, name: Name) -> set[int]:
        return {*self._candidates.exact(name), *self._candidates.alike(name)}

    def _near(self, name: Name) -> set[int]:
        return self._candidates.near(name, _LOOKED_AT)

    def _weigh(
        self, asked: Asked, reading: Reading, country: str, found: tuple[Name, set[int]], best: dict[str, Scored]
    ) -> None:
        """Score the names that were found for one reading of what is asked, and keep the best of each thing."""
        name, places = found
        factor = 1.0 if reading.name == asked.name else _LITERAL
        factor *= _REST if reading.rest else 1.0
        for place in places:
            known = self._owners[place]
            value = similarity(name, self._names[place]) * self._shares[place] * factor
            if reading.is_body and asked.type not in known.types:
                value *= _BODY
            features = features_of(asked, known, value, country)
            score = score_of(features)
            before = best.get(known.id)
            if before is None or score > before.score:
                best[known.id] = Scored(known, score, features, spelling=self._names[place].text)


def decided(found: list[Scored]) -> list[Scored]:
    """Mark the match among candidates, if there is one.

    Args:
        found: candidates, best first, none of them marked.
    """
    if not found or found[0].score < ACCEPT:
        return found
    if len(found) > 1 and found[0].score - found[1].score < LEAD:
        return found
    if any(feature.value == 0 for feature in found[0].features):
        return found
    return [replace(found[0], is_match=True), *found[1:]]


def _called(known: Known) -> dict[str, tuple[Name, float]]:
    """List the names of a thing by their strict forms, each with how much it counts."""
    found: dict[str, tuple[Name, float]] = {}
    for text in known.names:
        for name, share in ((text, 1.0), (without_designation(text), _UNDESIGNATED)):
            if not name:
                continue
            form = Name.of(name)
            if form.key and share > found.get(form.key, (form, 0.0))[1]:
                found[form.key] = (form, share)
    return found


def _initials(name: str) -> str:
    return "".join(word[0] for word in words(name) if word[0].isupper())


def _countries(known: dict[str, Known]) -> dict[str, str]:
    """List countries by all that they are called in writing; what two are called names none."""
    called: dict[str, set[str]] = defaultdict(set)
    for iri in {one.country for one in known.values()} - {""}:
        names = known[iri].names if iri in known else ()
        # USA, UK, UAE; what other names begin with would be codes of other countries.
        initials = (_initials(name) for name in names if name.startswith("United "))
        code = iri.rstrip("/").rsplit("/", 1)[-1]
        for written in (iri, code, *names, *initials):
            called[key(written)].add(iri)
    return {written: min(ids) for written, ids in called.items() if len(ids) == 1 and written}
