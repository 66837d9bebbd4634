"""Cuts an update where declarations follow an operation, which SPARQL 1.1 allows and the engine does not take.

By the grammar (production 29) a prologue may stand before each operation and holds from there on. So each part is run
by itself, behind all that was declared before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from cdkg.sparql.tokens import Token, scan

_DECLARATIONS: Final = {"BASE": ["iri"], "PREFIX": ["name", "iri"], "VERSION": ["string"]}
_ABSOLUTE_PREFIX: Final = re.compile(r"PREFIX\s[^<]*<[A-Za-z][-+.A-Za-z0-9]*:", re.IGNORECASE)
_VISIBLE: Final = re.compile(r"[^\r\n]")


@dataclass(frozen=True)
class UpdatePart:
    """Operations that the engine takes together.

    Args:
        text: the operations, behind all declarations that hold for them.
        whole: the update that they are a part of.
        start: the offset in it where the part begins.
        end: the offset where it ends.
        declared: the offsets of the declarations before it.
    """

    text: str
    whole: str
    start: int
    end: int
    declared: tuple[tuple[int, int], ...]

    def in_place(self) -> str:
        """Write the part so that all stands in it where it stands in the whole; the other parts are left blank."""
        pieces, at = [], 0
        for start, end in self.declared:
            pieces += [_VISIBLE.sub(" ", self.whole[at:start]), self.whole[start:end]]
            at = end
        return "".join([*pieces, _VISIBLE.sub(" ", self.whole[at : self.start]), self.whole[self.start : self.end]])


def parts_of(text: str) -> Iterator[UpdatePart]:
    """Cut an update into what the engine takes.

    Args:
        text: the update, its escapes decoded. Where it is malformed, so is one of its parts.
    """
    tokens = scan(text)
    declared: list[tuple[int, int]] = []
    prologue: dict[object, str] = {}
    for before, after in pairwise([-1, *_cuts(tokens), len(tokens)]):
        start = 0 if before < 0 else tokens[before].start + 1
        end = tokens[after].start if after < len(tokens) else len(text)
        yield UpdatePart("\n".join([*prologue.values(), text[start:end]]), text, start, end, tuple(declared))
        for first, last in _declarations(tokens, before + 1):
            span = tokens[first].start, tokens[last].start + len(tokens[last].text)
            declared.append(span)
            declaration = text[slice(*span)]
            # The same again takes the place of the first, unless what it means depends on where it stands.
            key = declaration if _ABSOLUTE_PREFIX.match(declaration) else span
            prologue.pop(key, None)
            prologue[key] = declaration


def _cuts(tokens: list[Token]) -> list[int]:
    """Find the semicolons between an operation and a declaration; what else may be wrong there, the engine sees."""
    cuts, begin = [], 0
    for index, token in enumerate(tokens):
        if token.text != ";" or token.bracket:
            continue
        last = max((last for _, last in _declarations(tokens, begin)), default=begin - 1)
        if last + 1 < index and _length(tokens, index + 1):
            cuts.append(index)
        begin = index + 1
    return cuts


def _declarations(tokens: list[Token], index: int) -> Iterator[tuple[int, int]]:
    while length := _length(tokens, index):
        yield index, index + length - 1
        index += length


def _length(tokens: list[Token], index: int) -> int:
    """Tell of how many tokens the declaration consists that begins here; 0 where none does."""
    kinds = _DECLARATIONS.get(tokens[index].text.upper()) if index < len(tokens) else None
    if kinds is None or tokens[index].kind != "word":
        return 0
    is_one = [token.kind for token in tokens[index + 1 : index + 1 + len(kinds)]] == kinds
    return 1 + len(kinds) if is_one else 0
