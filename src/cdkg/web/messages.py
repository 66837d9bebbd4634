"""The interface's texts in both languages, kept in ``messages.toml``, and numbers as each language writes them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from cdkg.errors import Message

LANGUAGES: Final = ("en", "fa")

_PERSIAN: Final = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@cache
def messages() -> Mapping[str, Message]:
    """Read the texts, by key."""
    table = tomllib.loads(files("cdkg.web").joinpath("messages.toml").read_text(encoding="utf-8"))
    return {key: Message(en=texts["en"], fa=texts["fa"]) for key, texts in table.items()}


def say(key: str, language: str, **values: object) -> str:
    """Give one text of the interface to a reader.

    Args:
        key: the text's key in ``messages.toml``.
        language: ``"en"`` or ``"fa"``.
        values: what fills the ``{gaps}`` of the text; whole numbers are written as the language writes them.

    Raises:
        KeyError: if there is no such text, or a gap of it is not filled.
    """
    shown = {name: grouped(value, language) if isinstance(value, int) else value for name, value in values.items()}
    return messages()[key].in_language(language).format(**shown)


def digits(text: object, language: str) -> str:
    """Write a text's digits as the language does, so that 1389 is ۱۳۸۹ for a Persian reader."""
    return str(text).translate(_PERSIAN) if language == "fa" else str(text)


def grouped(number: int, language: str) -> str:
    """Write a number with its thousands set apart, such as 12,345 or ۱۲٬۳۴۵."""
    text = f"{number:,}"
    return digits(text.replace(",", "٬"), "fa") if language == "fa" else text
