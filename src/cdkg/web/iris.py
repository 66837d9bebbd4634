"""What the web may do with an IRI: put it into a query, link to it, and find the page of an entity of the project."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from cdkg.namespaces import ENTITY, ONTOLOGY, VOCABULARY

# SPARQL 1.1 Query Language, section 19.8, production 139 (IRIREF), with the scheme of an absolute IRI (RFC 3987) and
# without lone surrogates, which no UTF-8 text can hold, and what is no character (RFC 3987, section 2.2).
_NO_CHARACTERS: Final = r"\ud800-\udfff\ufdd0-\ufdef\ufff0-\uffff" + "".join(
    f"{chr(0x10000 * plane + 0xFFFE)}{chr(0x10000 * plane + 0xFFFF)}" for plane in range(1, 17)
)
_ABSOLUTE: Final = re.compile(rf"""[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{{}}|^`\\{_NO_CHARACTERS}]*""")
_PATH_SAFE: Final = "/:@!$&'()*+,;=-._~"


def is_absolute_iri(text: str) -> bool:
    """Tell whether a text is an absolute IRI that can stand between ``<`` and ``>`` in a query."""
    return _ABSOLUTE.fullmatch(text) is not None


def page_path(iri: str) -> str | None:
    """Find the page of this server that is about an IRI.

    Args:
        iri: any IRI.

    Returns:
        its path, percent-encoded; ``None`` where the IRI is not one that this server has a page for.
    """
    if iri.startswith(ENTITY):
        return "/id/" + quote(iri.removeprefix(ENTITY), safe=_PATH_SAFE + "%")
    if iri.startswith(VOCABULARY):
        return "/voc/" + quote(iri.removeprefix(VOCABULARY), safe=_PATH_SAFE + "%")
    if iri.startswith(ONTOLOGY):
        return "/ontology#" + quote(iri.removeprefix(ONTOLOGY), safe=_PATH_SAFE + "%")
    return "/ontology" if iri == ONTOLOGY.removesuffix("#") else None


def iris_of_path(namespace: str, path: str) -> list[str]:
    """List the IRIs that a request's path may stand for.

    A server sees a path decoded, so that ``…/%D8%AA`` and ``…/ت`` look alike, although they are two IRIs.

    Args:
        namespace: what the IRIs start with.
        path: the rest, decoded.

    Returns:
        the IRI with the path as it is and the one with the path encoded; none where neither can be an IRI.
    """
    candidates = dict.fromkeys((namespace + path, namespace + quote(path, safe=_PATH_SAFE)))
    return [iri for iri in candidates if is_absolute_iri(iri)]
