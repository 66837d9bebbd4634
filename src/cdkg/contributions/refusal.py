"""How a refusal is told: as a fault that a shape has found, with its node, its property and its value."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

from cdkg.contributions.quad_index import Subject, Term
from cdkg.errors import Message
from cdkg.validation import Result

RULES: Final = "https://w3id.org/cdkg/shapes#Contribution-"
"""What the IRIs of these rules begin with, as those of shapes; docs/contributions.md tells what each asks."""


def refused(rule: str, focus: Subject, path: NamedNode | None, value: Term | None, message: Message) -> Result:
    """Make the result that tells of a refusal.

    Args:
        rule: the rule's name.
        focus: the node.
        path: its property; ``None`` where it is the node.
        value: the value, as it is told.
        message: what is wrong and what to do.
    """
    return Result(
        severity="Violation",
        message=message,
        focus_node=focus.value if isinstance(focus, NamedNode) else str(focus),
        path=None if path is None else path.value,
        value=None if value is None else str(getattr(value, "value", value)),
        shape=RULES + rule,
        constraint=RULES + rule,
    )
