"""What can be set from outside, read once from the environment.

Every setting is one field here and one row of the table in ``docs/settings.md``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from cdkg.errors import SettingsError


@dataclass(frozen=True)
class Settings:
    """The settings of one run.

    Each field is set by the environment variable ``CDKG_`` followed by its name in capitals.
    """

    host: str = field(default="127.0.0.1", metadata={"en": "address that the server listens on"})
    port: int = field(default=8000, metadata={"en": "port that the server listens on"})
    store: str = field(default="var/store", metadata={"en": "folder of the embedded store"})
    query_seconds: float = field(default=30.0, metadata={"en": "longest time that one query may take, in seconds"})
    query_workers: int = field(default=2, metadata={"en": "number of processes that answer queries"})
    worker_memory_mib: int = field(default=2048, metadata={"en": "most memory that one of them may use, in MiB"})
    query_bytes: int = field(default=200_000, metadata={"en": "longest query text, in bytes"})
    result_rows: int = field(default=100_000, metadata={"en": "most rows or triples of one answer"})

    @property
    def store_folder(self) -> Path:
        """The store's folder as a path."""
        return Path(self.store)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings.

        Args:
            environment: variables by name; the process's own where it is not given.

        Raises:
            SettingsError: if a variable holds what its setting cannot take; it names the variable and the value.
        """
        variables = os.environ if environment is None else environment
        given: dict[str, str | int | float] = {}
        for setting in fields(cls):
            variable = f"CDKG_{setting.name.upper()}"
            text = variables.get(variable, "").strip()
            if text:
                given[setting.name] = _parse(variable, text, type(setting.default))
        return cls(**given)  # type: ignore[arg-type]  # the loop above gives each field its own type


def _parse(variable: str, text: str, kind: type) -> str | int | float:
    if kind is str:
        return text
    try:
        number: int | float = int(text) if kind is int else float(text)
    except ValueError:
        number = -1
    if number <= 0:
        raise SettingsError(
            f"{variable} is {text!r}: it must be a number greater than 0.",
            f"مقدار {variable} برابر {text!r} است؛ باید عددی بزرگ‌تر از صفر باشد.",
        )
    return number
