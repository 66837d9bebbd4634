"""Makes triples of what documents name and do not claim: entities, concepts, norms, periods, with each place."""

from __future__ import annotations

from typing import Final

from cdkg.errors import Message, RecordError
from cdkg.namespaces import RDF, SKOS, concept, entity
from cdkg.records import ConceptRecord, EntityRecord, NameRecord, NormRecord, PeriodRecord
from cdkg.text import persian_digits
from cdkg.triples.source_graph import SourceGraph

_PART_OF: Final = {
    "provision": "partOf",
    "study": "inStudy",
    "office": "ofOrganization",
    "site": "inCity",
    "event": "inEvent",
}


def write_entity(graph: SourceGraph, record: EntityRecord) -> None:
    """Describe a thing that is not in the gazetteer."""
    thing = graph.thing(record.kind, record.slug, record)
    graph.triples.type(thing, record.entity_class)
    graph.triples.label(thing, Message(en=record.label_en, fa=record.label_fa))
    if record.part_of:
        if record.kind not in _PART_OF:
            place = graph.place(record)
            raise RecordError(
                f"{place.en}: a thing of kind {record.kind!r} is no part of another. Leave «part_of» empty.",
                f"{place.fa}: چیزی از نوع «{record.kind}» جزء چیز دیگری نیست. خانه «part_of» را خالی بگذارید.",
            )
        graph.triples.link(thing, _PART_OF[record.kind], graph.path(record.part_of, record))
    graph.located(thing, record)


def write_name(graph: SourceGraph, record: NameRecord) -> None:
    """Note a further place that names a thing."""
    graph.located(graph.thing(record.about_kind, record.about, record), record)


def write_concept(graph: SourceGraph, record: ConceptRecord) -> None:
    """Describe a concept that the document makes."""
    thing = concept(record.concept)
    if record.concept_class == "Concept":
        graph.triples.link(thing, RDF + "type", SKOS + "Concept")
    else:
        graph.triples.type(thing, record.concept_class)
    graph.triples.label(thing, Message(en=record.label_en, fa=record.label_fa))
    if record.scheme:
        graph.triples.link(thing, SKOS + "inScheme", concept(record.scheme))
    if record.broader:
        graph.triples.link(thing, SKOS + "broader", concept(record.broader))
    graph.triples.number(thing, "expertCount", record.expert_count)
    graph.located(thing, record)


def write_norm(graph: SourceGraph, record: NormRecord) -> None:
    """Describe a legal constraint as the document reads the law."""
    norm = entity("norm", record.slug)
    graph.triples.type(norm, record.norm_class)
    graph.triples.label(norm, Message(en=record.label_en, fa=record.label_fa))
    graph.triples.link(norm, "bearer", graph.thing(record.bearer_kind, record.bearer, record))
    if record.counterparty:
        graph.triples.link(norm, "counterparty", graph.thing(record.counterparty_kind, record.counterparty, record))
    graph.triples.link(norm, "regulatedAction", concept(record.action))
    for path in record.expressed_in:
        graph.triples.link(norm, "expressedIn", graph.path(path, record))
    graph.located(norm, record)


def write_period(graph: SourceGraph, record: PeriodRecord) -> None:
    """Describe a period of foreign policy."""
    period = entity("period", record.slug)
    graph.triples.type(period, "DiscoursePeriod")
    graph.triples.label(period, _period_label(record))
    graph.triples.number(period, "startYear", record.start_year)
    graph.triples.number(period, "endYear", record.end_year)
    if record.head_of_government:
        head = graph.thing("person", record.head_of_government, record)
        graph.triples.link(period, "headOfGovernment", head)
    graph.triples.link(period, "discourse", concept(record.discourse))
    graph.located(period, record)


def _period_label(record: PeriodRecord) -> Message:
    start, end = record.start_year, record.end_year
    if start is None:
        return Message(en=f"before {end}", fa=f"پیش از {persian_digits(str(end))}")
    if end is None:
        return Message(en=f"since {start}", fa=f"از {persian_digits(str(start))} تاکنون")
    return Message(en=f"{start}–{end}", fa=persian_digits(f"{start} تا {end}"))
