"""What is asked of Wikidata's services, and what comes back: for each thing an answer, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from cdkg.errors import Message

API: Final = "api"
SPARQL: Final = "sparql"
RECONCILE: Final = "reconcile"

PREFIXES: Final = (
    "PREFIX wd: <http://www.wikidata.org/entity/> PREFIX wdt: <http://www.wikidata.org/prop/direct/> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
)
"""What a query to the query service begins with: Wikidata's own knows these, its mirrors may not."""

NAMES: Final[Mapping[str, Message]] = {
    API: Message("Wikidata's API", "رابط برنامه‌نویسی ویکی‌داده"),
    SPARQL: Message("Wikidata's query service", "سرویس پرس‌وجوی ویکی‌داده"),
    RECONCILE: Message("Wikidata's reconciliation service", "سرویس تطبیق ویکی‌داده"),
}
"""What a person calls each service."""


@dataclass(frozen=True)
class Question:
    """One request.

    Args:
        parameters: what is asked, by name; sent as the query of an address, or as a form.
        is_form: whether it is sent as a form, since it may be long.
        accept: the media type that is asked for.
    """

    parameters: Mapping[str, str]
    is_form: bool = False
    accept: str = "application/json"


@dataclass(frozen=True)
class Batch:
    """Many things to be asked alike; the answer to each is kept by itself, so that another batch finds it.

    Args:
        service: which service is asked: ``API``, ``SPARQL`` or ``RECONCILE``.
        name: what is asked of each; with the service and the key it names the kept answer.
        keys: the things.
        most: how many of them one request may ask about.
        question: makes the request about some of them.
        parts: takes an answer apart, by key; an error of looking up, of a type or of a value says that it is malformed.
    """

    service: str
    name: str
    keys: Sequence[str]
    most: int
    question: Callable[[Sequence[str]], Question]
    parts: Callable[[Any, Sequence[str]], Mapping[str, Any]]


@dataclass(frozen=True)
class Reply:
    """What is known of one thing.

    Args:
        content: the answer, as JSON gives it.
        when: when Wikidata gave it.
        is_old: whether it is older than it should be, because Wikidata could not be asked again.
    """

    content: Any
    when: datetime
    is_old: bool = False


@dataclass(frozen=True)
class Replies:
    """What came back for a batch.

    Args:
        found: the answers, by key.
        missed: why there is none, by key.
        faults: what went wrong, each fault once, also where an old answer took the place of a new one.
    """

    found: Mapping[str, Reply] = field(default_factory=dict)
    missed: Mapping[str, Message] = field(default_factory=dict)
    faults: tuple[Message, ...] = ()
