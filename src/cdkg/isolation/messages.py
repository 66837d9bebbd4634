"""What a caller is told whose call was not carried out."""

from __future__ import annotations

from typing import Final

from cdkg.errors import Message, OverBudgetError

NARROW_QUERY: Final = Message(
    "Narrow the query (more bound terms, fewer unconnected patterns) or add LIMIT.",
    "پرس‌وجو را محدودتر کنید (عبارت‌های معلوم بیشتر، الگوهای بی‌پیوند کمتر) یا LIMIT بیفزایید.",
)
"""What to do about a query that takes too much."""


def all_busy() -> OverBudgetError:
    """Say that others came first."""
    return OverBudgetError(
        "All workers are busy. Try again in a moment.", "همه پردازنده‌ها مشغول‌اند. اندکی بعد دوباره تلاش کنید."
    )


def too_slow(seconds: float, advice: Message) -> OverBudgetError:
    """Say that a call took too long.

    Args:
        seconds: how long it might have taken.
        advice: what to do.
    """
    return OverBudgetError(
        f"This took longer than {seconds:g} seconds and was stopped. {advice.en}",
        f"این کار بیش از {seconds:g} ثانیه طول کشید و متوقف شد. {advice.fa}",
    )


def too_large(memory_mib: int, advice: Message) -> OverBudgetError:
    """Say that a call took too much memory, or ended its process.

    Args:
        memory_mib: the memory that it might have used, in MiB.
        advice: what to do.
    """
    return OverBudgetError(
        f"The process that did this ended: most likely it needed more than the {memory_mib} MiB of memory that it may "
        f"use, or was too deep for the engine. {advice.en}",
        f"پردازه این کار پایان یافت: به احتمال زیاد به بیش از {memory_mib} مبی‌بایت حافظه مجاز نیاز داشت، یا برای موتور "
        f"پرس‌وجو بیش از اندازه تودرتو بود. {advice.fa}",
    )


def unwanted() -> OverBudgetError:
    """Say that a call was given up because nobody waits for its answer any more."""
    return OverBudgetError("The client went away; the call was stopped.", "درخواست‌کننده رفت؛ کار متوقف شد.")


def stopping() -> OverBudgetError:
    """Say that the pool is being closed."""
    return OverBudgetError(
        "The server is stopping. Try again in a moment.", "سرور در حال توقف است. اندکی بعد دوباره تلاش کنید."
    )
