"""``/contributions/settle`` and ``/contributions/report``: settle a disagreement, and report a claim taken wrongly."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import BadRequest, NotFound

from cdkg.namespaces import ONTOLOGY
from cdkg.web import page_queries
from cdkg.web.asking import rows, service
from cdkg.web.contributing import desk, field, is_open, sender, waits
from cdkg.web.contribution_pages import handed_in
from cdkg.web.entity import EntityPage, Thing, entity_page
from cdkg.web.handed_files import prepare_body
from cdkg.web.iris import is_absolute_iri
from cdkg.web.messages import say
from cdkg.web.naming import text_of
from cdkg.web.negotiation import HTML, answer_type
from cdkg.web.reader import reader_language
from cdkg.web.reports import REPORT_TYPES

blueprint = Blueprint("decision_pages", __name__)


@blueprint.get("/contributions/settle")
def settle_form() -> Response:
    """Show what disagrees, and let a person prefer one side."""
    page = _page_of("disagreement")
    sides = sides_of(page)
    if not sides:
        raise NotFound(say("no_disagreement", reader_language(), iri=page.iri))
    return Response(render_template("settle.html", page=page, sides=sides, is_open=is_open()), mimetype=HTML)


@blueprint.post("/contributions/settle")
def settle() -> Response:
    """Take a resolution; it goes the way of every contribution."""
    prepare_body()
    who = sender()
    media_type = answer_type(REPORT_TYPES)
    preferred = tuple(request.form.getlist("prefers") or request.args.getlist("prefers"))
    if not preferred:
        raise BadRequest(say("nothing_preferred", reader_language()))
    from cdkg.contributions.decisions import Settle

    decision = Settle(_iri("disagreement"), preferred, field("reason"))
    return handed_in(desk().decide(decision, who, queue=waits()), media_type)


@blueprint.get("/contributions/report")
def report_form() -> Response:
    """Show a claim, and let a person tell what its document says instead."""
    page = _page_of("claim")
    if not is_claim(page):
        raise NotFound(say("no_claim", reader_language(), iri=page.iri))
    return Response(render_template("report_claim.html", page=page, is_open=is_open()), mimetype=HTML)


@blueprint.post("/contributions/report")
def report() -> Response:
    """Take a report; it goes the way of every contribution."""
    prepare_body()
    who = sender()
    media_type = answer_type(REPORT_TYPES)
    from cdkg.contributions.decisions import ReportClaim

    decision = ReportClaim(_iri("claim"), field("reason"))
    return handed_in(desk().decide(decision, who, queue=waits()), media_type)


def sides_of(page: EntityPage) -> list[Thing]:
    """Give the claims of a disagreement; none where the page is about something else."""
    between = (fact for fact in page.facts if fact.name.full == ONTOLOGY + "between")
    return [claim for fact in between for claim in fact.claims]


def is_claim(page: EntityPage) -> bool:
    """Tell whether a page is about a claim."""
    classes = service().remember("claim-classes", _claim_classes)
    return any(kind.full in classes for kind in page.types)


def _claim_classes() -> frozenset[str]:
    return frozenset(text_of(row, "class") for row in rows(page_queries.CLAIM_CLASSES))


def _page_of(name: str) -> EntityPage:
    iri = _iri(name)
    if not rows(page_queries.existing([iri])):
        raise NotFound(say("nothing_about", reader_language(), iri=iri))
    return entity_page(iri, reader_language())


def _iri(name: str) -> str:
    iri = field(name).strip()
    if not is_absolute_iri(iri):
        raise BadRequest(say("not_an_iri", reader_language(), parameter=name, given=iri))
    return iri
