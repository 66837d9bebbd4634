"""Reads and writes the file of a mapping set: SSSOM/TSV 1.1, with its metadata in the lines above the table."""

from __future__ import annotations

import datetime
import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

import curies
import sssom_pydantic
from sssom_pydantic import Record
from sssom_pydantic.io import ParseError, read_unprocessed_iterable

from cdkg.edition import LICENSE
from cdkg.errors import CdkgError
from cdkg.mappings.errors import MappingError
from cdkg.mappings.mapping import Mapping
from cdkg.namespaces import ENTITY, SKOS, WIKIDATA

NOTHING: Final = "sssom:NoTermFound"
"""What stands in the place of an item that nobody knows (SSSOM 1.1)."""

_NEGATIVE: Final = "Not"
_REFERENCE_LIST: Final = ENTITY + "reference-list/"
_KINDS: Final = ("city", "country", "network", "organization")
_PREFIXES: Final = {
    **{kind: f"{ENTITY}{kind}/" for kind in _KINDS},
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": SKOS,
    "sssom": "https://w3id.org/sssom/",
    "wikidata": WIKIDATA,
}
_COLUMNS: Final = (
    *("subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id", "object_label"),
    *("mapping_justification", "reviewer_label", "review_date", "confidence", "see_also", "comment"),
)
_METADATA: Final = {
    "mapping_set_id": "https://w3id.org/cdkg/links.sssom.tsv",
    "mapping_set_title": "Links of the City Diplomacy Knowledge Graph to Wikidata",
    "mapping_set_description": "One row for each decision on what a city, country, network or organization is in "
    "Wikidata. sssom:NoTermFound: no match is known; with the justification semapv:UnspecifiedMatching: nobody is "
    "sure.",
    "license": LICENSE,
    "sssom_version": "1.1",
}
_CONVERTER: Final = curies.Converter.from_prefix_map(_PREFIXES)


def read_file(path: Path) -> list[Mapping]:
    """Read the decisions of a file.

    Raises:
        MappingError: if the file is not there, or a row of it is not understood whole; the message names the line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as fault:
        raise MappingError(
            f"The set of links {path} cannot be read: {fault}. Correct CDKG_MAPPINGS, or put the file back.",
            f"مجموعه پیوندهای {path} خوانده نمی‌شود: {fault}. CDKG_MAPPINGS را درست کنید یا پرونده را بازگردانید.",
        ) from fault
    _refuse_unknown_columns(text, path)
    try:
        with read_unprocessed_iterable(io.StringIO(text), converter=_CONVERTER) as told:
            return list(_mappings(told.records, path))
    except CdkgError:
        raise
    except Exception as fault:  # what stands in the lines above the table is refused in many ways
        raise _fault(path, "the lines above the table", "سطرهای بالای جدول", fault) from fault


def to_tsv(mappings: Iterable[Mapping]) -> str:
    """Write decisions, in the order given, as the text of a file.

    All that a decision holds stands in the row; the same decisions always give the same text.
    """
    file = io.StringIO()
    sssom_pydantic.write_unprocessed(
        (_record(one) for one in mappings),
        file,
        metadata=dict(_METADATA),
        converter=_CONVERTER,
        columns=_COLUMNS,
        condense=False,
    )
    return file.getvalue().replace("\r\n", "\n")


def write_file(mappings: Iterable[Mapping], path: Path) -> None:
    """Write decisions into a file, whole or not at all.

    Raises:
        MappingError: if the disk takes nothing there.
    """
    text = to_tsv(mappings)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).chmod(path.stat().st_mode if path.exists() else 0o644)
        Path(file.name).replace(path)
    except OSError as fault:
        raise MappingError(
            f"The set of links {path} cannot be written: {fault}. Set CDKG_MAPPINGS to a file in a folder that can be "
            "written. Nothing was changed.",
            f"مجموعه پیوندهای {path} نوشته نمی‌شود: {fault}. CDKG_MAPPINGS را برابر پرونده‌ای در پوشه‌ای نوشتنی بگذارید. "
            "چیزی تغییر نکرد.",
        ) from fault


def _refuse_unknown_columns(text: str, path: Path) -> None:
    """Refuse what the reader would leave out without a word."""
    number, head = next(((n, line) for n, line in enumerate(text.splitlines(), 1) if not line.startswith("#")), (1, ""))
    unknown = [name for name in head.split("\t") if name not in _COLUMNS]
    if unknown:
        raise _fault(
            path, f"line {number}", f"سطر {number}", ValueError(f"unknown column {', '.join(map(repr, unknown))}")
        )


def _mappings(records: Iterable[Any], path: Path) -> Iterator[Mapping]:
    for line, record in records:
        en, fa = f"line {line + 1}", f"سطر {line + 1}"
        if isinstance(record, ParseError):
            raise _fault(path, en, fa, record.exception)
        try:
            yield _mapping(record)
        except (CdkgError, ValueError) as fault:
            raise _fault(path, en, fa, fault) from fault


def _mapping(record: Record) -> Mapping:
    predicate = _CONVERTER.parse_curie(record.predicate_id, strict=True)
    justification = _CONVERTER.parse_curie(record.mapping_justification, strict=True)
    item = None if record.object_id == NOTHING else _CONVERTER.parse_curie(record.object_id, strict=True)
    if predicate.prefix != "skos" or justification.prefix != "semapv" or (item and item.prefix != "wikidata"):
        raise ValueError(f"{record.predicate_id}, {record.object_id} or {record.mapping_justification} is not known")
    return Mapping(
        subject=_CONVERTER.expand(record.subject_id, strict=True),
        object=item and item.identifier,
        predicate=predicate.identifier,
        is_negative=record.predicate_modifier == _NEGATIVE,
        justification=justification.identifier,
        confidence=record.confidence,
        reviewer="|".join(record.reviewer_label or ()),
        date="" if record.review_date is None else record.review_date.isoformat(),
        subject_label=record.subject_label or "",
        object_label=record.object_label or "",
        source=" | ".join(one.removeprefix(_REFERENCE_LIST) for one in record.see_also or ()),
        comment=record.comment or "",
    )


def _record(one: Mapping) -> Record:
    return Record(
        subject_id=_CONVERTER.compress(one.subject, strict=True),
        subject_label=one.subject_label or None,
        predicate_id=f"skos:{one.predicate}",
        predicate_modifier="Not" if one.is_negative else None,
        object_id=NOTHING if one.object is None else f"wikidata:{one.object}",
        object_label=one.object_label or None,
        mapping_justification=f"semapv:{one.justification}",
        reviewer_label=[one.reviewer],
        review_date=datetime.date.fromisoformat(one.date),
        confidence=one.confidence,
        see_also=list(one.sources) or None,
        comment=one.comment or None,
    )


def _fault(path: Path, en: str, fa: str, fault: Exception) -> MappingError:
    if isinstance(fault, CdkgError):
        return MappingError(f"{path}, {en}: {fault.message.en}", f"{path}، {fa}: {fault.message.fa}")
    return MappingError(
        f"{path}, {en}: {fault}. Correct it; docs/links.md tells what each column holds.",
        f"{path}، {fa}: {fault}. آن را درست کنید؛ docs/links.fa.md می‌گوید هر ستون چه دارد.",
    )
