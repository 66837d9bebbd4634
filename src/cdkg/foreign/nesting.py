"""Finds how deep foreign data nest, without recursion."""

from __future__ import annotations

import re
from typing import Final

from cdkg.foreign.faults import too_deep

# What is no bracket although it holds one comes first: strings, comments, escapes; IRIs last, since "<<" begins none.
TURTLE: Final = re.compile(
    r'"""(?:"{0,2}(?:[^"\\]|\\.))*+"""'
    r"|'''(?:'{0,2}(?:[^'\\]|\\.))*+'''"
    r'|"(?:[^"\\\n\r]|\\.)*+"'
    r"|'(?:[^'\\\n\r]|\\.)*+'"
    r"|\#[^\n\r]*+"
    r"|\\."
    r"|(?P<open><<|[\[({])"
    r"|(?P<close>>>|[\])}])"
    r'|<[^<>"{}|^`\x00-\x20]*+>',
    re.DOTALL,
)
"""The brackets of Turtle, TriG, N-Triples and N-Quads."""

JSON: Final = re.compile(r'"(?:[^"\\]|\\.)*+"|(?P<open>[\[{])|(?P<close>[\]}])', re.DOTALL)
"""The brackets of JSON."""

_OPENING: Final = ("[", "(", "{", "<<")


def check_nesting(text: str, brackets: re.Pattern[str], most: int) -> None:
    """See that data do not nest too deep.

    Args:
        text: the data.
        brackets: finds their brackets: ``TURTLE`` or ``JSON``.
        most: how deep brackets may stand in one another.

    Raises:
        Fault: where they go deeper.
    """
    if sum(text.count(bracket) for bracket in _OPENING) <= most:
        return
    depth = 0
    for piece in brackets.finditer(text):
        if piece.lastgroup == "open":
            depth += 1
            if depth > most:
                raise too_deep(text, piece.start(), most)
        elif piece.lastgroup == "close":
            depth = max(0, depth - 1)
