"""Keeps Wikidata's answers on disk, so that nothing is asked twice and work can go on without a network."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cdkg.errors import SettingsError


@dataclass(frozen=True)
class Kept:
    """An answer that was kept.

    Args:
        content: the answer, as JSON gives it.
        when: when it was given.
    """

    content: Any
    when: datetime


class Cache:
    """A folder with one file for each answer.

    The files are JSON that a person can read: what was asked, when, and what was answered.

    Args:
        folder: the folder; it is made when the first answer is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, key: str) -> Kept | None:
        """Find an answer, or give none; a damaged file counts as none.

        Args:
            key: what was asked.
        """
        try:
            kept = json.loads(self._path(key).read_text(encoding="utf-8"))
            when = datetime.fromisoformat(kept["when"])
            if kept["asked"] != key or when.tzinfo is None:
                return None
            return Kept(kept["content"], when)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def keep(self, key: str, content: object, when: datetime) -> None:
        """Keep an answer in place of an older one; a reader finds the old one or the new one.

        Args:
            key: what was asked.
            content: the answer; JSON must be able to hold it.
            when: when it was given.

        Raises:
            SettingsError: if the folder cannot be written to.
        """
        path = self._path(key)
        text = json.dumps({"asked": key, "when": when.isoformat(), "content": content}, ensure_ascii=False)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
            with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass") as file:
                file.write(text)
            Path(name).replace(path)
        except OSError as fault:
            raise SettingsError(
                f"Wikidata's answers cannot be kept in {self._folder} ({fault.strerror}). Name a folder that can be "
                "written to in CDKG_WIKIDATA_CACHE.",
                f"پاسخ‌های ویکی‌داده را نمی‌توان در {self._folder} نگه داشت ({fault.strerror}). پوشه‌ای نوشتنی را در "
                "CDKG_WIKIDATA_CACHE نام ببرید.",
            ) from fault

    def _path(self, key: str) -> Path:
        name = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / name[:2] / f"{name}.json"
