"""Finds where a query or an update would ask another server, and lets through only what the policy permits.

Decided on tokens, never on the raw text. The engine calls out by itself, to wherever a name leads it, so a call that is
permitted is not left to it either: `rewrite` puts another address in its place, of the same length, so that places in
the text stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin

from cdkg.egress import Policy
from cdkg.errors import EgressError, QueryForbiddenError
from cdkg.namespaces import PREFIXES
from cdkg.sparql.tokens import Token, place
from cdkg.text import persian_digits

_SHORTEST: Final = 2  # a prefix of one letter and its colon
_UNUSUAL_LETTERS: Final = range(0x3400, 0x9FFF)


@dataclass(frozen=True)
class Call:
    """A place where a query asks another server.

    Args:
        keyword: ``"SERVICE"`` or ``"LOAD"``.
        url: the server's address, in its one form.
        start: the offset of the address in the query.
        length: how long it is there.
        silent: whether a failure is to count as an empty answer.
    """

    keyword: str
    url: str
    start: int
    length: int
    silent: bool = False


@dataclass
class _Names:
    """What the query has declared so far."""

    base: str = ""
    prefixes: dict[str, str] = field(default_factory=lambda: dict(PREFIXES))

    def read(self, tokens: Sequence[Token], index: int) -> None:
        """Take a declaration in, if one begins here."""
        if tokens[index].kind != "word":
            return
        kinds = [token.kind for token in tokens[index + 1 : index + 3]]
        match tokens[index].text.upper():
            case "BASE" if kinds[:1] == ["iri"]:
                self.base = self._resolved(tokens[index + 1])
            case "PREFIX" if kinds == ["name", "iri"]:
                self.prefixes[tokens[index + 1].text.removesuffix(":")] = self._resolved(tokens[index + 2])

    def iri(self, token: Token) -> str | None:
        """Write an IRI in full; none where its prefix is not declared."""
        if token.kind == "iri":
            return self._resolved(token)
        prefix, _, local = token.text.partition(":")
        namespace = self.prefixes.get(prefix)
        return None if namespace is None else namespace + re.sub(r"\\(.)", r"\1", local)

    def _resolved(self, token: Token) -> str:
        try:
            return urljoin(self.base, token.text[1:-1]) if self.base else token.text[1:-1]
        except ValueError:
            return token.text[1:-1]


def calls_of(text: str, tokens: Sequence[Token], policy: Policy, *, updates: bool = False) -> tuple[Call, ...]:
    """List where a query asks another server.

    Args:
        text: the query or update, its escapes decoded.
        tokens: its tokens.
        policy: what may be asked.
        updates: whether it is an update, in which LOAD is a keyword.

    Returns:
        the calls, all permitted, in the order of the text.

    Raises:
        QueryForbiddenError: if one is not permitted, may lead anywhere (a variable), stands in another, or is written
            so that it is not clear whether it is one.
    """
    names, calls = _Names(), []
    depth, waiting, within = 0, False, -1
    for index, token in enumerate(tokens):
        names.read(tokens, index)
        keyword = _keyword(tokens, index, updates)
        if keyword is not None:
            if waiting or within >= 0:
                raise _refused(
                    text,
                    token,
                    "a SERVICE within a SERVICE would be asked by the other server; ask it beside, not within",
                    "SERVICE درون SERVICE را سرور دیگر می‌پرسد؛ آن را در کنار دیگری بپرسید، نه درون آن",
                )
            calls.append(_call(text, tokens, index, keyword, names, policy))
            waiting = keyword == "SERVICE"
        if token.kind == "open":
            if waiting and token.text == "{":
                waiting, within = False, depth
            depth += 1
        elif token.kind == "close":
            depth -= 1
            within = -1 if depth <= within else within
    return tuple(calls)


def rewrite(text: str, calls: Sequence[Call], addresses: Mapping[Call, str]) -> tuple[str, dict[str, str]]:
    """Let a query ask other addresses than it names.

    Args:
        text: the query, its escapes decoded.
        calls: its calls.
        addresses: the address to ask for each.

    Returns:
        the query, as long as it was and with the same lines, and the prefixes that it must be run with.

    Raises:
        QueryForbiddenError: if the text uses up all letters that could stand for an address.
    """
    used = set(text)
    letters = (chr(code) for code in _UNUSUAL_LETTERS if chr(code) not in used)
    prefixes: dict[str, str] = {}
    for call in calls:
        letter = next(letters, None)
        if letter is None:
            raise QueryForbiddenError("The query uses too many characters.", "پرس‌وجو نویسه‌های بیش از اندازه دارد.")
        prefixes[letter] = addresses[call]
        # "SERVICE<…>" needs no gap, but a letter behind the keyword would belong to it.
        stand_in = f" {letter}:" if text[call.start] == "<" else f"{letter}:"
        text = text[: call.start] + stand_in.ljust(call.length) + text[call.start + call.length :]
    return text, prefixes


def _keyword(tokens: Sequence[Token], index: int, updates: bool) -> str | None:
    """Tell whether a token is a keyword that calls out, or could be one to the engine."""
    token = tokens[index]
    if token.kind in ("string", "iri", "variable"):
        return None
    if token.text.upper() == "SERVICE" or ("service" in token.text.lower() and _may_hold_service(tokens, index)):
        return "SERVICE"
    # A name behind a word ("GRAPH load:x") begins no operation; elsewhere the engine reads "LOADe:x" as "LOAD e:x".
    is_graph = token.kind == "name" and index > 0 and tokens[index - 1].kind == "word"
    if updates and token.bracket == "" and token.text.upper().startswith("LOAD") and not is_graph:
        return "LOAD"
    return None


def _may_hold_service(tokens: Sequence[Token], index: int) -> bool:
    # The engine reads a keyword without a gap around it ("trueSERVICEex:a{"), and falls back to a bare prefix where a
    # name makes no valid IRI ("ex:SERVICE<…>{"). What follows the keyword gives it away: one term and a "{".
    if tokens[index].bracket != "{" or tokens[index - 1].text.upper() == "GRAPH":
        return False
    following = iter(tokens[index + 1 : index + 4])
    for token in following:
        if token.text == "{":
            return True
        if token.kind not in ("iri", "variable", "name") and not token.text.upper().startswith("SILENT"):
            return False
    return False


def _call(text: str, tokens: Sequence[Token], index: int, keyword: str, names: _Names, policy: Policy) -> Call:
    token = tokens[index]
    if not policy.entries:
        raise _not_asked(text, token, keyword)
    silent = index + 1 < len(tokens) and tokens[index + 1].text.upper() == "SILENT"
    target = next(iter(tokens[index + 1 + silent :]), None)
    if target is not None and target.kind == "variable":
        raise _refused(
            text,
            target,
            f"{keyword} {target.text} may lead anywhere; write the server's address instead of the variable",
            f"{keyword} {target.text} می‌تواند به هر جایی برسد؛ به جای متغیر، نشانی سرور را بنویسید",
        )
    url = names.iri(target) if target is not None and target.kind in ("iri", "name") else None
    if token.text.upper() != keyword or target is None or url is None or len(target.text) < _SHORTEST:
        raise _refused(
            text,
            token,
            f"write {keyword} by itself, and behind it the server's address in full, between < and >",
            f"{keyword} را جدا بنویسید و پس از آن نشانی کامل سرور را میان < و > بیاورید",
        )
    try:
        return Call(keyword, str(policy.check(url)), target.start, len(target.text), silent)
    except EgressError as fault:
        raise _refused(text, target, fault.message.en.removesuffix("."), fault.message.fa.removesuffix(".")) from None


def _refused(text: str, token: Token, en: str, fa: str) -> QueryForbiddenError:
    line, column = place(text, token.start)
    return QueryForbiddenError(
        f"Line {line}, column {column}: {en}.", f"{persian_digits(f'سطر {line}، ستون {column}')}: {fa}."
    )


def _not_asked(text: str, token: Token, keyword: str) -> QueryForbiddenError:
    if keyword == "LOAD":
        return _refused(
            text,
            token,
            "LOAD would fetch a document from another server, which this one does not do. Fetch it yourself and send "
            "it to /data",
            "LOAD سندی را از سرور دیگری می‌گیرد و این سرور چنین نمی‌کند. خودتان آن را بگیرید و به ‎/data بفرستید",
        )
    return _refused(
        text,
        token,
        "SERVICE would ask another server, which this endpoint does not do. Ask that server yourself and give what it "
        "answers in a VALUES block, or ask who runs this one to allow it (CDKG_ALLOW=wikidata). If a name is meant and "
        "not the keyword, put a full stop after the triple",
        "SERVICE از سرور دیگری پرسش می‌کند و این نشانی چنین نمی‌کند. خودتان از آن سرور بپرسید و پاسخش را در بلوک VALUES "
        "بیاورید، یا از گرداننده بخواهید آن را مجاز کند (CDKG_ALLOW=wikidata). اگر منظورتان یک نام است و نه این "
        "کلیدواژه، پس از سه‌تایی نقطه بگذارید",
    )
