"""Looks a query over before any engine sees it: what form it has, and whether it may be run here.

Decided on tokens, never on the raw text. The engine can neither be told to leave SERVICE alone nor be stopped from
running out of stack on a deeply nested query, so both are refused here.
"""

from __future__ import annotations

import re
from threading import Lock
from typing import Final, NamedTuple

from cdkg.egress import NOTHING_LEAVES, Policy
from cdkg.errors import CdkgError, QueryForbiddenError, QuerySyntaxError
from cdkg.sparql.egress_targets import Call, calls_of
from cdkg.sparql.escapes import decode
from cdkg.sparql.formats import Form
from cdkg.sparql.outline import outline
from cdkg.sparql.tokens import Token, place, scan
from cdkg.text import persian_digits

MAX_NESTING: Final = 100
"""How deep brackets may stand in one another. The engine's stack ends at some 700 nested calls or EXISTS."""

MAX_STEPS: Final = 1_000
"""How many operators and clauses a query may have. The engine's stack ends at some 3,000 BIND or MINUS in a row."""

_UPDATE_WORDS: Final = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
_PROLOGUE_WORDS: Final = frozenset({"BASE", "PREFIX", "VERSION"})
_STEP_WORDS: Final = frozenset(
    {"UNION", "OPTIONAL", "MINUS", "LATERAL", "GRAPH", "FILTER", "EXISTS", "BIND", "VALUES", "AS"}
)
_VARYING: Final = frozenset({"blank", "iri", "language", "name", "number", "string", "variable"})
_FORMS: Final = tuple(Form)
_STEP_SIGNS: Final = frozenset({"||", "&&", "+", "-", "*", "/", "|", "^", "!"})
# Between a function's name and its arguments there may be white space and comments. Names in a string count, too: that
# costs only the keeping.
_EACH_TIME_ANEW: Final = re.compile(r"(?:NOW|RAND|UUID)(?:\s|#[^\r\n]*+)*+\(|SERVICE", re.IGNORECASE)
# What DESCRIBE reads is for the engine to say.
_NAMING_GRAPHS: Final = re.compile("GRAPH|FROM|DESCRIBE", re.IGNORECASE)
_MOST_OUTLINES: Final = 1_000

# Programs ask one query about one thing after the other, and its outline is the same each time.
_outlines: dict[str, Inspection | None] = {}
_remembering: Final = Lock()


class Inspection(NamedTuple):
    """What is known of a query that may be run.

    Args:
        text: the query with its code point escapes decoded; this text is to be run, since it is the one inspected.
        form: the query's form, or ``None`` where it has none (its parser will say what is wrong).
        nesting: how deep its brackets stand in one another.
        steps: how many operators and clauses it has.
        calls: where it asks other servers, all of which the policy permits; the engine must not be given the text as it
            is then, but as ``cdkg.federation`` rewrites it.
        shape: what is left of the query without its names and values, as a number; queries of one shape are likely to
            cost about the same.
        is_steady: whether its answer is the same as long as the graph is: it asks neither for the time nor for chance,
            nor another server.
        may_name_graphs: whether it may read other graphs than the default graph.
    """

    text: str
    form: Form | None
    nesting: int
    steps: int
    calls: tuple[Call, ...] = ()
    shape: int = 0
    is_steady: bool = False
    may_name_graphs: bool = True


def inspect(text: str, policy: Policy = NOTHING_LEAVES) -> Inspection:
    """Look a query over.

    Args:
        text: a SPARQL query.
        policy: which other servers it may ask.

    Raises:
        QueryForbiddenError: if it is an update, calls another server, or is larger than the engine can take.
        QuerySyntaxError: if it is empty, or a string in it has no end.
    """
    outlined = outline(text)
    if outlined is None:
        return _inspected(decode(text), policy)
    if outlined not in _outlines:
        found = _inspected_outline(outlined)
        with _remembering:
            if outlined not in _outlines and len(_outlines) >= _MOST_OUTLINES:
                del _outlines[next(iter(_outlines))]
            _outlines[outlined] = found
    return _like(outlined, text) or _inspected(text, policy)


def inspected_before(text: str) -> Inspection | None:
    """Give what `inspect` does, if a query was looked over before that differs in nothing but IRIs; costs little.

    Args:
        text: a SPARQL query.
    """
    outlined = outline(text)
    return None if outlined is None else _like(outlined, text)


def _like(outlined: str, text: str) -> Inspection | None:
    known = _outlines.get(outlined)
    if known is None:
        return None
    return Inspection(text, *known[1:])


def _inspected_outline(text: str) -> Inspection | None:
    try:
        return None if "service" in text.lower() else _inspected(text, NOTHING_LEAVES)
    except CdkgError:
        return None  # what is wrong with the query, and where, is told of the query itself


def _inspected(decoded: str, policy: Policy) -> Inspection:
    tokens = scan(decoded, MAX_NESTING)
    if not tokens:
        raise QuerySyntaxError(
            "The query is empty. Write a SELECT, ASK, CONSTRUCT or DESCRIBE query.",
            "پرس‌وجو خالی است. یک پرس‌وجوی SELECT، ASK، CONSTRUCT یا DESCRIBE بنویسید.",
            line=1,
            column=1,
        )
    form = _form(decoded, tokens)
    # No keyword is written with an escape any more.
    calls = calls_of(decoded, tokens, policy) if "service" in decoded.lower() else ()
    nesting, steps = size(tokens)
    refuse_size(nesting, steps)
    shape = hash(tuple(token.kind if token.kind in _VARYING else token.text for token in tokens))
    is_steady, may_name_graphs = not _EACH_TIME_ANEW.search(decoded), bool(_NAMING_GRAPHS.search(decoded))
    return Inspection(decoded, form, nesting, steps, calls, shape, is_steady, may_name_graphs)


def _form(text: str, tokens: list[Token]) -> Form | None:
    for token in tokens:
        if token.kind in ("iri", "name", "string"):
            continue
        word = token.text.upper()
        if token.kind != "word":
            return None
        if word in _UPDATE_WORDS:
            line, _ = place(text, token.start)
            raise QueryForbiddenError(
                f"Line {line}: {word} is an update, and this endpoint only reads. Send a SELECT, ASK, CONSTRUCT or "
                "DESCRIBE query.",
                f"{persian_digits(f'سطر {line}')}: "
                f"{word} دستور به‌روزرسانی است و این نشانی فقط برای خواندن است. پرس‌وجوی SELECT، ASK، "
                "CONSTRUCT یا DESCRIBE بفرستید.",
            )
        if word not in _PROLOGUE_WORDS:
            # The engine does not ask for a gap after a keyword: it takes "SELECTDISTINCT".
            return next((form for form in _FORMS if word.startswith(form)), None)
    return None


def size(tokens: list[Token]) -> tuple[int, int]:
    """Tell how deep the brackets of a query stand in one another, and how many operators and clauses it has."""
    depth = deepest = steps = 0
    for token in tokens:
        if token.kind == "open":
            depth += 1
            deepest = max(deepest, depth)
        elif token.kind == "close":
            depth -= 1
        elif token.text in _STEP_SIGNS or (token.kind == "word" and token.text.upper() in _STEP_WORDS):
            steps += 1
    return deepest, steps


def refuse_size(nesting: int, steps: int) -> None:
    """Refuse what is larger than the engine can take.

    Args:
        nesting: how deep brackets stand in one another.
        steps: how many operators and clauses there are.

    Raises:
        QueryForbiddenError: if either is more than is allowed.
    """
    if nesting > MAX_NESTING:
        raise QueryForbiddenError(
            f"The query nests brackets too deep; at most {MAX_NESTING} levels are allowed. Split it into several "
            "queries.",
            f"آکولادها و پرانتزهای پرس‌وجو بیش از اندازه در هم رفته‌اند؛ بیشینه {MAX_NESTING} لایه است. آن را به چند "
            "پرس‌وجو بشکنید.",
        )
    if steps > MAX_STEPS:
        raise QueryForbiddenError(
            f"The query has {steps} operators and clauses; at most {MAX_STEPS} are allowed. List values with VALUES or "
            "IN instead of repeating UNION, || or FILTER.",
            f"پرس‌وجو {steps} عملگر و بند دارد؛ بیشینه {MAX_STEPS} است. به جای تکرار UNION، || یا FILTER، مقدارها را با "
            "VALUES یا IN بیاورید.",
        )
