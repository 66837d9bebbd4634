"""Takes the network away from a process, as a second wall: what no check has found cannot leave either.

The kernel's filter of system calls (seccomp, Linux) answers a request for any socket but a local one with "permission
denied". It holds for the process and all its children, and cannot be taken back.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import socket
import struct
import sys
from typing import Final

# The name of the architecture in the kernel's audit interface, and the number of its call `socket`.
_MACHINES: Final = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW: Final = 0x7FFF0000
_DENY: Final = 0x00050000 | errno.EACCES


class _Program(ctypes.Structure):
    """What the kernel is given: a number of instructions and where they stand."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def forbid_network() -> bool:
    """Let this process, and what it starts, open local sockets only from now on.

    Returns:
        whether it is so now: elsewhere than on Linux, and on machines that are not known here, nothing is done.
    """
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return False
    architecture, socket_call = machine
    steps = (
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 0, 4, architecture),
        (_LOAD, 0, 0, _NUMBER),
        (_EQUAL, 0, 2, socket_call),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_EQUAL, 0, 1, socket.AF_UNIX),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _DENY),
    )
    program = _Program(len(steps), b"".join(struct.pack("HBBI", *step) for step in steps))
    control = ctypes.CDLL(None).prctl
    nothing, one = ctypes.c_ulong(0), ctypes.c_ulong(1)
    if control(_NO_NEW_PRIVILEGES, one, nothing, nothing, nothing) != 0:
        return False
    return bool(control(_SECCOMP, ctypes.c_ulong(_FILTER), ctypes.byref(program), nothing, nothing) == 0)
