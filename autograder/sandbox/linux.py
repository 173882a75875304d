"""The kernel's calls that Python has no function for. Importing this works on any platform."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import sys

LINUX = sys.platform == "linux"
MACHINE = platform.machine()

# Numbers that differ between the two machines; those from 424 on are the same everywhere.
_NUMBERS = {
    "x86_64": {"clone": 56, "pivot_root": 155, "seccomp": 317},
    "aarch64": {"clone": 220, "pivot_root": 41, "seccomp": 277},
}
_COMMON = {
    "open_tree": 428,
    "move_mount": 429,
    "fsopen": 430,
    "fsconfig": 431,
    "fsmount": 432,
    "mount_setattr": 442,
    "landlock_create_ruleset": 444,
    "landlock_add_rule": 445,
    "landlock_restrict_self": 446,
}
SYSCALLS = {**_NUMBERS.get(MACHINE, {}), **_COMMON}
SUPPORTED = LINUX and MACHINE in _NUMBERS and sys.maxsize > 1 << 32

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_CAPBSET_DROP = 24
PR_SET_SECUREBITS = 28
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47

# PyDLL keeps the interpreter's lock: nothing of Python's may change hands while a process doubles.
_libc = ctypes.PyDLL(None, use_errno=True) if LINUX else None


def syscall(name: str, *arguments: int | bytes | ctypes.Array[ctypes.c_char] | None) -> int:
    """Call the kernel; byte strings are passed by address.

    Raises:
        OSError: with the kernel's error number and the call's name.
    """
    if _libc is None or name not in SYSCALLS:
        raise OSError(errno.ENOSYS, f"{name}: not on this platform")
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    return _checked(name, _libc.syscall(ctypes.c_long(SYSCALLS[name]), *words))


def prctl(option: int, second: int = 0, third: int | bytes = 0) -> int:
    """Change an attribute of this process.

    Raises:
        OSError: with the kernel's error number.
    """
    if _libc is None:
        raise OSError(errno.ENOSYS, "prctl: not on this platform")
    last = ctypes.c_ulong(third) if isinstance(third, int) else third
    zero = ctypes.c_ulong(0)
    result = _libc.prctl(ctypes.c_int(option), ctypes.c_ulong(second), last, zero, zero)
    return _checked(f"prctl {option}", result)


def unshare(flags: int) -> None:
    """Leave the namespaces of `flags` for new ones. Raises OSError."""
    if _libc is None:
        raise OSError(errno.ENOSYS, "unshare: not on this platform")
    _checked("unshare", _libc.unshare(ctypes.c_int(flags)))


def mount(target: str, flags: int) -> None:
    """Change how the mount at `target` and those below it spread. Raises OSError."""
    if _libc is None:
        raise OSError(errno.ENOSYS, "mount: not on this platform")
    result = _libc.mount(None, target.encode(), None, ctypes.c_ulong(flags), None)
    _checked(f"mount {target}", result)


def detach(target: str) -> None:
    """Unmount `target` as soon as nobody uses it. Raises OSError."""
    if _libc is None:
        raise OSError(errno.ENOSYS, "umount2: not on this platform")
    _checked(f"umount {target}", _libc.umount2(target.encode(), ctypes.c_int(2)))


def capset(header: bytes, data: bytes) -> None:
    """Set this process's capabilities. Raises OSError."""
    if _libc is None:
        raise OSError(errno.ENOSYS, "capset: not on this platform")
    _checked("capset", _libc.capset(header, data))


def _checked(name: str, result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result
