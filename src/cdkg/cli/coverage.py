"""Prints what stands in the documents that no record points to, for ``cdkg extract --coverage``."""

from __future__ import annotations

import json
from collections.abc import Iterable

import click

from cdkg.cli.terminal import tell
from cdkg.documents import Document
from cdkg.errors import Message
from cdkg.gazetteer import gazetteer
from cdkg.sources import Source
from cdkg.sources.coverage import Coverage, Stale, coverage
from cdkg.sources.left_out import FILE, REASONS
from cdkg.sources.left_out_draft import draft
from cdkg.text import persian_digits

_KINDS = {"figure": Message("figure", "عدد"), "name": Message("name", "نام"), "row": Message("row of a table", "ردیف")}


def show_coverage(texts: Iterable[tuple[Source, Document]], *, as_json: bool, as_draft: bool) -> bool:
    """Print what records and lists leave unexplained, and tell whether everything is explained.

    Args:
        texts: the sources with their texts.
        as_json: print the gaps as JSON.
        as_draft: print rows for the lists of what is left out, for people to review.
    """
    found = [(source, document, coverage(source, document, gazetteer())) for source, document in texts]
    gaps = [(one.document, gap) for _, _, one in found for gap in one.gaps]
    if as_json:
        rows = [{"document": of, "line": gap.line, "printed": gap.printed, "kind": gap.kind} for of, gap in gaps]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif as_draft:
        for source, document, one in found:
            click.echo(draft(document, one.gaps, (source.running_header, source.printed_issue)), nl=False)
    else:
        for of, gap in gaps:
            click.echo(f"{of}:{gap.line}: {gap.kind}: {gap.printed}")
    for _, _, one in found:
        for stale in one.stale:
            tell(*_stale(one.document, stale))
        tell(*_summary(one))
    return all(one.complete for _, _, one in found)


def _stale(document: str, stale: Stale) -> tuple[str, str]:
    entry = stale.entry
    en = (
        "its lines do not hold this" if stale.absent else "a record covers this already, or there is nothing to explain"
    )
    fa = "در سطرهای گفته‌شده نیست" if stale.absent else "رکوردی آن را پوشش می‌دهد، یا چیزی برای توضیح نیست"
    where = f"{entry.first}" if entry.first == entry.last else f"{entry.first}-{entry.last}"
    return (
        f"{document}/{FILE}, line {entry.row}: «{entry.printed}» ({where}): {en}. Remove or correct the row.",
        f"{document}/{FILE}، سطر {entry.row}: «{entry.printed}» ({where}): {fa}. ردیف را بردارید یا درست کنید.",
    )


def _summary(one: Coverage) -> tuple[str, str]:
    reasons = ", ".join(f"{reason} {one.left_out[reason]}" for reason in REASONS)
    en = ", ".join(f"{one.found[kind]} {kind}s ({one.covered[kind]} covered)" for kind in _KINDS)
    fa = "، ".join(f"{one.found[kind]} {name.fa} ({one.covered[kind]} پوشش‌یافته)" for kind, name in _KINDS.items())
    left, gaps = one.left_out.total(), len(one.gaps)
    return (
        f"{one.document}: {one.lines} lines, {en}; left out {left} ({reasons}); unexplained {gaps}",
        persian_digits(f"{one.document}: {one.lines} سطر، {fa}؛ کنارگذاشته {left} ({reasons})؛ بی‌توضیح {gaps}"),
    )
