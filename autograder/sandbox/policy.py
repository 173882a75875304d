"""What a confined process may see and use; every layer of the confinement reads it from here."""

from __future__ import annotations

import site
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path, PurePosixPath

MiB = 1 << 20
GiB = 1 << 30

LAYERS = (
    "processes",  # a pid namespace: sees no other process, and dies as a whole
    "identity",  # a user of its own: no rights of the one who grades
    "files",  # a mount namespace with a private root: what isn't listed does not exist
    "network",  # a network namespace without any interface
    "ipc",  # ipc and uts namespaces: no shared memory or host name in common
    "landlock",  # the kernel's access rules for files, TCP ports, signals and abstract sockets
    "seccomp",  # system calls that no honest notebook needs are refused
    "privileges",  # no capabilities, none to be gained by exec, memory closed to others
    "limits",  # memory, processes, files, CPU time of each process
    "cgroup",  # memory and processes of all of them together
)

# Those that the promises do without: the limits of each process hold in any case.
EXTRAS = frozenset({"cgroup"})

# What the interpreter's own folders do not hold: shared libraries, a shell, fonts, time zones.
SYSTEM = (
    *("/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/usr/bin", "/usr/local/bin"),
    *("/bin", "/lib", "/lib32", "/lib64"),
    *("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/zoneinfo", "/usr/share/terminfo"),
    *("/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/localtime", "/etc/mime.types"),
    *("/nix/store", "/gnu/store", "/sys/devices/system/cpu"),
)


class PolicyError(ValueError):
    """A limit or a path of a policy makes no sense; the message names it."""


@dataclass(frozen=True)
class Limits:
    """How much a confined process may use; all sizes in bytes.

    Attributes:
        memory: address space of each process beyond what the server has when it forks, and, where a
            cgroup can be made, memory of all processes together.
        processes: processes and threads at a time, the student's main one included.
        open_files: file descriptors of a process.
        file_size: of one file.
        disk: of all files in the private folder, /tmp and /dev/shm together (they live in memory).
        cpu_seconds: CPU time of each process; None for no limit.
    """

    memory: int = 2 * GiB
    processes: int = 32
    open_files: int = 256
    file_size: int = 64 * MiB
    disk: int = 128 * MiB
    cpu_seconds: int | None = None

    def __post_init__(self) -> None:
        least = {"memory": 64 * MiB, "open_files": 16, "disk": MiB}
        for item in fields(self):
            value, low = getattr(self, item.name), least.get(item.name, 1)
            if value is None and item.name == "cpu_seconds":
                continue
            if isinstance(value, bool) or not isinstance(value, int) or value < low:
                raise PolicyError(
                    f"limit {item.name} is {value!r}; it must be a whole number of at least {low}"
                )


@dataclass(frozen=True)
class Policy:
    """What one confined process sees and may do.

    Of two paths of which one lies below the other, the longer one decides: a folder of libraries
    inside a hidden course stays readable, a hidden package inside the libraries stays hidden.

    Attributes:
        readable: absolute paths of folders and files that can be read and executed, never written.
            Those that don't exist are passed over.
        hidden: absolute paths that must not be seen although they lie below a readable one.
        files: (relative name, source path) of files to copy into the private folder.
        limits: what it may use.
        share_network: whether it keeps the machine's network.
        environment: variables besides the few that every confined process gets.
        layers: which layers to apply, of `LAYERS`; fewer only to test each by itself.
    """

    readable: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    limits: Limits = field(default_factory=Limits)
    share_network: bool = False
    environment: tuple[tuple[str, str], ...] = ()
    layers: frozenset[str] = frozenset(LAYERS)

    def __post_init__(self) -> None:
        for path in (*self.readable, *self.hidden):
            if not path.startswith("/") or ".." in PurePosixPath(path).parts or path == "/":
                raise PolicyError(f"{path!r} must be an absolute path below / without '..'")
        for name, _ in self.files:
            parts = PurePosixPath(name).parts
            if not parts or name.startswith("/") or ".." in parts or "\0" in name:
                raise PolicyError(f"{name!r} must be the relative name of a file, without '..'")
        if unknown := set(self.layers) - set(LAYERS):
            raise PolicyError(f"no layer is called {min(unknown)!r}; there are {', '.join(LAYERS)}")


def default_policy(
    course: Path | None = None,
    files: Iterable[tuple[str, str]] = (),
    limits: Limits | None = None,
    share_network: bool = False,
) -> Policy:
    """The policy for this interpreter: its libraries can be read; gradlab and the course can't.

    Args:
        course: the course's root, which may hold the virtual environment: that stays visible.
        files: (relative name, source path) of what to copy into the private folder.
    """
    prefixes = sorted({Path(sys.prefix), Path(sys.base_prefix), Path(sys.exec_prefix)})
    packages = _packages(prefixes)
    secret = {str(path.resolve()) for path in _own_code(packages)}
    if course is not None:
        secret.add(str(course.resolve()))
    libraries = [
        prefix / part
        for prefix in prefixes
        for part in ("bin", "lib", "lib64", "share", "pyvenv.cfg")
    ]
    # A place to import from that holds our own code (an editable install) is not a library.
    libraries += [path for path in packages if str(path.resolve()) not in secret]
    readable = _outermost([*(str(path) for path in libraries), *SYSTEM], secret)
    return Policy(
        readable=tuple(readable),
        hidden=tuple(sorted(secret)),
        files=tuple(files),
        limits=limits or Limits(),
        share_network=share_network,
    )


def _packages(prefixes: list[Path]) -> list[Path]:
    """The folders that modules are imported from, those of the base interpreter among them."""
    named = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    user = [site.getusersitepackages()] if site.ENABLE_USER_SITE else []
    found = [Path(name) for name in (*named, *sys.path, *user) if name and Path(name).is_absolute()]
    found += [folder for prefix in prefixes for folder in prefix.glob("lib*/python3*/*-packages")]
    # Other folders on the path may be anybody's: the current one, that of a script, a home.
    return [
        path
        for path in dict.fromkeys(found)
        if path.is_dir()
        and (
            path.name.endswith("-packages")
            or any(path.is_relative_to(prefix) for prefix in prefixes)
        )
    ]


def _own_code(packages: list[Path]) -> list[Path]:
    """Where gradlab's own code lies, and what in site-packages tells of it."""
    package = Path(__file__).resolve().parents[1]
    root = package.parent
    if any(root == path.resolve() and "-packages" in path.name for path in packages):
        found = [package, root / "solutions"]
    else:
        found = [root]  # a checkout: all of it, the sources of the notebooks too
    traces = ("gradlab*.dist-info", "gradlab*.egg-info", "__editable__*gradlab*", "gradlab*.pth")
    for folder in packages:
        told = [path for pattern in traces for path in folder.glob(pattern)]
        if any(path.suffix == ".dist-info" for path in told):
            found += [folder / "autograder", folder / "solutions"]
        found += told
        found += folder.glob("__pycache__/__editable__*gradlab*")
    return [path for path in found if path.exists()]


def _outermost(paths: Iterable[str], secret: set[str]) -> list[str]:
    """Those that exist and that no other one shows already."""
    found = [path for path in dict.fromkeys(paths) if Path(path).exists()]

    def shown(path: str) -> bool:
        above = [str(parent) for parent in PurePosixPath(path).parents]
        return any(p in found for p in above) and not any(p in secret for p in above)

    return [path for path in found if not shown(path)]
