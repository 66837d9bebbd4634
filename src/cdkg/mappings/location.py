"""Where the set of links in use lies."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from cdkg.mappings.mapping_set import MappingSet
from cdkg.settings import Settings

SHIPPED: Final = Path(__file__).parent / "wikidata.sssom.tsv"
"""The set that comes with the project."""

_CHECKOUT: Final = SHIPPED.parents[3] / "pyproject.toml"
_NOT_GIVEN: Final = "none"


def set_to_write(settings: Settings | None = None, store: Path | None = None) -> Path:
    """Name the file into which decisions go.

    That is ``CDKG_MAPPINGS``; else, in a checkout, the project's own file; else one beside the store, since what is
    installed is not to be written.

    Args:
        settings: the settings; those of the environment where none are given.
        store: the store's folder; the settings' own where none is given.
    """
    settings = settings or Settings.from_environment()
    if settings.mappings != _NOT_GIVEN:
        return Path(settings.mappings)
    if _CHECKOUT.is_file():
        return SHIPPED
    folder = store or settings.store_folder
    return folder.with_name(f"{folder.name}.wikidata.sssom.tsv")


def set_in_use(settings: Settings | None = None, store: Path | None = None) -> Path:
    """Name the file that is read: the one into which decisions go, or, before the first of them, the project's own."""
    path = set_to_write(settings, store)
    return path if path.is_file() else SHIPPED


def mapping_set(settings: Settings | None = None, store: Path | None = None) -> MappingSet:
    """Read the set in use; it is kept until its file changes.

    Raises:
        MappingError: if the file cannot be read; the message names the line.
    """
    path = set_in_use(settings, store)
    told = path.stat()
    return _read(path, told.st_mtime_ns, told.st_size, told.st_ino)


@lru_cache(maxsize=4)
def _read(path: Path, *_told: int) -> MappingSet:
    return MappingSet.read(path)
