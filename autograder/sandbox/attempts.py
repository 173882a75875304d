"""Attacks on the confinement, tried for real by `gradlab doctor` and by the tests.

Each is run in a confined process of its own against harmless traps that the doctor has set, and
says what it got hold of. An attack names the layers that stop it, each by itself: that is what
proves a layer, and how one hole stays one hole.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.linux import LINUX, MACHINE
from autograder.sandbox.policy import Limits, MiB

LIMITS = Limits(
    memory=256 * MiB,
    processes=16,
    open_files=64,
    file_size=8 * MiB,
    disk=16 * MiB,
    cpu_seconds=1,
)


@dataclass(frozen=True)
class Traps:
    """What the doctor has laid out for the attacks to find.

    Attributes:
        secret: a file that the private folder doesn't hold.
        hidden: a file of gradlab's own code.
        outside: a folder where nothing may be written.
        victim: pid of a process that sleeps.
        tcp, udp: ports of 127.0.0.1 that somebody listens on.
        abstract, path: the same for unix sockets.
        shared: id of a piece of System V shared memory; -1 where there is none.
        variable: an environment variable that only the doctor has.
    """

    secret: str
    hidden: str
    outside: str
    victim: int
    tcp: int
    udp: int
    abstract: str
    path: str
    shared: int
    variable: str


@dataclass(frozen=True)
class Attempt:
    """An attack.

    Attributes:
        name: of one word or two.
        promise: what holds if it fails, as a sentence.
        stopped_by: layers that stop it, each by itself; "a+b" for those that do so together.
        root_only: whether an ordinary user could not do it anyway.
        run: does it; returns what it got, or None (or OSError, MemoryError) where it was stopped.
    """

    name: str
    promise: str
    stopped_by: tuple[str, ...]
    run: Callable[[Traps], str | None]
    root_only: bool = False


def read_secret(traps: Traps) -> str:
    return Path(traps.secret).read_text()


def read_hidden(traps: Traps) -> str:
    return Path(traps.hidden).read_text()[:40]


def write_outside(traps: Traps) -> str:
    path = Path(traps.outside, f"written-{os.getpid()}")
    path.write_text("x")
    path.unlink()
    return f"wrote {path}"


def connect_tcp(traps: Traps) -> str:
    with socket.create_connection(("127.0.0.1", traps.tcp), timeout=2):
        return "connected"


def send_udp(traps: Traps) -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", ("127.0.0.1", traps.udp))
    return "sent"


def connect_abstract(traps: Traps) -> str:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect("\0" + traps.abstract)
    return "connected"


def connect_path(traps: Traps) -> str:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(traps.path)
    return "connected"


def see_process(traps: Traps) -> str:
    return Path(f"/proc/{traps.victim}/cmdline").read_text()


def signal_process(traps: Traps) -> str:
    os.kill(traps.victim, signal.SIGCONT)
    return "sent a signal"


def attach(traps: Traps) -> str:
    _system("ptrace", 16, traps.victim, 0, 0)
    os.waitpid(traps.victim, 0x40000000)
    _system("ptrace", 17, traps.victim, 0, 0)
    return "attached"


def read_memory(traps: Traps) -> str | None:
    # Both pieces of memory are nowhere: the rights are checked before that shows.
    nowhere = (ctypes.c_size_t * 2)(16, 16)
    try:
        _system("process_vm_readv", traps.victim, nowhere, 1, nowhere, 1, 0)
    except OSError as error:
        if error.errno != 14:
            return None
    return "could read its memory"


def read_shared(traps: Traps) -> str | None:
    if traps.shared < 0:
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    libc.shmat.restype = ctypes.c_void_p
    place = libc.shmat(traps.shared, None, 0o10000)
    if place is None or place == ctypes.c_void_p(-1).value:
        return None
    return "attached"


def see_environment(traps: Traps) -> str | None:
    try:
        initial = Path("/proc/self/environ").read_bytes()
    except OSError:
        initial = b""
    if traps.variable in os.environ or traps.variable.encode() in initial:
        return "found it"
    return None


def mount(traps: Traps) -> str:
    target = os.path.abspath("mounted").encode()
    os.mkdir(target)
    libc = ctypes.CDLL(None, use_errno=True)
    _check(libc.mount(b"none", target, b"tmpfs", ctypes.c_ulong(0), None))
    libc.umount2(target, 2)
    return "mounted"


def new_namespace(traps: Traps) -> str | None:
    pid = os.fork()
    if pid == 0:
        result = ctypes.CDLL(None).unshare(0x10000000)
        os._exit(0 if result == 0 else 1)
    return "made one" if os.waitpid(pid, 0)[1] == 0 else None


def become_root(traps: Traps) -> str:
    os.setresuid(0, 0, 0)
    return "became root"


def change_owner(traps: Traps) -> str:
    Path("mine").write_text("")
    os.chown("mine", 4711, 4711)
    return "gave a file away"


def gain_rights(traps: Traps) -> str | None:
    if LINUX and ctypes.CDLL(None).prctl(39, 0, 0, 0, 0) == 1:
        return None
    return "setuid programs would work"


def use_memory(traps: Traps) -> str:
    return f"allocated {len(bytearray(2 * LIMITS.memory)) // MiB} MiB"


def use_processes(traps: Traps) -> str | None:
    children: list[int] = []
    try:
        for _ in range(LIMITS.processes + 8):
            pid = os.fork()
            if pid == 0:
                signal.pause()
            children.append(pid)
    finally:
        for pid in children:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
    return f"had {len(children)} children"


def use_files(traps: Traps) -> str:
    held = [os.dup(0) for _ in range(2 * LIMITS.open_files)]
    for number in held:
        os.close(number)
    return f"opened {len(held)} files"


def use_file_size(traps: Traps) -> str:
    Path("large").write_bytes(bytes(LIMITS.file_size + 1))
    return "wrote a larger file"


def use_disk(traps: Traps) -> str:
    for index in range(6):
        Path(f"part-{index}").write_bytes(bytes(LIMITS.disk // 4))
    return "wrote more"


def use_cpu(traps: Traps) -> str:
    end = time.process_time() + 3
    while time.process_time() < end:
        pass
    return "computed for 3 seconds"


def raise_limit(traps: Traps) -> str:
    # Asks for more than a limit lets by: what was lowered must not come up again.
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 1024))
    return "raised a limit"


ATTEMPTS = (
    Attempt("read outside", "Files outside of the private folder and the libraries cannot be read.",
            ("files", "landlock"), read_secret),
    Attempt("read the grader", "The course and gradlab's own code cannot be read.",
            ("files", "landlock"), read_hidden),
    Attempt("write outside", "Nothing outside of the private folder can be written.",
            ("files", "landlock"), write_outside),
    Attempt("environment", "The environment of the one who grades is not passed on.",
            (), see_environment),
    Attempt("TCP", "No TCP connection can be made, not even to this machine.",
            ("network", "landlock", "seccomp"), connect_tcp),
    Attempt("UDP", "No datagram can be sent.", ("network", "seccomp"), send_udp),
    Attempt("abstract socket", "Services behind abstract unix sockets cannot be reached.",
            ("network", "landlock", "seccomp"), connect_abstract),
    Attempt("socket file", "Services behind socket files (D-Bus, Docker) cannot be reached.",
            ("files", "seccomp"), connect_path),
    Attempt("see processes", "Other processes cannot be seen.", ("files", "landlock"), see_process),
    Attempt("signal", "Other processes cannot be signalled.",
            ("processes", "landlock"), signal_process),
    Attempt("trace", "Other processes cannot be traced.",
            ("processes", "landlock", "seccomp"), attach),
    Attempt("read memory", "The memory of other processes cannot be read.",
            ("processes", "landlock", "seccomp"), read_memory),
    Attempt("shared memory", "Shared memory of other processes cannot be attached.",
            ("ipc", "seccomp"), read_shared),
    Attempt("mount", "Nothing can be mounted.",
            ("privileges", "landlock", "seccomp", "identity+files"), mount, root_only=True),
    Attempt("namespace", "No namespace can be made, where the kernel's less tried parts lie.",
            ("seccomp",), new_namespace),
    Attempt("become root", "The process cannot become root.", ("identity+files",), become_root,
            root_only=True),
    Attempt("change owner", "The process has no capabilities.",
            ("privileges", "identity+files"), change_owner, root_only=True),
    Attempt("setuid programs", "Programs of other owners bring no rights.",
            ("privileges", "landlock", "seccomp"), gain_rights),
    Attempt("memory", "A process gets no more memory than allowed.", ("limits",), use_memory),
    Attempt("processes", "No more processes than allowed run at a time.",
            ("limits+identity+files",), use_processes),
    Attempt("open files", "No more files than allowed are open at a time.", ("limits",), use_files),
    Attempt("raise limits", "A limit cannot be raised again.",
            ("limits+privileges", "limits+identity+files"), raise_limit),
    Attempt("file size", "A file grows no larger than allowed.", ("limits",), use_file_size),
    Attempt("disk", "All files together take no more room than allowed.", ("files",), use_disk),
    Attempt("CPU time", "A process computes no longer than allowed.", ("limits",), use_cpu),
)  # fmt: skip

_NUMBERS = {
    "ptrace": {"x86_64": 101, "aarch64": 117},
    "process_vm_readv": {"x86_64": 310, "aarch64": 270},
}


def _system(name: str, *arguments: int | ctypes.Array[ctypes.c_size_t]) -> int:
    if not LINUX or MACHINE not in _NUMBERS[name]:
        raise OSError(38, f"{name}: not on this platform")
    libc = ctypes.CDLL(None, use_errno=True)
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    return _check(libc.syscall(ctypes.c_long(_NUMBERS[name][MACHINE]), *words))


def _check(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
