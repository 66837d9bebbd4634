"""``/links``: the decisions on what each city, country and body is in Wikidata, and deciding more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response as AnyResponse

from cdkg.linking.things import KINDS, UNDECIDED, Thing, chosen, item_of, read_things, state_of
from cdkg.linking.told import mapping_told, thing_told
from cdkg.mappings import MATCHED, NO_MATCH_KNOWN, REJECTED, UNSURE, Mapping, MappingSet, mapping_set
from cdkg.namespaces import WIKIDATA, entity
from cdkg.web.asking import service
from cdkg.web.contributing import field, is_open, sender
from cdkg.web.handed_files import prepare_body
from cdkg.web.link_candidates import shown_candidates
from cdkg.web.messages import say
from cdkg.web.negotiation import HTML, answer_type
from cdkg.web.reader import reader_language, stay
from cdkg.web.reports import JSON, json_response
from cdkg.web.writing import any_writer

if TYPE_CHECKING:
    from cdkg.linking.decisions import Decided, Decisions

blueprint = Blueprint("link_pages", __name__)

TSV: Final = "text/tab-separated-values"
STATES: Final = (MATCHED, NO_MATCH_KNOWN, UNSURE, UNDECIDED)

_ACTIONS: Final = ("accept", "reject", "undo")
_SHOWN: Final = 300
_NO_ITEM: Final = "none"
_CHECKED: Final = ("1", "on", "true", "yes")


@blueprint.get("/links")
@blueprint.get("/links/")
def links() -> Response:
    """List what can be linked, with what is decided of it; or give the set itself."""
    media_type = answer_type({JSON: ("json",), TSV: ("tsv",)})
    if media_type == TSV:
        return table()
    decisions = _decisions()
    asked = {name: request.args.get(name, "").strip() for name in ("kind", "state", "text")}
    for name, known in (("kind", KINDS), ("state", STATES)):
        if asked[name] and asked[name] not in known:
            told = ", ".join(known)
            raise BadRequest(say("no_such_choice", reader_language(), name=name, given=asked[name], known=told))
    found = chosen(things(), decisions, **asked)
    if media_type == JSON:
        return json_response({"links": [thing_told(one, decisions) for one in found]})
    rows = [(one, state_of(one, decisions), _standing(one, decisions)) for one in found[:_SHOWN]]
    page = render_template(
        "links.html", rows=rows, found=len(found), asked=asked, kinds=KINDS, states=STATES, wikidata=WIKIDATA
    )
    return Response(page, mimetype=HTML)


@blueprint.get("/links.sssom.tsv")
def table() -> Response:
    """Send the set as it is: SSSOM/TSV."""
    return Response(_decisions().to_tsv(), content_type=f"{TSV}; charset=utf-8")


@blueprint.get("/links/<kind>/<slug>")
def show(kind: str, slug: str) -> Response:
    """Tell what is decided of one thing, which items it may be, and let a person decide."""
    media_type = answer_type({JSON: ("json",)})
    thing = _thing(kind, slug)
    decisions = _decisions()
    candidates = shown_candidates(thing, decisions, service().settings)
    if media_type == JSON:
        return json_response({**thing_told(thing, decisions), **candidates.to_dict()})
    page = render_template(
        "link.html",
        thing=thing,
        state=state_of(thing, decisions),
        decisions=decisions.of(thing.iri),
        candidates=candidates,
        is_open=is_open(),
        rejected=REJECTED,
        wikidata=WIKIDATA,
    )
    return Response(page, mimetype=HTML)


@blueprint.post("/links/<kind>/<slug>/<action>")
def decide(kind: str, slug: str, action: str) -> AnyResponse:
    """Accept or reject an item, or take a decision back."""
    if action not in _ACTIONS:
        raise NotFound(say("no_such_action", reader_language(), action=action, known=", ".join(_ACTIONS)))
    prepare_body()
    who = sender()
    media_type = answer_type({JSON: ("json",)})
    thing = _thing(kind, slug)
    # What decides loads the validator, which takes a second and much memory.
    from cdkg.linking.decisions import Decisions

    desk = Decisions(service().settings, writer=any_writer())
    decided = _decide(desk, thing, action, who)
    if media_type == HTML:
        return redirect(stay(f"/links/{thing.kind}/{thing.slug}"), code=303)
    told = [mapping_told(one) for one in decided.now]
    return json_response({"thing": thing.short, "decisions": told, "published": decided.is_published})


def things() -> list[Thing]:
    """Give what can be linked, read once for each version of the graph."""
    return service().remember("link-things", lambda: read_things(service().store.answer))


def _decide(desk: Decisions, thing: Thing, action: str, who: str) -> Decided:
    typed = field("other").strip() or field("item").strip()
    if action == "reject" and not typed:
        return desk.reject(thing, None, who, field("reason"), is_unsure=field("unsure").lower() in _CHECKED)
    if not typed:
        raise BadRequest(say("no_item_chosen", reader_language()))
    if action == "undo":
        return desk.undo(thing.iri, None if typed == _NO_ITEM else item_of(typed), who)
    item = item_of(typed)
    if action == "reject":
        return desk.reject(thing, item, who, field("reason"))
    return desk.accept(
        thing,
        item,
        who,
        field("reason"),
        others=things(),
        predicate=field("predicate") or "exactMatch",
        item_label=field("label"),
        confidence=_confidence(),
        source=field("source"),
    )


def _confidence() -> float | None:
    given = field("confidence").strip()
    if not given:
        return None
    try:
        return float(given)
    except ValueError:
        raise BadRequest(say("no_such_confidence", reader_language(), given=given)) from None


def _decisions() -> MappingSet:
    return mapping_set(service().settings)


def _thing(kind: str, slug: str) -> Thing:
    iri = entity(kind, slug)
    found = next((one for one in things() if one.iri == iri), None)
    if found is None:
        raise NotFound(say("nothing_to_link", reader_language(), iri=iri))
    return found


def _standing(thing: Thing, decisions: MappingSet) -> Mapping | None:
    return next((one for one in decisions.of(thing.iri) if one.state != REJECTED), None)
