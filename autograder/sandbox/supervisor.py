"""The small process between the server and a student's: passes signals on, buries what is left.

It is the first process of a pid namespace where there is one, so that whatever the student's code
starts ends with it. Without, it adopts orphans (a child subreaper) and sweeps them up itself.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
from pathlib import Path

from autograder.sandbox import linux

SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGCHLD}


def prepare() -> None:
    """Leave the server's session, hold signals back, adopt orphans."""
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    for each in SIGNALS:
        signal.signal(each, signal.SIG_DFL)
    os.setsid()
    if linux.LINUX:
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)


def guard() -> None:
    """End when the server does, and keep this memory closed to other processes.

    Comes once the namespaces are set up: a closed process may not write its own id maps, and a
    change of user clears the signal that tells of the server's death.
    """
    if linux.LINUX:
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGTERM)
        linux.prctl(linux.PR_SET_DUMPABLE, 0)


def watch(child: int) -> int:
    """Wait for `child`, relaying interrupts to it. SIGTERM kills it.

    An interrupt also ends what the child has started: a cell that is stopped leaves nobody behind
    who goes on in its place, or takes the time of what comes next.

    Returns:
        Its status as os.waitpid gives it; SIGKILL's where it was ended by SIGTERM.
    """
    while True:
        match signal.sigwait(SIGNALS):
            case signal.SIGINT:
                _end_all_but(child)
                os.kill(child, signal.SIGINT)
            case signal.SIGTERM:
                os.kill(child, signal.SIGKILL)
                return int(signal.SIGKILL)
            case _:
                status = _reap(child)
                if status is not None:
                    return status


def _end_all_but(child: int) -> None:
    """Kill every process in sight but this one and `child`."""
    own = os.getpid()
    if own != 1:
        # Without a namespace of their own, who forks faster than this looks stays for the sweep.
        others = [pid for pid in descendants(own) if pid != child]
    else:
        # Whoever stands still starts no other.
        with contextlib.suppress(OSError):
            os.kill(-1, signal.SIGSTOP)
        try:
            others = [int(name) for name in os.listdir("/proc") if name.isdigit()]
        except OSError:
            others = []
    for pid in others:
        if pid not in (own, child):
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.kill(child, signal.SIGCONT)


def _reap(child: int) -> int | None:
    """Bury everyone who has ended; the status of `child` if it is among them."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return int(signal.SIGKILL)
        if pid == 0:
            return None
        if pid == child:
            return status


def sweep(child: int, user: int | None) -> None:
    """Kill everything that `child` has left behind and wait until it is gone.

    Args:
        user: the id that only these processes have, if they have one.
    """
    if user is not None:
        _kill_all_of(user)
    with contextlib.suppress(OSError):
        os.killpg(child, signal.SIGKILL)
    while True:
        for pid in descendants(os.getpid()):
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        try:
            if linux.LINUX:
                os.waitpid(-1, 0)
            else:
                os.waitpid(child, 0)
                return
        except ChildProcessError:
            return


def descendants(pid: int) -> list[int]:
    """The processes below `pid`, as far as /proc tells."""
    found: list[int] = []
    try:
        named = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return found
    for child in map(int, named):
        found += [child, *descendants(child)]
    return found


def _kill_all_of(user: int) -> None:
    """Kill every process of a user at once, so that none can start another meanwhile."""
    killer = os.fork()
    if killer == 0:
        try:
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
            os.kill(-1, signal.SIGKILL)  # spares the caller
        finally:
            os._exit(0)
    os.waitpid(killer, 0)


def remove(folder: str) -> None:
    """Remove a folder although what is in it may be closed to its owner."""
    for place, folders, _ in os.walk(folder):
        for name in folders:
            with contextlib.suppress(OSError):
                os.chmod(os.path.join(place, name), 0o700, follow_symlinks=False)
    shutil.rmtree(folder, ignore_errors=True)


def close_all_but(*keep: int) -> None:
    """Close every file descriptor of this process but those named."""
    low = 0
    for number in sorted({number for number in keep if number >= 0}):
        if low < number:  # an empty range would close everything from its start on
            os.closerange(low, number)
        low = number + 1
    os.closerange(low, max(low, _highest()) + 1)


def _highest() -> int:
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            return max(map(int, os.listdir("/proc/self/fd")))
    return min(os.sysconf("SC_OPEN_MAX"), 65536)
