"""The items that a thing may be, as a page shows them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

from cdkg.errors import Message
from cdkg.linking.things import Thing
from cdkg.mappings import MappingSet

_NOTHING: Final = Message("", "")


@dataclass(frozen=True)
class ShownCandidate:
    """An item that a thing may be.

    Args:
        item: the item, such as ``"Q3616"``.
        label: what it is called; may be empty.
        description: what it is, by its own words; may be empty.
        score: how well it agrees, from 0 to 100, or ``None`` where nobody compared it.
        reasons: what the score is made of: what was compared, and how well it agrees from 0 to 100.
        is_proposed: whether a contribution says that the thing is this item.
    """

    item: str
    label: Message = _NOTHING
    description: Message = _NOTHING
    score: float | None = None
    reasons: tuple[tuple[str, int], ...] = ()
    is_proposed: bool = False


@dataclass(frozen=True)
class Candidates:
    """What a thing may be.

    Args:
        shown: the items, best first.
        remarks: what could not be asked.
    """

    shown: tuple[ShownCandidate, ...] = ()
    remarks: tuple[Message, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Give it as JSON can hold it."""
        return {"candidates": [asdict(one) for one in self.shown], "remarks": [asdict(one) for one in self.remarks]}


def shown_candidates(thing: Thing, decisions: MappingSet) -> Candidates:
    """Tell what a thing may be: the items that contributions name and on which nothing is decided.

    Args:
        thing: the thing.
        decisions: all decisions.
    """
    open_items = (item for item in thing.proposed if not decisions.is_decided(thing.iri, item))
    return Candidates(tuple(ShownCandidate(item, is_proposed=True) for item in open_items))
