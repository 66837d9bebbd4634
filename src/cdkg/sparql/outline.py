"""Takes IRIs and strings out of a query: what is left can be looked over once for all that differ in nothing else."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 2_000
"""The longest outline, in characters: outlines are kept."""

_IRI: Final = r"""
    <(?:[A-Za-z][-+.A-Za-z0-9]*+://[^<>"{}|^`\\\x00-\x20]*+|[^<>"{}|^`\\'\#\x00-\x20]*+)>
"""
_IRIS: Final = re.compile(_IRI, re.VERBOSE)
_DISTURBING: Final = re.compile(r"""["'#\\]""")
# Every "<" and quote that the first two match begins an IRI or a string to the scanner, too (cdkg.sparql.tokens), where
# no comment or escape is near. What it may refuse, or cut in another way, is matched by the third or not at all.
_PART: Final = re.compile(
    rf"""
    (?P<iri>{_IRI})
    |(?P<string>"(?!"")[^"\\\r\n]*+"(?!")|'(?!'')[^'\\\r\n]*+'(?!'))
    |(?P<unclear><[^<>"{{}}|^`\\\x00-\x20]*+>|["'#\\])
    """,
    re.VERBOSE,
)
_OUTLINES: Final = {"iri": "<>", "string": '"s"'}


class _UnclearError(Exception):
    """Ends the search where something is unclear."""


def outline(text: str) -> str | None:
    """Write ``<>`` for each IRI of a query and ``"s"`` for each string.

    Args:
        text: the query.

    Returns:
        its outline, whose tokens are those of the query but for IRIs and strings; ``None`` where that is not sure
        (there are comments, escapes or long strings), or where it is long.
    """
    pieces = "<>".join(_IRIS.split(text))
    if not _DISTURBING.search(pieces):  # most queries of programs: this takes a third of the time
        return None if len(pieces) > LONGEST else pieces
    try:
        outlined = _PART.sub(_outlined, text)
    except _UnclearError:
        return None
    return None if len(outlined) > LONGEST else outlined


def _outlined(part: re.Match[str]) -> str:
    found = _OUTLINES.get(part.lastgroup or "")
    if found is None:
        raise _UnclearError
    return found
