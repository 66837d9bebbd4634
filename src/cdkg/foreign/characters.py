"""Looks at the characters of foreign data: what is no text, and what shows a reader something else than it is."""

from __future__ import annotations

import codecs
import re
from typing import Final

from cdkg.errors import Message
from cdkg.foreign.faults import fault_at, place
from cdkg.text import persian_digits

# Written as itself, or escaped as in Turtle, JSON (both \u202E) and XML (&#x202E; &#8238;).
_BIDI: Final = re.compile(
    r"[\u202a-\u202e\u2066-\u2069]"
    r"|(?<!\\)(?:\\\\)*\\(?:u|U0000)(?P<hex>20(?:2[A-Ea-e]|6[6-9]))"
    r"|&#[xX]0*(?P<xml>20(?:2[A-Ea-e]|6[6-9]));"
    r"|&#0*(?P<decimal>82(?:3[4-8]|9[4-7]));"
)
_NUL: Final = re.compile(r"\x00")
_ESCAPED_NUL: Final = re.compile(r"\x00|(?<!\\)(?:\\\\)*\\(?:u0000|U00000000)")
_MOST_REMARKS: Final = 20


def read_text(data: bytes, *, has_escapes: bool) -> str:
    """Decode foreign data.

    Args:
        data: text in UTF-8, with or without a byte order mark.
        has_escapes: whether a character may also be written by its number behind a backslash, as in Turtle and JSON.

    Raises:
        Fault: if it is in another encoding, or has a NUL, which is part of no text.
    """
    content = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = content.decode()
    except UnicodeDecodeError as fault:
        before = content[: fault.start].decode()
        raise fault_at(
            before,
            len(before),
            f"the byte 0x{content[fault.start]:02X} is not UTF-8 here. Save the data in UTF-8.",
            f"بایت ‎0x{content[fault.start]:02X} در اینجا UTF-8 نیست. داده‌ها را با رمزگذاری UTF-8 ذخیره کنید.",
        ) from None
    nul = (_ESCAPED_NUL if has_escapes else _NUL).search(text)
    if nul is not None:
        raise fault_at(
            text,
            nul.start(),
            "the character NUL (U+0000) stands here, which no text has. Remove it.",
            "در اینجا نویسه NUL (U+0000) آمده است که در هیچ متنی نمی‌آید. آن را بردارید.",
        )
    return text


def remarks_on(text: str, name: str) -> tuple[Message, ...]:
    """Point out the characters that change the direction of what follows them.

    Such a character can make a value look like another one. Persian text needs none of them: the half-space and the
    marks U+200E and U+200F are not among them.

    Args:
        text: the data.
        name: what they are called; may be empty.

    Returns:
        one remark for each of the first of them.
    """
    remarks = []
    for number, found in enumerate(_BIDI.finditer(text)):
        if number == _MOST_REMARKS:
            break
        digits = found["hex"] or found["xml"]
        code = int(digits, 16) if digits else int(found["decimal"] or ord(found[0]))
        line, column = place(text, found.start())
        remarks.append(
            Message(
                f"{name + ', ' if name else ''}line {line}, column {column}: the control character U+{code:X} changes "
                "the direction of what follows it, so that it may read as something else.",
                f"{name + '، ' if name else ''}{persian_digits(f'سطر {line}، ستون {column}')}: نویسه کنترلی U+{code:X} "
                "جهت نوشته پس از خود را تغییر می‌دهد و ممکن است آن نوشته چیز دیگری خوانده شود.",
            )
        )
    return tuple(remarks)
