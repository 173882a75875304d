"""The bridge: objects of a confined process, used as if they were here."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from autograder.bridge.errors import Lost, StudentError, TimedOut
from autograder.bridge.proxy import Proxy
from autograder.execution.notebook import execute
from autograder.execution.peer import JudgePeer
from autograder.execution.session import Session
from autograder.sandbox.launcher import Server
from autograder.sandbox.policy import Limits, default_policy
from autograder.task import Cell, Settings

pytestmark = pytest.mark.slow

MIB = 1 << 20
Run = Callable[[str], Any]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    found = Server(default_policy(limits=Limits(memory=300 * MIB, disk=8 * MIB)))
    yield found
    found.close()


@pytest.fixture(scope="module")
def shared(server: Server) -> Iterator[JudgePeer]:
    """A process for all tests that leave it as it was."""
    peer = JudgePeer(server.spawn(), call_seconds=20)
    yield peer
    peer.close()


@pytest.fixture
def own(server: Server) -> Iterator[JudgePeer]:
    """A process for one test."""
    peer = JudgePeer(server.spawn(), call_seconds=1)
    yield peer
    peer.close()


def ran(peer: JudgePeer, text: str) -> None:
    """Run a cell that has to succeed."""
    outputs, late = peer.request("cell", (textwrap.dedent(text), 10_000, 1), 20)
    assert not late
    assert [each for each in outputs if each["output_type"] == "error"] == []


def of(peer: JudgePeer, text: str) -> Any:
    """The name `it` after a cell."""
    ran(peer, text)
    return peer.ask("name", "it")


@pytest.fixture
def it(shared: JudgePeer) -> Run:
    return lambda text: of(shared, text)


VECTOR = """
    import numpy as np
    class Vector:
        "Two numbers."
        __array_ufunc__ = None
        unit = 1
        def __init__(self, x, y=0): self.x, self.y = x, y
        def __add__(self, o): return Vector(self.x + getattr(o, "x", o), self.y)
        __radd__ = __add__
        def __mul__(self, o): return Vector(self.x * o, self.y * o)
        def __rmul__(self, o): return Vector(o * self.x, o * self.y)
        def __rsub__(self, o): return ("from the right", o)
        def __matmul__(self, o): return self.x * o.x
        def __neg__(self): return Vector(-self.x, -self.y)
        def __abs__(self): return abs(self.x)
        def __pow__(self, n): return self.x**n
        def __iadd__(self, o): self.x += o; return self
        def __eq__(self, o): return isinstance(o, Vector) and self.x == o.x
        def __lt__(self, o): return self.x < o.x
        def __hash__(self): return 1
        def __len__(self): return 2
        def __getitem__(self, key): return key.sum() if isinstance(key, np.ndarray) else repr(key)
        def __setitem__(self, key, value): self.x = value
        def __contains__(self, item): return item == self.x
        def __iter__(self): return iter([self.x, self.y])
        def __call__(self, *args, scale=1): return scale * sum(args)
        def __float__(self): return float(self.x)
        def __bool__(self): return bool(self.x)
        def __repr__(self): return f"Vector({self.x}, {self.y})"
        def length(self): return (self.x**2 + self.y**2) ** 0.5
        def __enter__(self): return self
        def __exit__(self, *error): self.x = 0
    class Special(Vector): pass
"""


@pytest.fixture
def vector(it: Run) -> Any:
    return it(VECTOR + "\n    it = Vector(3, 4)")


def test_plain_values_and_arrays_come_as_themselves(it: Run) -> None:
    value = it("import numpy as np\nit = {'a': [1, (2.5, None)], 'b': np.arange(6).reshape(2, 3)}")
    assert value["a"] == [1, (2.5, None)]
    np.testing.assert_array_equal(value["b"], [[0, 1, 2], [3, 4, 5]])


def test_functions_are_called_with_arguments_of_both_kinds(it: Run) -> None:
    function = it("def it(a, *rest, b=1, **more): return [a, list(rest), b, more]")
    assert function(1, 2, 3, b=4, c=5) == [1, [2, 3], 4, {"c": 5}]
    assert function.__name__ == "it"
    assert callable(function)


def test_attributes_are_read_set_and_deleted(vector: Any) -> None:
    assert (vector.x, vector.y, vector.unit) == (3, 4, 1)
    vector.x = 6
    assert vector.length() == 52**0.5
    vector.more = [1]
    assert vars(vector) == {"x": 6, "y": 4, "more": [1]}
    del vector.more
    assert not hasattr(vector, "more")


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (lambda v: (v + 1).x, 4),
        (lambda v: (1 + v).x, 4),
        (lambda v: (v + v).x, 6),
        (lambda v: (v * 2).y, 8),
        (lambda v: (2 * v).y, 8),
        (lambda v: (np.float64(2) * v).y, 8),
        (lambda v: 5 - v, ("from the right", 5)),
        (lambda v: v @ v, 9),
        (lambda v: (-v).x, -3),
        (lambda v: abs(v), 3),
        (lambda v: v**3, 27),
        (lambda v: v == v + 0, True),
        (lambda v: v == 3, False),
        (lambda v: v != v + 1, True),
        (lambda v: v < v + 1, True),
        (lambda v: v + 1 > v, True),
        (lambda v: len(v), 2),
        (lambda v: 3 in v, True),
        (lambda v: list(v), [3, 4]),
        (lambda v: [*map(float, v)], [3.0, 4.0]),
        (lambda v: float(v), 3.0),
        (lambda v: bool(v), True),
        (lambda v: repr(v), "Vector(3, 4)"),
        (lambda v: f"{v}", "Vector(3, 4)"),
        (lambda v: v(1, 2, scale=3), 9),
        (lambda v: v[1], "1"),
        (lambda v: v[1:2, ..., None], "(slice(1, 2, None), Ellipsis, None)"),
        (lambda v: v[np.array([True, False, True])], 2),
        (lambda v: (np.ones(2) + v).x.tolist(), [4.0, 4.0]),
    ],
)
def test_operators_and_protocols_do_what_the_class_says(
    vector: Any, operation: Callable[[Any], Any], expected: Any
) -> None:
    assert operation(vector) == expected


def test_what_is_changed_in_place_stays_the_same_object(vector: Any) -> None:
    before = vector
    vector += 5
    assert vector is before
    vector[0] = 9
    assert vector.x == 9
    with vector as inside:
        assert inside is vector
    assert vector.x == 0


def test_an_operation_that_a_class_lacks_is_a_type_error(vector: Any) -> None:
    with pytest.raises(TypeError):
        vector / 2
    with pytest.raises(TypeError):
        vector.length + 1


def test_the_same_object_is_the_same_proxy(it: Run) -> None:
    pair = it("class A: pass\na = A()\nit = [a, a, A()]")
    assert pair[0] is pair[1]
    assert pair[0] is not pair[2]
    assert hash(pair[0]) == hash(pair[1])


def test_a_class_there_is_a_class_here(it: Run) -> None:
    Vector, Special, special = it(VECTOR + "\n    it = Vector, Special, Special(1, 2)")
    made = Vector(5, y=6)
    assert isinstance(made, Vector)
    assert isinstance(special, Vector)
    assert not isinstance(made, Special)
    assert not isinstance(5, Vector)
    assert issubclass(Special, Vector)
    assert type(made) is Vector
    assert type(special)(7, 8).x == 7
    assert Vector.__name__ == "Vector"
    assert Vector.unit == 1
    assert Vector.length(made) == 61**0.5


def test_a_method_can_be_put_into_a_class_there(it: Run) -> None:
    Vector = it(VECTOR + "\n    it = Vector")
    Vector.twice = made_in_a_notebook("def twice(self, more=0): return 2 * self.x + more", "twice")
    assert Vector(4, 5).twice(more=1) == 9


def test_a_generator_is_iterated_here(it: Run) -> None:
    count = it("def it():\n    i = 0\n    while True:\n        yield i\n        i += 1")()
    assert [next(count), next(count)] == [0, 1]
    assert [each for each, _ in zip(count, range(3), strict=False)] == [2, 3, 4]


# What is handed over -------------------------------------------------------------------------


def made_in_a_notebook(text: str, name: str) -> Any:
    """A function or class as a locked cell defines it: one that may be handed over."""
    names: dict[str, Any] = {"__name__": "notebook", "np": np}
    exec(textwrap.dedent(text), names)
    return names[name]


def test_a_function_handed_over_is_called_back(it: Run) -> None:
    slope = it("def it(f, x, h=1e-6): return (f(x + h) - f(x - h)) / (2 * h)")
    square = made_in_a_notebook("def square(x): return x**2", "square")
    np.testing.assert_allclose(slope(square, np.array([1.0, 2.0])), [2, 4], rtol=1e-6)
    assert slope(np.exp, 0.0) == pytest.approx(1)


def test_what_is_handed_back_is_the_object_itself(it: Run) -> None:
    square = made_in_a_notebook("def square(x): return x**2", "square")
    Thing = made_in_a_notebook("class Thing:\n    pass", "Thing")
    thing = Thing()
    same = it("def it(*items): return list(items)")(square, thing, Thing)
    assert [a is b for a, b in zip(same, (square, thing, Thing), strict=True)] == [True] * 3


def test_instances_of_the_graders_classes_can_be_used_there(it: Run) -> None:
    Number = made_in_a_notebook(
        """
        class Number:
            def __init__(self, value): self.value = value
            def __mul__(self, other): return Number(self.value * getattr(other, "value", other))
            __rmul__ = __mul__
            def twice(self): return Number(2 * self.value)
        """,
        "Number",
    )
    use = it(
        "def it(a):\n    b = 3 * a.twice() * a\n    a.value = 10\n"
        "    return type(b)(b.value + 1), isinstance(b, type(a)), b"
    )
    a = Number(2)
    more, is_one, b = use(a)
    assert (type(more), more.value, is_one, b.value, a.value) == (Number, 25, True, 24, 10)


@pytest.mark.parametrize(
    "ask",
    [
        "f.__globals__",
        "f.__code__",
        "f.__closure__",
        "f.__self__",
        "f.more",
        "thing.__class__.__init__.__globals__",
        "thing.__reduce__()",
        "thing.method.__func__",
        "setattr(type(thing), 'x', 1)",
        "thing.numpy.save",
        "thing.numpy",
    ],
)
def test_nothing_more_can_be_had_of_them(it: Run, ask: str) -> None:
    square = made_in_a_notebook("def square(x): return x**2", "square")
    Thing = made_in_a_notebook(
        "class Thing:\n    numpy = np\n    def method(self): return 1", "Thing"
    )
    tried = it(
        f"def it(f, thing):\n    try:\n        found = {ask}\n    except Exception as error:\n"
        "        return 'refused'\n    names = getattr(found, '__dict__', found) or {}\n"
        "    return [str(found)[:200], 'square' in str(names), 'numpy' in str(names)]"
    )
    found = tried(square, Thing())
    assert found == "refused" or found[1:] == [False, False]
    assert not hasattr(Thing, "x")


def test_what_was_handed_over_in_a_check_is_worth_nothing_afterwards(own: JudgePeer) -> None:
    keep = of(own, "kept = []\ndef it(f):\n    kept.append(f)\n    return f(1)")
    square = made_in_a_notebook("def square(x): return x**2", "square")
    with own.scope(keep, {"given": square}, 1, 10_000, False, ()):
        assert keep(square) == 1
    again = of(own, "def it(): return kept[0](2)")
    with pytest.raises(StudentError):
        again()


def test_a_generator_of_random_numbers_is_advanced_by_what_it_is_handed_to(it: Run) -> None:
    draw = it("def it(rng, n): return rng.normal(size=n)")
    for make in (np.random.RandomState, np.random.default_rng):
        rng, other = make(3), make(3)
        np.testing.assert_array_equal(draw(rng, 5), other.normal(size=5))
        np.testing.assert_array_equal(draw(rng, 2), other.normal(size=2))
        assert rng.normal() == other.normal()


def test_changes_of_arguments_come_back(it: Run) -> None:
    change = it(
        "def it(array, names, items, pair, *, more):\n    array[0] = 7\n    names['new'] = array\n"
        "    del names['old']\n    items.append(3)\n    pair[0][:] = 1\n    more.add(5)"
    )
    array, names, items, pair, more = np.zeros(2), {"old": 1}, [1, 2], (np.zeros(2), 5), {4}
    inner = pair[0]
    assert change(array, names, items, pair, more=more) is None
    np.testing.assert_array_equal(array, [7, 0])
    np.testing.assert_array_equal(names["new"], [7, 0])
    np.testing.assert_array_equal(inner, [1, 1])
    assert (list(names), items, more) == (["new"], [1, 2, 3], {4, 5})


def test_a_change_that_cannot_be_sent_back_is_an_error(it: Run) -> None:
    with pytest.raises(ValueError, match="argument"):
        it("def it(names): names['self'] = names")({})


def test_what_a_function_prints_is_printed_here(
    it: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    it("import sys\ndef it():\n    print('hello')\n    print('mind', file=sys.stderr)")()
    assert capsys.readouterr().out == "hello\nmind\n"


# What goes wrong -----------------------------------------------------------------------------


def test_an_exception_is_of_its_own_kind_with_the_students_lines(it: Run) -> None:
    fail = it(
        """
        class Mine(ValueError): pass
        def inner(x):
            raise Mine(f"no {x}")
        def it(x): return inner(x)
        """
    )
    with pytest.raises(ValueError, match="no 3") as caught:
        fail(3)
    error = caught.value
    assert isinstance(error, StudentError)
    assert error.type_names[:2] == ("Mine", "ValueError")
    assert [place.function for place in error.places] == ["it", "inner"]
    assert error.places[-1].source == 'raise Mine(f"no {x}")'
    assert "Mine: no 3" in error.text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1 / 0", ZeroDivisionError),
        ("{}['x']", KeyError),
        ("[][1]", IndexError),
        ("undefined", NameError),
        ("None.x", AttributeError),
        ("np.linalg.inv(np.zeros((2, 2)))", np.linalg.LinAlgError),
        ("exit()", StudentError),
        ("raise_(KeyboardInterrupt)", StudentError),
        ("raise_(SystemExit(0))", StudentError),
        ("raise_(GeneratorExit)", StudentError),
        ("raise_(StopIteration(1))", StudentError),
        ("raise_(UnicodeDecodeError('utf-8', b'x', 0, 1, 'no'))", StudentError),
        ("raise_(ExceptionGroup('many', [ValueError()]))", StudentError),
        ("raise_(type('A\\0B\\ud800', (Exception,), {})('\\ud800'))", StudentError),
    ],
)
def test_every_exception_is_one_that_the_judge_can_catch(
    it: Run, text: str, kind: type[Exception]
) -> None:
    fail = it(f"import numpy as np\ndef raise_(error): raise error\ndef it(): return {text}")
    with pytest.raises(kind) as caught:
        fail()
    assert isinstance(caught.value, StudentError)
    assert isinstance(caught.value, Exception)


def test_an_error_that_a_callback_raises_passes_through_the_student_to_the_caller(it: Run) -> None:
    wrong = made_in_a_notebook("def wrong(): return {}['missing']", "wrong")
    caught = it(
        "def it(f):\n    try:\n        f()\n    except KeyError as e:\n        return str(e)"
    )
    assert "missing" in caught(wrong)
    with pytest.raises(KeyError):
        it("def it(f): return f()")(wrong)


def test_callbacks_of_callbacks_end_somewhere(it: Run) -> None:
    ping = made_in_a_notebook("def ping(back): return back(ping)", "ping")
    with pytest.raises(StudentError):
        it("def it(f): return f(it)")(ping)


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        ("import os; os._exit(3)", "3"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", ""),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
    ],
)
def test_a_process_that_ends_names_its_cause(own: JudgePeer, ending: str, words: str) -> None:
    end = of(own, f"def it():\n    {ending}")
    with pytest.raises(Lost, match=f"ended.*{words}"):
        end()
    with pytest.raises(Lost):
        own.ask("name", "it")


def test_too_much_memory_is_a_memory_error(own: JudgePeer) -> None:
    with pytest.raises(MemoryError):
        of(own, "def it(): return bytearray(10**10)")()
    assert of(own, "it = 5") == 5


def test_a_call_without_end_is_interrupted_and_the_process_goes_on(own: JudgePeer) -> None:
    forever = of(own, "kept = 5\ndef it():\n    while True: pass")
    with pytest.raises(TimedOut):
        forever()
    assert own.ask("name", "kept") == 5


def test_a_call_that_hears_no_interrupt_is_ended(own: JudgePeer) -> None:
    deaf = of(
        own,
        "import signal\ndef it():\n    signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "    while True: pass",
    )
    with pytest.raises(Lost, match="did not stop"):
        deaf()


@pytest.mark.parametrize(
    "forged",
    [
        "b'\\xff' * 100",
        "struct.pack('>I', 2**31)",
        "struct.pack('>I', 5) + b'\\xc1\\xc1\\xc1\\xc1\\xc1'",
        "framed([1, 5])",
        "framed([1, 5, [[7], {}], '', None])",
        "framed([1, msgpack.ExtType(16, msgpack.packb([1, 'instance'])), None, '', None])",
        "framed([1, msgpack.ExtType(99, b''), None, '', None])",
        "framed([2, 5])",
        "framed([2, [[], '', [], '']])",
        "framed([2, [['A'], 'm', [['f', 'x', 'y', 'z']], 't']])",
        "framed([0, 'nothing', []])",
        "framed([3])",
        "framed({})",
        "framed([1, 5, None, 7, None])",
    ],
)
def test_an_answer_that_is_none_ends_the_process_and_nothing_else(
    own: JudgePeer, forged: str
) -> None:
    cheat = of(
        own,
        f"""
        import msgpack, os, stat, struct
        def framed(value):
            data = msgpack.packb(value)
            return struct.pack(">I", len(data)) + data
        def it():
            for number in range(3, 100):
                try:
                    if stat.S_ISSOCK(os.fstat(number).st_mode): break
                except OSError: pass
            os.write(number, {forged})
            while True: pass
        """,
    )
    with pytest.raises((Lost, TimedOut)) as caught:
        cheat()
    assert isinstance(caught.value, TimedOut) or "no answer" in str(caught.value)


def test_a_request_for_what_may_not_be_asked_is_refused_and_answered(own: JudgePeer) -> None:
    refused = of(
        own,
        """
        import msgpack, os, stat, struct
        def it(given):
            mine = msgpack.ExtType(17, msgpack.packb(vars(given)["gradlab_handle"]))
            for number in range(3, 100):
                try:
                    if stat.S_ISSOCK(os.fstat(number).st_mode): break
                except OSError: pass
            found = []
            for request in (
                ["vars", [], mine],
                ["delete", [], mine, "x"],
                ["set", [], mine, "x", 1],
                ["get", [[1], "x"], mine, "__globals__"],
                ["call", [], 5, [], {}],
                ["call", [], msgpack.ExtType(17, msgpack.packb(987)), [], {}],
                ["operate", [], "contains", [1] * 1000, mine],
                ["operate", [], "getitem", [1], 0],
                ["operate", [], "__import__", mine],
            ):
                data = msgpack.packb([0, *request])
                os.write(number, struct.pack(">I", len(data)) + data)
                length = struct.unpack(">I", os.read(number, 4))[0]
                found.append(msgpack.unpackb(os.read(number, length), ext_hook=lambda *a: a)[0])
            return found
        """,
    )
    assert refused(made_in_a_notebook("def square(x): return x**2", "square")) == [2] * 9


# A whole session -----------------------------------------------------------------------------

LIMITS = Settings(cell_seconds=2, call_seconds=1, notebook_seconds=60)


def test_after_a_process_has_ended_the_cells_that_ended_well_are_run_again(server: Server) -> None:
    session = Session(server, LIMITS, {"data.txt": b"7"}, seed=1)
    try:
        session.run("kept = [int(open('data.txt').read())]", 1)
        session.run("import random; drawn = random.random()", 2)
        first = session.peer.ask("name", "drawn")
        outputs = session.run("kept.append(8)\nimport os; os._exit(1)", 3)
        assert outputs[-1]["ename"] == "ProcessLost"
        assert session.run("kept", 4)[0]["data"]["text/plain"] == "[7]"
        assert session.peer.ask("name", "drawn") == first
        assert "cell 3 ended its process" in session.remarks[0]
    finally:
        session.close()


def test_a_function_that_ends_its_process_costs_its_own_exercise_only(server: Server) -> None:
    def test_of(name: str) -> Cell:
        text = f"assert {name}(2) == 4\n5.0"
        return Cell(f"test_{name}", "code", text, True, None, 5.0)

    names = ("one", "two", "three")
    named = tuple(test_of(name) for name in names)
    texts = {
        "one": "def one(x): return 2 * x",
        "two": "import os\ndef two(x): os.abort()",
        "three": "def three(x): return one(x)",
    }
    cells = []
    for name in names:
        cells.append({"cell_type": "code", "metadata": {}, "source": texts[name]})
        about = {"nbgrader": {"grade_id": f"test_{name}"}}
        cells.append({"cell_type": "code", "metadata": about, "source": ""})
    execute({"cells": cells}, named, server, LIMITS, {}, seed=1)
    kinds = [[each["output_type"] for each in cell["outputs"]] for cell in cells[1::2]]
    assert kinds == [["execute_result"], ["error"], ["execute_result"]]


def test_no_proxy_is_taken_for_a_number_an_array_or_a_text(it: Run) -> None:
    liar = it(
        "import numpy as np\nclass Liar:\n    __class__ = property(lambda self: np.ndarray)\n"
        "    def __getattr__(self, name): return self\n    def __eq__(self, other): return True\n"
        "    __hash__ = None\nit = Liar()"
    )
    assert isinstance(liar, Proxy)
    assert not isinstance(liar, np.ndarray | float | str | list | tuple | dict)
    with pytest.raises((TypeError, StudentError)):
        np.allclose(liar, 1.0)


def test_an_array_that_comes_back_from_a_callback_is_the_one_that_went(own: JudgePeer) -> None:
    adds = of(own, "def it(f, x):\n    y = f(x)\n    y += 1\n    return x")
    same = made_in_a_notebook("def same(x): return x", "same")
    assert adds(same, np.zeros(2)).tolist() == [1, 1]


def test_an_argument_that_is_returned_is_the_argument(own: JudgePeer) -> None:
    given = np.zeros(3)
    assert of(own, "def it(x): return x")(given) is given


@pytest.mark.parametrize(
    "cell",
    [
        "x = 1",
        "x = 1\n\n",
        "def f():\n    return '%time'",
        "text = '''\n%matplotlib inline\n!ls\n>>> 1\n'''",
        "# a comment\n%time x = 1",
        "%%time\nx = 1",
        "files = !ls",
        "print?",
        "await f()",
        "\n\nx = 1",
        "    x = 1\n    y = 2",
        ">>> x = 1\n>>> y = 2",
        "In [3]: x = 1",
        "...",
        "x = (1,\n",
        "\xa0x = 1",
        "x = 1\r\ny = 2",
    ],
)
def test_a_cell_is_the_python_that_ipython_makes_of_it(shared: JudgePeer, cell: str) -> None:
    ran(shared, f"given = {cell!r}")
    ran(shared, "it = get_ipython().transform_cell(given)")
    ran(shared, "right = get_ipython().input_transformer_manager.transform_cell(given)")
    assert shared.ask("name", "it") == shared.ask("name", "right")


def test_time_spent_waiting_for_a_core_is_given_back() -> None:
    before = os.sched_getaffinity(0)
    core = {min(before)}
    os.sched_setaffinity(0, core)  # for all that is started from here on, too
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(3)]
    server = Server(default_policy())
    try:
        peer = JudgePeer(server.spawn(), call_seconds=1)
        works = of(
            peer,
            """
            import time
            def it(seconds):
                end = time.process_time() + seconds
                while time.process_time() < end:
                    sum(range(10_000))
                return "done"
            """,
        )
        peer.begin_cell(float("inf"))
        assert works(0.7) == "done"  # in some 3 s of the clock
        with pytest.raises(TimedOut):
            works(20)
        peer.close()
    finally:
        server.close()
        for each in others:
            each.kill()
            each.wait()
        os.sched_setaffinity(0, before)
