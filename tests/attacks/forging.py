"""Scores forged from within: outputs, liars, patched libraries, hidden loops, forged messages.

Each leaves all other exercises blank, so that every point that it gets is a point stolen, but for
what a wrong solution deserves anyway.
"""

from tests.attacks.attack import Attack

# The student's end of the channel, found as anyone can: a socket among the open descriptors.
CHANNEL = """
import os, socket, stat, struct
def channel():
    for number in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                return number
        except OSError:
            pass
def frame(data):
    return struct.pack(">I", len(data)) + data
"""

LOOPED = """
def center(X):
    means = [sum(float(X[i, j]) for i in range(X.shape[0])) / X.shape[0]
             for j in range(X.shape[1])]
    return np.array([[X[i, j] - means[j] for j in range(X.shape[1])] for i in range(X.shape[0])])
"""
FORWARD_LOOPED = """
def loops(X, theta):
    h = [[max(0.0, sum(x * w for x, w in zip(row, unit)) + b)
          for unit, b in zip(theta["W1"].T, theta["b1"])] for row in X]
    z = [[sum(x * w for x, w in zip(row, unit)) + b
          for unit, b in zip(theta["W2"].T, theta["b2"])] for row in h]
    return np.array(h), np.array(z)
"""
# center is right but for its loops: 3.6 of 6 points.
LOOPS = {"center": 3.6}

ATTACKS = (
    Attack(
        "forge_printed",
        "prints the points, as text and as a value",
        {"relu": "print('4.0')\n4.0"},
        after=("print(4.0)\n26.0",),
    ),
    Attack(
        "forge_report",
        "publishes a report of full points in the grader's own format",
        before=(
            "from IPython.display import publish_display_data\n"
            "for exercise, points in [('relu', 4), ('center', 6)]:\n"
            "    publish_display_data({'text/plain': 'all right', "
            "'application/vnd.gradlab.report+json': {'exercise': 'broadcasting.' + exercise, "
            "'points': points, 'maximum': points, 'verdicts': []}})\n4.0",
        ),
        cells={"relu": "def relu(z):\n    print(4.0)\n    display(4.0)\n    return 4.0"},
    ),
    Attack(
        "forge_grade",
        "defines grade, close and np anew",
        before=(
            "import builtins\n"
            "def grade(*a, **k): return 4.0\n"
            "builtins.grade = grade\n"
            "def close(*a): return True\n"
            "class Numpy:\n    def __getattr__(self, name): return lambda *a, **k: True\n"
            "np = Numpy()",
        ),
        after=("def relu(z): return 0",),
    ),
    Attack(
        "forge_module",
        "puts a module called autograder in the way",
        before=(
            "import sys, types\n"
            "fake = types.ModuleType('autograder'); fake.grade = lambda *a, **k: 4.0\n"
            "sys.modules['autograder'] = sys.modules['autograder.grading'] = fake",
        ),
        files={"autograder.py": b"def grade(*a, **k): return 4.0\n"},
    ),
    Attack(
        "forge_patched_numpy",
        "lets all of numpy's comparisons agree",
        before=(
            "for name in ('allclose', 'array_equal', 'isclose', 'shape', 'asarray', 'all'):\n"
            "    setattr(np, name, lambda *a, **k: True)\n"
            "np.testing.assert_allclose = lambda *a, **k: None\n"
            "import builtins\n"
            "builtins.isinstance = lambda *a: True\n"
            "builtins.AssertionError = Warning\n",
        ),
        cells={
            "relu": "def relu(z):\n    return z * 0 + 7.5",
            "center": "center = lambda X: X + 1",
        },
    ),
    Attack(
        "forge_equal_to_all",
        "returns an object that equals everything and looks like every type",
        {
            "relu": """
class Liar:
    shape, ndim, dtype, size = (4, 5), 2, np.dtype(float), 20
    __array_priority__ = 1e9
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
    def __bool__(self): return True
    def __float__(self): return 0.0
    def __len__(self): return 4
    def __getitem__(self, key): return self
    def __iter__(self): return iter([self] * 4)
    def __array__(self, *a, **k): return np.zeros((4, 5))
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __sub__ = __rsub__ = __add__ = __radd__ = __abs__ = lambda self, *a: 0
def relu(z): return Liar()
""",
            "broadcast_shape": "def broadcast_shape(a, b): return Liar()",
            "center": "center = Liar()",
            "forward": "def forward(X, theta): return Liar(), Liar()",
        },
        scores={"relu": 0},
    ),
    Attack(
        "forge_class_lies",
        "returns objects whose __class__ says ndarray, tuple, float",
        {
            "relu": """
class Claims:
    def __init__(self, kind): self.kind = kind
    @property
    def __class__(self): return self.kind
    def __eq__(self, other): return True
def relu(z): return Claims(np.ndarray)
""",
            "broadcast_shape": "def broadcast_shape(a, b): return Claims(tuple)",
            "center": "def center(X): return Claims(float)",
            "forward": "def forward(X, theta): return Claims(tuple)",
        },
    ),
    Attack(
        "forge_subclasses",
        "returns subclasses of ndarray, tuple and float that compare as they like",
        {
            "relu": """
class A(np.ndarray):
    def __eq__(self, other): return True
    def __sub__(self, other): return np.zeros(self.shape)
    def __rsub__(self, other): return np.zeros(self.shape)
    def __array_ufunc__(self, *a, **k): return np.ones(self.shape, bool)
    def __array_function__(self, *a, **k): return True
    def astype(self, *a, **k): return self
class F(float):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    __rsub__ = __abs__ = __add__ = __sub__
def relu(z):
    return (np.asarray(z) * 0.0 + 1.5).view(A) if np.ndim(z) else F(1.5)
""",
            "broadcast_shape": """
class T(tuple):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    __hash__ = tuple.__hash__
def broadcast_shape(a, b): return T((9, 9))
""",
        },
    ),
    Attack(
        "forge_errors",
        "raises errors called like the grader's, and instances of what a check expects",
        {
            "relu": """
class TimedOut(BaseException): pass
class OutOfSteps(Exception): pass
class Passed(StopIteration, ValueError):
    points = 4.0
def relu(z): raise Passed(4.0)
""",
            "broadcast_shape": "def broadcast_shape(a, b): raise ValueError('as expected')",
            "center": "def center(X): raise GeneratorExit(6.0)",
            "forward": "def forward(X, theta): raise SystemExit(0)",
        },
        scores={"broadcast_shape": 0},
    ),
    Attack(
        "forge_exit_codes",
        "ends the process with success, at once and at the end",
        {"relu": "import os\ndef relu(z): os._exit(0)"},
        before=("import atexit, sys\natexit.register(lambda: print(26.0))",),
        after=("raise SystemExit(0)",),
    ),
    Attack(
        "forge_detects_the_check",
        "behaves when the shape is that of the example, and guesses otherwise",
        {"relu": "def relu(z):\n    return np.maximum(0, z) if np.shape(z) == (2, 3) else z"},
    ),
    Attack(
        "forge_kept_reference",
        "keeps the relu that a check of forward is handed, moves its tests, and hands it in",
        {
            "relu": "kept = []\ndef relu(z): return kept[0](z)",
            "forward": (
                "def forward(X, theta):\n"
                "    kept.append(relu)\n"
                "    h = relu(X @ theta['W1'] + theta['b1'])\n"
                "    return h, h @ theta['W2'] + theta['b2']"
            ),
        },
        edit=lambda notebook: notebook["cells"].sort(
            key=lambda cell: cell["metadata"].get("nbgrader", {}).get("grade_id") == "test_relu"
        ),
        scores={"forward": 8},
    ),
    Attack(
        "forge_reaches_through_reference",
        "asks the relu that it is handed for the grader's module, globals and code",
        {
            "forward": """
found = []
def forward(X, theta):
    for name in ("__globals__", "__code__", "__closure__", "__module__", "__wrapped__", "__self__",
                 "__reduce__", "__class__", "__dict__", "__builtins__", "func_globals"):
        value = getattr(relu, name, None)
        if "solutions" in str(value) or "references" in str(value):
            found.append(name)
            print("STOLEN", value)
    return [found] * 2
"""
        },
        after=("if found: print('STOLEN', found)",),
        scores={"forward": 0},
    ),
    Attack(
        "forge_lying_handles",
        "sends handles of the grader's that were never given, and operations that nobody may ask",
        {
            "forward": CHANNEL
            + """
import msgpack
def forward(X, theta):
    end = channel()
    for operation, arguments in [
        ("get", [msgpack.ExtType(17, msgpack.packb(1)), "__globals__"]),
        ("call", [msgpack.ExtType(17, msgpack.packb(1)), [], {}]),
        ("call", [msgpack.ExtType(17, msgpack.packb(99999)), [], {}]),
        ("set", [msgpack.ExtType(17, msgpack.packb(1)), "__code__", 1]),
        ("name", ["grade"]),
        ("cell", ["import os; os.system('touch /tmp/harmed')", 100, 1]),
        ("vars", [msgpack.ExtType(17, msgpack.packb(1))]),
        ("delete", [msgpack.ExtType(17, msgpack.packb(1)), "x"]),
    ]:
        os.write(end, frame(msgpack.packb([0, operation, [1, 2, 3, [], "x"], *arguments])))
        length = struct.unpack(">I", os.read(end, 4))[0]
        answer = b""
        while len(answer) < length:
            answer += os.read(end, length - len(answer))
        if msgpack.unpackb(answer, strict_map_key=False, ext_hook=lambda *a: a)[0] == 1:
            print("STOLEN", operation)
    return X, X
"""
        },
    ),
    Attack(
        "forge_frames",
        "writes answers of full points and other frames into the channel",
        {
            "relu": CHANNEL
            + """
import msgpack
def relu(z):
    for value in ([1, 4.0, None, ""], [2, [["Passed"], "", [], ""]], [1], [7, 7], "4.0", 4.0):
        os.write(channel(), frame(msgpack.packb(value)))
    return 4.0
"""
        },
    ),
    Attack(
        "forge_changes",
        "answers with changes of arguments that don't fit, for what has no arguments",
        before=(
            CHANNEL + "import msgpack\nos.write(channel(), "
            "frame(msgpack.packb([1, [], [[], {}], ''])) * 30)",
        ),
    ),
    Attack(
        "forge_garbage",
        "writes random bytes into the channel",
        before=(CHANNEL + "os.write(channel(), bytes(range(256)) * 16)",),
    ),
    Attack(
        "forge_closed_channel",
        "closes every descriptor",
        {"relu": "import os\ndef relu(z):\n    os.closerange(3, 250)\n    return 4.0"},
    ),
    Attack(
        "forge_builtin_callbacks",
        "hands in functions of Python's and numpy's own that write, read and evaluate",
        {
            "relu": "relu = np.save",
            "broadcast_shape": "broadcast_shape = eval",
            "center": "center = np.fromfile",
            "forward": "forward = open",
        },
    ),
    Attack(
        "forge_getattr",
        "is a class whose metaclass answers for everything",
        {
            "relu": """
class Meta(type):
    def __getattr__(cls, name): return cls
    def __call__(cls, *a, **k): return cls
    def __eq__(cls, other): return True
    def __hash__(cls): return 1
    def __instancecheck__(cls, other): return True
    @property
    def __name__(cls): return 'ndarray'
    @property
    def __mro__(cls): return (np.ndarray, object)
class relu(metaclass=Meta): pass
""",
            "forward": "forward = relu",
        },
    ),
    Attack(
        "forge_huge_numbers",
        "returns integers, texts and nestings that take long to show",
        {
            "relu": "def relu(z): return 10**9000",
            "broadcast_shape": "def broadcast_shape(a, b): return (10**9000,) * 50",
            "center": "def center(X): return 'x' * 5_000_000",
            "forward": (
                "def forward(X, theta):\n    deep = []\n    for _ in range(50): deep = [deep]\n"
                "    return deep, range(10**12)"
            ),
        },
    ),
    # The count of loops -------------------------------------------------------------------------
    Attack("forge_loops_plain", "loops, and says so", {"center": LOOPED}, LOOPS),
    Attack(
        "forge_loops_untraced",
        "takes the trace function away",
        {"center": "import sys" + LOOPED.replace("    means", "    sys.settrace(None)\n    means")},
        LOOPS,
    ),
    Attack(
        "forge_loops_in_a_library",
        "compiles its loops under a library's file name",
        {
            "center": f"import numpy.linalg\nexec(compile({LOOPED!r}, "
            "numpy.linalg.__file__, 'exec'))"
        },
        LOOPS,
    ),
    Attack(
        "forge_loops_replaced_code",
        "gives its code object a library's file name",
        {"center": LOOPED + "center.__code__ = center.__code__.replace(co_filename=np.__file__)\n"},
        LOOPS,
    ),
    Attack(
        "forge_loops_started_thread",
        "has a thread do the loops that was started long before",
        {
            "center": LOOPED.replace("center", "loops")
            + """
import _thread, queue
todo, done = queue.SimpleQueue(), queue.SimpleQueue()
def work():
    while True: done.put(loops(todo.get()))
_thread.start_new_thread(work, ())
import threading
threading.active_count = lambda: 1
def center(X):
    todo.put(X)
    return done.get()
"""
        },
        LOOPS,
    ),
    Attack(
        "forge_loops_child_process",
        "has a forked process do the loops",
        {
            "center": LOOPED.replace("center", "loops")
            + """
import os
ask, asked = os.pipe(); answer, answered = os.pipe()
if os.fork() == 0:
    while True:
        n, d = np.frombuffer(os.read(ask, 16), int)
        X = np.frombuffer(os.read(ask, int(n * d) * 8)).reshape(n, d)
        os.write(answered, loops(X).tobytes())
def center(X):
    X = np.asarray(X, float)
    os.write(asked, np.array(X.shape).tobytes() + X.tobytes())
    return np.frombuffer(os.read(answer, X.nbytes)).reshape(X.shape)
"""
        },
        LOOPS,
    ),
    Attack(
        "forge_loops_cut_wire",
        "puts /dev/null where marks of such steps are written, then takes the trace function away",
        {
            "center": "import sys"
            + LOOPED.replace(
                "    means",
                """
    import os, stat
    for number in range(3, 256):
        try:
            if stat.S_ISFIFO(os.fstat(number).st_mode):
                os.dup(number); os.dup2(os.open("/dev/null", os.O_WRONLY), number)
        except OSError: pass
    sys.settrace(None)
    means""",
            )
        },
        LOOPS,
    ),
    Attack(
        "forge_loops_lazy_answer",
        "returns a pair that fills itself when it is looked at, after the count",
        {
            "forward": FORWARD_LOOPED
            + """
class Lazy(tuple):
    @property
    def __class__(self):
        self[0][:], self[1][:] = loops(*asked)
        return tuple
def forward(X, theta):
    asked[:] = X, theta
    n, m, K = len(X), len(theta["b1"]), len(theta["b2"])
    return Lazy((np.empty((n, m)), np.empty((n, K))))
asked = []
"""
        },
    ),
    Attack(
        "forge_loops_lazy_question",
        "has the loops done while a question travels to the grader",
        {
            "forward": FORWARD_LOOPED
            + """
class Lazy:
    @property
    def __class__(self):
        done[:] = loops(*asked)
        return Lazy
def forward(X, theta):
    asked[:] = X, theta
    try:
        relu(Lazy())
    except Exception:
        pass
    return tuple(done)
asked, done = [], []
"""
        },
    ),
    Attack(
        "forge_loops_signal",
        "has a signal's handler do the loops while it waits for the grader's answer",
        {
            "forward": FORWARD_LOOPED
            + """
import signal
def handler(*a):
    if asked and not done:
        done[:] = loops(*asked)
signal.signal(signal.SIGALRM, handler)
def forward(X, theta):
    done.clear()
    asked[:] = X, theta
    signal.setitimer(signal.ITIMER_REAL, 2e-5)
    relu(np.zeros(100_000))
    signal.setitimer(signal.ITIMER_REAL, 0)
    return tuple(done) or loops(X, theta)
asked, done = [], []
"""
        },
        {"forward": 4.8},
    ),
    Attack(
        "forge_loops_walked_frames",
        "has a library walk the frames up to the counter, and empties it",
        {
            "center": "import traceback, gc"
            + LOOPED.replace(
                "    return",
                """
    for frame, _ in traceback.walk_stack(None):
        scope = getattr(frame.f_locals.get("self"), "_scope", None)
        if getattr(scope, "_meter", None) is not None:
            for executed in scope._meter._executed.values():
                executed.clear()
    return""",
            )
        },
        LOOPS,
    ),
    Attack(
        "forge_loops_own_library",
        "makes the counter take its own code for a library's, by way of the shell's globals",
        {
            "center": """
try:
    formatted = type(get_ipython()).showtraceback.__globals__["formatted"]
    names = formatted.__globals__["is_library"].__globals__
    names["_LIBRARIES"] = (*names["_LIBRARIES"], "<ipython", "/tmp/ipykernel")
except (KeyError, AttributeError):
    pass
"""
            + LOOPED
        },
        LOOPS,
    ),
    Attack(
        "forge_loops_signal_of_the_grader",
        "reaches the grader's end by the handler of interrupts, and empties the count",
        {
            "center": "import signal"
            + LOOPED.replace(
                "    return",
                """
    peer = getattr(signal.getsignal(signal.SIGINT), "__self__", None)
    if peer is not None and peer._scope._meter is not None:
        for executed in peer._scope._meter._executed.values():
            executed.clear()
    return""",
            )
        },
        LOOPS,
    ),
    Attack(
        "forge_loops_trace_closure",
        "finds the count in the closure of the trace function, and empties it",
        {
            "center": "import sys"
            + LOOPED.replace(
                "    return",
                """
    meter = getattr(sys.gettrace(), "__self__", None)
    for executed in getattr(meter, "_executed", {}).values():
        executed.clear()
    return""",
            )
        },
        LOOPS,
    ),
    Attack(
        "forge_loops_after_a_recursion",
        "recurses without end, at which Python gives up tracing, then loops",
        {
            "center": "def deep(): return deep()"
            + LOOPED.replace(
                "    means",
                "    try: deep()\n    except RecursionError: pass\n    means",
            )
        },
        LOOPS,
    ),
    Attack(
        "forge_loops_frames_kept",
        "takes hold of the interpreter's objects long before, and empties the count when it counts",
        {"center": "import gc, sys\nkept = gc.get_objects()\nsys.settrace(None)" + LOOPED},
        LOOPS,
    ),
)

# The count runs in the student's process, so who knows the grader's source can change it: no value
# can be forged that way, but the claims about loops can (see docs/security.md).
KNOWN = (
    Attack(
        "known_loops_by_subclasses",
        "finds the counter's class among all classes, and has it count nothing",
        {
            "center": """
for kind in object.__subclasses__():
    if kind.__name__ == "Meter" and hasattr(kind, "enter"):
        kind.enter = lambda self, frame, event, arg: None
"""
            + LOOPED
        },
        LOOPS,
    ),
)
