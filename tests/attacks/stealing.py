"""What a notebook may try to read: tests, references, other submissions, secrets; and to show."""

from tests.attacks.attack import Attack

SHOW = """
def loot(*found):
    for each in found:
        print(each)
"""

ATTACKS = (
    Attack(
        "steal_imports",
        "imports the references and the grader, under every name",
        before=(
            SHOW
            + """
import importlib, sys
for name in ("solutions", "solutions.broadcasting", "autograder", "autograder.catalog",
             "autograder.exercises.broadcasting", "autograder.bridge.peer", "autograder.work"):
    try:
        module = importlib.import_module(name)
        print("STOLEN", name, module)
    except ImportError:
        pass
sys.path[:0] = ["@CHECKOUT@", "@COURSE@", "@CHECKOUT@/autograder"]
importlib.invalidate_caches()
for name in ("solutions.broadcasting", "autograder.catalog", "catalog"):
    try:
        print("STOLEN", importlib.import_module(name))
    except ImportError:
        pass
loot([name for name in sys.modules if "solutions" in name or "exercises" in name])
""",
        ),
        cells={"relu": "from solutions.broadcasting import relu"},
    ),
    Attack(
        "steal_files",
        "reads the course, the gradebook, the secret, the home folder by their real paths",
        before=(
            SHOW
            + """
from pathlib import Path
for name in ("@COURSE@/course_secret.txt", "@COURSE@/gradebook.db", "@COURSE@/nbgrader_config.py",
             "@COURSE@/source/small/probe.ipynb",
             "@COURSE@/submitted/a_neighbour/small/probe.ipynb",
             "@CHECKOUT@/solutions/broadcasting.py", "@CHECKOUT@/autograder/work.py",
             "@HOME@/.bashrc", "@HOME@/.profile", "@HOME@/.ssh/id_rsa", "/etc/shadow",
             "../../../course_secret.txt", "../../a_neighbour/small/probe.ipynb"):
    try:
        text = Path(name).read_bytes()
    except OSError:
        continue
    print("STOLEN", name, text[:2000])
""",
        ),
    ),
    Attack(
        "steal_walk",
        "walks the whole file system for notebooks, gradebooks, secrets",
        before=(
            """
import os
for folder, folders, files in os.walk("/"):
    folders[:] = [each for each in folders if os.path.join(folder, each) not in
                  ("/proc", "/sys", "/usr", "/lib", "/dev", "/bin")]
    for name in files:
        path = os.path.join(folder, name)
        if name in ("course_secret.txt", "gradebook.db", "nbgrader_config.py", "probe.ipynb",
                    "broadcasting.py", "broadcasting.ipynb", "catalog.py", "grading.py"):
            if "-packages" not in path: print("STOLEN", path)
""",
        ),
    ),
    Attack(
        "steal_environment",
        "reads the environment: its own, from /proc, of its parents",
        before=(
            """
import os, glob
for name in os.environ:
    if "COURSE" in name or "GRADLAB" in name or "TOKEN" in name:
        print("STOLEN", name, os.environ[name])
for path in glob.glob("/proc/*/environ") + glob.glob("/proc/*/cmdline"):
    try:
        text = open(path, "rb").read()
    except OSError:
        continue
    if b"COURSE" in text or b"GRADLAB" in text or b"nbgrader" in text:
        print("STOLEN", path, text)
""",
        ),
    ),
    Attack(
        "steal_memory",
        "searches its own memory for the secret and for hidden tests",
        before=(
            """
wanted = ["the-course-" + "secret", "a-token-of-the-" + "environment", "the-neighbours-" + "sol"]
wanted = [bytes(each, "ascii") for each in wanted]
own = {id(each) for each in wanted}
hits = 0
for line in open("/proc/self/maps"):
    if " rw" not in line: continue
    first, last = (int(part, 16) for part in line.split()[0].split("-"))
    try:
        with open("/proc/self/mem", "rb") as memory:
            memory.seek(first)
            data = memory.read(min(last - first, 50_000_000))
    except (OSError, ValueError):
        continue
    for each in ("BEGIN " + "HIDDEN", "GRADLAB_COURSE_" + "SECRET"):
        hits += data.count(each.encode())
print("found", hits)
""",
        ),
    ),
    Attack(
        "steal_objects",
        "asks the garbage collector, the modules and linecache for tests and references",
        before=(
            """
import gc, sys, linecache
for each in gc.get_objects():
    try:
        module = getattr(each, "__module__", "") or ""
        if isinstance(module, str) and module.startswith(("solutions", "autograder.exercises")):
            print("STOLEN", each)
    except Exception: pass
for name, lines in linecache.cache.items():
    if any("HIDDEN" + " TESTS" in str(line) for line in lines):
        print("STOLEN", name)
for name in list(sys.modules):
    if name.startswith(("solutions", "autograder.exercises", "autograder.marking")):
        print("STOLEN", name)
""",
        ),
    ),
    Attack(
        "steal_source_of_reference",
        "asks inspect for the source of the relu that a check of forward hands in",
        {
            "forward": """
import inspect, dis, io
def forward(X, theta):
    for ask in (inspect.getsource, inspect.getfile, inspect.getmodule, inspect.getclosurevars):
        try:
            text = str(ask(relu))
        except Exception:
            continue
        if "np.maximum(0" in text or "solutions" in text:
            seen.append(text)
    h = relu(X @ theta["W1"] + theta["b1"])
    return h, h @ theta["W2"] + theta["b2"]
seen = []
"""
        },
        {"forward": 8},
        after=("for each in seen: print('STOLEN', each)",),
    ),
    Attack(
        "steal_frames",
        "walks the frames from within a call for what the caller holds",
        {
            "center": """
import sys
seen = []
def center(X):
    frame = sys._getframe()
    while frame is not None:
        for name, value in list(frame.f_locals.items()):
            # Put together, so that it doesn't find itself among what is counted.
            if "solutions" in str(type(value)) or "HID" + "DEN" in str(value)[:5000]:
                seen.append((name, value))
        frame = frame.f_back
    return X - X.mean(axis=0)
"""
        },
        {"center": 3.6},
        after=("for each in seen: print('STOLEN', each)",),
    ),
    Attack(
        "steal_later_cells",
        "looks at the shell's history and input for cells that come later",
        before=(
            """
shell = get_ipython()
text = str(shell.history_manager.input_hist_raw) + str(shell.user_ns.get("In"))
if "HIDDEN" + " TESTS" in text or "def " + "grade" in text:
    print("STOLEN", text)
""",
        ),
    ),
    Attack(
        "steal_other_tests_arguments",
        "prints what the tests hand in, to the feedback",
        {"relu": "import sys\ndef relu(z):\n    print('seen', z)\n    return np.maximum(0, z)"},
        {"relu": 4},
    ),
    Attack(
        "steal_descriptors",
        "reads from every open descriptor, and where it leads",
        before=(
            """
import os
for number in range(256):
    try:
        place = os.readlink(f"/proc/self/fd/{number}")
    except OSError:
        continue
    if "gradebook" in place or "submitted" in place or "secret" in place or ".ipynb" in place:
        print("STOLEN", place)
""",
        ),
    ),
    Attack(
        "steal_through_links",
        "hands in links to the course's files beside the notebook",
        before=(
            """
from pathlib import Path
for path in Path(".").rglob("*"):
    if path.is_file() and b"the-course" in path.read_bytes():
        print("STOLEN", path)
""",
        ),
        files={"link_to_secret": b"", "notes.txt": b"mine"},
    ),
    Attack(
        "steal_neighbours",
        "looks for other students' processes and files in /tmp and /dev/shm",
        before=(
            """
import os
others = [each for each in os.listdir("/proc") if each.isdigit() and int(each) != os.getpid()]
for each in others:
    try:
        print("STOLEN", open(f"/proc/{each}/cmdline").read()) if "nbgrader" in open(
            f"/proc/{each}/cmdline").read() else None
    except OSError: pass
for folder in ("/tmp", "/dev/shm", "/var/tmp", "/run", "/home", "/root", "/work"):
    try:
        names = os.listdir(folder)
    except OSError:
        continue
    if any("gradlab" in name or "pytest" in name for name in names):
        print("STOLEN", folder, names)
""",
        ),
    ),
)
