"""What an audit of links tells, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cdkg.errors import Message
from cdkg.text import persian_digits

REDIRECTED: Final = "redirected"
MISSING: Final = "missing"
TYPE: Final = "type"
LABEL: Final = "label"
COORDINATES: Final = "coordinates"
SHARED: Final = "shared"

NAMES: Final = {
    REDIRECTED: Message("merged", "ادغام‌شده"),
    MISSING: Message("deleted", "حذف‌شده"),
    TYPE: Message("other type", "نوع دیگر"),
    LABEL: Message("other name", "نام دیگر"),
    COORDINATES: Message("other place", "جای دیگر"),
    SHARED: Message("linked twice", "دو پیوند"),
}
"""What a person calls each kind of finding."""

_KINDS: Final = {
    "city": Message("settlement", "سکونتگاه"),
    "country": Message("country", "کشور"),
    "network": Message("organization", "سازمان"),
    "organization": Message("organization", "سازمان"),
}
_LANGUAGES: Final = {"en": Message("English", "انگلیسی"), "fa": Message("Persian", "فارسی")}


def redirected(name: str, qid: str, current: str) -> Message:
    """Tell of an item that was merged into another."""
    return Message(
        f"{qid} was merged into {current}. Look at {current}, and accept it in the place of {qid}: "
        f"cdkg link undo {name} {qid}; cdkg link accept {name} {current}.",
        f"{qid} در {current} ادغام شده است. {current} را ببینید و به جای {qid} بپذیرید: "
        f"cdkg link undo {name} {qid}; cdkg link accept {name} {current}.",
    )


def missing(name: str, qid: str) -> Message:
    """Tell of an item that is not there."""
    return Message(
        f"There is no item {qid}; it was deleted, or never was. Take the link back (cdkg link undo {name} {qid}) and "
        f"look for another: cdkg link suggest {name}.",
        f"آیتم {qid} وجود ندارد؛ حذف شده است یا هرگز نبوده است. پیوند را پس بگیرید (cdkg link undo {name} {qid}) و "
        f"آیتم دیگری بجویید: cdkg link suggest {name}.",
    )


def of_another_type(name: str, qid: str, kind: str, types: Sequence[str]) -> Message:
    """Tell of an item that is not of the kind of the entity."""
    what, listed = _KINDS[kind], ", ".join(types)
    return Message(
        f"{qid} is an instance of {listed} now, none of which is a kind of {what.en}. See what became of it, and "
        f"whether {name} has another item: cdkg link suggest {name}.",
        f"{qid} اکنون نمونه‌ای از {listed} است که هیچ‌یک گونه‌ای از {what.fa} نیست. ببینید چه بر سر آن آمده است و "
        f"آیا {name} آیتم دیگری دارد: cdkg link suggest {name}.",
    )


def drifted_label(name: str, qid: str, language: str, ours: str, theirs: str) -> Message:
    """Tell of an item that bears another name."""
    called = _LANGUAGES[language]
    return Message(
        f"In {called.en}, {qid} is called «{theirs}», and {name} «{ours}»; neither has the other's name. Check that "
        "they are the same, and add the name as an alias where they are.",
        f"نام {called.fa} {qid} «{theirs}» و نام {name} «{ours}» است و هیچ‌یک نام دیگری را ندارد. بررسی کنید که یکی "
        "باشند و اگر هستند نام را به نام‌های دیگر بیفزایید.",
    )


def drifted_place(name: str, qid: str, apart: float, farthest: float) -> Message:
    """Tell of an item that lies elsewhere."""
    far, most = f"{apart:.0f}", f"{farthest:.0f}"
    return Message(
        f"{qid} lies {far} km from {name}; up to {most} km are taken for the same place. Check both coordinates.",
        f"{qid} {persian_digits(far)} کیلومتر از {name} دور است؛ تا {persian_digits(most)} کیلومتر یک جا شمرده "
        "می‌شود. مختصات هر دو را بررسی کنید.",
    )


def shared(name: str, qid: str, others: Sequence[str]) -> Message:
    """Tell of an item that several entities are linked with."""
    listed = ", ".join(others)
    return Message(
        f"{qid} is linked with {name} and with {listed}. They are one thing, or one of the links is wrong.",
        f"{qid} هم با {name} پیوند دارد و هم با {'، '.join(others)}. یا همه یک چیزند یا یکی از پیوندها نادرست است.",
    )
