"""What is surely so of one value, what surely is not, and what is not sure: then nothing is said."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from cdkg.namespaces import XSD

Term = NamedNode | BlankNode | Literal | Triple
Verdict = bool | None
"""Whether something holds; ``None`` where it is not sure."""

_WELL_FORMED: Final = {
    XSD + "string": re.compile(r".*", re.DOTALL),
    XSD + "integer": re.compile(r"[-+]?[0-9]+"),
    XSD + "decimal": re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"),
    XSD + "anyURI": re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+"),
}
_NUMBERS: Final = frozenset({XSD + "integer", XSD + "decimal"})


def is_of_datatype(term: Term, datatype: str) -> Verdict:
    """Tell whether a value is a well-formed literal of a datatype."""
    if not isinstance(term, Literal) or term.datatype.value != datatype:
        return False
    known = _WELL_FORMED.get(datatype)
    return True if known is not None and known.fullmatch(term.value) else None


def is_in_language(term: Term, tags: set[str]) -> Verdict:
    """Tell whether a value is a text in one of some languages."""
    if not isinstance(term, Literal) or term.language is None:
        return False
    language = term.language.lower()
    if language in tags:
        return True
    return None if language.partition("-")[0] in tags else False


def matches(term: Term, pattern: re.Pattern[str]) -> Verdict:
    """Tell whether a value matches a regular expression."""
    if isinstance(term, (BlankNode, Triple)):
        return None
    return pattern.search(term.value) is not None


def compared(term: Term, holds: Callable[[Decimal], bool]) -> Verdict:
    """Tell whether something holds of a value, if it is a number."""
    is_number = isinstance(term, Literal) and term.datatype.value in _NUMBERS
    if not is_number or not isinstance(term, Literal) or not _WELL_FORMED[XSD + "decimal"].fullmatch(term.value):
        return None
    return holds(Decimal(term.value))
