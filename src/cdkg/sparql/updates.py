"""Looks an update over before any engine sees it, and gives it the dataset that the protocol names.

As for queries, all is decided on tokens, never on the raw text.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from cdkg.egress import NOTHING_LEAVES
from cdkg.errors import QuerySyntaxError
from cdkg.sparql.egress_targets import calls_of
from cdkg.sparql.escapes import decode
from cdkg.sparql.inspection import refuse_size, size
from cdkg.sparql.tokens import Token, fault_at, place, scan
from cdkg.text import persian_digits

_OPERATIONS: Final = frozenset({"INSERT", "DELETE", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
_FOLLOWING: Final = frozenset(
    {"DATA", "WHERE", "USING", "NAMED", "SILENT", "GRAPH", "DEFAULT", "ALL", "TO", "INTO", "BASE", "PREFIX", "VERSION"}
)
_SILENT_LOAD: Final = ["LOAD", "SILENT", "IRI"]
_SILENT_LOAD_INTO: Final = [*_SILENT_LOAD, "INTO", "GRAPH", "IRI"]
_BETWEEN: Final = frozenset({"iri", "name", "string"})


@dataclass(frozen=True)
class UpdateInspection:
    """What is known of an update that may be run.

    Args:
        text: the update with its code point escapes decoded, and with nothing done where it would load silently; this
            text is to be run, since it is the one inspected.
        tokens: its tokens.
        outer: the positions, among these, of those that stand in no bracket.
    """

    text: str
    tokens: tuple[Token, ...]
    outer: tuple[int, ...]


def inspect_update(text: str) -> UpdateInspection:
    """Look an update over.

    Args:
        text: a SPARQL 1.1 update request: one operation or several. None at all is an update, too.

    Raises:
        QueryForbiddenError: if it loads from, or asks, another server, or is larger than the engine can take.
        QuerySyntaxError: if between its operations stands what belongs to none, such as a query.
    """
    decoded = decode(text)
    tokens = scan(decoded)
    without = _without_silent_loads(decoded, tokens)
    if without != decoded:
        decoded, tokens = without, scan(without)
    calls_of(decoded, tokens, NOTHING_LEAVES, updates=True)
    outer = _outer(tokens)
    for index in outer:
        _refuse_foreign_word(decoded, tokens[index])
    refuse_size(*size(tokens))
    return UpdateInspection(decoded, tuple(tokens), tuple(outer))


def _without_silent_loads(text: str, tokens: list[Token]) -> str:
    """Put in the place of each ``LOAD SILENT`` what does nothing, as it does nothing where loading fails.

    SPARQL 1.1 Update (section 3.1.4) has it succeed whatever becomes of it, and here all loading fails. Its IRIs stay,
    so that one with an undeclared prefix is an error as ever.
    """
    edits = []
    for index in range(len(tokens)):
        statement = _silent_load(tokens, index)
        if statement:
            last = statement[-1]
            names = " ".join(f"GRAPH {token.text} {{}}" for token in statement if token.kind in ("iri", "name"))
            edits.append((tokens[index].start, last.start + len(last.text), f"DELETE DATA {{ {names} }}"))
    for start, end, written in reversed(edits):
        text = text[:start] + written + "\n" * text.count("\n", start, end) + text[end:]
    return text


def _silent_load(tokens: list[Token], index: int) -> list[Token]:
    """Give the tokens of the ``LOAD SILENT`` that begins here; none where none does, or where it is not clear."""
    if tokens[index].text.upper() != "LOAD" or tokens[index].bracket:
        return []
    for form in (_SILENT_LOAD_INTO, _SILENT_LOAD):
        statement = tokens[index : index + len(form)]
        following = tokens[index + len(form) : index + len(form) + 1]
        ends = all(token.text == ";" for token in following)
        if ends and [_part(token) for token in statement] == form:
            return statement
    return []


def _part(token: Token) -> str:
    return token.text.upper() if token.kind == "word" else "IRI" if token.kind in ("iri", "name") else ""


def to_run(inspection: UpdateInspection, using: tuple[str, ...] = (), using_named: tuple[str, ...] = ()) -> str:
    """Make the text that the engine is given.

    Graphs that the protocol names become ``USING`` clauses of each operation with a pattern. And clearing a graph that
    is not there does nothing: the protocol's own tests begin with it, while the engine calls it an error.

    Args:
        inspection: the update.
        using: IRIs of ``using-graph-uri``, absolute and without characters that no IRI may have.
        using_named: IRIs of ``using-named-graph-uri``, likewise.

    Raises:
        QuerySyntaxError: if graphs are given and the update names its own (SPARQL 1.1 Protocol, section 2.2.3).
    """
    edits = _silent_clears(inspection)
    if using or using_named:
        _refuse_own_dataset(inspection)
        clauses = "".join(f" USING <{iri}>" for iri in using) + "".join(f" USING NAMED <{iri}>" for iri in using_named)
        edits += _usings(inspection, f"{clauses} ")
    text = inspection.text
    for offset, inserted in sorted(edits, reverse=True):
        text = text[:offset] + inserted + text[offset:]
    return text


def _outer(tokens: list[Token]) -> list[int]:
    depth = 0
    outer = []
    for index, token in enumerate(tokens):
        if token.kind == "close":
            depth -= 1
        elif token.kind == "open":
            depth += 1
        elif depth == 0:
            outer.append(index)
    return outer


def _refuse_foreign_word(text: str, token: Token) -> None:
    word = token.text.upper()
    if token.kind in _BETWEEN or token.text == ";":
        return
    if token.kind != "word" or word not in _OPERATIONS | _FOLLOWING:
        raise fault_at(
            text,
            token.start,
            f"no update has «{token.text}» here. Write INSERT, DELETE, CLEAR, DROP, CREATE, ADD, MOVE or COPY, each "
            "keyword by itself, and put a semicolon between two operations; send queries to /sparql.",
            f"در به‌روزرسانی، «{token.text}» در این جایگاه نمی‌آید. INSERT، DELETE، CLEAR، DROP، CREATE، ADD، MOVE یا "
            "COPY بنویسید، هر کلیدواژه را جدا، و میان دو دستور نقطه‌ویرگول بگذارید؛ پرس‌وجو را به ‎/sparql بفرستید.",
        )


def _words(inspection: UpdateInspection) -> list[tuple[int, str]]:
    """List the keywords outside all brackets, with their positions among the tokens."""
    tokens = inspection.tokens
    return [(index, tokens[index].text.upper()) for index in inspection.outer if tokens[index].kind == "word"]


def _silent_clears(inspection: UpdateInspection) -> list[tuple[int, str]]:
    words = _words(inspection)
    return [
        (inspection.tokens[index].start + len(word), " SILENT")
        for (index, word), (_, following) in pairwise(words)
        if word == "CLEAR" and following == "GRAPH"
    ]


def _refuse_own_dataset(inspection: UpdateInspection) -> None:
    for index, word in _words(inspection):
        if word in ("USING", "WITH"):
            line, column = place(inspection.text, inspection.tokens[index].start)
            raise QuerySyntaxError(
                f"Line {line}, column {column}: {word} cannot stand in an update that is sent with using-graph-uri or "
                "using-named-graph-uri. Name the graphs in one of the two places.",
                f"{persian_digits(f'سطر {line}، ستون {column}')}: در به‌روزرسانی‌ای که با using-graph-uri یا "
                f"using-named-graph-uri فرستاده می‌شود {word} نمی‌آید. گراف‌ها را تنها در یکی از این دو جا نام ببرید.",
                line=line,
                column=column,
            )


def _usings(inspection: UpdateInspection, clauses: str) -> list[tuple[int, str]]:
    """Find where the clauses belong: before each WHERE, and ``DELETE WHERE {…}`` is first written out in full."""
    tokens, edits = inspection.tokens, []
    words = [(-1, ""), *_words(inspection)]
    for (before, operation), (index, word) in pairwise(words):
        if word != "WHERE":
            continue
        pattern = ""
        if operation == "DELETE" and before == index - 1:
            pattern = _bracketed(inspection.text, tokens, index + 1)
        edits.append((tokens[index].start, f"{pattern}{clauses}"))
    return edits


def _bracketed(text: str, tokens: tuple[Token, ...], index: int) -> str:
    depth = 0
    for token in tokens[index:]:
        depth += (token.kind == "open") - (token.kind == "close")
        if depth == 0:
            return text[tokens[index].start : token.start + 1]
    return ""
