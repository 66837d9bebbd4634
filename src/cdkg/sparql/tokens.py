r"""Cuts a query into tokens, for the checks that must not be deceived by strings, comments and IRIs.

The terminals are those of SPARQL 1.1 (section 19.8). Where a text can be cut in two ways, and the engine might cut it
in the other, the scanner refuses the text instead of guessing: so what it calls a string or a comment is one to the
engine too. It expects that code point escapes are decoded (:mod:`cdkg.sparql.escapes`).
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from cdkg.errors import QuerySyntaxError
from cdkg.text import persian_digits

_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_CHARS: Final = rf"{_BASE}_0-9\u00b7\u0300-\u036f\u203f\u2040"
_ESCAPED_CHAR: Final = r"""%[0-9A-Fa-f]{2}|\\[-_~.!$&'()*+,;=/?\#@%]"""
_DOTTED: Final = rf"(?:[-{_CHARS}]++|\.++(?=[-{_CHARS}]))*+"
_LOCAL: Final = (
    rf"(?:[:{_BASE}_0-9]|{_ESCAPED_CHAR})"
    rf"(?:[-:{_CHARS}]++|{_ESCAPED_CHAR}|\.++(?=[-:{_CHARS}]|{_ESCAPED_CHAR}))*+"
)
_ECHAR: Final = r"""\\[tbnrf"'\\]"""

# Every repetition is possessive, and a run of dots is one step, so that the scan takes linear time on any text.
_TOKEN: Final = re.compile(
    rf"""
    (?P<space>[ \t\r\n]++|\#[^\r\n]*+)
    |(?P<string>\"\"\"(?:\"{{0,2}}(?:[^"\\]|{_ECHAR}))*+\"\"\"|'''(?:'{{0,2}}(?:[^'\\]|{_ECHAR}))*+'''
        |"(?!"")(?:[^"\\\n\r]|{_ECHAR})*+"|'(?!'')(?:[^'\\\n\r]|{_ECHAR})*+')
    |(?P<iri><[^<>"{{}}|^`\\\x00-\x20]*+>)
    |(?P<variable>[?$][{_CHARS}]++)
    |(?P<language>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
    |(?P<blank>_:[{_CHARS}]{_DOTTED})
    |(?P<name>(?:[{_BASE}]{_DOTTED})?+:(?:{_LOCAL})?+)
    |(?P<number>(?:(?<=[\s(\[{{,])[-+])?+(?:[0-9]++(?:\.[0-9]++)?+|\.[0-9]++)(?:[eE][-+]?[0-9]++)?+)
    |(?P<word>[{_BASE}]{_DOTTED})
    |(?P<open>[(\[{{])
    |(?P<close>[)\]}}])
    |(?P<sign>\|\||&&|\^\^|!=|<=|>=|\\.|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_FULL_IRI: Final = re.compile(r"<[A-Za-z][-+.A-Za-z0-9]*://")
_MAY_BE_UNCLEAR: Final = frozenset({"sign", "iri"})
_OPERANDS: Final = frozenset({"string", "iri", "variable", "language", "name", "number", "word"})


class Token(NamedTuple):
    """A piece of a query.

    Args:
        kind: the name of its terminal: ``"iri"``, ``"string"``, ``"variable"``, ``"language"``, ``"blank"``, ``"name"``
            (a prefixed name), ``"number"``, ``"word"``, ``"open"`` or ``"close"`` (a bracket) or ``"sign"``.
        text: the piece as it stands.
        start: its offset.
        bracket: the innermost bracket that is open before it, or nothing.
    """

    kind: str
    text: str
    start: int
    bracket: str = ""


def scan(text: str, deepest: int | None = None) -> list[Token]:
    """Cut a query into its tokens; white space and comments are left out.

    Args:
        text: the query, its escapes decoded.
        deepest: how deep brackets may stand in one another; the tokens end with the first that stands deeper, so that
            little time goes to a text that will be refused.

    Raises:
        QuerySyntaxError: if a string is not closed or has an unknown escape, if an escape stands for a character that
            is not legal there, or if ``<`` may begin an IRI or mean "less than".
    """
    tokens: list[Token] = []
    brackets: list[str] = []
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup
        if kind is None or kind == "space":
            continue
        token = Token(kind, found[0], found.start(), brackets[-1] if brackets else "")
        if kind in _MAY_BE_UNCLEAR:
            _refuse_unclear(text, token, tokens[-1] if tokens else None)
        tokens.append(token)
        if kind == "open":
            brackets.append(token.text)
            if deepest is not None and len(brackets) > deepest:
                break
        elif kind == "close" and brackets:
            brackets.pop()
    return tokens


def place(text: str, offset: int) -> tuple[int, int]:
    """Tell the line and the column of an offset, both counted from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _refuse_unclear(text: str, token: Token, before: Token | None) -> None:
    if token.kind == "sign" and token.text in ('"', "'"):
        raise fault_at(
            text,
            token.start,
            "the string that begins here has no end, or has an escape that SPARQL does not know. Close it with the "
            "same quotation mark; write a backslash as \\\\.",
            "رشته‌ای که از اینجا آغاز می‌شود پایان ندارد، یا دنباله گریزی دارد که SPARQL نمی‌شناسد. آن را با همان "
            "نشانه نقل‌قول ببندید و «\\» را به شکل «\\\\» بنویسید.",
        )
    if token.kind == "sign" and token.text in (r"\u", r"\U"):
        raise fault_at(
            text,
            token.start,
            "the escape that begins here stands for no character that is allowed at this place. Write the character "
            "itself.",
            "دنباله گریزی که از اینجا آغاز می‌شود نشان‌دهنده نویسه‌ای نیست که در این جایگاه مجاز باشد. خود نویسه را "
            "بنویسید.",
        )
    if token.kind == "iri" and before is not None and _may_be_less_than(token, before):
        raise fault_at(
            text,
            token.start,
            f"it is not clear whether {token.text} is an IRI, or '<' means 'less than'. For a comparison put a space "
            "after '<'; for an IRI write a prefixed name.",
            f"روشن نیست که {token.text} یک IRI است یا «<» به معنای «کوچک‌تر از» آمده است. برای مقایسه، پس از «<» فاصله "
            "بگذارید؛ برای IRI، نام پیشونددار بنویسید.",
        )


def fault_at(text: str, offset: int, en: str, fa: str, suggestion: str | None = None) -> QuerySyntaxError:
    """Make the error of a fault at one place of a query.

    Args:
        text: the query.
        offset: where the fault stands in it.
        en: what is wrong and what to do, in English.
        fa: the same in Persian.
        suggestion: what the author may have meant.
    """
    line, column = place(text, offset)
    return QuerySyntaxError(
        f"Line {line}, column {column}: {en}",
        f"{persian_digits(f'سطر {line}، ستون {column}')}: {fa}",
        line=line,
        column=column,
        suggestion=suggestion,
    )


def _may_be_less_than(token: Token, before: Token) -> bool:
    # Only a quotation mark or a comment sign makes the two readings differ in what follows, and "name://" reads as
    # nothing but an IRI.
    if _FULL_IRI.match(token.text) or not re.search(r"['#]", token.text):
        return False
    after_less_than = before.text == "<" and before.start + 1 == token.start
    after_operand = token.bracket == "(" and (before.kind in _OPERANDS or before.text == ")")
    return after_less_than or after_operand
