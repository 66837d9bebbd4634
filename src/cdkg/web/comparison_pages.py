"""``/links/comparison``: which ties and memberships are known here and in Wikidata, for each city and country."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import BadRequest

from cdkg.linking.asked_pairs import AskedFor, Places, read_places
from cdkg.linking.comparison import (
    BOTH,
    NO_IDENTIFIER,
    ONLY_HERE,
    ONLY_THERE,
    OTHER_KIND,
    STATES,
    Compared,
    Tally,
    by_country,
    by_party,
    compare_memberships,
    compare_ties,
    once,
    reference_of_slice,
)
from cdkg.linking.comparison_table import COLUMNS, as_dict, cells
from cdkg.web.asking import rows, service
from cdkg.web.messages import say
from cdkg.web.negotiation import HTML, answer_type
from cdkg.web.plain_csv import csv_response
from cdkg.web.reader import reader_language
from cdkg.web.reports import JSON, json_response

blueprint = Blueprint("comparison_pages", __name__)

_CSV: Final = "text/csv"
_SHOWN_STATES: Final = (BOTH, ONLY_HERE, ONLY_THERE, OTHER_KIND, NO_IDENTIFIER)


@dataclass(frozen=True)
class _Known:
    """What is compared, whoever asks; kept as long as the graph stays the same."""

    ties: tuple[Compared, ...]
    memberships: tuple[Compared, ...]
    places: Places
    reference: tuple[str, str]

    @property
    def home(self) -> str:
        """The country with the most pairs that stand here: whose cities the documents are about."""
        tallies = by_country((pair for pair in self.ties if pair.state in (BOTH, ONLY_HERE)), self.places.countries)
        return max(tallies, key=lambda tally: sum(tally.counts.values()), default=Tally("", "", {})).iri


@blueprint.get("/links/comparison")
def comparison() -> Response:
    """Compare with Wikidata: as a page, JSON or CSV."""
    media_type = answer_type({JSON: ("json",), _CSV: ("csv",)})
    language = reader_language()
    known = _known(language)
    city, country, state = (request.args.get(name, "").strip() for name in ("city", "country", "state"))
    if city and not known.places.has_city(city):
        raise BadRequest(say("no_such_city", language, city=city))
    if country and not known.places.has_country(country):
        raise BadRequest(say("no_such_country", language, country=country))
    if state and state not in STATES:
        raise BadRequest(say("no_such_state", language, state=state, known=", ".join(STATES)))
    states = (state,) if state else ()
    asked = AskedFor(city, country, states)
    ties, memberships = asked.among(known.ties), asked.among(known.memberships)
    if media_type != HTML:
        pairs = once([*ties, *memberships])
        if media_type == _CSV:
            return csv_response(COLUMNS, map(cells, pairs))
        return json_response({"pairs": [as_dict(pair) for pair in pairs]})
    home = asked.country_iri or ("" if city else known.home)
    at_home = AskedFor(city, home.rpartition("/")[2])
    shown = at_home.among(ties)
    pairs = once(shown)
    page = render_template(
        "comparison.html",
        known=known,
        city=city,
        country=country,
        state=state,
        states=STATES,
        columns=_SHOWN_STATES,
        place=known.places.countries.get(home, ""),
        countries=by_country(AskedFor(states=states).among(known.ties), known.places.countries),
        tallies=by_party(shown),
        pairs=pairs,
        totals=Counter(pair.state for pair in pairs),
        memberships=at_home.among(memberships),
        without=[one for one in known.places.cities if not one.item],
    )
    return Response(page, mimetype=HTML)


def _known(language: str) -> _Known:
    def ask() -> _Known:
        return _Known(
            compare_ties(rows, language),
            compare_memberships(rows, language),
            read_places(rows, language),
            reference_of_slice(rows, language),
        )

    return service().remember(f"comparison {language}", ask)
