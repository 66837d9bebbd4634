"""``cdkg contribute``: hand data in, review what others handed in, and take it back."""

from __future__ import annotations

import getpass
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from cdkg.cli import contribution_listing as listing
from cdkg.cli.contribution_templates import KINDS, write_templates
from cdkg.cli.report_table import print_report
from cdkg.cli.terminal import language, working
from cdkg.contributions.decisions import ReportClaim, Settle
from cdkg.contributions.desk import Desk
from cdkg.contributions.entries import Entry
from cdkg.contributions.gate import NonConformingError
from cdkg.contributions.progress import ProgressFile
from cdkg.scratch import Scratch
from cdkg.settings import Settings

_TASKS: Final = ("file", "list", "show", "accept", "reject", "revert", "log", "resolve", "report", "template")
_HANDS_IN: Final = ("file", "resolve", "report")
_HAS_REASON: Final = ("accept", "reject", "revert", "resolve", "report")


@click.command
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--queue", is_flag=True, help="Let it wait until somebody accepts it.")
@click.option("--id", "name", metavar="ID", help="What to call it; made of FILE's name where it is not given.")
@click.option("--as", "who", metavar="NAME", help="Who you are, for the log; else your login name.")
@click.option("--list", "list_all", is_flag=True, help="List all contributions.")
@click.option("--show", metavar="ID", help="Show what one adds, and which disagreements it causes.")
@click.option("--accept", metavar="ID", help="Make one that waits part of the graph.")
@click.option("--reject", metavar="ID", help="Turn down one that waits (with --reason).")
@click.option("--revert", metavar="ID", help="Take one out of the graph again (with --reason).")
@click.option("--log", is_flag=True, help="Show what was done with all of them.")
@click.option("--resolve", metavar="DISAGREEMENT", help="Settle a disagreement (with --prefer and --reason).")
@click.option("--prefer", metavar="CLAIM", multiple=True, help="The claim to rest on; may be given several times.")
@click.option(
    "--report", metavar="CLAIM", help="Tell that a claim does not say what its document says (with --reason)."
)
@click.option("--reason", metavar="TEXT", default="", help="Why.")
@click.option("--template", type=click.Choice(KINDS), help="Write an empty spreadsheet to fill in, as XLSX and CSV.")
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), default=".", help="Folder for --template.")
@click.option("--json", "as_json", is_flag=True, help="The answer in JSON.")
@click.option("--lang", type=click.Choice(["fa", "en"]), help="Language of the answer; else the terminal's.")
@click.option("--store", type=click.Path(path_type=Path), help="Folder of the store (CDKG_STORE).")
@click.pass_context
def contribute(context: click.Context, /, **options: Any) -> None:
    """Check FILE (a spreadsheet or RDF) and make it part of the graph, or review what others handed in.

    Examples: cdkg contribute ties.xlsx; cdkg contribute --show ID; cdkg contribute --revert ID --reason "…"

    Exit 0: done; 1: does not conform, and nothing was changed; 2: wrong call.
    """
    call = _Call(**options)
    task = call.task()
    speaks = call.lang or language()
    if call.template is not None:
        write_templates(call.template, call.into)
        return
    settings = Settings.from_environment()
    with (
        Scratch() as aside,
        closing(Desk(call.store or settings.store_folder, settings, progress=ProgressFile(f"{aside}/done"))) as desk,
    ):
        come = ProgressFile(f"{aside}/done").read
        if task == "list":
            listing.print_entries(desk.entries(), speaks, as_json=call.as_json)
        elif task == "log":
            listing.print_log(desk.log(), speaks, as_json=call.as_json)
        elif call.show is not None:
            with working("looking at what it changes", "بررسی آنچه تغییر می‌دهد"):
                difference = desk.difference(call.show)
            listing.print_difference(difference, speaks, as_json=call.as_json)
        else:
            try:
                with working("checking and writing", "سنجش و نوشتن", come):
                    entry = _change(desk, call)
            except NonConformingError as error:
                if not call.as_json:
                    headline = error.message.in_language(speaks).partition("\n")[0]
                    click.echo(headline, err=True)
                print_report(error.report, speaks, as_json=call.as_json)
                context.exit(1)
            listing.print_done(entry, speaks, as_json=call.as_json)


@dataclass(frozen=True)
class _Call:
    """What was asked for; each field is an option."""

    file: Path | None
    queue: bool
    name: str | None
    who: str | None
    list_all: bool
    show: str | None
    accept: str | None
    reject: str | None
    revert: str | None
    log: bool
    resolve: str | None
    prefer: tuple[str, ...]
    report: str | None
    reason: str
    template: str | None
    into: Path
    as_json: bool
    lang: str | None
    store: Path | None

    def task(self) -> str:
        """Find the one thing that is to be done.

        Raises:
            UsageError: if there is none, or several, or an option does not belong to it.
        """
        given = {name: getattr(self, "list_all" if name == "list" else name) for name in _TASKS}
        tasks = [name for name, value in given.items() if value]
        if len(tasks) != 1:
            raise click.UsageError("Give one FILE, or one of --" + ", --".join(_TASKS[1:]) + ".")
        [task] = tasks
        if self.queue and task not in _HANDS_IN:
            raise click.UsageError("--queue goes with what is handed in: a FILE, --resolve or --report.")
        if self.name and task != "file":
            raise click.UsageError("--id goes with a FILE.")
        if bool(self.prefer) != (task == "resolve"):
            raise click.UsageError("--resolve goes with --prefer.")
        if self.reason and task not in _HAS_REASON:
            raise click.UsageError(f"--reason goes with --{', --'.join(_HAS_REASON)}.")
        return task


def _change(desk: Desk, call: _Call) -> Entry:
    who = call.who or getpass.getuser()
    if call.file is not None:
        return desk.hand_in(call.file.read_bytes(), call.file.name, who, id=call.name, queue=call.queue)
    if call.resolve is not None:
        return desk.decide(Settle(call.resolve, call.prefer, call.reason), who, queue=call.queue)
    if call.report is not None:
        return desk.decide(ReportClaim(call.report, call.reason), who, queue=call.queue)
    if call.accept is not None:
        return desk.accept(call.accept, who, call.reason)
    if call.reject is not None:
        return desk.reject(call.reject, who, call.reason)
    assert call.revert is not None
    return desk.revert(call.revert, who, call.reason)
