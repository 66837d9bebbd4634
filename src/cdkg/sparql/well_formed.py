"""Sees to it that an answer in XML can be read: not every graph, and not every text, can be written in XML.

RDF/XML writes a predicate as the name of an element (RDF 1.1 XML Syntax, section 2.2), so ``<http://example.org/1>``
has no place in it; and XML 1.0 has no way to write most control characters. The engine writes both all the same.
"""

from __future__ import annotations

from typing import Final
from xml.parsers.expat import ExpatError, ParserCreate

from cdkg.errors import UnwritableError

_RDF_XML: Final = "application/rdf+xml"
_XML: Final = frozenset({_RDF_XML, "application/sparql-results+xml"})


def check_well_formed(body: bytes, media_type: str) -> None:
    """Check an answer that was written in XML; in other formats there is nothing that cannot be written.

    Args:
        body: the answer.
        media_type: its media type.

    Raises:
        UnwritableError: if it is not well-formed.
    """
    if media_type not in _XML:
        return
    parser = ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(body, True)
    except ExpatError:
        raise _unwritable(media_type) from None


def _unwritable(media_type: str) -> UnwritableError:
    if media_type == _RDF_XML:
        return UnwritableError(
            "RDF/XML cannot hold this answer: a predicate in it ends in what is no XML name, or a text in it has a "
            "control character. Ask for another format, such as text/turtle.",
            "RDF/XML نمی‌تواند این پاسخ را در بر گیرد: گزاره‌ای در آن به چیزی پایان می‌یابد که نام XML نیست، یا متنی در "
            "آن نویسه کنترلی دارد. قالب دیگری مانند text/turtle بخواهید.",
        )
    return UnwritableError(
        "XML cannot hold this answer: a text in it has a control character. Ask for another format, such as "
        "application/sparql-results+json.",
        "XML نمی‌تواند این پاسخ را در بر گیرد: متنی در آن نویسه کنترلی دارد. قالب دیگری مانند "
        "application/sparql-results+json بخواهید.",
    )
