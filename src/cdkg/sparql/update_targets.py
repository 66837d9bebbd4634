"""Tells into which graphs an update writes, where its text alone shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cdkg.sparql.tokens import Token, scan

_PLAIN: Final = frozenset({"INSERT", "DELETE", "DATA", "WHERE", "USING", "NAMED", "BASE", "PREFIX"})
_ABSOLUTE: Final = ("<http://", "<https://")


def written_graphs(text: str) -> frozenset[str] | None:
    """Name the graphs that an update can write, at most.

    Args:
        text: the update that will be run, its code point escapes decoded.

    Returns:
        their IRIs, or ``None`` where the text does not show them: it names one by a variable or a prefix, writes to the
        default graph, or clears, copies or makes graphs.
    """
    tokens = scan(text)
    outer = [token for token in tokens if not token.bracket and token.kind == "word"]
    if any(token.text.upper() not in _PLAIN for token in outer):
        return None
    graphs: set[str] = set()
    for template in _templates(tokens):
        named = _named(template)
        if named is None:
            return None
        graphs |= named
    return frozenset(graphs)


def _templates(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Give what stands in the brackets of each template: after INSERT and DELETE, and the pattern of DELETE WHERE."""
    last: list[str] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.kind == "open":
            end = _end(tokens, index)
            if last[-1:] in (["INSERT"], ["DELETE"], ["DATA"]) or last[-2:] == ["DELETE", "WHERE"]:
                yield tokens[index + 1 : end]
            last.append("{")
            index = end
        elif token.kind == "word" or token.text == ";":
            last.append(token.text.upper())
        index += 1


def _named(template: Sequence[Token]) -> set[str] | None:
    graphs: set[str] = set()
    index = 0
    while index < len(template):
        if template[index].text == ".":
            index += 1
            continue
        head = template[index : index + 3]
        is_graph = len(head) == 3 and head[0].kind == "word" and head[0].text.upper() == "GRAPH"
        if not is_graph or not head[1].text.startswith(_ABSOLUTE) or head[2].text != "{":
            return None
        graphs.add(head[1].text[1:-1])
        index = _end(template, index + 2) + 1
    return graphs


def _end(tokens: Sequence[Token], index: int) -> int:
    """Find the bracket that closes the one that opens here; the end, where none does."""
    depth = 0
    for at in range(index, len(tokens)):
        depth += (tokens[at].kind == "open") - (tokens[at].kind == "close")
        if depth == 0:
            return at
    return len(tokens)
