"""What the graph is published as: its title, its licence, and how to cite it."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from cdkg import __version__
from cdkg.errors import Message
from cdkg.resources import ontology_files

TITLE: Final = Message(en="City Diplomacy Knowledge Graph", fa="گراف دانش دیپلماسی شهری")
LICENSE: Final = "https://creativecommons.org/licenses/by/4.0/"
LICENSE_ID: Final = "CC-BY-4.0"

_CITATION: Final = re.compile(r'dcterms:bibliographicCitation\s+"([^"\\]+)"')


@cache
def citation() -> str:
    """Say how the graph is to be cited: as the ontology's header does, whose version is the graph's."""
    header = next(path for path in ontology_files() if path.name == "cdkg.ttl").read_text(encoding="utf-8")
    found = _CITATION.search(header)
    return found[1] if found else f"{TITLE.en}, version {__version__}."


def notice() -> str:
    """Say in some lines what goes with every copy of the graph."""
    return (
        f"{TITLE.en}, version {__version__}\n"
        f"Licence: {LICENSE_ID}, {LICENSE}\n"
        f"Cite as: {citation()}\n"
        "What the source documents print is stated as claims; the documents themselves are not part of the graph.\n"
    )
