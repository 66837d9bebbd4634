"""What can be set from outside, read once from the environment.

Every setting is one field here and one row of the table in ``docs/settings.md``.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from cdkg.errors import SettingsError


@dataclass(frozen=True)
class Settings:
    """The settings of one run.

    Each field is set by the environment variable ``CDKG_`` followed by its name in capitals.

    Args:
        host: address that the server listens on.
        port: port that the server listens on.
        store: folder of the embedded store.
        query_seconds: longest time that one query may take, in seconds.
        query_workers: number of processes that answer queries.
        worker_memory_mib: most memory that one of them may use, in MiB.
        query_bytes: longest query text, in bytes.
        result_rows: most rows or triples of one answer.
    """

    host: str = "127.0.0.1"
    port: int = field(default=8000, metadata={"most": 65535})
    store: str = "var/store"
    query_seconds: float = 30.0
    query_workers: int = 2
    worker_memory_mib: int = 2048
    query_bytes: int = 200_000
    result_rows: int = 100_000

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
                most = setting.metadata.get("most", math.inf)
                given[setting.name] = _parse(variable, text, type(setting.default), most)
        if "://" in str(given.get("store", "")):
            raise SettingsError(
                f"CDKG_STORE is {given['store']!r}: this version serves from a folder only. Name a folder.",
                f"مقدار CDKG_STORE برابر «{given['store']}» است؛ این نسخه تنها از پوشه می‌خواند. نام پوشه‌ای را بدهید.",
            )
        return cls(**given)  # type: ignore[arg-type]  # the loop above gives each field its own type


def _parse(variable: str, text: str, kind: type, most: float) -> str | int | float:
    if kind is str:
        return text
    try:
        number: int | float = int(text) if kind is int else float(text)
    except ValueError:
        number = -1
    if not 0 < number <= most or not math.isfinite(number):
        en, fa = ("whole number", "عددی درست") if kind is int else ("number", "عددی")
        to = "" if most == math.inf else f", at most {most}"
        ta = "" if most == math.inf else f" و نه بزرگ‌تر از {most}"
        raise SettingsError(
            f"{variable} is {text!r}: it must be a {en} greater than 0{to}.",
            f"مقدار {variable} برابر «{text}» است؛ باید {fa} بزرگ‌تر از صفر{ta} باشد.",
        )
    return number
