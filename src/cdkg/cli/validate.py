"""``cdkg validate``: check the graph, or files together with it, against the shapes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from cdkg.build import build_graph, contributions_in
from cdkg.cli.report_table import print_report
from cdkg.cli.terminal import language, progress, tell, working
from cdkg.contributions.checking import Handed
from cdkg.contributions.desk import Desk
from cdkg.contributions.progress import ProgressFile
from cdkg.fingerprint import fingerprint
from cdkg.mappings import mapping_set
from cdkg.scratch import Scratch
from cdkg.settings import Settings
from cdkg.store.generations import current, publish
from cdkg.validation import Report
from cdkg.validation import validate as check


@click.command
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The report in JSON.")
@click.option("--turtle", "as_turtle", is_flag=True, help="The report as SHACL results in Turtle.")
@click.option("--lang", type=click.Choice(["fa", "en"]), help="Language of the report; else the terminal's.")
@click.option("--store", type=click.Path(path_type=Path), help="Folder of the store (CDKG_STORE).")
@click.pass_context
def validate(
    context: click.Context,
    files: tuple[Path, ...],
    as_json: bool,
    as_turtle: bool,
    lang: str | None,
    store: Path | None,
) -> None:
    """Check FILES, together with the graph, against the shapes; without files, check the graph itself.

    Formats by ending: .xlsx, .csv, .tsv, .ttl, .trig, .nt, .nq, .rdf, .jsonld. Nothing is written.

    Exit 0: conforms; 1: does not; 2: wrong call.
    """
    report = _report_on_files(files, store) if files else check(build_graph(progress=progress()))
    if as_turtle:
        click.echo(report.to_turtle())
    else:
        print_report(report, lang or language(), as_json=as_json)
    context.exit(0 if report.conforms else 1)


def _report_on_files(files: tuple[Path, ...], store: Path | None) -> Report:
    settings = Settings.from_environment()
    handed = [Handed(path.read_bytes(), path.name) for path in files]
    with (
        Scratch() as aside,
        _up_to_date(store or settings.store_folder) as folder,
        closing(Desk(folder, settings, progress=ProgressFile(f"{aside}/done"))) as desk,
        working("checking", "سنجش", ProgressFile(f"{aside}/done").read),
    ):
        checked = desk.check_together(handed, patiently=True)
    for remark in checked.draft.remarks:
        tell(remark.en, remark.fa)
    return checked.report


@contextmanager
def _up_to_date(folder: Path) -> Iterator[Path]:
    """Give a folder with the graph as it is to be: the store's where it is so, else one that is made for now."""
    published = current(folder)
    if published is not None and published.manifest.get("fingerprint") == fingerprint(folder):
        yield folder
        return
    _, contributed = contributions_in(folder)
    graph = build_graph(progress=progress(), contributed=contributed, links=mapping_set(store=folder))
    with Scratch() as aside:
        publish(aside / "store", iter(graph), {})
        yield aside / "store"
