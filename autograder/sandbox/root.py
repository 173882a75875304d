"""A private root: what a policy lists, read-only, and one small folder in memory to write to.

Every source is cloned as a detached mount first; then the new root, a tmpfs, is put together from
them, shallow paths before deep ones, so that the longer of two paths decides. Nothing of it is ever
visible outside the mount namespace, and it vanishes with the last process in it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from autograder.sandbox import linux
from autograder.sandbox.policy import Policy

HOME = "/home/student"
SCRATCH = "/tmp"
DEVICES = ("null", "zero", "full", "random", "urandom")

_AT_FDCWD, _AT_EMPTY_PATH, _AT_RECURSIVE = -100, 0x1000, 0x8000
_OPEN_TREE_CLONE = 1
_MOVE_FROM_FD = 4
_READ_ONLY, _NO_SUID, _NO_DEVICES, _NO_EXECUTION = 1, 2, 4, 8
_SET_STRING, _CREATE = 1, 6
_PRIVATE_FROM_HERE = (1 << 14) | (1 << 18)


@dataclass(frozen=True)
class Plan:
    """What the root is made of: paths as they are seen inside, which are those outside.

    Attributes:
        links: (path, what it points to) of symbolic links on the way to a readable path.
        places: (path, whether it is a folder, whether it is shown rather than hidden), shallow
            first.
    """

    links: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, bool, bool], ...]


@lru_cache
def plan(readable: tuple[str, ...], hidden: tuple[str, ...]) -> Plan:
    """Resolve the links in a policy's paths and put them in order."""
    links: dict[str, str] = {}
    places: dict[str, bool] = {}
    for path in readable:
        real = _resolve(path, links)
        if os.path.exists(real):
            places[real] = True
    for path in hidden:
        real = os.path.realpath(path)
        above = [str(parent) for parent in PurePosixPath(real).parents]
        if places.get(real) or any(parent in places for parent in above):
            places[real] = False
    order = sorted(places, key=lambda path: (len(PurePosixPath(path).parts), path))
    bound = {path for path in order if places[path]}
    # A link inside a folder that is shown is there already.
    bare = {
        path: target
        for path, target in links.items()
        if not any(str(parent) in bound for parent in PurePosixPath(path).parents)
    }
    return Plan(
        tuple(bare.items()),
        tuple((path, os.path.isdir(path), places[path]) for path in order),
    )


def _resolve(path: str, links: dict[str, str], depth: int = 0) -> str:
    """The path without symbolic links; those met on the way are added to `links`."""
    if depth > 40:
        return path
    at = "/"
    parts = PurePosixPath(path).parts[1:]
    for index, part in enumerate(parts):
        at = os.path.join(at, part)
        if os.path.islink(at):
            target = os.readlink(at)
            links[at] = target
            rest = os.path.join(os.path.dirname(at), target, *parts[index + 1 :])
            return _resolve(os.path.normpath(rest), links, depth + 1)
    return at


def enter(policy: Policy, owner: tuple[int, int], processes: bool) -> None:
    """Build the root in this process's new mount namespace and move into it.

    Args:
        owner: user and group of the private folders, as this process's user namespace names them.
        processes: whether this process lies in a new pid namespace, which /proc is to show.

    Raises:
        OSError: where the kernel refuses a step; this process should then end.
    """
    linux.mount("/", _PRIVATE_FROM_HERE)
    planned = plan(policy.readable, policy.hidden)
    trees = {path: _clone(path) for path, _, shown in planned.places if shown}
    devices = {name: _clone(f"/dev/{name}") for name in DEVICES}
    base = _tmpfs(f"{1 << 20}", "755", (0, 0) if os.geteuid() == 0 else owner)
    private = _tmpfs(str(policy.limits.disk), "755", owner)
    anchor = next(path for path in ("/tmp", "/mnt", "/usr") if os.path.isdir(path))
    files = [(name, os.open(source, os.O_RDONLY)) for name, source in policy.files]
    _attach(base, anchor)
    os.fchdir(base)

    Path("home").mkdir()
    _place(private, f".{HOME}")
    with _as_owner(owner):
        for folder in (".tmp", ".shm", "work"):
            os.mkdir(f".{HOME}/{folder}", 0o700 if folder == "work" else 0o1777)
        _copy(files, f".{HOME}/work")
    _place(_clone(f".{HOME}/.tmp"), f".{SCRATCH}")
    _device_folder(devices)
    _identity(owner)
    for path, target in planned.links:
        inside = Path(f".{path}")
        inside.parent.mkdir(parents=True, exist_ok=True)
        if not inside.is_symlink() and not inside.exists():
            inside.symlink_to(target)
    for index, (path, is_folder, shown) in enumerate(planned.places):
        if shown:
            _restrict(trees[path], _READ_ONLY | _NO_SUID | _NO_DEVICES)
            _place(trees[path], f".{path}", is_folder)
        else:
            _cover(f".{path}", is_folder, f".hidden/{index}", planned)
    os.mkdir("proc")
    if processes:
        with contextlib.suppress(OSError):  # a container that masks parts of /proc forbids it
            _place(_new("proc", {"subset": "pid"}, _NO_SUID | _NO_DEVICES | _NO_EXECUTION), "proc")
    _restrict(base, _READ_ONLY | _NO_SUID | _NO_DEVICES, below=False)
    linux.syscall("pivot_root", b".\0", b".\0")
    linux.detach(".")
    os.chdir("/")


def _clone(path: str) -> int:
    """A detached copy of the mounts at and below `path`."""
    flags = _OPEN_TREE_CLONE | _AT_RECURSIVE | os.O_CLOEXEC
    return linux.syscall("open_tree", _AT_FDCWD, os.fsencode(path) + b"\0", flags)


def _restrict(tree: int, attributes: int, below: bool = True) -> None:
    change = struct.pack("QQQQ", attributes, 0, 0, 0)
    flags = _AT_EMPTY_PATH | (_AT_RECURSIVE if below else 0)
    linux.syscall("mount_setattr", tree, b"\0", flags, change, len(change))


def _attach(tree: int, path: str) -> None:
    linux.syscall("move_mount", tree, b"\0", _AT_FDCWD, os.fsencode(path) + b"\0", _MOVE_FROM_FD)


def _place(tree: int, path: str, folder: bool = True) -> None:
    """Attach a tree at a path of the new root, made if need be."""
    if folder:
        os.makedirs(path, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if not os.path.exists(path):
            Path(path).touch()
    _attach(tree, path)


def _new(kind: str, options: dict[str, str], attributes: int) -> int:
    """A detached new filesystem."""
    context = linux.syscall("fsopen", kind.encode() + b"\0", 1)
    try:
        for key, value in options.items():
            words = (key.encode() + b"\0", value.encode() + b"\0")
            linux.syscall("fsconfig", context, _SET_STRING, *words, 0)
        linux.syscall("fsconfig", context, _CREATE, None, None, 0)
        return linux.syscall("fsmount", context, 1, attributes)
    finally:
        os.close(context)


def _tmpfs(size: str, mode: str, owner: tuple[int, int]) -> int:
    user, group = owner
    options = {"size": size, "nr_inodes": "16384", "mode": mode, "uid": str(user)}
    return _new("tmpfs", {**options, "gid": str(group)}, _NO_SUID | _NO_DEVICES)


def _device_folder(devices: dict[str, int]) -> None:
    os.mkdir("dev")
    for name, tree in devices.items():
        _restrict(tree, _NO_SUID | _NO_EXECUTION)
        _place(tree, f"dev/{name}", folder=False)
    for name, target in (("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2")):
        os.symlink(f"/proc/self/fd{target}", f"dev/{name}")
    _place(_clone(f".{HOME}/.shm"), "dev/shm")


def _identity(owner: tuple[int, int]) -> None:
    """The few files of /etc by which a program finds its own name and its own machine's."""
    os.mkdir("etc")
    user, group = owner
    Path("etc/passwd").write_text(f"student:x:{user}:{group}::{HOME}:/bin/sh\n")
    Path("etc/group").write_text(f"student:x:{group}:\n")
    Path("etc/hosts").write_text("127.0.0.1 localhost\n")


def _cover(path: str, folder: bool, empty: str, planned: Plan) -> None:
    """Put something empty over a path that lies in a folder which is shown."""
    os.makedirs(".hidden", exist_ok=True)
    os.chmod(".hidden", 0o755)
    if folder:
        os.mkdir(empty)
        for deeper, is_folder, shown in planned.places:
            if shown and PurePosixPath(f".{deeper}").is_relative_to(path):
                inside = Path(empty, PurePosixPath(f".{deeper}").relative_to(path))
                (inside if is_folder else inside.parent).mkdir(parents=True, exist_ok=True)
                if not is_folder:
                    inside.touch()
    else:
        Path(empty).touch()
    tree = _clone(empty)
    _restrict(tree, _READ_ONLY | _NO_SUID | _NO_DEVICES)
    _attach(tree, path)


def _copy(files: list[tuple[str, int]], folder: str) -> None:
    for name, source in files:
        target = Path(folder, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        with open(source, "rb") as reader, target.open("wb") as writer:
            shutil.copyfileobj(reader, writer)
            if os.fstat(reader.fileno()).st_mode & stat.S_IXUSR:
                os.fchmod(writer.fileno(), 0o755)


@contextlib.contextmanager
def _as_owner(owner: tuple[int, int]) -> Iterator[None]:
    """What root makes in here belongs to `owner`."""
    if os.geteuid() != 0:
        yield
        return
    os.setegid(owner[1])
    os.seteuid(owner[0])
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
