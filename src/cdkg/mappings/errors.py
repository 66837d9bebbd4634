"""Every way in which a decision on a link can fail."""

from __future__ import annotations

from cdkg.errors import CdkgError


class MappingError(CdkgError):
    """The set of links to Wikidata cannot be read, or a decision on a link cannot stand in it."""

    exit_status = 2
    http_status = 422


class MappingClashError(MappingError):
    """A decision on a link contradicts one that stands already."""

    exit_status = 1
    http_status = 409


class UnknownMappingError(MappingError):
    """There is no such entity or no such decision on a link."""

    http_status = 404
