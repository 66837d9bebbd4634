"""What can be set from outside, read once from the environment.

Every setting is one field here and one row of the table in ``docs/settings.md``.
"""

from __future__ import annotations

import hashlib
import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final

from cdkg.errors import SettingsError

_HASHED: Final = "sha256:"
_LEAST_TOKEN: Final = 16
_NOT_GIVEN: Final = "none"
_SECONDS_FOR_A_MEGABYTE: Final = 10.0


@dataclass(frozen=True)
class Settings:
    """The settings of one run.

    Each field is set by the environment variable ``CDKG_`` followed by its name in capitals.

    Args:
        host: address that the server listens on.
        port: port that the server listens on.
        store: folder of the embedded store.
        query_seconds: longest time that one query may take, in seconds.
        web_processes: number of processes that read requests and write answers; each has its own query workers.
        query_workers: how many short queries run at the same time.
        long_queries: how many queries beside them may take up to a second of processor time, and how many longer; more
            than there are processors make all of them slower.
        worker_memory_mib: most memory that one query may use, in MiB.
        memory_triples: the largest graph that is read from memory rather than from disk, in triples.
        request_seconds: longest time that the body of a request may take to arrive, in seconds.
        query_bytes: longest query text, in bytes.
        result_rows: most rows or triples of one answer.
        access_log: file to which one line of JSON is written for each request; ``"-"`` for standard
            error, ``"none"`` for no log.
        cache_mib: memory for answers that are given again as long as the graph stays the same, in MiB.
        write: what may be written over HTTP: nothing (``off``), contributions, or ``any`` graph.
        token: SHA-256 of the token that writing needs, as ``sha256:`` and 64 hexadecimal digits; a token given as it
            is, is replaced by that at once.
        review: whether a contribution waits until somebody accepts it (``on``), or becomes part of the graph at once
            where it conforms (``off``).
        update_seconds: longest time that one change may take, or wait for others, in seconds; a contribution may take
            longer, by the size of its file.
        upload_bytes: longest update or RDF document that may be sent, in bytes.
        allow: addresses of other servers that may be asked, separated by spaces; see ``cdkg.egress``.
        fetch_seconds: longest time that another server's answer may take, in seconds.
        fetch_bytes: longest answer of another server, in bytes.
        mappings: the reviewed set of links to Wikidata; ``"none"`` for the one that comes with the project, or, where
            that cannot be written, its copy beside the store; see ``cdkg.mappings``.
        offline: whether Wikidata is not asked (``on`` or ``1``), so that only kept answers are used.
        wikidata_cache: folder in which Wikidata's answers are kept.
        wikidata_days: how long an answer of Wikidata is used before it is asked for again, in days.
        wikidata_api: address of Wikidata's API.
        wikidata_sparql: address of Wikidata's query service.
        wikidata_reconcile: address of a reconciliation service over Wikidata.
        wikidata_file: a table of Wikidata's items among which candidates for links are looked for, or ``"none"``.
        contact: how the operator can be reached; told to Wikidata, whose policy asks for it.
    """

    host: str = "127.0.0.1"
    port: int = field(default=8000, metadata={"most": 65535})
    store: str = "var/store"
    query_seconds: float = 30.0
    web_processes: int = 1
    query_workers: int = 4
    long_queries: int = 2
    worker_memory_mib: int = 1024
    memory_triples: int = field(default=2_000_000, metadata={"may_be_zero": True})
    request_seconds: float = 120.0
    query_bytes: int = 200_000
    result_rows: int = 100_000
    access_log: str = "none"
    cache_mib: int = field(default=64, metadata={"may_be_zero": True})
    write: str = field(default="off", metadata={"choices": ("off", "contributions", "any")})
    token: str = field(default=_NOT_GIVEN, repr=False)
    review: str = field(default="off", metadata={"choices": ("off", "on")})
    update_seconds: float = 60.0
    upload_bytes: int = 20_000_000
    allow: str = "none"
    fetch_seconds: float = 10.0
    fetch_bytes: int = 10_000_000
    mappings: str = _NOT_GIVEN
    offline: str = field(default="off", metadata={"choices": ("off", "on", "0", "1")})
    wikidata_cache: str = "var/wikidata"
    wikidata_days: float = 30.0
    wikidata_api: str = "https://www.wikidata.org/w/api.php"
    wikidata_sparql: str = "https://query.wikidata.org/sparql"
    wikidata_reconcile: str = "https://wikidata-reconciliation.wmcloud.org/en/api"
    wikidata_file: str = _NOT_GIVEN
    contact: str = _NOT_GIVEN

    def __post_init__(self) -> None:
        if self.token != _NOT_GIVEN:
            object.__setattr__(self, "token", _hashed(self.token))

    @property
    def store_folder(self) -> Path:
        """The store's folder as a path."""
        return Path(self.store)

    @property
    def wikidata_cache_folder(self) -> Path:
        """The folder of Wikidata's answers as a path."""
        return Path(self.wikidata_cache)

    @property
    def is_offline(self) -> bool:
        """Whether nothing may be asked of Wikidata."""
        return self.offline in ("on", "1")

    def change_seconds(self, size: int) -> float:
        """Tell how long a change may take that comes in a file.

        Args:
            size: the file's size, in bytes.
        """
        return self.update_seconds + _SECONDS_FOR_A_MEGABYTE * size / 1_000_000

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
                _refuse_unknown(variable, text, setting.metadata.get("choices", (text,)))
                given[setting.name] = _parse(
                    variable, text, type(setting.default), most, "may_be_zero" in setting.metadata
                )
        if "://" in str(given.get("store", "")):
            raise SettingsError(
                f"CDKG_STORE is {given['store']!r}: this version serves from a folder only. Name a folder.",
                f"مقدار CDKG_STORE برابر «{given['store']}» است؛ این نسخه تنها از پوشه می‌خواند. نام پوشه‌ای را بدهید.",
            )
        if given.get("write", "off") != "off" and given.get("token", _NOT_GIVEN) == _NOT_GIVEN:
            raise SettingsError(
                f"CDKG_WRITE is {given['write']!r}, but CDKG_TOKEN is not set: writing needs a token. Set CDKG_TOKEN "
                "to a long random text, or leave CDKG_WRITE off.",
                f"مقدار CDKG_WRITE برابر «{given['write']}» است ولی CDKG_TOKEN داده نشده است؛ نوشتن به توکن نیاز "
                "دارد. CDKG_TOKEN را برابر متنی تصادفی و بلند بگذارید، یا CDKG_WRITE را off نگه دارید.",
            )
        return cls(**given)  # type: ignore[arg-type]  # the loop above gives each field its own type


def _refuse_unknown(variable: str, text: str, choices: tuple[str, ...]) -> None:
    if text not in choices:
        known, persian = ", ".join(choices), "، ".join(choices)
        raise SettingsError(
            f"{variable} is {text!r}: it must be one of {known}.",
            f"مقدار {variable} برابر «{text}» است؛ باید یکی از این‌ها باشد: {persian}.",
        )


def _hashed(token: str) -> str:
    if token.startswith(_HASHED):
        if not re.fullmatch("[0-9a-fA-F]{64}", token.removeprefix(_HASHED)):
            raise SettingsError(
                "CDKG_TOKEN begins with 'sha256:', but no 64 hexadecimal digits follow. Make them with: "
                'printf %s "$token" | sha256sum',
                "مقدار CDKG_TOKEN با «sha256:» آغاز می‌شود ولی پس از آن ۶۴ رقم شانزده‌شانزدهی نیامده است. آن‌ها را چنین "
                'بسازید: printf %s "$token" | sha256sum',
            )
        return token.lower()
    if len(token) < _LEAST_TOKEN:
        raise SettingsError(
            f"CDKG_TOKEN is shorter than {_LEAST_TOKEN} characters, so it could be guessed. Take a long random text.",
            f"مقدار CDKG_TOKEN کوتاه‌تر از {_LEAST_TOKEN} نویسه است و می‌توان آن را حدس زد. متنی تصادفی و بلند برگزینید.",
        )
    return _HASHED + hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def _parse(variable: str, text: str, kind: type, most: float, may_be_zero: bool) -> str | int | float:
    if kind is str:
        return text
    try:
        number: int | float = int(text) if kind is int else float(text)
    except ValueError:
        number = -1
    if number == 0 and may_be_zero:
        return number
    if not 0 < number <= most or not math.isfinite(number):
        en, fa = ("whole number", "عددی درست") if kind is int else ("number", "عددی")
        to = "" if most == math.inf else f", at most {most}"
        ta = "" if most == math.inf else f" و نه بزرگ‌تر از {most}"
        raise SettingsError(
            f"{variable} is {text!r}: it must be a {en} greater than 0{to}.",
            f"مقدار {variable} برابر «{text}» است؛ باید {fa} بزرگ‌تر از صفر{ta} باشد.",
        )
    return number
