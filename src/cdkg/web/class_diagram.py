"""Draws the main classes and how they are joined, as the ontology declares it, in the reader's language.

Only where a class stands on the drawing is told here. Names, arrows and what stands beside them come from the ontology;
an arrow that would have to cross another class is left to the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cdkg.namespaces import ONTOLOGY, PROV
from cdkg.web.term_docs import OntologyDoc

# Column and row of each class, seen from where the reader's script begins.
_PLACES: Final = {
    "Document": (0, 0),
    "Locator": (1, 0),
    "Claim": (2, 0),
    "Disagreement": (3, 0),
    "Resolution": (4, 0),
    "Study": (0, 1),
    "Finding": (1, 1),
    "MembershipClaim": (2, 1),
    "TieClaim": (3, 1),
    "Agreement": (4, 1),
    "Country": (0, 2),
    "City": (1, 2),
    "Membership": (2, 2),
    "Tie": (3, 2),
    "CityTie": (4, 2),
    "Activity": (0, 3),
    "Organization": (1, 3),
    "Actor": (2, 3),
    "LegalInstrument": (3, 3),
    "Dimension": (0, 4),
    "Function": (1, 4),
    "Norm": (2, 4),
    "LegalProvision": (3, 4),
}
# OWL says of no foreign property where it leads; that a claim has a place is the shapes' matter.
_BESIDE: Final = (("Claim", PROV + "wasDerivedFrom", "Locator"),)
_BOX: Final = (152, 46)
_STEP: Final = (244, 118)
_MARGIN: Final = 8
_IS_A: Final = ""


_LONGEST_NAME: Final = 16
_LONGEST_JOINT: Final = 13


@dataclass(frozen=True)
class Box:
    """One class on the drawing.

    Args:
        iri: the class.
        label: its name.
        x: the middle of its box.
        y: the middle of its box.
    """

    iri: str
    label: str
    x: float
    y: float

    @property
    def lines(self) -> list[str]:
        """The name, in two lines where it is too long for one."""
        return _lines(self.label, _LONGEST_NAME)


@dataclass(frozen=True)
class Arrow:
    """How one class is joined to another.

    Args:
        start: where it begins.
        end: where its head is.
        label: the names of the properties; empty where the one class is a kind of the other.
        told: the same as a sentence's parts: from, property, to.
        middle: where its label stands.
    """

    start: tuple[float, float]
    end: tuple[float, float]
    label: str
    told: tuple[str, str, str]
    middle: tuple[float, float]

    @property
    def lines(self) -> list[str]:
        """The label, in two lines where it is too long for the room between two boxes."""
        return _lines(self.label, _LONGEST_JOINT)


@dataclass(frozen=True)
class Diagram:
    """The drawing.

    Args:
        boxes: the classes.
        arrows: what joins them.
        width: its width in pixels.
        height: its height in pixels.
        box: width and height of each box.
    """

    boxes: list[Box]
    arrows: list[Arrow]
    width: int
    height: int
    box: tuple[int, int] = _BOX


def draw(ontology: OntologyDoc, language: str) -> Diagram:
    """Draw the main classes.

    Args:
        ontology: what there is.
        language: the reader's; in Persian the drawing begins at the right.
    """
    columns, rows = (1 + max(place[axis] for place in _PLACES.values()) for axis in (0, 1))
    width, height = (
        (count - 1) * step + size + 2 * _MARGIN for count, step, size in zip((columns, rows), _STEP, _BOX, strict=True)
    )
    boxes: dict[str, Box] = {}
    for name, (column, row) in _PLACES.items():
        iri = ONTOLOGY + name
        if iri in ontology.classes:
            x = _MARGIN + _BOX[0] / 2 + column * _STEP[0]
            y = _MARGIN + _BOX[1] / 2 + row * _STEP[1]
            shown_x = width - x if language == "fa" else x
            boxes[iri] = Box(iri, ontology.said.label(iri, language), shown_x, y)
    arrows = []
    for (source, target), names in _joined(ontology, boxes).items():
        first, second = boxes[source], boxes[target]
        if not any(_crosses(first, second, other) for iri, other in boxes.items() if iri not in (source, target)):
            label = " / ".join(ontology.said.label(name, language) for name in names if name != _IS_A)
            arrows.append(_arrow(first, second, label))
    return Diagram(list(boxes.values()), arrows, width, height)


def _joined(ontology: OntologyDoc, boxes: dict[str, Box]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for source, name, target in _joints(ontology):
        pair = (source, target)
        if source in boxes and target in boxes and source != target and name not in found[pair]:
            found[pair].append(name)
    return {pair: names for pair, names in found.items() if names}


def _joints(ontology: OntologyDoc) -> Iterator[tuple[str, str, str]]:
    for iri, about in ontology.classes.items():
        yield from ((iri, _IS_A, parent) for parent in about.parents)
        yield from ((iri, name, value) for name, value in about.only)
    for iri, given in ontology.properties.items():
        yield from ((source, iri, target) for source in given.domains for target in given.ranges)
    yield from ((ONTOLOGY + source, name, ONTOLOGY + target) for source, name, target in _BESIDE)


def _arrow(first: Box, second: Box, label: str) -> Arrow:
    start, end = _border(first, second), _border(second, first)
    # Nearer to where it begins: several arrows may end at one class.
    share = 0.5 if first.x == second.x or first.y == second.y else 0.4
    middle = (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
    return Arrow(start, end, label, (first.label, label, second.label), middle)


def _border(box: Box, towards: Box) -> tuple[float, float]:
    across, down = towards.x - box.x, towards.y - box.y
    share = min(
        _BOX[0] / 2 / abs(across) if across else 1.0,
        _BOX[1] / 2 / abs(down) if down else 1.0,
    )
    return round(box.x + share * across, 1), round(box.y + share * down, 1)


def _crosses(first: Box, second: Box, other: Box) -> bool:
    steps = 40
    return any(
        abs(first.x + step / steps * (second.x - first.x) - other.x) <= _BOX[0] / 2
        and abs(first.y + step / steps * (second.y - first.y) - other.y) <= _BOX[1] / 2
        for step in range(steps + 1)
    )


def _lines(text: str, most: int) -> list[str]:
    spaces = [place for place, letter in enumerate(text) if letter == " "]
    if len(text) <= most or not spaces:
        return [text]
    cut = min(spaces, key=lambda place: abs(place - len(text) / 2))
    return [text[:cut], text[cut + 1 :]]
