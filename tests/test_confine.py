"""A confined process: what it sees, what it may use, how it ends, what remains.

Only a process with a single thread may fork one, so each test runs its server in a new interpreter.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from autograder.sandbox import cgroup
from autograder.sandbox.policy import LAYERS, Limits, Policy, PolicyError, default_policy
from autograder.sandbox.student import environment

ROOT = Path(__file__).resolve().parents[1]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="layers of Linux")

PRELUDE = """
import ctypes, json, os, signal, subprocess, sys, time
from dataclasses import replace
from pathlib import Path
from autograder.sandbox.confine import SandboxError, spawn
from autograder.sandbox.policy import LAYERS, Limits, Policy, default_policy

def inside(policy, function):
    "What the function returns in a confined process, how that ended, and which layers held."
    reader, writer = os.pipe()
    spawned = spawn(policy, lambda: os.write(writer, json.dumps(function()).encode()), (writer,))
    os.close(writer)
    with open(reader, "rb") as pipe:
        answer = pipe.read()
    ending = spawned.wait()
    return json.loads(answer) if answer else None, str(ending), spawned.layers

def can_read(path):
    try:
        Path(path).read_bytes()
    except OSError:
        return False
    return True

def show(value):
    print(json.dumps(value), flush=True)
"""


def server(code: str, *arguments: str | Path, pass_fds: tuple[int, ...] = ()) -> Any:
    """What the code prints with show() last, run in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + textwrap.dedent(code), *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment() | {"PYTHONPATH": str(ROOT)},
        timeout=120,
        pass_fds=pass_fds,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def held() -> set[str]:
    if not hasattr(held, "layers"):
        held.layers = set(server("show(inside(default_policy(), int)[2].held)"))
    return held.layers


def need(*layers: str) -> None:
    if missing := set(layers) - held():
        pytest.skip(f"this machine refuses {', '.join(sorted(missing))}")


# What it sees


@LINUX
@pytest.mark.parametrize("layer", ["files", "landlock"])
def test_of_two_nested_paths_the_longer_one_decides(tmp_path: Path, layer: str) -> None:
    need(layer)
    tmp_path.chmod(0o755)
    course = tmp_path / "course"
    libraries = course / ".venv" / "lib"
    for file in (
        course / "gradebook.db",
        course / "solutions" / "a.py",
        libraries / "numpy" / "a.py",
        libraries / "autograder" / "a.py",
        libraries / "gradlab.pth",
    ):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")
    (course / "link").symlink_to(libraries)
    answer = server(
        """
        course = sys.argv[1]
        plain = default_policy()
        policy = replace(
            plain,
            readable=(*plain.readable, f"{course}/.venv/lib"),
            hidden=(course, f"{course}/.venv/lib/autograder", f"{course}/.venv/lib/gradlab.pth"),
            layers=frozenset({sys.argv[2]}),
        )
        names = ("gradebook.db", "solutions/a.py", ".venv/lib/numpy/a.py",
                 ".venv/lib/autograder/a.py", ".venv/lib/gradlab.pth")
        show(inside(policy, lambda: [name for name in names if can_read(f"{course}/{name}")
                                     and Path(f"{course}/{name}").read_text()])[0])
        """,
        course,
        layer,
    )
    assert answer == [".venv/lib/numpy/a.py"]


@LINUX
def test_a_private_root_shows_nothing_but_libraries_and_the_private_folder() -> None:
    need("files", "processes")
    top, home, processes = server(
        """
        show(inside(default_policy(), lambda: [
            sorted(name for name in os.listdir("/") if not name.startswith(".")),
            os.listdir("/home"), sorted(n for n in os.listdir("/proc") if n.isdigit())])[0])
        """
    )
    assert not {"var", "mnt", "srv", "opt", "run", "boot"} & set(top)
    assert home == ["student"]
    assert processes == ["1", "2"]


def test_the_policys_files_are_copied_into_the_working_folder(tmp_path: Path) -> None:
    source = tmp_path / "digits.csv"
    source.write_text("1,2")
    where, text, before = server(
        """
        policy = replace(default_policy(), files=(("data/digits.csv", sys.argv[1]),))
        def work():
            file = Path("data/digits.csv")
            text = file.read_text()
            file.write_text("spoilt")
            return [os.getcwd(), text, file.read_text()]
        show(inside(policy, work)[0])
        """,
        source,
    )
    assert where.endswith("/work")
    assert (text, before) == ("1,2", "spoilt")
    assert source.read_text() == "1,2"


def test_only_the_descriptors_that_were_kept_are_open() -> None:
    assert server(
        """
        extra = os.open("/dev/null", os.O_RDONLY)
        def work():
            found = []
            for number in range(64):
                try:
                    os.fstat(number)
                except OSError:
                    continue
                found.append(number)
            return len(found)
        show(inside(default_policy(), work)[0])
        """
    ) == len({"stdin", "stdout", "stderr", "the test's own pipe"})


def test_it_has_a_session_of_its_own_so_that_the_terminals_interrupt_passes_it_by() -> None:
    assert server(
        "show(inside(default_policy(), lambda: [os.getsid(0) == os.getpid(), os.getpid()])[0][0])"
    )


def test_modules_that_the_server_has_not_imported_can_be_imported_inside() -> None:
    assert server(
        """
        def work():
            import scipy.optimize, sklearn.datasets
            return len(sklearn.datasets.load_digits().target)
        show(inside(default_policy(), work)[0])
        """
    ) == 1797  # fmt: skip


# What it may use


@LINUX
def test_the_memory_limit_leaves_what_it_allows() -> None:
    got = server(
        """
        policy = replace(default_policy(), limits=Limits(memory=256 << 20))
        def work():
            kept = bytearray(200 << 20)
            try:
                bytearray(100 << 20)
            except MemoryError:
                return len(kept)
        show(inside(policy, work)[0])
        """
    )
    assert got == 200 << 20


@LINUX
def test_a_call_by_another_machines_convention_kills_the_process() -> None:
    need("seccomp")
    if os.uname().machine != "x86_64":
        pytest.skip("x86_64 has two conventions")
    assert (
        server(
            """
        import mmap
        def work():
            code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
            code.write(bytes.fromhex("b814000000cd80c3"))   # getpid, as a 32-bit program asks
            place = ctypes.addressof(ctypes.c_char.from_buffer(code))
            return ctypes.CFUNCTYPE(ctypes.c_int)(place)()
        show(inside(default_policy(), work)[1])
        """
        )
        == "killed by SIGSYS"
    )


@LINUX
def test_a_control_group_bounds_all_processes_together_and_is_removed() -> None:
    need("cgroup")
    ending, left = server(
        """
        from autograder.sandbox import cgroup
        policy = replace(default_policy(), limits=Limits(memory=128 << 20))
        def work():
            for _ in range(4):
                if os.fork() == 0:
                    kept = b"x" * (100 << 20)
                    time.sleep(5)
            time.sleep(5)
        ending = inside(policy, work)[1]
        show([ending, [str(path) for path in cgroup._parent().glob("gradlab-*")]])
        """
    )
    assert ending == "killed by the memory limit"
    assert left == []


@LINUX
def test_a_control_group_without_controllers_is_refused_with_a_reason() -> None:
    if "cgroup" in held():
        pytest.skip("control groups can be made here")
    with pytest.raises(OSError, match="control group"):
        cgroup.make(Limits())


# How it ends


@pytest.mark.parametrize(
    ("work", "words"),
    [
        ("lambda: None", "ended"),
        ("lambda: sys.exit(3)", "exited with 3"),
        ("lambda: 1 / 0", "exited with 1"),
        ("lambda: os.kill(os.getpid(), signal.SIGKILL)", "killed by SIGKILL"),
        ("lambda: os.abort()", "killed by SIGABRT"),
        ("lambda: ctypes.string_at(0)", "killed by SIGSEGV"),
        ("lambda: [0 for _ in iter(int, 1)]", "killed by the limit on CPU time"),
    ],
)
def test_its_end_is_told_in_words(work: str, words: str) -> None:
    code = f"""
    policy = replace(default_policy(), limits=Limits(cpu_seconds=1))
    show(inside(policy, {work})[1])
    """
    assert server(code) == words


def test_an_interrupt_reaches_the_python_code_and_work_goes_on() -> None:
    assert server(
        """
        ready, begin = os.pipe()
        def work():
            seen = 0
            for _ in range(3):
                try:
                    os.write(begin, b".")
                    time.sleep(20)
                except KeyboardInterrupt:
                    seen += 1
            os._exit(seen)
        spawned = spawn(default_policy(), work, (begin,))
        for _ in range(3):
            os.read(ready, 1)
            spawned.interrupt()
        show(str(spawned.wait()))
        """
    ) == "exited with 3"  # fmt: skip


@LINUX
def test_an_interrupt_ends_what_the_process_has_started_even_who_forks_without_end() -> None:
    need("processes")
    assert server(
        """
        ready, begin = os.pipe()
        pulse, beat = os.pipe()
        def work():
            try:
                if os.fork() == 0:
                    signal.signal(signal.SIGINT, signal.SIG_IGN)
                os.write(begin, b".")
                while True:
                    try:
                        os.fork()
                    except OSError:
                        os.write(beat, b".")
            except KeyboardInterrupt:
                os.close(beat)
                os.write(begin, b"!")
                time.sleep(1000)
        spawned = spawn(default_policy(), work, (begin, beat))
        os.close(beat)
        os.read(ready, 1)
        time.sleep(0.5)
        spawned.interrupt()
        while os.read(pulse, 1 << 16):  # ends once nobody holds the other end
            pass
        while b"!" not in os.read(ready, 1 << 10):
            pass
        show(str(spawned.kill()))
        """
    ) == "killed by the grader"  # fmt: skip


LEAVES_DAEMONS = """
    policy = default_policy()
    if sys.argv[1] == "none":
        policy = replace(policy, layers=frozenset())
    held = int(sys.argv[2])
    ready, begin = os.pipe()
    def work():
        for _ in range(3):
            if os.fork() == 0:
                os.setsid()
                for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                    signal.signal(number, signal.SIG_IGN)
                if os.fork() == 0:
                    os.write(begin, b".")
                    time.sleep(100)
                os._exit(0)
        time.sleep(100)
    spawned = spawn(policy, work, (begin, held))
    os.close(held)
    for _ in range(3):
        os.read(ready, 1)
"""


def remains() -> tuple[list[str], list[str]]:
    """Mounts and private folders that a sandbox could have left behind."""
    try:
        mounts = Path("/proc/self/mountinfo").read_text().splitlines()
    except OSError:
        mounts = []
    folder = Path(environment()["TMPDIR"])
    return (
        [line.split()[4] for line in mounts if "tmpfs" in line or "proc" in line],
        sorted(path.name for path in folder.glob("gradlab-sandbox-*")),
    )


@LINUX
@pytest.mark.parametrize("layers", ["all", "none"])
@pytest.mark.parametrize(
    "end",
    [
        "show(str(spawned.kill()))",
        "os.kill(spawned.pid, signal.SIGTERM); show(str(spawned.wait()))",
        "os.kill(os.getpid(), signal.SIGKILL)",
    ],
    ids=["killed", "asked to end", "server killed"],
)
def test_nothing_remains_however_it_ends(layers: str, end: str) -> None:
    before = remains()
    reader, writer = os.pipe()
    with open(reader, "rb") as pipe:
        try:
            server(LEAVES_DAEMONS + textwrap.indent(end, " " * 4), layers, str(writer),
                   pass_fds=(writer,))  # fmt: skip
        except AssertionError:
            assert "SIGKILL" in end  # the server itself was killed
        os.close(writer)
        # The pipe ends when the last process that held it is gone; the daemons would stay longer.
        assert select.select([pipe], [], [], 20)[0]
        assert pipe.read() == b""
    for _ in range(200):
        if remains() == before:
            break
        signal.sigtimedwait([], 0.02)  # the supervisor of a killed server cleans up a moment later
    assert remains() == before


# What can't be had


@LINUX
def test_a_process_with_several_threads_is_refused() -> None:
    assert "several threads" in server(
        """
        import threading
        threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
        try:
            spawn(default_policy(), int)
        except SandboxError as error:
            show(str(error))
        """
    )


def test_without_anything_of_linux_a_process_with_limits_is_left() -> None:
    held, reasons, ending, own_session, work = server(
        """
        from autograder.sandbox import linux
        linux.LINUX, linux.SUPPORTED, linux._libc = False, False, None
        answer, ending, layers = inside(
            default_policy(), lambda: [os.getsid(0) == os.getpid(), os.getcwd()])
        show([layers.held, list(layers.missing.values()), ending, *answer])
        """
    )
    assert held == ["limits"]
    assert all("Linux" in reason for reason in reasons)
    assert len(reasons) == len(LAYERS) - 1
    assert (ending, own_session) == ("ended", True)
    assert not Path(work).exists()


@pytest.mark.parametrize(("size", "word"), [(None, "can't be read"), (9 << 20, "limit disk")])
def test_a_file_that_cannot_be_copied_is_an_error_and_costs_no_layer(
    tmp_path: Path, size: int | None, word: str
) -> None:
    file = tmp_path / "data.csv"
    if size is not None:
        file.write_bytes(bytes(size))
    message, before, after = server(
        """
        plain = replace(default_policy(), limits=Limits(disk=16 << 20))
        before = inside(plain, int)[2].held
        try:
            spawn(replace(plain, files=(("data.csv", sys.argv[1]),)), int)
        except SandboxError as error:
            show([str(error), before, inside(plain, int)[2].held])
        """,
        file,
    )
    assert word in message
    assert after == before


@LINUX
def test_a_source_that_does_not_exist_costs_no_layer() -> None:
    need("files")
    assert "files" in server(
        """
        plain = default_policy()
        policy = replace(plain, readable=(*plain.readable, "/no/such/folder"), hidden=("/no/such",))
        show(inside(policy, int)[2].held)
        """
    )


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Policy(readable=("relative",)),
        lambda: Policy(hidden=("/a/../b",)),
        lambda: Policy(readable=("/",)),
        lambda: Policy(files=(("../outside", "/etc/hosts"),)),
        lambda: Policy(files=(("/absolute", "/etc/hosts"),)),
        lambda: Policy(layers=frozenset({"magic"})),
        lambda: Limits(memory=0),
        lambda: Limits(processes=-1),
        lambda: Limits(cpu_seconds=0),
        lambda: Limits(open_files=True),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(wrong: Any) -> None:
    with pytest.raises(PolicyError):
        wrong()


def test_the_default_policy_hides_the_course_and_the_grader() -> None:
    policy = default_policy(ROOT)
    assert str(ROOT) in policy.hidden
    assert not any(Path(path).resolve() == ROOT for path in policy.readable)
    assert any(Path(sys.prefix, "lib").resolve() == Path(p).resolve() for p in policy.readable)
