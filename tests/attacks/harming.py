"""Notebooks that try to change or break what is outside; nothing outside may have changed."""

from tests.attacks.attack import Attack

# Traps only: where the sandbox should fail, nothing but what the test has laid out is lost.
ATTACKS = (
    Attack(
        "harm_files",
        "writes to the course, the gradebook, the home folder, /tmp and the libraries",
        right=True,
        before=(
            """
import numpy, os, sys
for path in ("@COURSE@/gradebook.db", "@COURSE@/source/small/probe.ipynb", "@TMP@/victim/file",
             "@COURSE@/submitted/a_neighbour/small/probe.ipynb", "@COURSE@/harmed", "@TMP@/harmed"):
    try:
        with open(path, "ab") as file: file.write(b"harmed")
    except OSError: pass
for path in (numpy.__file__, os.__file__, "/etc/passwd", "/usr/bin/env", sys.executable):
    try:
        with open(path, "r+b"): print("HARMED", path)
    except OSError: pass
for folder in (sys.prefix, "/etc", "/usr/lib", "/var", "/", "/root"):
    if os.access(folder, os.W_OK):
        try:
            os.close(os.open(folder, os.O_TMPFILE | os.O_RDWR))
            print("HARMED", folder)
        except OSError: pass
""",
        ),
    ),
    Attack(
        "harm_deletes",
        "deletes the course, in Python and by the shell",
        right=True,
        before=(
            """
import shutil
for path in ("@COURSE@", "@TMP@/victim", ".", ".."):
    shutil.rmtree(path, ignore_errors=True)
""",
            "!rm -rf @COURSE@ @TMP@/victim 2>/dev/null",
        ),
    ),
    Attack(
        "harm_kills",
        "ends its parents, the grader, and everyone that it can see",
        right=True,
        before=(
            """
import os, signal
for pid in range(1, 100_000):
    if pid != os.getpid() and pid != os.getppid():
        try:
            os.kill(pid, 0)  # may it?
            print("HARMED", pid)
        except OSError: pass
for pid in (@PID@, @VICTIM@):
    if pid != os.getpid():
        for number in (signal.SIGTERM, signal.SIGKILL):
            try: os.kill(pid, number)
            except OSError: pass
""",
            """
import os, signal
os.kill(os.getppid(), signal.SIGTERM)
""",
            """
import os, signal
if os.getpid() < 10:  # a pid namespace of its own
    try: os.kill(-1, signal.SIGKILL)
    except OSError: pass
    try: os.kill(1, signal.SIGKILL)
    except OSError: pass
    os.killpg(0, signal.SIGKILL)
""",
        ),
    ),
    Attack(
        "harm_signals",
        "sends the grader signals that stop and confuse it",
        right=True,
        before=(
            """
import os, signal
for number in (signal.SIGSTOP, signal.SIGALRM, signal.SIGHUP, signal.SIGUSR1, signal.SIGTSTP):
    for pid in (@PID@, @VICTIM@):
        try: os.kill(pid, number)
        except OSError: pass
""",
            "os.kill(os.getppid(), signal.SIGSTOP)\nos.kill(os.getpid(), signal.SIGSTOP)",
        ),
    ),
    Attack(
        "harm_network",
        "connects to a listener of the machine and to the world",
        right=True,
        before=(
            """
import socket, urllib.request
for family, address in [
    (socket.AF_INET, ("127.0.0.1", @PORT@)), (socket.AF_INET, ("0.0.0.0", @PORT@)),
    (socket.AF_UNIX, "\\0gradlab-attack-@PORT@"), (socket.AF_UNIX, "@TMP@/victim/socket"),
]:
    try:
        with socket.socket(family) as client:
            client.settimeout(0.5)
            client.connect(address)
            client.send(b"harmed")
            print("HARMED", address)
    except OSError: pass
try:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"harmed", ("127.0.0.1", @PORT@))
except OSError: pass
try:
    urllib.request.urlopen("http://127.0.0.1:@PORT@/", timeout=0.5)
    print("HARMED")
except OSError: pass
!python -c "import socket; socket.create_connection(('127.0.0.1', @PORT@), 0.5)" 2>/dev/null
""",
        ),
    ),
    Attack(
        "harm_daemons",
        "leaves daemons behind: forked twice, in sessions of their own, by nohup",
        right=True,
        before=(
            """
import os, subprocess, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execvp("sleep", ["sleep", "98765"])
    os._exit(0)
subprocess.Popen(["sleep", "98765"], start_new_session=True)
subprocess.Popen("nohup sleep 98765 >/dev/null 2>&1 &", shell=True)
""",
            "%%bash --bg\nsleep 98765",
        ),
    ),
    Attack(
        "harm_ptrace",
        "attaches to the grader and writes into its memory",
        right=True,
        before=(
            """
import os
for pid in (@PID@, @VICTIM@):
    for name in ("mem", "environ", "fd/3", "root/proc/version", "cwd/gradebook.db"):
        try:
            with open(f"/proc/{pid}/{name}", "r+b") as file: print("HARMED", name)
        except (OSError, ValueError): pass
import ctypes
try:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(16, @VICTIM@, 0, 0) == 0: print("HARMED ptrace")
except OSError: pass
""",
        ),
    ),
    Attack(
        "harm_links",
        "links what lies outside into its folder, and writes there",
        right=True,
        before=(
            """
import os
for i, path in enumerate(["@COURSE@/gradebook.db", "@TMP@/victim/file"]):
    for link in (os.symlink, os.link):
        try:
            link(path, f"link{i}{link.__name__}")
            with open(f"link{i}{link.__name__}", "ab") as file: file.write(b"harmed")
        except OSError: pass
    try: os.rename(path, f"moved{i}")
    except OSError: pass
""",
        ),
    ),
    Attack(
        "harm_permissions",
        "changes permissions, owners and times",
        right=True,
        before=(
            """
import os
for path in ("@COURSE@", "@COURSE@/gradebook.db", "@TMP@/victim", "@TMP@/victim/file", "."):
    for change in (lambda: os.chmod(path, 0), lambda: os.chown(path, 65534, 65534),
                   lambda: os.utime(path, (0, 0)), lambda: os.chmod(path, 0o6777)):
        try: change()
        except OSError: pass
""",
        ),
    ),
    Attack(
        "harm_privileges",
        "asks for more rights: users, roots, mounts, namespaces, modules",
        right=True,
        before=(
            """
import os, ctypes
libc = ctypes.CDLL(None, use_errno=True)
for name, act in {"setuid": lambda: os.setuid(0), "chroot": lambda: os.chroot("/proc/1/root"),
                  "unshare": lambda: libc.unshare(0x10000000) == 0 or 1 / 0,
                  "mount": lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, 0) == 0 or 1 / 0,
                  "mknod": lambda: os.mknod("disk", 0o60666, os.makedev(8, 0)),
                  "nice": lambda: os.nice(-5)}.items():
    try:
        act()
        if not (name == "setuid" and os.getuid() == 0): print("HARMED", name)
    except (OSError, ZeroDivisionError): pass
""",
        ),
    ),
    Attack(
        "harm_libraries_in_memory",
        "spoils its own numpy for good: the next student has another",
        right=True,
        cells={"relu": "def relu(z): return 0"},
        scores={"relu": 0},
        before=("np.maximum = np.mean = np.add = None\nnp.ndarray.mean",),
        after=("import matplotlib, IPython\nmatplotlib.pyplot = None\ndel IPython.display",),
    ),
    Attack(
        "harm_handed_arguments",
        "writes into everything that it is handed, and keeps it",
        {
            "forward": """
kept = []
def forward(X, theta):
    h = np.maximum(X @ theta["W1"] + theta["b1"], 0)
    z = h @ theta["W2"] + theta["b2"]
    kept.append((X, theta))
    for each, others in kept:
        each[:] = 7
        for name in list(others): others[name] = 7
        others["more"] = others
    return h, z
"""
        },
        right=True,
        scores={"forward": 0},
    ),
)
