"""Takes the IRIs out of a query: what is left can be looked over once for all queries that differ in nothing else."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 2_000
"""The longest outline, in characters: outlines are kept."""

# Every "<" that this matches begins an IRI to the scanner, too (cdkg.sparql.tokens), where no string, comment or escape
# is near; one that the scanner may refuse is not matched.
_IRI: Final = re.compile(
    r"""<(?:[A-Za-z][-+.A-Za-z0-9]*+://[^<>"{}|^`\\\x00-\x20]*+|[^<>"{}|^`\\'\#\x00-\x20]*+)>""",
)
_UNCLEAR: Final = re.compile(r"""["'#\\]""")


def outline(text: str) -> str | None:
    """Write ``<>`` for each IRI of a query.

    Args:
        text: the query.

    Returns:
        its outline, whose tokens are those of the query but for the IRIs; ``None`` where that is not sure (there are
        strings, comments or escapes), or where it is long.
    """
    pieces = "<>".join(_IRI.split(text))
    return None if len(pieces) > LONGEST or _UNCLEAR.search(pieces) else pieces
