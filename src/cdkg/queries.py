"""Named queries: questions that people ask often, kept as files with a header in both languages.

A file of ``queries/`` starts with a header of ``#+`` lines in YAML (the form that grlc reads), followed by the SPARQL
text. A parameter ``city`` stands in the text as ``?_city`` and is replaced by the value that the asker gives; one that
may be left out stands in a ``VALUES`` block, where it becomes ``UNDEF``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from pyoxigraph import Literal, NamedNode

from cdkg.errors import CdkgError, Message, QueryParameterError, UnknownQueryError
from cdkg.namespaces import ENTITY, PREFIXES, VOCABULARY
from cdkg.resources import column_names_file, query_files

# The same in C, where PyYAML was built with it, takes a tenth of the time, which every start of the service waits for.
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

ENTITY_KINDS: Final = ("city", "country", "network", "document", "period", "tie")
KINDS: Final = (*ENTITY_KINDS, "concept", "entity", "language", "text", "integer", "boolean")
_WORDS: Final = {"language": ("en", "fa"), "boolean": ("true", "false")}


@dataclass(frozen=True)
class Parameter:
    """A gap in a named query that the asker fills.

    Args:
        name: its name; in the text it stands as ``?_`` and the name.
        kind: what it takes: a kind of entity (``"city"`` …), ``"entity"`` (of any kind), ``"concept"``, ``"language"``,
            ``"text"``, ``"integer"`` or ``"boolean"`` (``true`` or ``false``).
        label: what it is called.
        default: its value where none is given; ``None`` leaves it undefined (``UNDEF``), which a query takes as "any".
        required: whether the query makes no sense without it.
    """

    name: str
    kind: str
    label: Message
    default: str | None = None
    required: bool = False


@dataclass(frozen=True)
class NamedQuery:
    """A question with a name.

    Args:
        name: the file's stem, which is its name for ever.
        summary: the question.
        description: how to read the answer.
        tags: what it is about.
        parameters: its gaps.
        text: the SPARQL text, gaps included.
        counts: for a query that recomputes printed counts, the class of what it counts, or of what the
            counted claims are about; else empty.
    """

    name: str
    summary: Message
    description: Message
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    text: str
    counts: str = ""

    def bind(self, values: Mapping[str, str]) -> str:
        """Fill the gaps.

        Args:
            values: a value for each parameter: a slug (``tehran``), a prefixed name (``city:tehran``), an IRI, a number
                or a text, as the parameter's kind asks. An empty value counts as none.

        Returns:
            the SPARQL text that can be run.

        Raises:
            QueryParameterError: if a value is missing, unknown to the query, or not of its kind.
        """
        known = {parameter.name for parameter in self.parameters}
        for name in values.keys() - known:
            raise QueryParameterError(
                f"The query {self.name!r} has no parameter {name!r}. It has: {', '.join(sorted(known)) or 'none'}.",
                f"پرس‌وجوی {self.name!r} پارامتری به نام {name!r} ندارد. "
                f"پارامترهای آن: {'، '.join(sorted(known)) or 'هیچ'}.",
            )
        terms: dict[str, str] = {}
        for parameter in self.parameters:
            value = values.get(parameter.name) or parameter.default
            if value is None and parameter.required:
                raise QueryParameterError(
                    f"The query {self.name!r} needs a value for {parameter.name!r} ({parameter.label.en}).",
                    f"پرس‌وجوی «{self.name}» برای «{parameter.name}» ({parameter.label.fa}) مقدار می‌خواهد.",
                )
            terms[parameter.name] = "UNDEF" if value is None else _term(self, parameter, value)
        return re.sub(r"\?_(\w+)", lambda gap: terms[gap[1]], self.text)


def _term(query: NamedQuery, parameter: Parameter, value: str) -> str:
    try:
        if parameter.kind == "integer":
            return str(int(value))
        if parameter.kind in ("text", *_WORDS):
            return str(Literal(_word(parameter.kind, value)))
        return str(NamedNode(iri_of(parameter.kind, value)))
    except ValueError:
        raise QueryParameterError(
            f"{value!r} cannot be the {parameter.kind} that {parameter.name!r} of the query {query.name!r} takes.",
            f"مقدار {value!r} را نمی‌توان برای {parameter.name!r} در پرس‌وجوی {query.name!r} به کار برد "
            f"(نوع: {parameter.kind}).",
        ) from None


def _word(kind: str, value: str) -> str:
    if value not in _WORDS.get(kind, (value,)):
        raise ValueError(value)
    return value


def iri_of(kind: str, value: str) -> str:
    """Read the name of a thing as an asker may write it: a slug, a prefixed name or an IRI.

    Args:
        kind: the kind of the parameter that it is given for.
        value: the name.

    Raises:
        ValueError: if its prefix is unknown.
    """
    if value.startswith(("http://", "https://")):
        return value
    prefix, colon, rest = value.partition(":")
    if colon:
        if prefix not in PREFIXES:
            raise ValueError(value)
        return PREFIXES[prefix] + rest
    if kind == "concept":
        return VOCABULARY + value
    return f"{ENTITY}{value}" if kind == "entity" else f"{ENTITY}{kind}/{value}"


@cache
def named_queries() -> Mapping[str, NamedQuery]:
    """Read all named queries.

    Returns:
        the queries by name, in alphabetical order.

    Raises:
        CdkgError: if a header is malformed; the message names the file.
    """
    return {path.stem: read_query(path) for path in query_files()}


@cache
def column_names() -> Mapping[str, Message]:
    """Read what the columns of the named queries are called for a person, by variable."""
    table = tomllib.loads(column_names_file().read_text(encoding="utf-8"))
    return {variable: Message(en=texts["en"], fa=texts["fa"]) for variable, texts in table.items()}


def named_query(name: str) -> NamedQuery:
    """Find a named query.

    Raises:
        UnknownQueryError: if there is none of this name; the message lists those that there are.
    """
    found = named_queries().get(name)
    if found is None:
        names = ", ".join(named_queries())
        raise UnknownQueryError(
            f"There is no named query {name!r}. There are: {names}.",
            f"پرس‌وجویی به نام {name!r} نیست. پرس‌وجوهای موجود: {names}.",
        )
    return found


def read_query(path: Path) -> NamedQuery:
    """Read one named query from its file.

    Raises:
        CdkgError: if the header is not YAML, lacks a summary in either language, or declares a parameter that the text
            does not have, or the other way round.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    header = "\n".join(line[2:].removeprefix(" ") for line in lines if line.startswith("#+"))
    text = "\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n"
    try:
        fields = yaml.load(header, Loader=_LOADER) or {}  # noqa: S506  # safe, either way
        parameters = tuple(_parameter(name, given) for name, given in (fields.get("parameters") or {}).items())
        query = NamedQuery(
            name=path.stem,
            summary=Message(en=fields["summary"], fa=fields["summary_fa"]),
            description=Message(en=fields.get("description", ""), fa=fields.get("description_fa", "")),
            tags=tuple(fields.get("tags", ())),
            parameters=parameters,
            text=text,
            counts=str(fields.get("counts", "")),
        )
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as fault:
        raise CdkgError(
            f"{path.name}: the header of the query is malformed: {fault!r}.",
            f"{path.name}: سرآیند پرس‌وجو درست نیست: {fault!r}.",
        ) from fault
    declared, used = {parameter.name for parameter in parameters}, set(re.findall(r"\?_(\w+)", text))
    if declared != used:
        odd = ", ".join(sorted(declared ^ used))
        raise CdkgError(
            f"{path.name}: header and text of the query do not agree on the parameters: {odd}.",
            f"{path.name}: سرآیند و متن پرس‌وجو در این پارامترها یکسان نیستند: {odd}.",
        )
    return query


def _parameter(name: str, given: Mapping[str, object]) -> Parameter:
    kind = str(given["kind"])
    if kind not in KINDS:
        raise KeyError(kind)
    default = given.get("default")
    return Parameter(
        name=name,
        kind=kind,
        label=Message(en=str(given["label"]), fa=str(given["label_fa"])),
        default=None if default is None else str(default),
        required=bool(given.get("required", False)),
    )
