"""Finds what a text mentions: its figures, and the names of the gazetteer that stand in it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final, Literal

from cdkg.documents import Document
from cdkg.gazetteer import Gazetteer
from cdkg.text import fold, unify

Kind = Literal["figure", "name", "row"]
_FIGURE: Final = re.compile(
    r"""
    (?<![0-9]) (?:
        [0-9]{1,3} (?: (?P<mark>[.,٬]) [0-9]{3} ) (?: (?P=mark) [0-9]{3} )* (?! [0-9] | [.,٬/٫][0-9] )  # thousands
      | (?<! [0-9][.,٬/٫] ) [0-9]{1,3} [./٫] [0-9]+ (?! [0-9] | [.,٬/٫][0-9] )  # one decimal mark
      | [0-9]+
    )
    """,
    re.VERBOSE,
)
ADDRESS: Final = re.compile(
    r"(?:https?[:;]+//|www\s?\.\s?)\S+|\S+\.(?:org|com|net|ir|htm|html|aspx)\b\S*", re.IGNORECASE
)
_MARKS: Final = re.compile(r"[.,٬/٫]")
_HALF_SPACE: Final = "\u200c"
_TATWEEL: Final = "ـ"


@dataclass(frozen=True)
class Mention:
    """A figure, a name or a row of a table, and where it stands.

    Args:
        kind: which of the three.
        line: the line on which it begins.
        last_line: the line on which it ends.
        start: the offset of its first character in the document's text.
        end: the offset behind its last character.
        printed: the text as it stands in the file, line breaks made spaces.
    """

    kind: Kind
    line: int
    last_line: int
    start: int
    end: int
    printed: str


@dataclass(frozen=True)
class Text:
    """A document as one text, in which an offset leads back to its line.

    Args:
        document: the document.
    """

    document: Document

    @cached_property
    def unified(self) -> str:
        """The lines with letters and digits unified, joined by line breaks."""
        return "\n".join(line.text for line in self.document.lines)

    @cached_property
    def _raw(self) -> str:
        return "\n".join(line.raw for line in self.document.lines)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        starts = [0]
        for line in self.document.lines:
            starts.append(starts[-1] + len(line.raw) + 1)
        return tuple(starts)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Give the offsets at which some lines begin and end, as far as the document has them."""
        count = len(self.document.lines)
        if not 1 <= first <= last <= count:
            return (0, 0)
        return self._starts[first - 1], self._starts[last] - 1

    def mention(self, kind: Kind, start: int, end: int) -> Mention:
        """Say where a stretch of the text stands."""
        first, last = bisect_right(self._starts, start), bisect_right(self._starts, end - 1)
        return Mention(kind, first, last, start, end, " ".join(self._raw[start:end].split("\n")))

    def figures(self) -> Iterator[Mention]:
        """Find every figure."""
        for start, end in figure_spans(self.unified):
            yield self.mention("figure", start, end)

    def names(self, gazetteer: Gazetteer) -> Iterator[Mention]:
        """Find every name of the gazetteer, the longest where one stands in another; the words of URLs are no names."""
        addresses = [found.span() for found in ADDRESS.finditer(self._raw)]
        for start, end in name_spans(self._raw, names_of(gazetteer)):
            if not any(first <= start < last for first, last in addresses):
                yield self.mention("name", start, end)

    def find(self, words: str, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Find every place in some lines at which words stand, however much white space parts them."""
        start, end = self.span(first, last)
        pattern = re.compile(
            rf"[\s{_HALF_SPACE}]+".join(map(re.escape, re.split(rf"[\s{_HALF_SPACE}]+", unify(words))))
        )
        for found in pattern.finditer(self.unified, start, end):
            yield found.span()


def figure_spans(text: str) -> Iterator[tuple[int, int]]:
    """Find the figures of a text whose digits are unified.

    A point, comma or slash belongs to a figure only where it plainly parts thousands (``796.069``) or a whole number of
    at most three digits from its fraction (``6/5``); years, pages and sections that it parts are figures of their own.
    """
    for found in _FIGURE.finditer(text):
        yield found.span()


def numbers(text: str) -> frozenset[str]:
    """Give the figures of a text in a form in which two ways of writing one number meet."""
    unified = unify(text)
    return frozenset(number(unified[start:end]) for start, end in figure_spans(unified))


def number(figure: str) -> str:
    """Write a figure without what parts its digits, and without zeros before them."""
    return _MARKS.sub("", unify(figure)).lstrip("0") or "0"


def name_spans(text: str, names: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Find names as whole words; spaces, half-spaces and line breaks in them do not count.

    Args:
        text: the text as it stands in the file.
        names: the names, folded.
    """
    folded: list[str] = []
    offsets: list[int] = []
    begins: list[bool] = []
    apart, previous = True, ""
    for offset, char in enumerate(text):
        key, script = _folded(char)
        if not key:
            apart = apart or script == "apart"
            continue
        for part in key:
            begins.append(apart or script != previous)
            folded.append(part)
            offsets.append(offset)
            apart, previous = False, script
    joined = "".join(folded)
    begins.append(True)
    lengths = sorted({len(name) for name in names}, reverse=True)
    at = 0
    while at < len(joined):
        length = next(
            (
                one
                for one in (lengths if begins[at] else ())
                if at + one <= len(joined) and begins[at + one] and joined[at : at + one] in names
            ),
            0,
        )
        if length:
            yield offsets[at], offsets[at + length - 1] + 1
        at += length or 1


@cache
def _folded(char: str) -> tuple[str, str]:
    """Fold a character, and tell which script it belongs to, or whether it parts words."""
    key = fold(char)
    if key:
        return key, "digit" if key.isdigit() else "latin" if key.isascii() else "other"
    within = char == _TATWEEL or (unicodedata.category(char) in ("Mn", "Cf") and char != _HALF_SPACE)
    return "", "within" if within else "apart"


def names_of(gazetteer: Gazetteer) -> frozenset[str]:
    """Give all names of a gazetteer, folded; a single letter is none."""
    return frozenset(key for entity in gazetteer for name in entity.names if len(key := fold(name)) > 1)
