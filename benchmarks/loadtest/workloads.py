"""What is asked: a lookup, a join, two aggregates over the whole graph (with a join, and a plain scan), 10,000 rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from cdkg.namespaces import PREFIXES
from loadtest.datasets import Dataset

SUBJECT: Final = "__SUBJECT__"
NONCE: Final = "__NONCE__"
"""Places in a query: the IRI that it asks about, and a number that no other query has."""


@dataclass(frozen=True)
class Workload:
    """A kind of query.

    Args:
        name: what the report calls it.
        pattern: its text; prefixes are declared before it.
        about: the field of the data set that holds the subjects it asks about, or none.
    """

    name: str
    pattern: str
    about: str | None = None

    def subjects(self, dataset: Dataset) -> tuple[str, ...]:
        """Whom it asks about, in this order, again and again."""
        return getattr(dataset, self.about) if self.about else ("",)

    def template(self) -> str:
        """The query with its places. A prefix that nothing uses makes each text one that no cache has seen."""
        used = [name for name in PREFIXES if f" {name}:" in self.pattern]
        declared = "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in used)
        return f"PREFIX n: <urn:n:{NONCE}> {declared}{self.pattern}"

    def text(self, subject: str, nonce: int) -> str:
        """One query."""
        return self.template().replace(SUBJECT, subject).replace(NONCE, str(nonce))

    def target(self, path: str) -> str:
        """The request's target with its places, ready to be sent but for these."""
        joint = "&" if "?" in path else "?"
        return f"{path}{joint}query={quote(self.template(), safe='')}"


WORKLOADS: Final = (
    Workload("lookup", f"SELECT ?p ?o WHERE {{ <{SUBJECT}> ?p ?o }}", "subjects"),
    Workload(
        "join",
        f"SELECT ?partner ?label ?kind WHERE {{ ?tie cdkg:party <{SUBJECT}> , ?partner . "
        "?agreement cdkg:ofTie ?tie ; cdkg:kind ?kind . ?partner skos:prefLabel ?label . "
        f'FILTER(?partner != <{SUBJECT}> && LANG(?label) = "en") }}',
        "cities",
    ),
    Workload(
        "aggregate",
        "SELECT ?year (COUNT(?agreement) AS ?n) WHERE "
        "{ ?agreement cdkg:yearMin ?year ; cdkg:status voc:concluded } GROUP BY ?year",
    ),
    Workload("classes", "SELECT ?type (COUNT(?s) AS ?n) WHERE { ?s a ?type } GROUP BY ?type"),
    Workload("10,000 rows", "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 10000"),
)
LOOKUP, JOIN, AGGREGATE, CLASSES, ROWS = WORKLOADS
