"""Hands in several files that speak of each other: all of them, or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cdkg.contributions.checking import Handed
from cdkg.contributions.desk import Desk
from cdkg.contributions.entries import ACCEPTED, Entry
from cdkg.contributions.gate import NonConformingError
from cdkg.contributions.merging import not_conforming
from cdkg.errors import CdkgError

_TAKEN_BACK: Final = "handed in together with a file that could not be taken / همراه با پرونده‌ای داده شد که پذیرفته نشد"


def hand_in_together(desk: Desk, files: Sequence[Handed], who: str, *, queue: bool = False) -> list[Entry]:
    """Hand in files, each as a contribution of its own, in an order in which each conforms when it is its turn.

    Args:
        desk: where.
        files: the files, in any order.
        who: who they are from.
        queue: whether they wait to be reviewed.

    Returns:
        their entries, in the order in which they were taken.

    Raises:
        NonConformingError: if they do not conform together; nothing is kept of them then.
        CdkgError: as for `Desk.hand_in`; what was taken by then is taken back.
    """
    report = desk.check_together(files, patiently=True).report
    if not report.conforms:
        raise not_conforming(report)
    taken: list[Entry] = []
    waiting = list(files)
    try:
        while waiting:
            left, fault = _take(desk, waiting, who, taken, queue=queue)
            if fault is not None and len(left) == len(waiting):
                raise fault
            waiting = left
    except CdkgError:
        for entry in reversed(taken):
            if entry.is_changed and entry.state == ACCEPTED:
                desk.revert(entry.id, who, _TAKEN_BACK)
        raise
    return taken


def _take(
    desk: Desk, files: Sequence[Handed], who: str, taken: list[Entry], *, queue: bool
) -> tuple[list[Handed], NonConformingError | None]:
    """Hand in those that conform by now; give those that do not, and why."""
    left: list[Handed] = []
    why: NonConformingError | None = None
    for file in files:
        try:
            # What waits is checked when it is accepted; together with the others it has been checked.
            taken.append(
                desk.hand_in(file.content, file.name, who, media_type=file.media_type, queue=queue, is_checked=queue)
            )
        except NonConformingError as error:
            left.append(file)
            why = error
    return left, why
