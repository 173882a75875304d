"""Signs that code reaches into the interpreter, where the count of its work could be changed.

The instructions are counted in the process of the student, who may do there what they like. So an
audit hook notes, in a pipe that can't be unwritten, every step on the way to the counter: the trace
function, frames, the objects that the garbage collector knows, code that claims to be a library's.
Python has no way to take an audit hook away, and the hook's own parts can't be found without such a
step. What remains possible is to overwrite memory through numpy; see docs/security.md.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from autograder.work import is_library

# Whoever does one of these is not about to solve an exercise.
_ALWAYS = frozenset(
    {
        *("sys.settrace", "sys.setprofile", "gc.get_objects", "gc.get_referrers"),
        *("gc.get_referents", "code.__new__", "marshal.loads", "ctypes.dlopen", "ctypes.dlsym"),
        *("ctypes.cdata", "ctypes.string_at", "ctypes.get_errno", "cpython.run_interactivehook"),
        *("cpython._PySys_ClearAuditHooks", "sys.addaudithook", "sys._getframe"),
        *("sys._current_frames", "sys._current_exceptions"),
    }
)
# A library's functions that hand frames on: whoever called them is the one who asked.
_GIVING_FRAMES = frozenset({"walk_stack", "walk_tb", "currentframe"})
_ATTRIBUTES = frozenset({"tb_frame", "gi_frame", "cr_frame", "ag_frame", "f_trace"})
# Work that is done while the count runs, but where the count can't see it.
_ELSEWHERE = frozenset(
    {
        *("_thread.start_new_thread", "os.fork", "os.forkpty", "os.posix_spawn", "os.system"),
        "subprocess.Popen",
    }
)


# Whether work is being counted just now, and what says that the next step is the counter's own.
Watch = tuple[list[bool], Callable[[], None]]


def watch(descriptor: int) -> Watch:
    """Note from now on in the pipe what a student's code does of that kind.

    Returns:
        A list of one truth value, whether work is being counted just now, for who counts to set;
        and a function to call before an exception leaves a trace function, at which Python takes
        the trace function away by itself.
    """
    counting, permitted = [False], [False]
    pipe = os.fstat(descriptor)

    def permit() -> None:
        permitted[0] = True

    # All that the hook uses is bound here, so that no change to a module reaches it.
    def hook(
        event: str,
        args: tuple[Any, ...],
        write: Any = os.write,
        frame_of: Any = sys._getframe,
        is_library: Any = is_library,
        busy: list[bool] = [False],  # noqa: B006 (one for all calls, on purpose)
        always: frozenset[str] = _ALWAYS,
        elsewhere: frozenset[str] = _ELSEWHERE,
        attributes: frozenset[str] = _ATTRIBUTES,
        stat: Any = os.fstat,
        pipe: os.stat_result = pipe,
        end: Any = os._exit,
        giving_frames: frozenset[str] = _GIVING_FRAMES,
        counting: list[bool] = counting,
        permitted: list[bool] = permitted,
    ) -> None:
        if busy[0]:
            return
        if event == "sys.settrace":
            # Python takes the trace function away by itself where a recursion has no end; that
            # matters while the work is counted, and spoils no later count.
            if permitted[0] or not counting[0]:
                permitted[0] = False
                return
        if event == "object.__getattr__":
            if args[1] not in attributes:
                return
        elif event == "compile":
            if not (type(args[1]) is str and _claims_to_be_library(args[1], is_library)):
                return
        elif event in elsewhere:
            if not counting[0]:
                return
        elif event not in always:
            return
        busy[0] = True
        try:
            frame: FrameType | None = frame_of(1)
            while frame is not None and (
                frame.f_code.co_filename.endswith("/inspect.py")
                or frame.f_code.co_name in giving_frames
            ):
                frame = frame.f_back
            # A process that counts may start no other, whoever in a library does it.
            if frame is not None and (event in elsewhere or not is_library(frame.f_code)):
                place = stat(descriptor)
                if (place.st_dev, place.st_ino) != (pipe.st_dev, pipe.st_ino):
                    end(77)  # somebody has put something else in its place
                write(descriptor, f"{event} in line {frame.f_lineno}\n".encode()[:200])
        finally:
            busy[0] = False

    sys.addaudithook(hook)
    return counting, permit


def _claims_to_be_library(filename: str, is_library: Any) -> bool:
    class Claim:
        co_filename = filename

    return bool(is_library(Claim))
