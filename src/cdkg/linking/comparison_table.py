"""What a comparison looks like as a table for programs and spreadsheets, on the command line as on the web."""

from __future__ import annotations

from typing import Final

from cdkg.linking.comparison import Compared
from cdkg.namespaces import short

COLUMNS: Final = (
    "property",
    "state",
    "first",
    "first_label",
    "first_item",
    "first_country",
    "second",
    "second_label",
    "second_item",
    "second_country",
    "agreements",
)


def cells(pair: Compared) -> tuple[str, ...]:
    """Write a pair as the cells of its row, IRIs shortened."""
    ends = ((end.iri, end.label, end.item, end.country) for end in (pair.first, pair.second))
    told = (cell for iri, label, item, country in ends for cell in (short(iri), label, item, short(country)))
    return (pair.property_id, pair.state, *told, pair.agreements)


def as_dict(pair: Compared) -> dict[str, str]:
    """Write a pair for a program."""
    return dict(zip(COLUMNS, cells(pair), strict=True))
