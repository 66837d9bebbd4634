"""Says of a contribution, and not of a query, that it took more time or memory than it may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cdkg.errors import OverBudgetError
from cdkg.settings import Settings
from cdkg.text import persian_digits


@contextmanager
def budgeted(settings: Settings, size: int = 0) -> Iterator[None]:
    """Tell whoever handed a file in what to do where reading, checking or writing it was stopped.

    Args:
        settings: what it may use.
        size: the size of the file that gives it more time, in bytes.

    Raises:
        OverBudgetError: if what is done within raises one.
    """
    seconds, memory = settings.change_seconds(size), settings.worker_memory_mib
    try:
        yield
    except OverBudgetError:
        raise OverBudgetError(
            f"This took more than the {seconds:g} seconds or {memory} MiB of memory that a contribution may use, or "
            "the machine is too busy now. Nothing was changed. Try again later, hand it in in smaller parts, or raise "
            "CDKG_UPDATE_SECONDS or CDKG_WORKER_MEMORY_MIB.",
            f"این کار بیش از {persian_digits(f'{seconds:g}')} ثانیه یا {persian_digits(str(memory))} مبی‌بایت حافظه‌ای "
            "که یک مشارکت می‌تواند به کار گیرد نیاز داشت، یا دستگاه اکنون بسیار مشغول است. چیزی تغییر نکرد. بعد دوباره "
            "تلاش کنید، آن را در بخش‌های کوچک‌تر بدهید، یا CDKG_UPDATE_SECONDS یا CDKG_WORKER_MEMORY_MIB را بیشتر کنید.",
        ) from None
