"""Tells what the graph holds of matched things (Reconciliation Service API 0.2, section 7)."""

from __future__ import annotations

import re
from typing import Final

import pyoxigraph as ox
from werkzeug.exceptions import BadRequest

from cdkg.namespaces import XSD
from cdkg.web.asking import Term
from cdkg.web.messages import say
from cdkg.web.naming import in_language
from cdkg.web.reconciliation.batches import Extension, writable
from cdkg.web.reconciliation.catalogue import Catalogue, Named
from cdkg.web.reconciliation.identifiers import PREFERRED, bare, thing_id, thing_iri
from cdkg.web.reconciliation.values import values_of

_WHOLE: Final = frozenset(XSD + name for name in ("integer", "int", "long", "nonNegativeInteger", "positiveInteger"))
_FRACTIONS: Final = frozenset(XSD + name for name in ("decimal", "double", "float"))
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")


def extended(asked: Extension, catalogue: Catalogue, language: str) -> dict[str, object]:
    """Answer a request for data.

    Args:
        asked: the things and the properties.
        catalogue: what there is.
        language: the reader's language.

    Raises:
        BadRequest: if there is no such property.
    """
    columns = [(name, _property(name, catalogue, language), most) for name, most in asked.properties]
    values = values_of(catalogue.store, map(thing_iri, asked.ids), {one.iri for _, one, _ in columns})
    rows: dict[str, dict[str, list[dict[str, object]]]] = {}
    for thing in dict.fromkeys(asked.ids):
        cells = {}
        for name, one, most in columns:
            shown = _cells(values.terms.get((thing_iri(thing), one.iri), []), one, catalogue, language)
            cells[name] = shown[:most] if most else shown
        rows[thing] = cells
    return {"meta": [_meta(name, one, catalogue, language) for name, one, _ in columns], "rows": rows}


def _property(name: str, catalogue: Catalogue, language: str) -> Named:
    found = catalogue.properties.get(bare(name))
    if found is None:
        raise BadRequest(writable(say("reconcile_no_property", language, property=name)))
    return found


def _meta(name: str, one: Named, catalogue: Catalogue, language: str) -> dict[str, object]:
    told: dict[str, object] = {"id": name, "name": one.names[language]}
    kind = catalogue.types.get(catalogue.ranges.get(one.iri, ""))
    return told | ({"type": {"id": kind.id, "name": kind.names[language]}} if kind else {})


def _cells(found: list[Term], one: Named, catalogue: Catalogue, language: str) -> list[dict[str, object]]:
    texts = [term for term in found if isinstance(term, ox.Literal) and term.language]
    others = [term for term in found if term not in texts]
    if one.language:
        kept = [term.value for term in texts if term.language == one.language]
    else:
        # Of a label each language has one; of other names all are wanted.
        kept = in_language(texts, language) if one.iri == PREFERRED else [term.value for term in texts]
    shown: list[dict[str, object]] = [{"str": text} for text in kept]
    return shown + [_cell(term, catalogue, language) for term in others]


def _cell(term: Term, catalogue: Catalogue, language: str) -> dict[str, object]:
    if isinstance(term, ox.NamedNode):
        if term.value in catalogue.index.known:
            return {"id": thing_id(term.value), "name": catalogue.name(term.value, language)}
        return {"str": term.value}
    if not isinstance(term, ox.Literal):
        return {"str": ""}
    kind, text = term.datatype.value, term.value
    try:
        if kind in _WHOLE:
            return {"int": int(text)}
        if kind in _FRACTIONS:
            return {"float": float(text)}
    except ValueError:
        return {"str": text}
    return {"date": text} if kind == XSD + "dateTime" and _MOMENT.fullmatch(text) else {"str": text}
