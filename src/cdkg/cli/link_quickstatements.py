"""``cdkg link quickstatements``: what Wikidata lacks, as commands that a person can look over and submit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from cdkg.cli.link_edges import Ground, edge_options
from cdkg.cli.terminal import language, tell
from cdkg.linking.comparison import compare_memberships, compare_ties
from cdkg.linking.comparison_table import COLUMNS, cells
from cdkg.linking.quickstatements import LeftOut, propose
from cdkg.plain_csv import plain_csv
from cdkg.queries import iri_of
from cdkg.text import persian_digits

_ITEM: Final = re.compile(r"Q[1-9][0-9]*")


@click.command
@edge_options
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="File for the commands; else they are printed."
)
@click.option(
    "--left-out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV file for what is left out and why; else it is told on standard error.",
)
@click.option(
    "--stated-in",
    multiple=True,
    metavar="DOCUMENT=ITEM",
    help="The item of a document in Wikidata, such as foreign-policy=Q123, for «stated in».",
)
@click.option(
    "--retrieved",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which the documents were read, for «retrieved»; today by default.",
)
def quickstatements(  # one for each option
    p190: str | None,
    p463: str | None,
    offline: bool,
    store: Path | None,
    out: Path | None,
    left_out: Path | None,
    stated_in: tuple[str, ...],
    retrieved: datetime | None,
) -> None:
    """Write what is only here as QuickStatements (version 1), with references. Nothing is sent to Wikidata.

    Compare with today's Wikidata (--p190 live) before you submit anything: the crawl that the graph holds is of 2016.
    What documents dispute, what is not concluded, and what has no identifier or no source to cite is left out and
    listed.
    """
    items = dict(_document_item(told) for told in stated_in)
    ground = Ground(p190, p463, offline, store)
    speaks = language()
    found = [*compare_ties(ground.ask, speaks), *compare_memberships(ground.ask, speaks)]
    day = (retrieved or datetime.now(UTC)).date().isoformat()
    proposal = propose(ground.ask, found, retrieved=day, stated_in=items)
    if out is None:
        click.echo(proposal.text, nl=False)
    else:
        out.write_text(proposal.text, encoding="utf-8")
    if left_out is not None:
        left_out.write_text(_left_out_csv(proposal.left_out, speaks), encoding="utf-8", newline="")
    else:
        for one in proposal.left_out:
            names = f"{one.pair.first.label} – {one.pair.second.label}"
            tell(f"left out: {names}: {one.reason.en}", f"کنار گذاشته شد: {names}: {one.reason.fa}")
    lines, pairs, without = len(proposal.lines), len(proposal.pairs), len(proposal.left_out)
    tell(
        f"{lines} commands for {pairs} ties and memberships; {without} left out. Nothing was sent.",
        persian_digits(f"{lines} فرمان برای {pairs} پیوند و عضویت؛ {without} مورد کنار گذاشته شد. چیزی فرستاده نشد."),
    )


def _left_out_csv(left_out: Iterable[LeftOut], speaks: str) -> str:
    return plain_csv((*COLUMNS, "reason"), ((*cells(one.pair), one.reason.in_language(speaks)) for one in left_out))


def _document_item(told: str) -> tuple[str, str]:
    document, _, item = told.partition("=")
    if not document or not _ITEM.fullmatch(item):
        raise click.UsageError(f"--stated-in takes DOCUMENT=ITEM, such as foreign-policy=Q123, not {told!r}.")
    return iri_of("document", document), item
