"""``cdkg extract``: read the records out of the documents' texts, or show where the two differ or have gaps."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cdkg.cli.coverage import show_coverage
from cdkg.cli.terminal import tell
from cdkg.documents import Document, read_document
from cdkg.errors import CdkgError
from cdkg.gazetteer import gazetteer
from cdkg.sources import Source, sources
from cdkg.sources.extraction import Difference, compare, write


@click.command
@click.argument("documents", type=click.Path(file_okay=False, path_type=Path), metavar="DOCUMENTS_DIR")
@click.option("--check", is_flag=True, help="Change nothing; show how texts and records differ; exit 1 if they do.")
@click.option("--coverage", is_flag=True, help="Change nothing; list what no record covers; exit 1 if there is any.")
@click.option("--json", "as_json", is_flag=True, help="With --coverage: print the list as JSON.")
@click.option("--draft", "as_draft", is_flag=True, help="With --coverage: print rows for left-out.csv, to be reviewed.")
@click.option("--source", "only", multiple=True, metavar="ID", help="Only this document (may be given more than once).")
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), help="Write the records below this folder.")
@click.option("--changed-text", is_flag=True, help="Extract even if a text is not the one that is known.")
@click.pass_context
def extract(
    context: click.Context,
    documents: Path,
    check: bool,
    coverage: bool,
    as_json: bool,
    as_draft: bool,
    only: tuple[str, ...],
    into: Path | None,
    changed_text: bool,
) -> None:
    """Read the records out of the texts in DOCUMENTS_DIR (one file ID.txt for each document).

    The records that come with the project were made this way; what people corrected stands in corrections.csv and
    lookups.csv of each source.
    """
    if (check and coverage) or (as_json and as_draft) or ((as_json or as_draft) and not coverage):
        raise click.UsageError(
            "--check and --coverage, --json and --draft exclude each other; the latter need --coverage."
        )
    chosen = _chosen(only)
    texts = [(source, read_document(documents, source.id)) for source in chosen]
    if check:
        context.exit(1 if sum([_show(source, document) for source, document in texts]) else 0)
    if not changed_text:
        for source, document in texts:
            source.check_text(document)
    if coverage:
        context.exit(0 if show_coverage(texts, as_json=as_json, as_draft=as_draft) else 1)
    for source, document in texts:
        for path in write(source, document, gazetteer(), into / source.id if into else None):
            click.echo(path)


def _chosen(only: tuple[str, ...]) -> tuple[Source, ...]:
    known = {source.id: source for source in sources()}
    for name in only:
        if name not in known:
            raise click.UsageError(f"There is no source {name!r}. There are: {', '.join(known)}.")
    return tuple(known[name] for name in only or known)


def _show(source: Source, document: Document) -> bool:
    """Print how a text differs from the records, and tell whether it does."""
    try:
        differences = compare(source, document, gazetteer())
    except CdkgError as fault:
        differences = (Difference(source.id, (fault.message.en, fault.message.fa)),)
    if document.sha256 != source.sha256:
        click.echo(f"{source.id}: the text is not the one that the records were read from (SHA-256 {document.sha256})")
    for difference in differences:
        click.echo(f"{source.id}/{difference.file}:")
        for line in difference.lines:
            click.echo(f"  {line}")
    if not differences and document.sha256 == source.sha256:
        tell(f"{source.id}: text and records agree", f"{source.id}: متن و رکوردها یکسان‌اند")
    sys.stdout.flush()
    return bool(differences) or document.sha256 != source.sha256
