"""``/validate``: checks a contribution together with the graph, and writes nothing."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from cdkg.web.contributing import desk, is_open
from cdkg.web.handed_files import TYPED, handed_files, prepare_body
from cdkg.web.negotiation import HTML, answer_type
from cdkg.web.reader import reader_language
from cdkg.web.reports import REPORT_TYPES, kinds_of, report_response, shown_report
from cdkg.web.template_files import KINDS

blueprint = Blueprint("validation_pages", __name__)


@blueprint.get("/validate")
def form() -> str:
    """Show the form with which a person checks a file."""
    return render_template("validate.html", formats=TYPED, kinds=KINDS, text="", chosen="ttl")


@blueprint.post("/validate")
def validate() -> Response:
    """Check files together, and report; the status is 200 whether they conform or not."""
    prepare_body()
    media_type = answer_type(REPORT_TYPES)
    files = handed_files()
    checked = desk().check_together(files)
    if media_type != HTML:
        return report_response(checked.report, media_type)
    language = reader_language()
    page = render_template(
        "validated.html",
        files=[file.name for file in files],
        report=shown_report(checked.report, language),
        stated=checked.stated,
        kinds=kinds_of(checked.draft.quads, language),
        remarks=[remark.in_language(language) for remark in checked.draft.remarks],
        is_open=is_open(),
        formats=TYPED,
        text=request.form.get("text", ""),
        chosen=request.form.get("format", "ttl"),
    )
    return Response(page, mimetype=HTML)
