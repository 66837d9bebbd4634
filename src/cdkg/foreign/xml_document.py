"""Looks XML over before the engine sees it: its declarations, its depth, and whether it is well-formed.

Expat, which does not recurse, stops at the beginning of a document type declaration: so no entity is ever declared, let
alone expanded or fetched. It tells line and column, which the engine does not.
"""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

from cdkg.foreign.faults import Fault, fault_at

_DOCTYPE: Final = "<!DOCTYPE"
_ENCODINGS: Final = frozenset({"utf-8", "utf8", "us-ascii"})


def check_xml(text: str, most: int) -> None:
    """See that XML is well-formed, declares no document type, and does not nest too deep.

    Args:
        text: the XML.
        most: how deep elements may stand in one another.

    Raises:
        Fault: where it is not.
    """
    parser = expat.ParserCreate("utf-8")
    depth = 0

    def fault(en: str, fa: str) -> Fault:
        return Fault(en, fa, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)

    def declaration(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            raise fault(
                f"the XML says that it is in {encoding}. Save it in UTF-8 and say so.",
                f"این XML خود را با رمزگذاری {encoding} معرفی می‌کند. آن را با UTF-8 ذخیره و چنین معرفی کنید.",
            )

    def doctype(*_: object) -> None:
        # Expat tells where the declaration's first part ends.
        before = text.encode()[: parser.CurrentByteIndex + len(_DOCTYPE)].decode(errors="replace")
        raise fault_at(
            text,
            before.rfind(_DOCTYPE),
            "the XML declares a document type (<!DOCTYPE …>), which is not read, since its entities could grow without "
            "bound or fetch files. Remove it, and write out what its entities stand for.",
            "این XML نوع سند (<!DOCTYPE …>) اعلام می‌کند که خوانده نمی‌شود، زیرا موجودیت‌های آن می‌توانند بی‌اندازه بزرگ "
            "شوند یا پرونده‌ای را از جایی بگیرند. آن را بردارید و به جای هر موجودیت، خود متن را بنویسید.",
        )

    def start(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > most:
            raise fault(
                f"here elements nest deeper than {most} levels. Give the inner nodes names and state them one by one.",
                f"در اینجا عنصرها بیش از {most} لایه در هم رفته‌اند. به گره‌های درونی نام بدهید و آن‌ها را جداجدا بیان "
                "کنید.",
            )

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.XmlDeclHandler = declaration
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(text, True)
    except expat.ExpatError as malformed:
        said = expat.ErrorString(malformed.code)
        raise Fault(
            f"the XML is malformed ({said}).",
            f"این XML بدشکل است ({said}).",
            malformed.lineno,
            malformed.offset + 1,
        ) from None
