"""Measures how well and how fast names are linked to the things that they mean; see README.md."""

from __future__ import annotations

import argparse
import csv
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cdkg.matching import Asked, Index, Known
from cdkg.matching.entities import read_known
from cdkg.namespaces import ENTITY, ONTOLOGY
from cdkg.settings import Settings
from cdkg.store.embedded import EmbeddedStore
from cdkg.text import fold

HERE = Path(__file__).parent
LEAST_PRECISION = 0.98
LEAST_RECALL = 0.9
ENTITIES = 100_000
NAMES = 10_000
MOST_SECONDS = 20.0
HALVES = ("development", "held out")
CITY = frozenset({ONTOLOGY + "City", ONTOLOGY + "Actor"})
COUNTRY = frozenset({ONTOLOGY + "Country", ONTOLOGY + "Actor"})


@dataclass(frozen=True)
class Row:
    """A name of the data set with its answer.

    Args:
        asked: the name, and the country where one is told.
        expected: the id of what it means; empty where it means nothing that is known, or cannot be told.
        kind: what is hard about it.
        half: which half it belongs to.
    """

    asked: Asked
    expected: str
    kind: str
    half: str


@dataclass
class Score:
    """How the names of one half, or of one kind, were linked."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    left_alone: int = 0

    @property
    def precision(self) -> float:
        """The share of accepted links that are right."""
        accepted = self.right + self.wrong
        return self.right / accepted if accepted else 1.0

    @property
    def recall(self) -> float:
        """The share of names with an answer that were linked to it."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def rows() -> list[Row]:
    """Read the data set."""
    with (HERE / "linking.csv").open(encoding="utf-8", newline="") as file:
        return [
            Row(
                Asked(row["name"], country=row["country"]),
                _iri(row["expected"]) if row["expected"] else "",
                row["kind"],
                row["half"],
            )
            for row in csv.DictReader(file)
        ]


def namesakes() -> Iterator[Known]:
    """Read the places that stand beside the graph's own, so that there are two of one name."""
    with (HERE / "linking-namesakes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            country = _iri(f"country/{row['country']}") if row["country"] else ""
            types = CITY if country else COUNTRY
            yield Known(_iri(row["id"]), (row["name_en"], row["name_fa"]), types, country)


def linked(index: Index, found: list[Row]) -> dict[str, Score]:
    """Link names, and count by half and by kind.

    Args:
        index: what they can mean.
        found: the names with their answers.
    """
    scores: dict[str, Score] = {}
    for row, candidates in zip(found, index.match_many([row.asked for row in found]), strict=True):
        match = next((one.known.id for one in candidates if one.is_match), "")
        for group in (row.half, f"{row.half}: {row.kind}"):
            score = scores.setdefault(group, Score())
            score.right += bool(match) and match == row.expected
            score.wrong += bool(match) and match != row.expected
            score.missed += bool(row.expected) and match != row.expected
            score.left_alone += not match and not row.expected
    return scores


def by_folding(known: list[Known], found: list[Row]) -> Score:
    """Link names by equality under `cdkg.text.fold` alone, to compare with."""
    named: dict[str, set[str]] = {}
    for one in known:
        for name in one.names:
            named.setdefault(fold(name), set()).add(one.id)
    score = Score()
    for row in found:
        means = named.get(fold(row.asked.name), set())
        match = next(iter(means)) if len(means) == 1 else ""
        score.right += bool(match) and match == row.expected
        score.wrong += bool(match) and match != row.expected
        score.missed += bool(row.expected) and match != row.expected
        score.left_alone += not match and not row.expected
    return score


def many(number: int, seed: int = 2026) -> list[Known]:
    """Make up places with a Latin and a Persian name each, of syllables as names of places have them.

    Args:
        number: how many.
        seed: of the random numbers; the same seed makes the same places.
    """
    chance = random.Random(seed)
    consonants, vowels = ("b d f g h j k kh l m n p q r s sh t v z", "a a e i o u ou")
    letters, between = "ب پ ت ج چ خ د ر ز س ش ف ق ک گ ل م ن ه", ("ا", "و", "ی", "", "")
    endings = ("", "", "an", "abad", "shahr", " Nord", " am Fluss")
    known = []
    for place in range(number):
        latin = "".join(
            chance.choice(consonants.split()) + chance.choice(vowels.split()) for _ in range(chance.randint(2, 4))
        )
        persian = "".join(chance.choice(letters.split()) + chance.choice(between) for _ in range(chance.randint(3, 6)))
        names = (latin.title() + chance.choice(endings), persian)
        known.append(Known(f"made/{place}", names, CITY, f"country/{chance.randint(0, 180)}"))
    return known


def misspelt(known: list[Known], number: int, seed: int = 7) -> list[Asked]:
    """Take names of places, some as they are and most with a letter lost, doubled or changed."""
    chance = random.Random(seed)
    asked = []
    for one in chance.sample(known, number):
        name = chance.choice(one.names)
        at = chance.randrange(len(name))
        changed = chance.choice(
            (name, name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:], _swapped(name, at))
        )
        asked.append(Asked(changed, country=one.country if chance.random() < 0.5 else ""))
    return asked


def main() -> int:
    """Measure accuracy on both halves, then speed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, default=Path("var/store"), help="folder of a built graph (cdkg build)")
    parser.add_argument("--failures", action="store_true", help="print what went wrong in the development half")
    parser.add_argument("--only-accuracy", action="store_true", help="leave out the speed")
    options = parser.parse_args()
    store = EmbeddedStore(options.store, Settings(memory_triples=0))
    known = [*read_known(store), *namesakes()]
    store.close()
    verdicts = _accuracy(known, failures=options.failures)
    if not options.only_accuracy:
        verdicts.append(_speed())
    for passed, text in verdicts:
        print(f"{'PASS' if passed else 'FAIL'}  {text}")
    return not all(passed for passed, _ in verdicts)


def _accuracy(known: list[Known], *, failures: bool) -> list[tuple[bool, str]]:
    index, found = Index(known), rows()
    scores = linked(index, found)
    print(f"{'names':<28}{'right':>7}{'wrong':>7}{'missed':>8}{'left alone':>12}{'precision':>11}{'recall':>8}")
    for half in HALVES:
        alone = by_folding(known, [row for row in found if row.half == half])
        groups = sorted(group for group in scores if group.startswith(half))
        for name, score in [*((group, scores[group]) for group in groups), (f"{half}: folding alone", alone)]:
            print(
                f"{name:<28}{score.right:>7}{score.wrong:>7}{score.missed:>8}{score.left_alone:>12}"
                f"{score.precision:>11.3f}{score.recall:>8.3f}"
            )
    if failures:
        _print_failures(index, [row for row in found if row.half == "development"])
    without = sum(not row.expected for row in found)
    print(f"{len(found)} names, {without} of them without an answer; {Counter(row.kind for row in found)}")
    return [
        (
            score.precision >= LEAST_PRECISION and score.recall >= LEAST_RECALL,
            (
                f"{half}: precision at 1 {score.precision:.3f} (at least {LEAST_PRECISION}), "
                f"recall {score.recall:.3f} (at least {LEAST_RECALL})"
            ),
        )
        for half, score in ((half, scores[half]) for half in HALVES)
    ]


def _print_failures(index: Index, found: list[Row]) -> None:
    for row in found:
        best = index.match(row.asked)[:2]
        match = next((one.known.id for one in best if one.is_match), "")
        if match != row.expected:
            told = ", ".join(f"{one.known.id.removeprefix(ENTITY)} {one.score}" for one in best)
            print(f"  {row.asked.name} {row.asked.country}: not {row.expected.removeprefix(ENTITY) or 'none'}; {told}")


def _speed() -> tuple[bool, str]:
    known = many(ENTITIES)
    begin, began = time.perf_counter(), time.process_time()
    index = Index(known)
    made, made_by = time.perf_counter() - begin, time.process_time() - began
    begin, began = time.perf_counter(), time.process_time()
    found = index.match_many(misspelt(known, NAMES))
    took, took_by = time.perf_counter() - begin, time.process_time() - began
    matched = sum(any(one.is_match for one in some) for some in found)
    print(
        f"index of {ENTITIES:,} things: {made:.1f} s ({made_by:.1f} s of processor time); {NAMES:,} names: "
        f"{took:.1f} s ({took_by:.1f} s), {matched:,} matched"
    )
    text = f"{NAMES:,} names against {ENTITIES:,} things in under {MOST_SECONDS:g} s"
    return took < MOST_SECONDS, f"{text}: {took:.1f} s"


def _iri(path: str) -> str:
    return ENTITY + path


def _swapped(name: str, at: int) -> str:
    return name if at + 1 >= len(name) else name[:at] + name[at + 1] + name[at] + name[at + 2 :]


if __name__ == "__main__":
    sys.exit(main())
