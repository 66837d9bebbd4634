"""All decisions on links, and how one more changes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from cdkg.mappings.errors import MappingClashError, MappingError
from cdkg.mappings.mapping import MATCHED, Mapping
from cdkg.namespaces import short


class MappingSet:
    """Decisions, no two of them on one thing and one item, no thing with two items, no item with two things.

    Args:
        mappings: the decisions, in any order.

    Raises:
        MappingClashError: if two of them contradict each other; the message names both.
    """

    def __init__(self, mappings: Iterable[Mapping] = ()) -> None:
        self._mappings = tuple(sorted(mappings, key=_order))
        self._of: dict[str, list[Mapping]] = defaultdict(list)
        self._holder: dict[str, Mapping] = {}
        for one in self._mappings:
            self._refuse_contradiction(one)
            self._of[one.subject].append(one)
            if one.state == MATCHED and one.object is not None:
                self._holder[one.object] = one

    @classmethod
    def read(cls, path: Path) -> MappingSet:
        """Read a set from its file (SSSOM/TSV).

        Raises:
            MappingError: if the file is not there or a row of it cannot be read; the message names the line.
        """
        from cdkg.mappings.sssom_file import read_file  # loads pydantic, which takes a second

        return cls(read_file(path))

    def write(self, path: Path) -> None:
        """Write the set into a file, whole or not at all; the same decisions always give the same bytes."""
        from cdkg.mappings.sssom_file import write_file

        write_file(self, path)

    def to_tsv(self) -> str:
        """Give the text of the set's file."""
        from cdkg.mappings.sssom_file import to_tsv

        return to_tsv(self)

    def __iter__(self) -> Iterator[Mapping]:
        return iter(self._mappings)

    def __len__(self) -> int:
        return len(self._mappings)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MappingSet) and self._mappings == other._mappings

    def __hash__(self) -> int:
        return hash(self._mappings)

    def of(self, subject: str) -> tuple[Mapping, ...]:
        """Give the decisions on one thing.

        Args:
            subject: its IRI.
        """
        return tuple(self._of.get(subject, ()))

    def accepted(self) -> dict[str, str]:
        """Give the item of each thing that has one, by the thing's IRI."""
        return {one.subject: item for item, one in self._holder.items()}

    def holder(self, item: str) -> Mapping | None:
        """Give the decision by which a thing has an item, or none."""
        return self._holder.get(item)

    def is_decided(self, subject: str, item: str) -> bool:
        """Tell whether it is decided, in whichever way, if a thing is what an item describes."""
        return any(one.object == item for one in self.of(subject))

    def get(self, subject: str, item: str | None) -> Mapping | None:
        """Give the decision on a thing and an item (``None``: that there is none), or nothing."""
        return next((one for one in self.of(subject) if one.object == item), None)

    def decide(self, mapping: Mapping) -> MappingSet:
        """Give the set with one more decision.

        It takes the place of an earlier one on the same two; a match takes the place of what said that there was none.

        Raises:
            MappingClashError: if the item is another thing's, or the thing has another item.
        """
        matched = self._match_of(mapping.subject)
        if matched is not None and matched.object != mapping.object and not mapping.is_negative:
            raise _linked(matched)
        holder = self._holder.get(mapping.object or "")
        if holder is not None and holder.subject != mapping.subject and mapping.state == MATCHED:
            raise _taken(mapping, holder)
        replaced = {mapping.object} | ({None} if mapping.state == MATCHED else set())
        kept = [one for one in self if one.subject != mapping.subject or one.object not in replaced]
        return MappingSet([*kept, mapping])

    def without(self, subject: str, item: str | None) -> MappingSet:
        """Give the set without the decision on a thing and an item (``None``: that there is none)."""
        return MappingSet(one for one in self if (one.subject, one.object) != (subject, item))

    def with_all_of(self, subject: str, mappings: Iterable[Mapping]) -> MappingSet:
        """Give the set in which these are the decisions on a thing, and no others."""
        return MappingSet([*(one for one in self if one.subject != subject), *mappings])

    def _match_of(self, subject: str) -> Mapping | None:
        return next((one for one in self._of.get(subject, ()) if one.state == MATCHED), None)

    def _refuse_contradiction(self, one: Mapping) -> None:
        thing = short(one.subject)
        if any(other.object == one.object for other in self._of[one.subject]):
            raise MappingError(
                f"There are two decisions on {thing} and {one.object or 'no item'}. Keep one of the rows.",
                f"درباره {thing} و {one.object or 'نبود آیتم'} دو تصمیم هست؛ یکی از دو سطر را نگه دارید.",
            )
        matched = self._match_of(one.subject)
        if matched is not None and not one.is_negative:
            raise _linked(matched)
        holder = self._holder.get(one.object or "")
        if holder is not None and one.state == MATCHED:
            raise _taken(one, holder)


def _linked(matched: Mapping) -> MappingClashError:
    thing = short(matched.subject)
    return MappingClashError(
        f"{thing} is linked to {matched.object} already ({matched.reviewer}, {matched.date}). Undo or reject that link "
        f"first: cdkg link undo {thing} {matched.object}",
        f"{thing} هم‌اکنون به {matched.object} پیوند دارد ({matched.reviewer}، {matched.date}). نخست آن پیوند را "
        f"برگردانید یا رد کنید: cdkg link undo {thing} {matched.object}",
    )


def _taken(one: Mapping, holder: Mapping) -> MappingClashError:
    thing, other = short(one.subject), short(holder.subject)
    return MappingClashError(
        f"Two things cannot be one item: {one.object} is linked to {other} already ({holder.reviewer}, {holder.date}), "
        f"so it cannot be {thing} too. Undo that link first: cdkg link undo {other} {one.object}",
        f"دو چیز نمی‌توانند یک آیتم باشند: {one.object} هم‌اکنون به {other} پیوند دارد ({holder.reviewer}، "
        f"{holder.date})؛ پس نمی‌تواند {thing} هم باشد. نخست آن پیوند را برگردانید: cdkg link undo {other} {one.object}",
    )


def _order(one: Mapping) -> tuple[str, int, int]:
    """Sort by the thing; its match first, then what was rejected, by the item's number."""
    return one.subject, one.is_negative, int((one.object or "Q0")[1:])
