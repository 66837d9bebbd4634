"""Every way in which cdkg can fail, each with a message in Persian and in English.

A message says what is wrong, where it is, and what to do. The command line and the web show the reader's language; the
exit status and the HTTP status come from the class.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """One text in the two languages of the project.

    Args:
        en: the text in English.
        fa: the text in Persian.
    """

    en: str
    fa: str

    def in_language(self, language: str) -> str:
        """Give the text for a reader.

        Args:
            language: ``"fa"`` for Persian; anything else gives English.
        """
        return self.fa if language == "fa" else self.en


class CdkgError(Exception):
    """The root of all errors that cdkg raises on purpose.

    Args:
        en: what is wrong, where, and what to do, in English.
        fa: the same in Persian.
    """

    exit_status = 1
    http_status = 500

    def __init__(self, en: str, fa: str) -> None:
        super().__init__(en, fa)
        self.message = Message(en=en, fa=fa)

    def __str__(self) -> str:
        return self.message.en


class SettingsError(CdkgError):
    """A setting (an environment variable or an option) has a value that cannot be used."""

    exit_status = 2


class DocumentError(CdkgError):
    """A source document is absent, is not the one that was read, or is not readable text."""


class ExtractionError(CdkgError):
    """A document's text does not have the form that its extractor knows."""


class RecordError(CdkgError):
    """A record (a row of a CSV file of a source) is malformed or does not add up."""


class NameResolutionError(RecordError):
    """A printed name resolves to no entity of the gazetteer, or to more than one."""


class ConformanceError(CdkgError):
    """The graph does not conform to the shapes; nothing was published."""

    http_status = 422


class StoreError(CdkgError):
    """The store cannot be opened, read or published."""

    http_status = 503


class StoreBusyError(StoreError):
    """Another writes to the store; it is to be tried again."""


class StoreChangedError(StoreError):
    """What a change was made from is no longer what is published."""

    http_status = 409


class WriteForbiddenError(CdkgError):
    """A change touches what may not be written in this mode."""

    http_status = 403


class UnknownGraphError(CdkgError):
    """The store has no graph of this name."""

    exit_status = 2
    http_status = 404

    @classmethod
    def named(cls, iri: str) -> UnknownGraphError:
        """Make the error of one graph.

        Args:
            iri: the graph's IRI.
        """
        return cls(f"There is no graph <{iri}>.", f"گرافی به نام <{iri}> نیست.")


class UnknownContributionError(CdkgError):
    """Nothing was handed in under this name."""

    exit_status = 2
    http_status = 404

    @classmethod
    def named(cls, name: str) -> UnknownContributionError:
        """Make the error of one name.

        Args:
            name: what was asked for.
        """
        return cls(
            f"There is no contribution {name!r}. `cdkg contribute --list` lists all of them.",
            f"مشارکتی به نام «{name}» نیست. فرمان `cdkg contribute --list` همه را فهرست می‌کند.",
        )


class ContributionStateError(CdkgError):
    """A contribution is not in a state in which this can be done with it."""

    http_status = 409


class ContributionFieldError(CdkgError):
    """What is to be told beside a contribution (its name, who it is from, the reason) is absent or cannot be used."""

    exit_status = 2
    http_status = 400


class UnknownQueryError(CdkgError):
    """No named query has this name."""

    exit_status = 2
    http_status = 404


class UnknownTemplateError(CdkgError):
    """There is no template of this kind, or not in this format."""

    exit_status = 2
    http_status = 404


class QueryParameterError(CdkgError):
    """A named query was given a parameter that it does not have, or not given one that it needs."""

    exit_status = 2
    http_status = 400


class QuerySyntaxError(CdkgError):
    """A SPARQL query does not parse.

    Args:
        en: what was expected, in English.
        fa: the same in Persian.
        line: the line of the fault, counted from 1, or ``None`` where it is not known.
        column: the column of the fault, counted from 1, or ``None``.
        suggestion: what the author may have meant, or ``None``.
    """

    exit_status = 2
    http_status = 400

    def __init__(
        self, en: str, fa: str, *, line: int | None = None, column: int | None = None, suggestion: str | None = None
    ) -> None:
        super().__init__(en, fa)
        self.line = line
        self.column = column
        self.suggestion = suggestion


class QueryForbiddenError(CdkgError):
    """A query asks for something that is not allowed, such as calling out to another server."""

    exit_status = 2
    http_status = 403


class OverBudgetError(CdkgError):
    """A query or a file needed more time or memory than one request may use."""

    http_status = 503


class EgressError(CdkgError):
    """An address outside this machine is not one that may be asked."""

    exit_status = 2
    http_status = 403


class RemoteError(CdkgError):
    """Another server that was asked did not answer, or not as it should."""

    http_status = 502


class ForeignDataError(CdkgError):
    """RDF that came from outside is malformed, or asks for what is not done with it.

    Args:
        en: what is wrong and what to do, in English.
        fa: the same in Persian.
        line: the line of the fault, counted from 1, or ``None`` where it is not known.
        column: the column of the fault, counted from 1, or ``None``.
        status: the HTTP status: 400, or 413 for too much and 415 for an unknown format.
    """

    http_status = 400

    def __init__(
        self, en: str, fa: str, *, line: int | None = None, column: int | None = None, status: int = 400
    ) -> None:
        super().__init__(en, fa)
        self.line = line
        self.column = column
        self.http_status = status


class UnwritableError(CdkgError):
    """An answer holds what the format that was asked for has no way to write."""

    exit_status = 2
    http_status = 406
