"""Who reads: the language of a request's reader, and links that stay in that language."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from flask import request

from cdkg.web.freshness import consulted
from cdkg.web.messages import LANGUAGES

DIRECTION: Final = {"en": "ltr", "fa": "rtl"}


def reader_language() -> str:
    """Find the language of the reader: the ``lang`` parameter, the path's, else ``Accept-Language``, else English."""
    chosen = chosen_language()
    if chosen:
        return chosen
    consulted("Accept-Language")
    # Best first; en-GB is English. The framework's own match would prefer an exact "fa;q=0.1" to it.
    accepted = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality > 0)
    return next((language for language in accepted if language in LANGUAGES), "en")


def chosen_language() -> str:
    """Give the language that the request's address names: in the ``lang`` parameter, or in the path; else nothing."""
    named = (request.args.get("lang"), (request.view_args or {}).get("language"))
    return next((language for language in named if language in LANGUAGES), "")


def stay(path: str) -> str:
    """Make a link within the site that keeps the language, where the reader chose it by an address that names it.

    Args:
        path: a path of this server, with or without parameters and fragment.
    """
    chosen = chosen_language()
    if not chosen:
        return path
    before, hash_sign, fragment = path.partition("#")
    joint = "&" if "?" in before else "?"
    return f"{before}{joint}lang={chosen}{hash_sign}{fragment}"


def same_page(**changes: str) -> str:
    """Make a link to the page that is being shown, with some of its parameters changed.

    Args:
        changes: parameters to set; all others stay as they are.
    """
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name not in changes]
    return "?" + urlencode([*pairs, *changes.items()])
