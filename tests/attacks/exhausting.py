"""Notebooks that take all they can get: the other exercises keep their points."""

from tests.attacks.attack import Attack
from tests.attacks.forging import CHANNEL

HANGS = "def relu(z):\n    while True: pass"


def _relu(body: str, why: str, name: str, **options: object) -> Attack:
    scores = {"relu": 0.0}
    return Attack(name, why, {"relu": body}, scores, right=True, **options)  # type: ignore[arg-type]


ATTACKS = (
    _relu(HANGS, "a function that never returns", "exhaust_call"),
    Attack("exhaust_cell", "a cell that never ends", right=True, before=("while True: pass",)),
    _relu("def relu(z): return 10**10**8", "a power without end, in C", "exhaust_power"),
    _relu("def relu(z): return sum(range(10**12))", "a sum without end, in C", "exhaust_sum"),
    _relu(
        "import re\ndef relu(z): return re.match(r'(a+)+$', 'a' * 60 + 'b')",
        "a pattern that tracks back without end",
        "exhaust_pattern",
    ),
    _relu("import time\ndef relu(z): time.sleep(10**6)", "sleeps", "exhaust_sleep"),
    _relu(
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n" + HANGS,
        "does not hear interrupts",
        "exhaust_deaf",
    ),
    _relu(
        "def relu(z):\n    while True:\n        try:\n            while True: pass\n"
        "        except BaseException: pass",
        "catches every interrupt",
        "exhaust_stubborn",
    ),
    Attack(
        "exhaust_cell_stubborn",
        "a cell that catches every interrupt",
        right=True,
        before=("while True:\n    try:\n        while True: pass\n    except BaseException: pass",),
    ),
    _relu(
        "def relu(z): return np.ones((10**6, 10**6)).sum()",
        "takes 8 TB at once",
        "exhaust_array",
    ),
    _relu(
        "def relu(z):\n    grown = [0]\n    while True: grown += grown",
        "doubles a list",
        "exhaust_list",
    ),
    Attack(
        "exhaust_memory_of_others",
        "has other processes take memory",
        right=True,
        before=(
            """
import os, time
pids = []
for _ in range(6):
    if (pid := os.fork()) == 0:
        data = []
        try:
            while True: data.append(bytearray(10**7))
        except MemoryError: time.sleep(100)
    pids.append(pid)
time.sleep(1)
""",
            "for pid in pids:\n    os.kill(pid, 9)\n    os.waitpid(pid, 0)\nprint('ended')",
        ),
        told=("ended",),
    ),
    Attack(
        "exhaust_fork_bomb",
        "forks without end",
        right=True,
        before=("import os\nwhile True:\n    try:\n        os.fork()\n    except OSError: pass",),
    ),
    Attack(
        "exhaust_threads",
        "starts threads until it may no more",
        right=True,
        before=(
            "import threading, time\ntry:\n    while True:\n"
            "        threading.Thread(target=time.sleep, args=(100,), daemon=True).start()\n"
            "except RuntimeError as error: print(error)",
        ),
    ),
    Attack(
        "exhaust_disk",
        "fills the disk",
        right=True,
        before=(
            "i = 0\ntry:\n    while True:\n        i += 1\n"
            "        with open(f'file{i}', 'wb') as file: file.write(bytes(4_000_000))\n"
            "except OSError as error: print('full', error.errno)",
        ),
        told=("full",),
    ),
    Attack(
        "exhaust_large_file",
        "writes a file without end",
        right=True,
        before=(
            "try:\n    with open('file', 'wb') as file:\n"
            "        while True: file.write(bytes(1_000_000))\n"
            "except OSError as error: print('too large', error.errno)",
        ),
        told=("too large",),
    ),
    Attack(
        "exhaust_descriptors",
        "opens files until it may no more",
        right=True,
        before=("kept = []\nwhile True: kept.append(open('/dev/null'))",),
    ),
    Attack(
        "exhaust_output",
        "prints without end",
        right=True,
        before=("while True: print('x' * 1000)",),
    ),
    Attack(
        "exhaust_output_below",
        "prints without end below Python",
        right=True,
        before=("import os\nwhile True: os.write(1, b'x' * 100_000)",),
    ),
    Attack(
        "exhaust_display",
        "shows 100 MB, as one picture and as many",
        right=True,
        before=(
            "from IPython.display import HTML, Image\ndisplay(HTML('x' * 100_000_000))",
            "for _ in range(100): display(Image(data=b'\\x89PNG' + b'x' * 10**6, format='png'))",
        ),
    ),
    _relu("def relu(z): return relu(z)", "calls itself without end", "exhaust_recursion"),
    _relu(
        "import sys\nsys.setrecursionlimit(10**9)\ndef relu(z): return relu(z) + 1",
        "calls itself without end and without a limit",
        "exhaust_stack",
    ),
    _relu(
        "def relu(z):\n    deep = []\n    for _ in range(10**6): deep = [deep]\n    return deep",
        "returns what is nested a million deep",
        "exhaust_nested",
    ),
    _relu(
        "def relu(z):\n    loop = []\n    loop.append(loop)\n    return loop",
        "returns a list that holds itself",
        "exhaust_cycle",
    ),
    _relu("def relu(z): return np.zeros(10**7)", "returns 80 MB", "exhaust_large_answer"),
    _relu(
        "def relu(z): return [[] for _ in range(10**7)]",
        "returns ten million lists",
        "exhaust_many_lists",
    ),
    _relu(
        CHANNEL + "def relu(z):\n    end = channel()\n"
        "    while True: os.write(end, b'\\x01\\x00\\x00\\x00' + bytes(1 << 16))",
        "sends without end",
        "exhaust_stream",
    ),
    _relu(
        CHANNEL + "def relu(z):\n"
        "    body = (b'\\xdc\\xff\\xff' + b'\\x90' * 65535) * 300\n"
        "    body = b'\\x94\\x01\\xdd' + struct.pack('>I', 300) + body + b'\\xc0\\xa0'\n"
        "    data = frame(body)\n"
        "    while data: data = data[os.write(end, data):]\n"
        "end = channel()",
        "sends a message of twenty million empty lists",
        "exhaust_lists_in_a_message",
    ),
    _relu(
        CHANNEL
        + """
import msgpack
end = channel()
def relu(z):
    kinds = [msgpack.ExtType(16, msgpack.packb([i, "class", "A", False])) for i in range(900_000)]
    data = frame(msgpack.packb([1, kinds, None, ""]))
    while data: data = data[os.write(end, data):]
""",
        "sends the handles of 900,000 classes",
        "exhaust_classes",
    ),
    _relu(
        "import itertools\n"
        "class Endless:\n    def __iter__(self): return itertools.count()\n"
        "    def __len__(self): return 10**15\n"
        "    def __array__(self, *a, **k): return np.zeros(10**7)\n"
        "def relu(z): return Endless()",
        "returns what has no end",
        "exhaust_iterator",
    ),
    _relu(
        "class Long:\n    def __repr__(self):\n        while True: pass\n    __str__ = __repr__\n"
        "    __format__ = lambda self, spec: repr(self)\n"
        "class Failure(Exception):\n    __str__ = Long.__repr__\n"
        "def relu(z): raise Failure(Long())",
        "raises an error whose text never ends",
        "exhaust_text_of_error",
    ),
    Attack(
        "exhaust_repr",
        "shows an object whose text never ends",
        right=True,
        before=("class Long:\n    def __repr__(self):\n        while True: pass\nLong()",),
    ),
    Attack(
        "exhaust_deaths",
        "ends its process in every cell",
        right=True,
        before=("import os\nos.kill(os.getpid(), 9)",) * 3,
    ),
    _relu(
        "import ctypes\ndef relu(z): ctypes.string_at(0)",
        "crashes the interpreter",
        "exhaust_crash",
    ),
    Attack(
        "exhaust_parser",
        "has cells that take a parser long or deep",
        right=True,
        after=(
            "(" * 100_000,
            "-" * 100_000 + "1",
            "x = " + "[" * 150 + "]" * 150,
            "a" + ".b" * 100_000,
            "1" + "+1" * 200_000,
            "if 1:\n" + " " * 50_000 + "x",
        ),
    ),
)
