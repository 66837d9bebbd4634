r"""Decodes the code point escapes of a query, so that every engine reads the same text.

SPARQL 1.1 (section 19.2) replaces ``\u0041`` and ``\U00000041`` before the grammar is applied. Engines differ: some
decode the whole text first, some only within strings and IRIs, and ``"\u0022"`` is then two different queries. The text
made here has the one meaning for both, because it has no such escape left.
"""

from __future__ import annotations

import re
from typing import Final

_ESCAPE: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_STRING: Final = (
    r'"""(?:"{0,2}(?:[^"\\]|\\.))*+"""'
    r"|'''(?:'{0,2}(?:[^'\\]|\\.))*+'''"
    r'|"(?:[^"\\\n\r]|\\.)*+"'
    r"|'(?:[^'\\\n\r]|\\.)*+'"
)
_PIECE: Final = re.compile(
    rf"(?P<string>{_STRING})"
    r"|(?P<comment>\#[^\r\n]*+)"
    r'|(?P<iri><[^<>"{}|^`\x00-\x20]*+>)'
    rf"|(?P<escape>{_ESCAPE})"
    r"|\\.",
    re.DOTALL,
)
_IN_STRING: Final = re.compile(rf"{_ESCAPE}|\\.", re.DOTALL)
_QUOTED_IN_STRING: Final = {'"': r"\"", "'": r"\'", "\\": r"\\", "\n": r"\n", "\r": r"\r"}
_ILLEGAL_IN_IRI: Final = re.compile(r'[<>"{}|^`\\\x00-\x20]')
_ILLEGAL_ELSEWHERE: Final = re.compile(r"""["'#<>\\]""")


def decode(text: str) -> str:
    r"""Replace the code point escapes of a query by what they stand for.

    An escape for a character that would not be legal where it stands is left, and the scanner refuses it; in a string,
    where engines differ on what is legal, a quotation mark or the like becomes ``\"``.

    Args:
        text: the query.
    """
    if "\\u" not in text and "\\U" not in text:
        return text
    return _PIECE.sub(_decode_piece, text)


def _decode_piece(piece: re.Match[str]) -> str:
    match piece.lastgroup:
        case "string":
            return _IN_STRING.sub(_decode_in_string, piece[0])
        case "iri":
            return re.sub(_ESCAPE, lambda escape: _decode_legal(escape[0], _ILLEGAL_IN_IRI), piece[0])
        case "comment":
            return re.sub(_ESCAPE, " ", piece[0])
        case "escape":
            return _decode_legal(piece[0], _ILLEGAL_ELSEWHERE)
        case _:
            return piece[0]


def _decode_in_string(escape: re.Match[str]) -> str:
    character = _character(escape[0])
    return escape[0] if character is None else _QUOTED_IN_STRING.get(character, character)


def _decode_legal(escape: str, illegal: re.Pattern[str]) -> str:
    character = _character(escape)
    return escape if character is None or illegal.match(character) else character


def _character(escape: str) -> str | None:
    if escape[1] not in "uU" or len(escape) == 2:  # the letter alone: its digits are missing or wrong
        return None
    code = int(escape[2:], 16)
    is_scalar = code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if is_scalar else None
