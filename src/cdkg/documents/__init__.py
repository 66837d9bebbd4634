"""The source documents as they are: a text file, its lines, and what was cut out of it.

Only ``cdkg extract`` and the tests that check records against the text need the documents; everything after works from
the records.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from cdkg.errors import DocumentError
from cdkg.text import unify


@dataclass(frozen=True)
class Line:
    """One line of a document.

    Args:
        number: its number in the file, counted from 1.
        raw: the line as it stands in the file.
    """

    number: int
    raw: str

    @property
    def text(self) -> str:
        """The line with letters and digits unified; an offset into it is an offset into ``raw``."""
        return unify(self.raw)


@dataclass(frozen=True)
class Document:
    """The text of one document.

    Args:
        id: the document's id, such as ``"foreign-policy"``.
        lines: all its lines, in order.
        sha256: the checksum of the file, in hexadecimal digits.
    """

    id: str
    lines: tuple[Line, ...]
    sha256: str

    def between(self, first: int, last: int) -> tuple[Line, ...]:
        """Give the lines that are not blank from ``first`` to ``last``, both included."""
        return tuple(line for line in self.lines[first - 1 : last] if line.text.strip())


@dataclass(frozen=True)
class Extent:
    """Where something stands in a document, and how it is printed there.

    Args:
        first: the first line that holds it.
        last: the last line that holds it.
        printed: the text as it stands in the file, line breaks made spaces.
    """

    first: int
    last: int
    printed: str


@dataclass(frozen=True)
class Passage:
    """Some lines read as one text, in which a find leads back to the lines that hold it.

    Args:
        lines: the lines, in order.
    """

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The lines' unified text, joined by line breaks."""
        return "\n".join(line.text for line in self.lines)

    def extent(self, start: int, end: int) -> Extent:
        """Say which lines hold a stretch of the text.

        Args:
            start: offset of its first character in ``text``.
            end: offset behind its last character.
        """
        raw = "\n".join(line.raw for line in self.lines)
        first = raw.count("\n", 0, start)
        last = raw.count("\n", 0, end)
        return Extent(self.lines[first].number, self.lines[last].number, raw[start:end].replace("\n", " "))

    def find(self, words: str) -> Extent | None:
        """Find words in the text, however much white space or how many line breaks part them.

        Args:
            words: the words in their order.
        """
        found = re.search(r"\s+".join(map(re.escape, unify(words).split())), self.text)
        return None if found is None else self.extent(*found.span())


def read_document(folder: Path, document: str) -> Document:
    """Read a document's text.

    Args:
        folder: the folder that holds the text files.
        document: the document's id; the file is named by it, with the ending ``.txt``.

    Raises:
        DocumentError: if there is no such file, it is not UTF-8, or it holds what no text file holds.
    """
    path = folder / f"{document}.txt"
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise DocumentError(
            f"{path}: the document cannot be read ({fault.strerror}). Name the folder that holds {document}.txt.",
            f"{path}: سند خوانده نمی‌شود ({fault.strerror}). پوشه‌ای را نام ببرید که {document}.txt در آن است.",
        ) from fault
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise DocumentError(
            f"{path}, line {line}: the text is not UTF-8. Save it as UTF-8 and try again.",
            f"{path}، سطر {line}: متن UTF-8 نیست. آن را با UTF-8 ذخیره کنید و دوباره بکوشید.",
        ) from fault
    lines = tuple(Line(number, raw.rstrip("\r")) for number, raw in enumerate(text.split("\n"), start=1))
    _refuse_binary(path, lines)
    return Document(document, lines, hashlib.sha256(content).hexdigest())


def _refuse_binary(path: Path, lines: tuple[Line, ...]) -> None:
    for line in lines:
        if any(unicodedata.category(char) == "Cc" and char not in "\t\f" for char in line.raw):
            raise DocumentError(
                f"{path}, line {line.number}: a control character stands here; this is not a text file.",
                f"{path}، سطر {line.number}: نویسه کنترلی در متن است؛ این پرونده متنی نیست.",
            )
