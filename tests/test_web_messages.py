"""The interface's texts are whole in both languages."""

from __future__ import annotations

import re
import string
from importlib.resources import files

import pytest

from cdkg.web.messages import digits, grouped, messages, say

SOURCES = [
    path.read_text(encoding="utf-8")
    for folder in (files("cdkg.web"), *map(files("cdkg.web").joinpath, ("templates", "reconciliation")))
    for path in folder.iterdir()
    if path.name.endswith((".py", ".html"))
]
TEXT = "\n".join(SOURCES)


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", messages())
def test_a_text_has_both_languages_with_the_same_gaps(key: str) -> None:
    message = messages()[key]
    assert message.en.strip()
    assert message.fa.strip()
    assert gaps(message.en) == gaps(message.fa)


@pytest.mark.parametrize("key", messages())
def test_persian_is_written_with_persian_letters(key: str) -> None:
    assert not re.search("[يكىة]", messages()[key].fa)


def test_every_key_that_is_used_exists() -> None:
    used = set(re.findall(r"""say\(\s*["'](\w+)["'],?\s*[^~\w]""", TEXT))
    assert used
    whole = {key for key in used if not key.endswith("_")}
    assert whole <= messages().keys()
    for prefix in re.findall(r"""say\(f?["'](\w+_)["'{]""", TEXT):
        assert any(key.startswith(prefix) for key in messages())


def test_every_key_is_used() -> None:
    prefixes = tuple(re.findall(r"""f?["'](\w+_)(?:["'] ~|\{)""", TEXT))
    unused = [key for key in messages() if not re.search(rf"""["']{key}["']""", TEXT) and not key.startswith(prefixes)]
    assert unused == []


def test_numbers() -> None:
    assert grouped(1234567, "en") == "1,234,567"
    assert grouped(1234567, "fa") == "۱٬۲۳۴٬۵۶۷"
    assert digits("1389", "fa") == "۱۳۸۹"
    assert say("rows", "fa", count=1200) == "۱٬۲۰۰ ردیف."
