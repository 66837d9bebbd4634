"""What can be wrong with a cell, said so that the one who filled it can mend it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rdflib import SH, Literal

from cdkg.contributions.draft import FilePlace
from cdkg.contributions.known_names import Named
from cdkg.contributions.tables.columns import Column
from cdkg.errors import Message
from cdkg.text import persian_digits
from cdkg.validation.report import Result

_SHAPES: Final = "https://w3id.org/cdkg/shapes#"
_CALLED: Final = {
    "actor": ("city or body", "شهر یا نهادی"),
    "city": ("city", "شهری"),
    "country": ("country", "کشوری"),
    "organization": ("network or organization", "شبکه یا سازمانی"),
    "study": ("study", "پژوهشی"),
    "bearer": ("body or kind of actor", "نهاد یا گونه‌ای از کنشگران"),
}


def fault(
    node: str,
    column: Column,
    value: str,
    message: Message,
    place: FilePlace,
    *,
    severity: str = "Violation",
    constraint: str = "ClassConstraintComponent",
) -> Result:
    """Make the result of one cell.

    Args:
        node: the IRI of what the row states.
        column: the cell's column.
        value: the cell's text.
        message: what is wrong and what to do.
        place: where the cell is.
        severity: how bad it is.
        constraint: the local name of the SHACL constraint that it comes nearest to.
    """
    return Result(
        severity=severity,
        message=message,
        focus_node=node,
        path=column.path,
        value=value or None,
        shape=_SHAPES + column.shape,
        constraint=str(SH[constraint]),
        location=place.told(),
        term=Literal(value) if value else None,
    )


def unknown(column: Column, value: str, near: Sequence[Named]) -> Message:
    """Say that nothing is called so, and what is called nearly so."""
    en, fa = _CALLED.get(column.what, ("entry of the list", "موردی از فهرست"))
    start = Message(en=f"No {en} called «{value}» is known.", fa=f"{fa} به نام «{value}» شناخته نیست.")
    can_be_new = column.what in ("actor", "city", "organization")
    new = Message(
        en=" If it is a new one, describe it in the sheet «Entities» of the same workbook." if can_be_new else "",
        fa=" اگر تازه است، آن را در برگه «شهرها و نهادها»ی همین کارپوشه معرفی کنید." if can_be_new else "",
    )
    if not near:
        choose = Message(en=" Correct the spelling.", fa=" نگارش آن را درست کنید.")
        return Message(en=start.en + choose.en + new.en, fa=start.fa + choose.fa + new.fa)
    return Message(
        en=f"{start.en} Did you mean {_listed_en(near)}?{new.en}",
        fa=f"{start.fa} آیا منظور {_listed_fa(near)} است؟{new.fa}",
    )


def several(value: str, found: Sequence[Named]) -> Message:
    """Say that a name means several things."""
    slugs = [thing.iri.rsplit("/", 1)[-1] for thing in found]
    return Message(
        en=f"«{value}» can mean several: {', '.join(slugs)}. Fill the column of the country, or write one of these.",
        fa=f"«{value}» به چند مورد می‌خورد: {'، '.join(slugs)}. ستون کشور را پر کنید یا یکی از این‌ها را بنویسید.",
    )


def elsewhere(value: str, country: str, found: Sequence[Named]) -> Message:
    """Say that what is called so is not in the country that the row gives."""
    return Message(
        en=f"No «{value}» is known in the country «{country}». Known is {_listed_en(found)}. Correct the name or the "
        f"country.",
        fa=f"در کشور «{country}» چیزی به نام «{value}» شناخته نیست. شناخته‌شده: {_listed_fa(found)}. نام یا کشور را "
        f"درست "
        "کنید.",
    )


def missing(column: Column) -> Message:
    """Say that a cell must be filled."""
    return Message(
        en=f"«{column.heading.en}» is empty. {column.hint.en}.",
        fa=f"«{column.heading.fa}» خالی است. {column.hint.fa}.",
    )


def formula(value: str) -> Message:
    """Say that a cell holds a formula."""
    return Message(
        en=f"The cell holds a formula («{value[:40]}»), which is not computed here. Copy it and paste it as a value.",
        fa=f"این خانه فرمول دارد («{value[:40]}») که در اینجا محاسبه نمی‌شود. آن را رونوشت کنید و به صورت مقدار (Paste "
        "values) بچسبانید.",
    )


def unreadable(value: str, en: str, fa: str) -> Message:
    """Say that a text is not what a column takes.

    Args:
        value: the text.
        en: what it should be, in English.
        fa: the same in Persian.
    """
    return Message(en=f"«{value[:60]}» is not {en}.", fa=persian_digits(f"«{value[:60]}» {fa} نیست."))


def _listed_en(things: Sequence[Named]) -> str:
    return " or ".join(f"«{thing.en}»" + (f" ({thing.fa})" if thing.fa != thing.en else "") for thing in things)


def _listed_fa(things: Sequence[Named]) -> str:
    return " یا ".join(f"«{thing.fa}»" + (f" ({thing.en})" if thing.fa != thing.en else "") for thing in things)
