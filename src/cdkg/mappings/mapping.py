"""One decision on a link to Wikidata."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from cdkg.mappings.errors import MappingError
from cdkg.namespaces import ENTITY, entity

MATCHED: Final = "matched"
REJECTED: Final = "rejected"
NO_MATCH_KNOWN: Final = "no-match-known"
UNSURE: Final = "unsure"

CURATED: Final = "ManualMappingCuration"
"""The justification of what a person decided."""

UNSPECIFIED: Final = "UnspecifiedMatching"
"""The justification of what nobody could decide."""

JUSTIFICATIONS: Final = (
    "MappingReview",
    CURATED,
    "LogicalReasoning",
    "LexicalMatching",
    "CompositeMatching",
    UNSPECIFIED,
    "SemanticSimilarityThresholdMatching",
    "LexicalSimilarityThresholdMatching",
    "MappingChaining",
    "MappingInversion",
    "StructuralMatching",
    "InstanceBasedMatching",
    "BackgroundKnowledgeBasedMatching",
)
"""The local names of SEMAPV that SSSOM 1.1 takes as a justification (its slot ``mapping_justification``)."""

PREDICATES: Final = ("exactMatch", "closeMatch")

_ITEM: Final = re.compile(r"Q[1-9][0-9]{0,11}")
_SUBJECT: Final = re.compile(re.escape(ENTITY) + r"(city|country|network|organization)/[A-Za-z0-9][A-Za-z0-9._~-]*")
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WEB: Final = re.compile(r"https?://[^\s|]+")
_UNCLEAN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True)
class Mapping:
    """One decision: what a thing of the graph is, or is not, or that nobody knows.

    Args:
        subject: the IRI of a city, country, network or organization.
        object: the item, such as ``"Q3616"``; ``None`` where no match is known.
        predicate: ``"exactMatch"`` or ``"closeMatch"`` of SKOS.
        is_negative: whether the item was considered and is not the thing.
        justification: the local name of a SEMAPV term; with no item, ``"UnspecifiedMatching"`` says that nobody is
            sure, any other that it was looked for and not found.
        confidence: how sure that is, from 0 to 1, or ``None`` where nobody tells.
        reviewer: who decided.
        date: when, such as ``"2026-11-29"``.
        subject_label: what the thing is called.
        object_label: what the item is called.
        source: slugs of the reference lists that give the item, or addresses, separated by `` | ``.
        comment: why.

    Raises:
        MappingError: if a part has not the form that it must have; the message names it.
    """

    subject: str
    object: str | None
    predicate: str = "exactMatch"
    is_negative: bool = False
    justification: str = CURATED
    confidence: float | None = None
    reviewer: str = ""
    date: str = ""
    subject_label: str = ""
    object_label: str = ""
    source: str = ""
    comment: str = ""

    def __post_init__(self) -> None:
        checks = {
            ("subject", self.subject): bool(_SUBJECT.fullmatch(self.subject)),
            ("object", str(self.object)): self.object is None or bool(_ITEM.fullmatch(self.object)),
            ("predicate", self.predicate): self.predicate in PREDICATES,
            ("negative", "true"): not (self.is_negative and self.object is None),
            ("justification", self.justification): self.justification in JUSTIFICATIONS,
            ("confidence", str(self.confidence)): self.confidence is None or 0 <= self.confidence <= 1,
            ("reviewer", self.reviewer): _is_line(self.reviewer) and bool(self.reviewer) and "|" not in self.reviewer,
            ("date", self.date): _is_date(self.date),
            ("subject label", self.subject_label): _is_line(self.subject_label),
            ("object label", self.object_label): _is_line(self.object_label),
            ("source", self.source): all(_SLUG.fullmatch(one) or _WEB.fullmatch(one) for one in self._listed()),
            ("comment", self.comment): _is_line(self.comment),
        }
        for (part, value), is_right in checks.items():
            if not is_right:
                raise MappingError(
                    f"The {part} of a link cannot be {value!r} (of {self.subject}). Correct it; docs/links.md tells "
                    "what each part holds.",
                    f"بخش {part} یک پیوند نمی‌تواند «{value}» باشد (برای {self.subject}). آن را درست کنید؛ "
                    "docs/links.fa.md می‌گوید هر بخش چه دارد.",
                )

    @property
    def state(self) -> str:
        """What was decided: one of the four constants of this module."""
        if self.object is None:
            return UNSURE if self.justification == UNSPECIFIED else NO_MATCH_KNOWN
        return REJECTED if self.is_negative else MATCHED

    @property
    def kind(self) -> str:
        """The folder of the subject's IRI, such as ``"city"``."""
        return self.subject.removeprefix(ENTITY).partition("/")[0]

    @property
    def sources(self) -> tuple[str, ...]:
        """The IRIs of the reference lists or pages that give the item."""
        return tuple(one if "://" in one else entity("reference-list", one) for one in self._listed())

    @property
    def iri(self) -> str:
        """The IRI of the decision, which stays the same however often the two are decided upon."""
        return entity("mapping", f"{self.subject.removeprefix(ENTITY)}/{self.object or 'none'}")

    def _listed(self) -> list[str]:
        return [one for one in self.source.split(" | ") if one]


def _is_line(text: str) -> bool:
    return text == text.strip() and not _UNCLEAN.search(text)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
