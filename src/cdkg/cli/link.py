"""``cdkg link``: links to Wikidata: what was decided of each, what may be linked next, and what to give back."""

from __future__ import annotations

from typing import Final

import click

from cdkg.cli.lazy_group import LazyGroup

_VERBS: Final = {
    "list": ("cdkg.cli.link_decisions", "list_links"),
    "accept": ("cdkg.cli.link_decisions", "accept"),
    "reject": ("cdkg.cli.link_decisions", "reject"),
    "undo": ("cdkg.cli.link_decisions", "undo"),
    "suggest": ("cdkg.cli.link_suggest", "suggest"),
    "audit": ("cdkg.cli.link_audit", "audit"),
    "compare": ("cdkg.cli.link_compare", "compare"),
    "quickstatements": ("cdkg.cli.link_quickstatements", "quickstatements"),
}


@click.group(cls=LazyGroup, verbs=_VERBS)
def link() -> None:
    """Links to Wikidata: decide on them, find and check them, compare, and give back."""
