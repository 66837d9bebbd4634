"""Tells in an answer itself that it was cut, where its format has a place for that which no parser minds."""

from __future__ import annotations

from typing import Final

_COMMENTED: Final = frozenset(
    {
        "text/turtle",
        "application/n-triples",
        "application/n-quads",
        "application/trig",
        "text/n3",
    }
)
_XML: Final = frozenset({"application/sparql-results+xml", "application/rdf+xml"})
_JSON: Final = "application/sparql-results+json"


def marked(body: bytes, media_type: str, limit: int) -> bytes:
    """Mark an answer as cut.

    JSON results get a further member ``truncated``, XML a comment behind the document, Turtle and its kin a comment
    before it. CSV and TSV, in which everything is data, and JSON-LD, in which it may be, stay as they are.

    Args:
        body: the answer.
        media_type: its media type, without parameters.
        limit: how many rows or triples it was cut to.
    """
    note = f"truncated: this is not the whole answer, it was cut after {limit}"
    if media_type == _JSON and body.startswith(b"{"):
        return b'{"truncated":true,' + body[1:]
    if media_type in _XML:
        return body + f"\n<!-- {note} -->\n".encode()
    if media_type in _COMMENTED:
        return f"# {note}\n".encode() + body
    return body
