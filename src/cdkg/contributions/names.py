"""Which graphs are contributions'."""

from __future__ import annotations

import re
from typing import Final

from cdkg.errors import WriteForbiddenError
from cdkg.namespaces import CONTRIBUTIONS

_CONTRIBUTION: Final = re.compile(re.escape(CONTRIBUTIONS) + r"[A-Za-z0-9._~%-]+")


def is_contribution(iri: str) -> bool:
    """Tell whether an IRI can be the name of a contribution's graph."""
    return _CONTRIBUTION.fullmatch(iri) is not None


def forbidden_graph(iri: str | None) -> WriteForbiddenError:
    """Make the error of a graph that may not be written.

    Args:
        iri: the graph; ``None`` is the default graph.
    """
    en, fa = ("the default graph", "گراف پیش‌فرض") if iri is None else (f"the graph <{iri}>", f"گراف <{iri}>")
    return WriteForbiddenError(
        f"This would change {en}. Only graphs of contributions may be written: <{CONTRIBUTIONS}…>. Nothing was "
        "changed.",
        f"این کار {fa} را تغییر می‌داد. تنها گراف‌های مشارکت‌ها نوشتنی‌اند: <{CONTRIBUTIONS}…>. چیزی تغییر نکرد.",
    )
