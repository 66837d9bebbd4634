r"""Finds the line of a text in which a node first stands: good enough to lead a person to it.

The text is searched, not parsed: names in comments and strings are found, too. Of escapes only the backslash before a
character of a shortened name is understood, as in ``cdr:person\/editor``. Where a name begins a line, that line counts
before an earlier mention within another statement.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection
from typing import Final

_PREFIX: Final = re.compile(
    r"""(?:@?prefix\s+(?P<turtle>[^\s:]*):\s*<(?P<turtle_iri>[^>]*)>)"""
    r"""|(?:xmlns:(?P<xml>[\w.-]+)\s*=\s*["'](?P<xml_iri>[^"']*)["'])"""
    r"""|(?:"(?P<json>[\w.-]*)"\s*:\s*"(?P<json_iri>[^"\s]*[/#])")""",
    re.IGNORECASE,
)
_NAME: Final = re.compile(
    r"""<(?P<iri>[^<>"\s]+)>|["'](?P<quoted>[^"'\s<>]+:[^"'\s<>]+)["']|(?P<short>[\w.-]*:(?:\\.|[^\s;,()\[\]<>"'\\])+)"""
)


def first_lines(text: str, nodes: Collection[str]) -> dict[str, int]:
    """Find the line in which each node first stands.

    Args:
        text: RDF in any format that is text.
        nodes: the IRIs of the nodes.

    Returns:
        the lines, counted from 1, of the nodes that were found.
    """
    prefixes = _prefixes(text)
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    first: dict[str, int] = {}
    leading: dict[str, int] = {}
    for found in _NAME.finditer(text):
        for iri in _meant(found, prefixes):
            if iri in nodes:
                line = bisect_right(starts, found.start())
                first.setdefault(iri, line)
                if not text[starts[line - 1] : found.start()].strip():
                    leading.setdefault(iri, line)
                break
    return first | leading


def _prefixes(text: str) -> dict[str, str]:
    found = {}
    for match in _PREFIX.finditer(text):
        for kind in ("turtle", "xml", "json"):
            if match[kind] is not None:
                found[match[kind]] = match[f"{kind}_iri"]
    return found


def _meant(found: re.Match[str], prefixes: dict[str, str]) -> list[str]:
    if found["iri"] is not None:
        return [found["iri"]]
    written = found["quoted"] or found["short"]
    prefix, _, local = written.partition(":")
    whole = [written] if found["quoted"] else []
    if prefix in prefixes:
        if not found["quoted"]:
            local = re.sub(r"\\(.)", r"\1", local)
        # A full stop may end the statement and not the name.
        whole += [prefixes[prefix] + local, prefixes[prefix] + local.rstrip(".")]
    return whole
