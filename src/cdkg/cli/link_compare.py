"""``cdkg link compare``: which ties and memberships are known here and in Wikidata, only here, or only there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import click
from rich.table import Column, Table
from rich.text import Text

from cdkg.cli.link_edges import Ground, edge_options
from cdkg.cli.terminal import console, language, tell
from cdkg.errors import Message
from cdkg.linking.asked_pairs import AskedFor, Places, read_places
from cdkg.linking.comparison import (
    STATES,
    Compared,
    Party,
    Tally,
    by_country,
    by_party,
    compare_memberships,
    compare_ties,
    once,
)
from cdkg.linking.comparison_table import COLUMNS, as_dict, cells
from cdkg.plain_csv import plain_csv
from cdkg.text import persian_digits
from cdkg.wikidata_edges import SISTER_CITY, write_edges

_HEADS: Final = {
    "country": Message("country", "کشور"),
    "city": Message("city or member", "شهر یا عضو"),
    "partner": Message("partner or network", "شهر طرف یا شبکه"),
    "state": Message("state", "وضعیت"),
    "agreements": Message("agreed, as documents say", "توافق‌ها به گفته سندها"),
}


@click.command
@edge_options
@click.option("--city", default="", metavar="SLUG", help="Only this city, such as tehran.")
@click.option("--country", default="", metavar="CODE", help="Only cities of this country, such as ir.")
@click.option("--state", "states", multiple=True, type=click.Choice(tuple(STATES)), help="Only pairs of this state.")
@click.option("--csv", "as_csv_", is_flag=True, help="All pairs as CSV.")
@click.option("--json", "as_json", is_flag=True, help="All pairs and counts as JSON.")
@click.option("--save", type=click.Path(dir_okay=False, path_type=Path), help="Write the edges of --p190 as a table.")
def compare(  # one for each option
    p190: str | None,
    p463: str | None,
    offline: bool,
    store: Path | None,
    city: str,
    country: str,
    states: tuple[str, ...],
    as_csv_: bool,
    as_json: bool,
    save: Path | None,
) -> None:
    """Compare ties with Wikidata's P190, and memberships with its P463.

    Only a concluded sister-city agreement counts as "here"; what else is agreed is shown as such. Pairs have no
    direction. Without --city, --country or --state the pairs are counted for each country.
    """
    if as_csv_ and as_json:
        raise click.UsageError("--csv and --json exclude each other.")
    if save is not None and p190 is None:
        raise click.UsageError("--save writes the edges of --p190; give it, too.")
    speaks = language()
    ground = Ground(p190, p463, offline, store)
    if save is not None:
        edges = ground.edges[SISTER_CITY]
        save.write_text(write_edges(edges), encoding="utf-8")
        tell(f"{save}: {len(edges)} edges", persian_digits(f"{save}: {len(edges)} یال"))
    places, asked = read_places(ground.ask, speaks), AskedFor(city, country, states)
    _refuse_unknown(asked, places)
    compared = list(compare_ties(ground.ask, speaks, city=city, country=country))
    if p463:
        compared += compare_memberships(ground.ask, speaks, member=asked.city_iri, country=asked.country_iri)
    found = asked.among(compared)
    without = [one for one in places.cities if not one.item and asked.has(one)]
    if as_csv_:
        click.echo(plain_csv(COLUMNS, (cells(pair) for pair in once(found))), nl=False)
    elif as_json:
        _print_json(found, places.countries, without)
    else:
        _print(found, places.countries, without, speaks, is_long=bool(city or country or states))


def _refuse_unknown(asked: AskedFor, places: Places) -> None:
    if asked.city and not places.has_city(asked.city):
        raise click.UsageError(f"The graph has no city {asked.city!r}. Give the slug, as in city/tehran.")
    if asked.country and not places.has_country(asked.country):
        raise click.UsageError(f"The graph has no country {asked.country!r}. Give its code in lower case, such as ir.")


def _print_json(found: Sequence[Compared], countries: Mapping[str, str], without: Sequence[Party]) -> None:
    told = {
        "pairs": [as_dict(pair) for pair in once(found)],
        "byCity": [_tally(tally) for tally in by_party(found)],
        "byCountry": [_tally(tally) for tally in by_country(found, countries)],
        "withoutIdentifier": [{"city": one.iri, "label": one.label} for one in without],
    }
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))


def _tally(tally: Tally) -> dict[str, object]:
    return {"iri": tally.iri, "label": tally.label, **tally.counts}


def _print(
    found: Sequence[Compared], countries: Mapping[str, str], without: Sequence[Party], speaks: str, *, is_long: bool
) -> None:
    pairs = once(found)
    if is_long:
        _print_tallies("city", by_party(found), speaks)
        rows = ((one.first.label, one.second.label, _state(one, speaks), one.agreements) for one in pairs)
        _print_table([_HEADS[name].in_language(speaks) for name in ("city", "partner", "state", "agreements")], rows)
    else:
        _print_tallies("country", by_country(found, countries), speaks)
    for state, text in STATES.items():
        count = sum(pair.state == state for pair in pairs)
        if count:
            tell(f"{count} {text.en}", f"{persian_digits(str(count))} {text.fa}")
    if without:
        names = [one.label for one in without]
        tell(f"not comparable, without identifier: {', '.join(names)}", f"مقایسه‌ناپذیر، بی شناسه: {'، '.join(names)}")


def _print_tallies(of: str, tallies: Sequence[Tally], speaks: str) -> None:
    used = [state for state in STATES if any(state in tally.counts for tally in tallies)]
    heads = [_HEADS[of].in_language(speaks), *(STATES[state].in_language(speaks) for state in used)]
    _print_table(heads, ((tally.label, *(_number(tally, state, speaks) for state in used)) for tally in tallies))


def _number(tally: Tally, state: str, speaks: str) -> str:
    number = str(tally.counts.get(state, 0))
    return persian_digits(number) if speaks == "fa" else number


def _state(pair: Compared, speaks: str) -> str:
    return STATES[pair.state].in_language(speaks)


def _print_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    columns = (Column(Text(head)) for head in heads)
    table = Table(*columns, box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console().print(table)
