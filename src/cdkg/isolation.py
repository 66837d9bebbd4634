"""Runs functions in processes of their own, which can be stopped and whose memory is capped.

The engine has neither a timeout nor a way to cancel, and a hostile query can end the process in which it runs. So what
runs here costs, at worst, the one request that asked for it.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import resource
import signal
import sys
from collections.abc import Callable
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import forkserver
from multiprocessing.util import Finalize
from pathlib import Path
from threading import Lock, Semaphore, Thread
from typing import Any, Final, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from cdkg.errors import OverBudgetError

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_STARTUP_SECONDS: Final = 30.0
_PATIENCE_SECONDS: Final = 5.0
_WAITING_PER_WORKER: Final = 4
_MIB: Final = 1024 * 1024


def _nothing() -> None:
    """Stand in for an initializer that is not given."""


class WorkerPool:
    """A number of worker processes, each of which runs one function at a time.

    Each worker is a pool of one, so that stopping it, or its death, touches no channel that another one uses. Processes
    start when they are first needed, from a fork server: the program may have threads.

    Args:
        workers: how many processes there are.
        seconds: the longest time that one call may take.
        memory_mib: the most memory that one process may use beyond what it has after the initializer, in MiB (Linux
            only; elsewhere there is no limit).
        initializer: called in each new process before its first function; it must be importable by name.
        initargs: its arguments.
    """

    def __init__(
        self,
        workers: int,
        seconds: float,
        memory_mib: int,
        initializer: Callable[..., None] = _nothing,
        initargs: tuple[object, ...] = (),
    ) -> None:
        self._seconds = seconds
        self._memory_mib = memory_mib
        self._closed = False
        self._places_to_wait = Semaphore(_WAITING_PER_WORKER * workers)
        # A process that multiprocessing started waits at its end for its own children: they must be ended before.
        self._at_exit = Finalize(None, self.close, exitpriority=100)
        self._lock = Lock()
        self._running: set[ProcessFuture[Any]] = set()
        _forget_standard_input()
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["__main__", __name__, initializer.__module__])
        self._startup = (memory_mib, initializer, initargs)
        self._pools = [self._new_pool() for _ in range(workers)]
        # Last in, first out: while one worker is enough, only one process is started.
        self._free: queue.LifoQueue[int] = queue.LifoQueue()
        for slot in reversed(range(workers)):
            self._free.put(slot)

    def run(self, function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        """Run a function in a worker and wait for what it returns.

        Args:
            function: what to run; it and its arguments must be importable or picklable.
            args: its arguments.
            kwargs: its keyword arguments.

        Raises:
            OverBudgetError: if no worker became free in time, or the function took too long or too much memory, or
                ended its process. What the function itself raises is raised here too.
        """
        slot = self._free_slot()
        try:
            return self._run_in(slot, function, args, kwargs)
        finally:
            self._free.put(slot)

    def _free_slot(self) -> int:
        """Wait for a free worker, unless enough callers wait already: who is turned away at once can come back."""
        if not self._places_to_wait.acquire(blocking=False):
            raise _all_busy()
        try:
            return self._free.get(timeout=min(self._seconds, _PATIENCE_SECONDS))
        except queue.Empty:
            raise _all_busy() from None
        finally:
            self._places_to_wait.release()

    def close(self) -> None:
        """End all processes; what still runs in them is given up."""
        self._at_exit.cancel()
        with self._lock:
            self._closed = True
            running = list(self._running)
        for future in running:
            future.cancel()  # type: ignore[no-untyped-call]  # pebble leaves it without annotations
        for pool in self._pools:
            pool.stop()  # type: ignore[no-untyped-call]
        for pool in self._pools:
            pool.join()

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(max_workers=1, initializer=_enter_worker, initargs=self._startup, context=self._context)

    def _run_in(
        self,
        slot: int,
        function: Callable[..., Result],
        args: tuple[object, ...],
        kwargs: dict[str, object],
    ) -> Result:
        future = self._schedule(slot, function, args, kwargs)
        try:
            return future.result(timeout=self._seconds + _STARTUP_SECONDS)
        except TimeoutError:
            raise _too_slow(self._seconds) from None
        except (ProcessExpired, BrokenProcessPool, MemoryError):
            raise _too_large(self._memory_mib) from None
        except CancelledError:
            raise OverBudgetError(
                "The server is stopping. Try again in a moment.",
                "سرور در حال توقف است. اندکی بعد دوباره تلاش کنید.",
            ) from None
        finally:
            if not future.done():
                future.cancel()  # type: ignore[no-untyped-call]
            self._running.discard(future)

    def _schedule(
        self,
        slot: int,
        function: Callable[..., Result],
        args: tuple[object, ...],
        kwargs: dict[str, object],
    ) -> ProcessFuture[Result]:
        with self._lock:
            if self._closed:
                raise RuntimeError("the worker pool is closed")
            _start_fork_server()
            pool = self._pools[slot]
            if not pool.active:
                # A process that ends between two calls (killed by the system, say) leaves its pool broken.
                pool.join()
                pool = self._pools[slot] = self._new_pool()
            future = pool.schedule(function, args, kwargs, timeout=self._seconds)
            self._running.add(future)
            return future


def _all_busy() -> OverBudgetError:
    return OverBudgetError(
        "All workers are busy. Try again in a moment.", "همه پردازنده‌ها مشغول‌اند. اندکی بعد دوباره تلاش کنید."
    )


def _too_slow(seconds: float) -> OverBudgetError:
    return OverBudgetError(
        f"This took longer than {seconds:g} seconds and was stopped. Narrow the query (more bound terms, fewer "
        "unconnected patterns) or add LIMIT.",
        f"این کار بیش از {seconds:g} ثانیه طول کشید و متوقف شد. پرس‌وجو را محدودتر کنید (عبارت‌های معلوم بیشتر، الگوهای "
        "بی‌پیوند کمتر) یا LIMIT بیفزایید.",
    )


def _too_large(memory_mib: int) -> OverBudgetError:
    return OverBudgetError(
        f"This needed more than the {memory_mib} MiB of memory that it may use, or was too deep for the engine, and "
        "was stopped. Narrow the query or add LIMIT.",
        f"این کار به بیش از {memory_mib} مبی‌بایت حافظه مجاز نیاز داشت، یا برای موتور پرس‌وجو بیش از اندازه تودرتو بود، "
        "و متوقف شد. پرس‌وجو را محدودتر کنید یا LIMIT بیفزایید.",
    )


def _start_fork_server() -> None:
    # With the signal blocked from their start on, the server and its children stay silent when Ctrl-C ends the parent.
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _forget_standard_input() -> None:
    # A program read from standard input calls it its file, and a worker would fail to find that.
    main = sys.modules["__main__"]
    if getattr(main, "__file__", None) == "<stdin>":
        del main.__file__


def _enter_worker(memory_mib: int, initializer: Callable[..., None], initargs: tuple[object, ...]) -> None:
    # Without a handler the signal ends the process at once, also while the engine runs and no Python code can.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    initializer(*initargs)
    if sys.platform == "linux":
        _cap_memory(memory_mib * _MIB)


def _cap_memory(size: int) -> None:
    # The limit counts reserved addresses, of which the engine's threads alone take some 70 MiB for each processor core.
    # So what a process has reserved by now is added, or the limit would mean something else on each machine.
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    size += pages * os.sysconf("SC_PAGE_SIZE")
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (size if hard == resource.RLIM_INFINITY else min(size, hard), hard))


def _end_with_parent() -> None:
    # The kernel's parent-death signal would watch the fork server, which outlives the parent while workers run.
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
