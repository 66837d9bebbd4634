"""Whether the counts that are claimed can be recomputed: by a query that there is, with arguments that it takes."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from cdkg.contributions import terms
from cdkg.contributions.overlay import Overlay
from cdkg.contributions.refusal import refused
from cdkg.errors import CdkgError, Message
from cdkg.namespaces import ENTITY
from cdkg.queries import named_queries, named_query
from cdkg.validation import Result

_QUERY = f"{ENTITY}query/"


def why_not_counted(overlay: Overlay) -> Iterator[Result]:
    """Tell which stated counts name a query that cannot recompute them.

    Args:
        overlay: the graph before and after the change.
    """
    claims = {quad.subject for quad in overlay.added if quad.predicate in (terms.COUNTED_BY, terms.COUNT_ARGUMENT)}
    for claim in claims:
        if isinstance(claim, NamedNode):
            for query in overlay.objects(claim, terms.COUNTED_BY):
                # What is no name of a query at all is told by the shape of the claim.
                fault = _fault(overlay, claim, query) if query.value.startswith(_QUERY) else None
                if fault is not None:
                    yield refused("can-be-counted", claim, terms.COUNTED_BY, query, fault)


def _fault(overlay: Overlay, claim: NamedNode, query: NamedNode) -> Message | None:
    name = query.value.removeprefix(_QUERY)
    try:
        found = named_query(name)
        texts = [q.object.value for q in overlay.either(claim, terms.COUNT_ARGUMENT) if isinstance(q.object, Literal)]
        arguments = {key: value for key, _, value in (text.partition("=") for text in texts)}
        known = {parameter.name for parameter in found.parameters}
        found.bind(arguments | ({"document": "doc:any"} if "document" in known else {}))
    except CdkgError as error:
        return error.message
    if found.counts:
        return None
    counting = [query.name for query in named_queries().values() if query.counts]
    return Message(
        en=f"The query {name!r} counts nothing. Those that count: {', '.join(counting)}.",
        fa=f"پرس‌وجوی «{name}» چیزی نمی‌شمارد. پرس‌وجوهایی که می‌شمارند: {'، '.join(counting)}.",
    )
