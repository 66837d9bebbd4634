"""Turns what the engine says of a query that does not parse into something a person can act on.

The engine names the farthest place that its parser looked at, which lies behind the fault by the length of the longest
keyword it tried there, and lists grammar classes instead of words. The text is therefore given to it with some white
space behind (:data:`PADDING`), so that the end of the text does not hide that length, and the length is taken off.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from rapidfuzz import fuzz, process, utils

from cdkg.errors import Message, QuerySyntaxError
from cdkg.namespaces import PREFIXES
from cdkg.sparql.tokens import Token, fault_at, place, scan
from cdkg.text import persian_digits

PADDING: Final = "\n" + " " * 32
"""What is to be put behind a query given to the engine: longer than any keyword."""

_FAULT: Final = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_CLASS: Final = re.compile(r"\[(?:'(?:\\.[^']*|[^'])'|[^'\]])*\]", re.DOTALL)
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)+)"')
_KEYWORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]+")
_READABLE: Final = {"?": "?variable", "<": "<IRI>", "(": "(", ")": ")", "{": "{", "}": "}", ".": "."}
_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}
_KEYWORDS: Final = re.findall(
    r"\w+",
    """
    SELECT ASK CONSTRUCT DESCRIBE WHERE FROM NAMED PREFIX BASE DISTINCT REDUCED OPTIONAL UNION MINUS FILTER BIND VALUES
    GRAPH GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET AS IN NOT EXISTS UNDEF COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT
    STR LANG LANGMATCHES DATATYPE BOUND IRI BNODE COALESCE IF REGEX REPLACE CONTAINS STRSTARTS STRENDS STRBEFORE
    STRAFTER STRLEN SUBSTR UCASE LCASE CONCAT ABS CEIL FLOOR ROUND NOW YEAR MONTH DAY ISIRI ISBLANK ISLITERAL ISNUMERIC
    SAMETERM STRLANG STRDT
    """,
)
_REASONS: Final[Mapping[str, Message]] = {
    "The SELECT contains a variable that is unbound": Message(
        "SELECT names a variable that is neither grouped by nor aggregated. Add it to GROUP BY, or wrap it in SAMPLE.",
        "در SELECT متغیری آمده که نه در GROUP BY است و نه در تابعی تجمیعی. آن را به GROUP BY بیفزایید یا در SAMPLE "
        "بگذارید.",
    ),
    "The SELECT overrides an existing variable using an expression": Message(
        "SELECT gives a value to a variable that already has one. Choose another name after AS.",
        "در SELECT به متغیری مقدار داده شده که پیش‌تر مقدار دارد. پس از AS نام دیگری بگذارید.",
    ),
    "SELECT * is not authorized with GROUP BY": Message(
        "SELECT * cannot stand with GROUP BY. Name the variables that are wanted.",
        "SELECT * را نمی‌توان با GROUP BY به کار برد. متغیرهای دلخواه را نام ببرید.",
    ),
}
_BAD_IRI: Final = Message(
    "this IRI is malformed. Write it in full, or with a prefix.",
    "این IRI نادرست است. آن را کامل یا با پیشوند بنویسید.",
)


def explain(text: str, fault: SyntaxError) -> QuerySyntaxError:
    """Say what is wrong with a query, where, and what its author may have meant.

    Args:
        text: the query as inspected, without its padding.
        fault: what the engine raised for ``text + PADDING``.
    """
    tokens = scan(text)
    undeclared = _undeclared(tokens)
    if undeclared is not None:
        return _undeclared_prefix(text, undeclared)
    unbalanced = _unbalanced_bracket(text, tokens)
    if unbalanced is not None:
        return unbalanced
    told = _FAULT.fullmatch(str(fault))
    if told is None:
        return QuerySyntaxError(f"The query is not valid SPARQL: {fault}.", f"پرس‌وجو SPARQL معتبر نیست: {fault}.")
    return _unreadable(text, tokens, _offset(text + PADDING, int(told[1]), int(told[2])), told[3])


def _undeclared(tokens: list[Token]) -> Token | None:
    declared = {f"{prefix}:" for prefix in PREFIXES}
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.kind != "name":
            continue
        prefix = token.text[: token.text.index(":") + 1]
        if before is not None and before.text.upper() == "PREFIX":
            declared.add(prefix)
        elif prefix not in declared:
            return token
    return None


def _undeclared_prefix(text: str, token: Token) -> QuerySyntaxError:
    prefix = token.text[: token.text.index(":")]
    line, column = place(text, token.start)
    near = process.extractOne(
        prefix, PREFIXES.keys(), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=60
    )
    declaration = f"PREFIX {prefix}: <https://…>"
    en = f"declare it at the top of the query: {declaration}"
    fa = f"آن را در آغاز پرس‌وجو تعریف کنید: {declaration}"
    if near is not None:
        en, fa = f"did you mean {near[0]}:? Otherwise {en}", f"آیا منظورتان {near[0]}: است؟ وگرنه {fa}"
    return QuerySyntaxError(
        f"Line {line}, column {column}: the prefix {prefix}: of {token.text} is not declared; {en}.",
        f"{persian_digits(f'سطر {line}، ستون {column}')}: پیشوند {prefix}: در {token.text} تعریف نشده است؛ {fa}.",
        line=line,
        column=column,
        suggestion=declaration if near is None else f"{near[0]}{token.text[len(prefix) :]}",
    )


def _unbalanced_bracket(text: str, tokens: list[Token]) -> QuerySyntaxError | None:
    still_open: list[Token] = []
    for token in tokens:
        if token.kind == "open":
            still_open.append(token)
        elif token.kind == "close":
            if not still_open:
                message = Message(
                    f"this {token.text} closes nothing. Remove it, or open the bracket that it belongs to.",
                    f"این {token.text} چیزی را نمی‌بندد. حذفش کنید یا جفت بازکننده آن را بیفزایید.",
                )
                return fault_at(text, token.start, message.en, message.fa)
            if _CLOSING[still_open[-1].text] != token.text:
                return _unclosed(text, still_open[-1], token.start)
            still_open.pop()
    return _unclosed(text, still_open[-1], len(text.rstrip())) if still_open else None


def _unclosed(text: str, bracket: Token, offset: int) -> QuerySyntaxError:
    line, column = place(text, bracket.start)
    closing = _CLOSING[bracket.text]
    message = Message(
        f"the {bracket.text} of line {line}, column {column} is not closed. Add {closing} before this place.",
        f"{bracket.text} در {persian_digits(f'سطر {line}، ستون {column}')} بسته نشده است. "
        f"پیش از این جایگاه {closing} بیفزایید.",
    )
    return fault_at(text, offset, message.en, message.fa, closing)


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.index("\n", start) + 1
    return start + column - 1


def _unreadable(text: str, tokens: list[Token], offset: int, expectation: str) -> QuerySyntaxError:
    end = len(text.rstrip())
    for reason, message in _REASONS.items():
        if reason in expectation:
            return fault_at(text, min(offset, end), message.en, message.fa)
    expected = _CLASS.sub("", expectation)
    symbols = _QUOTED.findall(expected)
    keywords = _KEYWORD.findall(_QUOTED.sub("", expected))
    if "IRI parsing failed" in expectation:
        offset -= 1
    elif keywords and not symbols and "['" not in expectation:
        offset -= min(len(keyword) for keyword in keywords)
    found = next((token for token in tokens if token.start + len(token.text) > offset), None)
    if found is None:
        message = Message("the query ends before it is complete.", "پرس‌وجو پیش از آنکه کامل شود پایان یافته است.")
        return fault_at(text, end, message.en, message.fa)
    if found.kind == "iri" and ("IRI parsing failed" in expectation or ":" not in found.text):
        return fault_at(text, found.start, _BAD_IRI.en, _BAD_IRI.fa)
    wanted = ", ".join(_READABLE[symbol] for symbol in symbols if symbol in _READABLE)
    return _unreadable_from(text, found, wanted)


def _unreadable_from(text: str, found: Token, wanted: str) -> QuerySyntaxError:
    rest = text[found.start :].split("\n", 1)[0].strip()
    quoted = rest if len(rest) <= 40 else rest[:40] + "…"
    suggestion = _nearest_keyword(found)
    message = Message(
        f"the query cannot be read from «{quoted}» on."
        + (f" Expected here: {wanted}." if wanted else "")
        + (f" Did you mean {suggestion}?" if suggestion else ""),
        f"پرس‌وجو از «{quoted}» به بعد خوانده نمی‌شود."
        + (f" در اینجا انتظار می‌رود: {wanted}." if wanted else "")
        + (f" آیا منظورتان {suggestion} است؟" if suggestion else ""),
    )
    return fault_at(text, found.start, message.en, message.fa, suggestion)


def _nearest_keyword(token: Token) -> str | None:
    if token.kind != "word" or token.text.upper() in _KEYWORDS:
        return None
    near = process.extractOne(token.text.upper(), _KEYWORDS, scorer=fuzz.ratio, score_cutoff=70)
    return None if near is None else near[0]
