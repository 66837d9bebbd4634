"""Drafts the list of what a source leaves out, for people to review: a guess where the form of the text allows one."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Final

from cdkg.documents import Document, Line
from cdkg.sources.left_out import COLUMNS
from cdkg.sources.mentions import ADDRESS, Mention
from cdkg.text import fold

_YEAR: Final = r"(?<![0-9])(?:1[34][0-9]{2}|1[89][0-9]{2}|20[0-9]{2})(?![0-9])"
_PAGE: Final = r"[0-9]+(?:\s*-\s*[0-9]+)?"
_REFERENCE: Final = rf"{_YEAR}\s*:\s*{_PAGE}|{_PAGE}\s*:\s*{_YEAR}|{_YEAR}\W*ص\W*{_PAGE}|{_PAGE}\W*ص\W*{_YEAR}"
_CITATIONS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\([^()0-9]*[^\W0-9][^()0-9]*(?:[،,]\s*{_YEAR}[^()0-9]*|(?:{_REFERENCE})[^()0-9]*)\)",
        rf"\((?:{_REFERENCE})[،,\s]*[^()0-9]*\)",
        _REFERENCE,
        rf"[A-Za-z][A-Za-z .&]*[،,]\s*{_YEAR}",
        rf"\(\s*همان[^()]*{_PAGE}\s*\)",
        r"ص\s*\.\s*[0-9]+",
    )
)
"""What references to authors look like, whole ones first: a year after a comma, a year and a page, a page alone."""


def draft(document: Document, gaps: Iterable[Mention], headers: Iterable[str] = ()) -> str:
    """Write the rows that would explain gaps, as the text of a CSV file.

    A reason that cannot be guessed is left empty; the list is not accepted before a person has filled it in.

    Args:
        document: the text in which the gaps are.
        gaps: what nothing explains.
        headers: what the head of a page prints beside its number.
    """
    heads = [fold(header) for header in headers if header]
    rows: dict[tuple[str, str], str] = {}
    for gap in gaps:
        line = document.lines[gap.line - 1]
        where = str(gap.line) if gap.line == gap.last_line else f"{gap.line}-{gap.last_line}"
        if line.text.strip().isdigit() or any(head in fold(line.text) for head in heads):
            rows[where, ""] = "page-number"
        elif ADDRESS.search(line.text):
            rows[where, ""] = "citation"
        else:
            citation = "" if gap.kind == "row" else _citation(line, gap)
            rows.setdefault((where, citation or gap.printed), "citation" if citation else "")
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((where, printed, reason, "") for (where, printed), reason in rows.items())
    return out.getvalue()


def _citation(line: Line, gap: Mention) -> str:
    """Give the reference to an author in which a gap stands, as printed, or nothing."""
    for pattern in _CITATIONS:
        for found in pattern.finditer(line.text):
            printed = line.raw[found.start() : found.end()]
            if gap.printed in printed:
                return printed.strip()
    return ""
