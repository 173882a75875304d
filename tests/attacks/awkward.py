"""Honest work that looks odd: it gets every point."""

from __future__ import annotations

from typing import Any

from tests.attacks.attack import Attack

RELU = "def relu(z):\n    return np.maximum(0, z)"


def _honest(name: str, why: str, **options: Any) -> Attack:
    return Attack(f"honest_{name}", why, right=True, **options)


def _relu(name: str, why: str, body: str, **options: Any) -> Attack:
    return _honest(name, why, cells={"relu": body}, **options)


def _list_sources(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].splitlines(True)


ATTACKS = (
    _honest("plain", "nothing odd at all"),
    _honest(
        "magics",
        "magics and the shell",
        before=(
            "%timeit -n1 -r1 sum(range(10))\n%matplotlib inline\n!echo from the shell\n"
            "files = !ls\n%time x = 3\nprint(len(files))",
            "%%time\ny = 4",
            "%%bash\necho from bash",
            "%%capture caught\nprint('unseen')",
            "print(caught.stdout.upper())\n%pwd",
            "%%writefile helper_of_mine.py\nvalue = 5",
            "import helper_of_mine\nhelper_of_mine.value",
            "%load_ext autoreload\n%autoreload 2\n%config InlineBackend.figure_format = 'retina'",
            "np.maximum?",
        ),
        told=("from the shell", "from bash", "UNSEEN"),
    ),
    _honest(
        "await",
        "top-level await",
        before=(
            "import asyncio\nasync def f():\n    await asyncio.sleep(0.001)\n    return 'awaited'\n"
            "await f()",
            "asyncio.run",
        ),
        told=("awaited",),
    ),
    _honest(
        "pictures",
        "figures, HTML and displays that are updated",
        before=(
            "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\nplt.title('hello')\nplt.show()",
            "fig, axes = plt.subplots(2, 2)\naxes[0, 0].hist(np.random.randn(100))\nfig",
            "from IPython.display import HTML, Markdown, clear_output, display\n"
            "handle = display(HTML('<b>bold</b>'), display_id=True)\n"
            "handle.update(HTML('<b>bolder</b>'))\ndisplay(Markdown('# big'))",
            "print('gone')\nclear_output()\nprint('stays')",
        ),
        told=("bolder", "stays"),
    ),
    _relu(
        "stderr",
        "warns and writes to standard error, when defined and when called",
        "import sys, warnings\nwarnings.warn('mind')\nprint('mind', file=sys.stderr)\n"
        "def relu(z):\n    warnings.warn('here too')\n    print('here too', file=sys.stderr)\n"
        "    np.log(-1.0)\n    return np.maximum(0, z)",
    ),
    _relu(
        "prints",
        "prints in functions, at all depths",
        "import os, subprocess\ndef relu(z):\n    print('relu', z)\n    os.write(1, b'below')\n"
        "    os.write(2, b'below')\n    return np.maximum(0, z)",
        after=(
            "import subprocess\nprint(subprocess.run(['echo', 'hello'], text=True, "
            "capture_output=True).stdout)\nsubprocess.run(['echo', 'direct']);\n"
            "os.system('echo system');",
        ),
        told=("direct", "system"),
    ),
    _honest(
        "exit",
        "leaves a cell by sys.exit() or exit()",
        before=("import sys\nsys.exit()", "exit()", "quit(0)", "raise SystemExit(1)"),
    ),
    _honest(
        "error",
        "an error in a cell of its own",
        before=("1 / 0", "undefined", "def (:", "raise KeyboardInterrupt", "assert False, 'no'"),
        told=("ZeroDivisionError", "SyntaxError"),
    ),
    _honest("input", "asks for input", before=("name = input('your name? ')",)),
    _relu(
        "split",
        "helpers in cells of their own, state between cells",
        "calls.append(1)\ndef relu(z):\n    global count\n    count += 1\n    calls.append(z)\n"
        "    return _larger(z, LOWEST)",
        before=(
            "LOWEST = 0\ncount = 0\ncalls = []",
            "def _larger(a, b):\n    return np.where(np.asarray(a) > b, a, b)",
        ),
        after=("print('called', count > 0)",),
        told=("called True",),
    ),
    _relu(
        "class",
        "an instance that can be called",
        "class Relu:\n    'Rectifies.'\n    def __init__(self, low): self.low = low\n"
        "    def __call__(self, z): return np.maximum(self.low, z)\nrelu = Relu(0)",
    ),
    _honest(
        "decorated",
        "decorators, closures, partial, generators, lru_cache",
        cells={
            "relu": "import functools\ndef logged(f):\n    @functools.wraps(f)\n"
            "    def inner(*a, **k):\n        return f(*a, **k)\n    return inner\n"
            "def made(low):\n    @logged\n    def relu(z, low):\n"
            "        return np.maximum(low, z)\n"
            "    return functools.partial(relu, low=low)\nrelu = made(0)",
            "broadcast_shape": "@functools.lru_cache(maxsize=None)\ndef broadcast_shape(a, b):\n"
            "    def pairs():\n        for i in range(1, max(len(a), len(b)) + 1):\n"
            "            yield (a[-i] if i <= len(a) else 1), (b[-i] if i <= len(b) else 1)\n"
            "    shape = []\n    for x, y in pairs():\n        if x != y and 1 not in (x, y):\n"
            "            raise ValueError('no')\n        shape.insert(0, y if x == 1 else x)\n"
            "    return (*shape,)",
        },
    ),
    _relu(
        "types",
        "single precision, numpy's integers, arrays without axes, a matrix",
        "def relu(z):\n    if np.ndim(z) == 0:\n"
        "        return np.maximum(np.float32(0), np.array(z))\n"
        "    return np.maximum(0, np.asarray(z, dtype=np.float32)).view(np.ndarray)",
    ),
    _honest(
        "star",
        "star imports, names of tests and of the set-up defined anew",
        before=(
            "from numpy import array, exp, maximum\nfrom math import *\n"
            "z = 3\na = b = c = h = 'mine'\nexpected, plt, close = 3, 4, None",
        ),
        after=("z, h = 1, 2\ngrade = 5\nprint(z + h)",),
    ),
    _honest(
        "names_of_tests",
        "goes on with names that a visible test has defined",
        cells={
            "broadcast_shape": (
                "seen = h.shape\ndef broadcast_shape(a, b):\n"
                "    n = max(len(a), len(b))\n"
                "    a, b = (1,) * (n - len(a)) + a, (1,) * (n - len(b)) + b\n"
                "    if any(x != y and 1 not in (x, y) for x, y in zip(a, b)): raise ValueError\n"
                "    return tuple(y if x == 1 else x for x, y in zip(a, b))"
            )
        },
        after=("print('seen', seen)",),
        told=("seen (2, 3)",),
    ),
    _honest(
        "files",
        "reads the assignment's data and files of its own, writes some, changes the folder",
        before=(
            "import csv, os\nrows = list(csv.reader(open('numbers.csv')))\nprint(rows)\n"
            "os.makedirs('deeper/still', exist_ok=True)\nos.chdir('deeper/still')\n"
            "open('notes.txt', 'w').write('mine')",
            "os.chdir('../..')\nprint(open('mine.txt').read(), open('parts/inner.txt').read())",
        ),
        files={"mine.txt": b"my text", "parts/inner.txt": b"my other text"},
        told=("my text", "my other text", "'3', '4'"),
    ),
    _relu(
        "unicode",
        "names and texts in many scripts",
        "def größer(α, β):\n    'Größer – 大きい'\n    return np.maximum(α, β)\n"
        "def relu(z):\n    return größer(0, z)\nprint('größer 大きい 🙂')",
        told=("大きい",),
    ),
    _honest(
        "streams",
        "puts another stream at sys.stdout, and logs",
        before=(
            "import io, sys, logging\nsys.stdout = io.StringIO()\nprint('lost')",
            "logging.basicConfig(level=logging.INFO)\nlogging.info('logged')\nprint('back')",
            "sys.stderr.close()\nsys.stdout.write('written')",
        ),
        told=("back",),
    ),
    _honest(
        "seeds",
        "sets seeds and print options",
        before=(
            "np.random.seed(0)\nimport random\nrandom.seed(0)\n"
            "np.set_printoptions(precision=1, suppress=True)\nnp.seterr(all='raise')\n"
            "import warnings\nwarnings.simplefilter('error')",
        ),
    ),
    _relu(
        "threads",
        "threads and processes while defining",
        "import threading, concurrent.futures\nfound = []\n"
        "t = threading.Thread(target=found.append, args=(0,)); t.start(); t.join()\n"
        "with concurrent.futures.ThreadPoolExecutor(2) as pool:\n"
        "    low = list(pool.map(abs, found))[0]\n"
        "def relu(z):\n    return np.maximum(low, z)",
    ),
    _honest(
        "libraries",
        "pandas-like work: sklearn, scipy, tempfile, pickle, a data class",
        before=(
            "import dataclasses, pickle, tempfile\nfrom sklearn.datasets import load_iris\n"
            "import scipy.special\n@dataclasses.dataclass\nclass Point:\n    x: int = 3\n"
            "with tempfile.TemporaryFile() as file:\n    pickle.dump(load_iris().data, file)\n"
            "print(Point(), scipy.special.expit(0))",
        ),
        told=("Point(x=3)",),
    ),
    _honest("lines", "has its sources as lists of lines", edit=_list_sources),
    _honest(
        "many_prints",
        "prints a lot, but not without end",
        before=("for i in range(20_000): print(i)",),
    ),
    _relu(
        "late_definition",
        "has its stub still there, and the solution in another cell",
        "raise NotImplementedError",
        edit=lambda notebook: notebook["cells"].insert(
            2,
            {
                "cell_type": "code",
                "source": RELU,
                "metadata": {},
                "outputs": [],
                "execution_count": None,
            },
        ),
    ),
    _honest(
        "saved",
        "was saved with outputs, widgets and tags",
        edit=lambda notebook: (
            notebook["metadata"].update({"widgets": {"a": {}}, "toc": {"b": 1}}),
            notebook["cells"][1]["metadata"].update({"tags": ["mine"], "collapsed": True}),
            notebook["cells"][1].update(
                outputs=[{"output_type": "stream", "name": "stderr", "text": "x"}]
            ),
            None,
        )[-1],
    ),
    _honest("pip", "installs a package that it can't", before=("%pip --version", "!pip --version")),
)
