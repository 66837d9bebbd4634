"""Records of things that documents name and that are no claims: periods, entities, concepts, norms."""

from __future__ import annotations

from dataclasses import dataclass

from cdkg.records.place import Record


@dataclass(frozen=True, kw_only=True)
class EntityRecord(Record):
    """A thing that a document names and that is not in the gazetteer, such as an event, a study or a statute.

    Args:
        kind: the folder of its IRI, such as ``event`` or ``provision``.
        slug: its name within the kind.
        entity_class: the local name of its class, such as ``LegalProvision``.
        label_fa: what it is called in Persian.
        label_en: what it is called in English.
        part_of: what it is a part of, as ``kind/slug``, where it is.
    """

    FILE = "entities.csv"

    kind: str
    slug: str
    entity_class: str
    label_fa: str
    label_en: str
    part_of: str = ""


@dataclass(frozen=True, kw_only=True)
class NameRecord(Record):
    """A further place where a document names a thing.

    Args:
        about_kind: what kind of thing it is, such as ``network``.
        about: its slug; the name as one reads it for a city, country or person.
    """

    FILE = "names.csv"

    about_kind: str
    about: str


@dataclass(frozen=True, kw_only=True)
class ConceptRecord(Record):
    """A concept that a document makes, such as a theme, a code or an activity.

    Args:
        concept: its slug, which begins with the name of its scheme.
        concept_class: the local name of its class: ``Code``, ``Activity`` …; ``Concept`` for all others.
        label_fa: what it is called in Persian; empty for a further place of a concept.
        label_en: what it is called in English; empty for a further place of a concept.
        scheme: the slug of its scheme.
        broader: the slug of the concept above it.
        expert_count: how many experts named it, for codes.
    """

    FILE = "concepts.csv"

    concept: str
    concept_class: str
    label_fa: str = ""
    label_en: str = ""
    scheme: str = ""
    broader: str = ""
    expert_count: int | None = None


@dataclass(frozen=True, kw_only=True)
class NormRecord(Record):
    """A legal constraint, as the document reads the law.

    Args:
        slug: its name, which begins with the document's id.
        norm_class: the local name of its class, such as ``Disability``.
        bearer_kind: what kind of thing the bearer is: ``concept`` for a kind of actor.
        bearer: the bearer's slug, or name.
        action: a concept of the legal actions.
        expressed_in: the provisions or instruments that express it, as ``kind/slug``.
        label_fa: what it says, in a few words.
        label_en: the same in English.
        counterparty_kind: what kind of thing the counterparty is, where there is one.
        counterparty: the counterparty's slug, or name.
    """

    FILE = "norms.csv"

    slug: str
    norm_class: str
    bearer_kind: str
    bearer: str
    action: str
    expressed_in: tuple[str, ...]
    label_fa: str
    label_en: str
    counterparty_kind: str = ""
    counterparty: str = ""


@dataclass(frozen=True, kw_only=True)
class PeriodRecord(Record):
    """A period of foreign policy.

    Args:
        slug: its name, made of its years.
        start_year: the Gregorian year in which it starts, where one is printed.
        end_year: the Gregorian year in which it ends, where one is printed.
        head_of_government: the head of government as one reads the name, where one is printed.
        discourse: a concept of the discourses.
    """

    FILE = "periods.csv"

    slug: str
    start_year: int | None = None
    end_year: int | None = None
    head_of_government: str = ""
    discourse: str
