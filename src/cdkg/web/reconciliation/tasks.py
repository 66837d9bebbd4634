"""What is done where names are matched: each takes what a client sent and gives the answer as it is sent back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

from markupsafe import escape

from cdkg.web.reconciliation import suggestions
from cdkg.web.reconciliation.answers import answers
from cdkg.web.reconciliation.batches import read_extension, read_queries
from cdkg.web.reconciliation.catalogue import Catalogue
from cdkg.web.reconciliation.extension import extended
from cdkg.web.reconciliation.identifiers import bare, thing_iri
from cdkg.web.reconciliation.manifest import manifest
from cdkg.web.reconciliation.preview import Preview, preview_of

Suggest = Callable[[str, int, Catalogue, str], list[dict[str, object]]]
_SUGGEST: Final[dict[str, Suggest]] = {
    "entity": suggestions.things,
    "type": suggestions.types,
    "property": suggestions.properties,
}


def batch(catalogue: Catalogue, text: str, language: str) -> bytes:
    """Answer a batch of queries.

    Args:
        catalogue: what they can match.
        text: the batch as JSON.
        language: the reader's language.

    Raises:
        BadRequest: if it is not of the form that the API describes.
        RequestEntityTooLarge: if there are too many queries.
    """
    return _json(answers(read_queries(text, language), catalogue, language))


def extension(catalogue: Catalogue, text: str, language: str) -> bytes:
    """Answer a request for data.

    Args:
        catalogue: what there is.
        text: the request as JSON.
        language: the reader's language.

    Raises:
        BadRequest: if it is not of the form that the API describes, or there is no such property.
        RequestEntityTooLarge: if it asks for too much.
    """
    return _json(extended(read_extension(text, language), catalogue, language))


def description(catalogue: Catalogue, root: str, endpoint: str, language: str) -> bytes:
    """Describe the service; see `manifest`."""
    return _json(manifest(root, endpoint, catalogue, language))


def suggested(catalogue: Catalogue, kind: str, typed: str, skipped: int, language: str) -> bytes:
    """Complete what is being typed.

    Args:
        catalogue: what there is.
        kind: ``entity``, ``type`` or ``property``.
        typed: what has been typed so far.
        skipped: how many suggestions were seen before.
        language: the reader's language.
    """
    return _json({"result": _SUGGEST[kind](typed, skipped, catalogue, language)})


def flyout(catalogue: Catalogue, kind: str, name: str, language: str) -> bytes | None:
    """Tell in a few words what a suggestion is (section 6.5).

    Args:
        catalogue: what there is.
        kind: ``entity``, ``type`` or ``property``.
        name: its id.
        language: the reader's language.

    Returns:
        the answer; none where there is no such thing.
    """
    if kind == "entity":
        known = catalogue.index.known.get(thing_iri(name))
        told = (catalogue.name(known.id, language), catalogue.description(known, language)) if known else None
    else:
        one = (catalogue.types if kind == "type" else catalogue.properties).get(bare(name))
        told = (one.names[language], one.descriptions[language]) if one else None
    if told is None:
        return None
    html = f'<p dir="auto"><strong>{escape(told[0])}</strong></p><p dir="auto">{escape(told[1])}</p>'
    return _json({"id": name, "html": html})


def proposed(catalogue: Catalogue, kind: str, limit: int | None, language: str) -> bytes:
    """Propose properties for a type (section 7.2).

    Args:
        catalogue: what there is.
        kind: the type's id; empty for any.
        limit: most properties, or none.
        language: the reader's language.
    """
    found = suggestions.proposed(kind, catalogue, language)
    told: dict[str, object] = {"type": kind, "properties": found if limit is None else found[:limit]}
    return _json(told if limit is None else told | {"limit": limit})


def preview(catalogue: Catalogue, iri: str, query: str, language: str) -> Preview | None:
    """Gather a preview; see `preview_of`."""
    return preview_of(iri, query, catalogue, language)


def _json(told: dict[str, object]) -> bytes:
    try:
        return (json.dumps(told, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:  # a client's own key may hold half a character, which only an escape can write
        return (json.dumps(told) + "\n").encode()
