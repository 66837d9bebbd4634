"""What a worker does: one call after the other, under limits that the system enforces."""

from __future__ import annotations

import os
import resource
import select
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, Final

from cdkg.isolation.channel import Channel

RETURNED: Final = "returned"
RAISED: Final = "raised"
WATCH: Final = "end-with-connection"
"""The name of the thread that ends a worker with its program: it waits for that, and holds no lock."""

_FRESH_SHARE: Final = 8
_MIB: Final = 1024 * 1024
_PROCESSORS: Final = os.cpu_count() or 1


def serve(connection: socket.socket, memory_mib: int, seconds: float) -> None:
    """Carry out the calls that come over a connection, until it is closed.

    Args:
        connection: the connection to the program.
        memory_mib: the most memory to use beyond what the process has now, in MiB.
        seconds: the longest time that one call may take.
    """
    # A group of its own: whatever a call starts, the reasoner's Java say, ends with the worker.
    os.setpgid(0, 0)
    # Without a handler a signal ends the process at once, also while the engine runs and no Python code can.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    Thread(target=_end_with, args=(connection,), name=WATCH, daemon=True).start()
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    if sys.platform == "linux":
        _cap_memory(memory_mib * _MIB)
    channel = Channel(connection)
    channel.send(os.getpid())
    usage = resource.getrusage(resource.RUSAGE_SELF)
    fresh, capped_at = _peak_memory(usage), _cap_processor_time(usage, seconds)
    while True:
        try:
            call = channel.receive()
        except (EOFError, OSError):
            return
        outcome = _carry_out(*call)
        usage = resource.getrusage(resource.RUSAGE_SELF)
        # Freed memory is not all given back, and would be missing to the next call.
        is_worn = _peak_memory(usage) - fresh > memory_mib * _MIB // _FRESH_SHARE
        try:
            channel.send((*outcome, is_worn))
        except OSError:
            return
        except Exception as fault:  # noqa: BLE001  # what cannot be pickled is told as what went wrong
            channel.send((RAISED, RuntimeError(f"the answer cannot be sent: {fault}"), is_worn))
        if _processor_time(usage) - capped_at >= 1:  # each asking of the system is felt in short calls
            capped_at = _cap_processor_time(usage, seconds)


@contextmanager
def uncounted() -> Iterator[None]:
    """Let a call take memory that is not its own: what it reserves within is added to what it may use."""
    if sys.platform != "linux":
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    before = _reserved()
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (_at_most(soft + max(0, _reserved() - before), hard), hard))


def _carry_out(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[str, object]:
    try:
        return RETURNED, function(*args, **kwargs)
    except Exception as fault:  # noqa: BLE001  # it is raised again where the call was made
        return RAISED, fault


def _end_with(connection: socket.socket) -> None:
    """End the process when the program has gone or has given the call up."""
    watch = select.poll()
    watch.register(connection, getattr(select, "POLLRDHUP", select.POLLHUP))
    watch.poll()
    os.killpg(0, signal.SIGKILL)


def _peak_memory(usage: resource.struct_rusage) -> int:
    unit = 1024 if sys.platform == "linux" else 1
    return usage.ru_maxrss * unit


def _processor_time(usage: resource.struct_rusage) -> float:
    return usage.ru_utime + usage.ru_stime


def _cap_processor_time(usage: resource.struct_rusage, seconds: float) -> float:
    """Let the next call take so many seconds, and one more; tell how many the process has taken by now."""
    # The last resort, where the program is killed while a call holds Python's lock and no other thread can run.
    used = _processor_time(usage)
    soft = int(used + seconds * _PROCESSORS) + 3
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
    return used


def _cap_memory(size: int) -> None:
    # The limit counts reserved addresses, of which the engine's threads alone take some 70 MiB for each processor core.
    # So what a process has reserved by now is added, or the limit would mean something else on each machine.
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_at_most(_reserved() + size, hard), hard))


def _reserved() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _at_most(size: int, hard: int) -> int:
    return size if hard == resource.RLIM_INFINITY else min(size, hard)
