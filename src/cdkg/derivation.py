"""Derives what claims together say: years, observed counts, disagreements, agreements, shortcuts and supertypes.

Every rule is a SPARQL CONSTRUCT in ``rules/``, run in the order of the files' names; its header says into which graph
its triples go. Counts are observed by running the named query that each count claim names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, QueryTriples, Store

from cdkg.errors import CdkgError
from cdkg.namespaces import DERIVED_GRAPH, ENTITY, GRAPH, ONTOLOGY, PREFIXES, short
from cdkg.queries import named_query
from cdkg.resources import rule_files

_INTO: Final = re.compile(r"^#\+ into: (derived|resolved|inferred)$", re.MULTILINE)
_HEAD: Final = re.compile(r"CONSTRUCT \{(.*?)\}", re.DOTALL)
_TERM: Final = re.compile(r"\bcdkg:(\w+)")
_MADE_BY_VARIABLE: Final = frozenset({"observedCount", "hasFunction", "hasActivity", "restsOn", "answers", "touches"})
"""What the heads of rules do not name, since it stands there as a variable, or is observed and not constructed."""

_OBSERVE_BEFORE: Final = "25"
"""Counts are observed when claims have their years (rules 10 to 20) and before disagreements are looked for."""

_COUNT_CLAIMS: Final = """
SELECT ?claim ?document ?query ?argument WHERE {
  ?claim a cdkg:CountClaim ; cdkg:countedBy ?query ; prov:wasDerivedFrom/cdkg:inDocument ?document .
  OPTIONAL { ?claim cdkg:countArgument ?argument }
}
"""


def derive(store: Store, *, observed: Collection[str] | None = None) -> None:
    """Derive all that follows from the ontology, the gazetteer and the claims that a store holds.

    Args:
        store: is added to; its graphs ``resolved`` and ``inferred`` must be empty, and ``derived`` hold neutral nodes
            only.
        observed: IRIs of the documents whose counts are observed; all of them where it is not given. A store that
            holds a part of a graph can give the counts of those documents only that it holds whole.

    Raises:
        CdkgError: if a rule has no header, or a count claim names a query that does not count.
    """
    is_observed = False
    for path in rule_files():
        if not is_observed and path.stem >= _OBSERVE_BEFORE:
            store.extend(list(_observed_counts(store, observed)))
            is_observed = True
        store.extend(list(_apply(path, store)))


@cache
def made_by_rules() -> frozenset[str]:
    """Name the ontology's terms, without their prefix, that only rules use: what they say is never typed in."""
    heads = (_HEAD.search(path.read_text(encoding="utf-8")) for path in rule_files())
    found = {name for head in heads if head for name in _TERM.findall(head[1])}
    return frozenset(found | _MADE_BY_VARIABLE) - {"about"}


def _apply(path: Path, store: Store) -> Iterator[Quad]:
    text, graph = _rule(path)
    triples = store.query(text, use_default_graph_as_union=True, prefixes=PREFIXES)
    assert isinstance(triples, QueryTriples)
    yield from (Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)


@cache
def _rule(path: Path) -> tuple[str, NamedNode]:
    text = path.read_text(encoding="utf-8")
    header = _INTO.search(text)
    if header is None:
        raise CdkgError(
            f"The rule {path.name} does not say into which graph its triples go (#+ into: …).",
            f"قاعده {path.name} نمی‌گوید سه‌تایی‌هایش به کدام گراف می‌روند (#+ into: …).",
        )
    return text, NamedNode(GRAPH + header[1])


def _observed_counts(store: Store, observed: Collection[str] | None) -> Iterator[Quad]:
    """Recompute each count claim from what the graph holds of its own document."""
    rows = store.query(_COUNT_CLAIMS, use_default_graph_as_union=True, prefixes=PREFIXES)
    assert isinstance(rows, QuerySolutions)
    arguments: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    for row in rows:
        claim, document, query, argument = (row[name] for name in ("claim", "document", "query", "argument"))
        assert isinstance(claim, NamedNode)
        assert isinstance(document, NamedNode)
        assert isinstance(query, NamedNode)
        if observed is not None and document.value not in observed:
            continue
        values = arguments[claim.value, document.value, query.value]
        if isinstance(argument, Literal):
            name, _, value = argument.value.partition("=")
            values[name] = value
    holds: dict[tuple[str, str], bool] = {}
    for (claim_iri, document_iri, query_iri), values in sorted(arguments.items()):
        name = query_iri.removeprefix(f"{ENTITY}query/")
        parts = (document_iri, named_query(name).counts)
        if parts not in holds:
            holds[parts] = _holds_parts(store, *parts)
        if not holds[parts]:
            continue
        for count in _run(store, name, values | {"document": short(document_iri)}):
            yield Quad(NamedNode(claim_iri), NamedNode(ONTOLOGY + "observedCount"), count, NamedNode(DERIVED_GRAPH))


def _holds_parts(store: Store, document: str, counted: str) -> bool:
    """Tell whether the graph holds, of a document, anything of the class that a query counts, or any claim about such.

    A document that prints a total without a list has nothing that could bear the total out, or not.
    """
    here = f"?named prov:wasDerivedFrom/cdkg:inDocument <{document}>"
    counted_class = f"<{ONTOLOGY}{counted}>"
    question = f"""ASK {{
      {{ ?named a {counted_class} . {here} }} UNION {{ ?about a {counted_class} . ?named cdkg:about ?about . {here} }}
    }}"""
    return bool(store.query(question, use_default_graph_as_union=True, prefixes=PREFIXES))


def _run(store: Store, name: str, values: dict[str, str]) -> set[Literal]:
    """Run a counting query: it gives one row with ``count``, or with ``least`` and ``most`` where readings differ."""
    rows = store.query(named_query(name).bind(values), use_default_graph_as_union=True, prefixes=PREFIXES)
    assert isinstance(rows, QuerySolutions)
    columns = {variable.value for variable in rows.variables}
    wanted = {"count"} if "count" in columns else {"least", "most"}
    if not wanted <= columns:
        raise CdkgError(
            f"The query {name!r} is named by a count claim, but gives no column «count», nor «least» and «most».",
            f"پرس‌وجوی {name!r} در ادعای شمار آمده است، ولی ستون «count» یا «least» و «most» ندارد.",
        )
    counts = {row[column] for row in rows for column in wanted}
    return {count for count in counts if isinstance(count, Literal)}
