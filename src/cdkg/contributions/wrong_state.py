"""Says why something cannot be done with a contribution as it stands."""

from __future__ import annotations

from typing import Final

from cdkg.contributions.entries import ACCEPTED, QUEUED, REJECTED, REVERTED, Entry
from cdkg.errors import ContributionStateError, Message

STATES: Final = {
    QUEUED: Message("queued", "در صف"),
    ACCEPTED: Message("accepted", "پذیرفته"),
    REJECTED: Message("rejected", "ردشده"),
    REVERTED: Message("reverted", "برگردانده"),
}
"""What the states are called."""

_ADVICE: Final = {
    (ACCEPTED, ACCEPTED): Message("Nothing is to be done.", "کاری لازم نیست."),
    (ACCEPTED, REJECTED): Message(
        "To take it out of the graph, revert it.", "برای بیرون آوردن آن از گراف، آن را برگردانید."
    ),
    (QUEUED, REVERTED): Message(
        "It is not in the graph; to turn it down, reject it.", "در گراف نیست؛ اگر نمی‌پذیرید، آن را رد کنید."
    ),
}
_NOT_IN: Final = Message(
    "It is not in the graph; it can be accepted again.", "در گراف نیست؛ می‌توان آن را دوباره پذیرفت."
)


def wrong_state(entry: Entry, wanted: str) -> ContributionStateError:
    """Make the error of a contribution that cannot be brought into a state.

    Args:
        entry: the contribution.
        wanted: the state.
    """
    advice = _ADVICE.get((entry.state, wanted), _NOT_IN)
    return ContributionStateError(
        f"The contribution {entry.id!r} is {STATES[entry.state].en}. {advice.en}",
        f"مشارکت «{entry.id}» {STATES[entry.state].fa} است. {advice.fa}",
    )


def id_is_taken(contribution: str) -> ContributionStateError:
    """Make the error of an id under which something else was handed in."""
    return ContributionStateError(
        f"Another file was handed in as {contribution!r}. Choose another id; if this file is to take its place, "
        "revert that one first, and hand this one in under an id of its own.",
        f"پرونده دیگری با شناسه «{contribution}» داده شده است. شناسه دیگری برگزینید؛ اگر این پرونده باید جای "
        "آن را بگیرد، نخست آن را برگردانید و این را با شناسه خودش بدهید.",
    )
