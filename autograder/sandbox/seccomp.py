"""A filter of system calls: what an honest notebook never asks for is refused with EPERM.

The filter is a program for the kernel's packet-filter machine. It lists what is refused
instead of what is allowed: numpy, BLAS, IPython and the C library ask for different calls in every
version, and a notebook that dies of a call that nobody thought of loses an honest student's points.
It is a second fence: namespaces and Landlock stand without it.
"""

from __future__ import annotations

import ctypes
import struct
from functools import lru_cache

from autograder.sandbox.linux import (
    CLONE_NEWIPC,
    CLONE_NEWNET,
    CLONE_NEWNS,
    CLONE_NEWPID,
    CLONE_NEWUSER,
    CLONE_NEWUTS,
    MACHINE,
    PR_SET_SECCOMP,
    prctl,
)

AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# name: (number on x86_64, number on aarch64); None where the machine has no such call.
REFUSED: dict[str, tuple[int | None, int | None]] = {
    # other processes' memory and files
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    # the kernel's own machinery, where most of its faults are found
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    "lookup_dcookie": (212, 18),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "personality": (135, 92),
    "modify_ldt": (154, None),
    "uselib": (134, None),
    "_sysctl": (156, None),
    "nfsservctl": (180, 42),
    # mounts, roots and namespaces
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "open_tree_attr": (467, 467),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
    # the machine
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "syslog": (103, 116),
    "iopl": (172, None),
    "ioperm": (173, None),
    "vhangup": (153, 58),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    # memory that no limit of a process or of the private folder counts
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
}
CLONE = (56, 220)
CLONE3 = (435, 435)
SOCKET = (41, 198)
IOCTL = (16, 29)
PRCTL = (157, 167)

AF_UNIX, AF_INET, AF_INET6 = 1, 2, 10
NAMESPACES = (
    CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET
) | 0x02000000  # the last is a cgroup namespace
TIOCSTI, TIOCLINUX = 0x5412, 0x541C  # both type into the terminal that one sits at
PR_SET_PDEATHSIG, PR_SET_MM = 1, 35

_KILL = 0x80000000
_ALLOW = 0x7FFF0000
_EPERM = 0x00050001
_ENOSYS = 0x00050026
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _ARCH_AT, _ARGUMENT_AT = 0, 4, 16


def _step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("HBBI", code, then, otherwise, value)


def _refuse_if(call: int, argument: int, test: int, values: tuple[int, ...]) -> list[bytes]:
    """Refuse `call` where an argument (its low word) passes the test with one of the values."""
    steps = [_step(_LOAD, _ARGUMENT_AT + 8 * argument)]
    for value in values:
        steps += [_step(test, value, 0, 1), _step(_RETURN, _EPERM)]
    steps.append(_step(_RETURN, _ALLOW))
    return [_step(_EQUAL, call, 0, len(steps)), *steps]


def _only_if(call: int, argument: int, values: tuple[int, ...]) -> list[bytes]:
    """Allow `call` only where an argument (its low word) is one of the values."""
    steps = [_step(_LOAD, _ARGUMENT_AT + 8 * argument)]
    for value in values:
        steps += [_step(_EQUAL, value, 0, 1), _step(_RETURN, _ALLOW)]
    steps.append(_step(_RETURN, _EPERM))
    return [_step(_EQUAL, call, 0, len(steps)), *steps]


@lru_cache
def program(unix_sockets: bool, network: bool) -> bytes:
    """The filter's instructions for this machine.

    Args:
        unix_sockets: whether sockets of the AF_UNIX family may be made. Where the private root is
            missing they could reach services of the host; socketpair() works in any case.
        network: whether sockets of the internet families may be made.

    Raises:
        OSError: where the machine is neither x86_64 nor aarch64.
    """
    if MACHINE not in AUDIT_ARCH:
        raise OSError(38, f"no system call filter for {MACHINE}")
    column = list(AUDIT_ARCH).index(MACHINE)
    families = ((AF_UNIX,) if unix_sockets else ()) + ((AF_INET, AF_INET6) if network else ())
    steps = [
        _step(_LOAD, _ARCH_AT),
        _step(_EQUAL, AUDIT_ARCH[MACHINE], 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER_AT),
    ]
    if MACHINE == "x86_64":  # the x32 interface has numbers of its own
        steps += [_step(_AT_LEAST, 0x40000000, 0, 1), _step(_RETURN, _KILL)]
    # clone3 keeps its flags in memory, where a filter can't look; the C library then uses clone.
    steps += [_step(_EQUAL, CLONE3[column], 0, 1), _step(_RETURN, _ENOSYS)]
    for numbers in REFUSED.values():
        if (number := numbers[column]) is not None:
            steps += [_step(_EQUAL, number, 0, 1), _step(_RETURN, _EPERM)]
    steps += _refuse_if(CLONE[column], 0, _ANY_BIT, (NAMESPACES,))
    steps += _refuse_if(IOCTL[column], 1, _EQUAL, (TIOCSTI, TIOCLINUX))
    steps += _refuse_if(PRCTL[column], 0, _EQUAL, (PR_SET_PDEATHSIG, PR_SET_MM))
    steps += _only_if(SOCKET[column], 0, families)
    steps.append(_step(_RETURN, _ALLOW))
    return b"".join(steps)


def apply(instructions: bytes) -> None:
    """Put this process and all its children under the filter; needs no_new_privs.

    Raises:
        OSError: where the kernel has no filters.
    """
    buffer = ctypes.create_string_buffer(instructions, len(instructions))
    head = struct.pack("H6xQ", len(instructions) // 8, ctypes.addressof(buffer))
    prctl(PR_SET_SECCOMP, 2, head)
