"""The items that a thing may be, as a page shows them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

from cdkg.errors import Message, RecordError, SettingsError
from cdkg.linking.on_page import page_suggestions
from cdkg.linking.suggesting import Candidate, Suggestions
from cdkg.linking.things import Thing
from cdkg.mappings import MappingSet
from cdkg.settings import Settings

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


def shown_candidates(thing: Thing, decisions: MappingSet, settings: Settings) -> Candidates:
    """Tell what a thing may be: the items that are suggested for it, and those that contributions name.

    Args:
        thing: the thing.
        decisions: all decisions; what is decided on is not shown again.
        settings: the settings.
    """
    try:
        found = page_suggestions(thing, decisions, settings)
    except (SettingsError, RecordError) as fault:  # the page is there without suggestions, too
        found = Suggestions((), (fault.message,))
    suggested = [_shown(one, thing) for each in found.given for one in each.candidates]
    known = {one.item for one in suggested}
    open_items = (item for item in thing.proposed if item not in known and not decisions.is_decided(thing.iri, item))
    return Candidates((*suggested, *(ShownCandidate(item, is_proposed=True) for item in open_items)), found.unreached)


def _shown(one: Candidate, thing: Thing) -> ShownCandidate:
    reasons = tuple((feature.name, round(100 * feature.value)) for feature in one.scored.features)
    score = round(one.scored.score)
    return ShownCandidate(one.qid, one.label, one.description, score, reasons, is_proposed=one.qid in thing.proposed)
