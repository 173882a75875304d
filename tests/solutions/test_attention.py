"""The reference of hw7-attention against loops, HIPS autograd and difference quotients."""

import math
from pathlib import Path

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad, jacobian
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from solutions import attention

SENTENCES = Path(__file__).parents[2] / "source" / "hw7-attention" / "sentences.txt"

sizes = st.integers(1, 4)
labels = st.sampled_from([-1, 1])
outputs = st.floats(-30, 30)


def parameters(rng, d, q):
    return {
        "W1": rng.normal(size=(d, q)),
        "W2": rng.normal(size=(d, q)),
        "w3": rng.normal(size=d),
    }


@st.composite
def problems(draw):
    """Samples, parameters and upstream gradients in random shapes."""
    n, C, d, q = (draw(sizes) for _ in range(4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return rng.normal(size=(n, C, d)), parameters(rng, d, q), rng.normal(size=n)


@st.composite
def answers(draw):
    """Outputs with their labels."""
    pairs = draw(st.lists(st.tuples(outputs, labels), min_size=1, max_size=6))
    f, y = zip(*pairs, strict=True)
    return np.array(f), np.array(y)


def weights_of(X, theta):
    K, query = attention.keys(X, theta["W2"]), attention.queries(X, theta["W1"])
    return attention.attention_weights(attention.scores(K, query))


def formula(X, theta):
    """The outputs as the formulas say it, in functions that autograd can differentiate."""
    query = anp.dot(X[:, -1], theta["W1"])
    scores = anp.einsum("ncd,dq,nq->nc", X, theta["W2"], query)
    exponentials = anp.exp(scores - anp.max(scores, axis=1, keepdims=True))
    total = anp.sum(exponentials, axis=1)
    return anp.einsum("nc,ncd,d->n", exponentials, X, theta["w3"]) / total


def softmax_of(row):
    exponentials = [math.exp(score) for score in row]
    return [each / sum(exponentials) for each in exponentials]


# Each function as loops over its indices: what it is given, and what it should return.
def loop_keys(X, theta, _):
    K = [[[x @ column for column in theta["W2"].T] for x in sample] for sample in X]
    return attention.keys(X, theta["W2"]), K


def loop_queries(X, theta, _):
    expected = [[sample[-1] @ column for column in theta["W1"].T] for sample in X]
    return attention.queries(X, theta["W1"]), expected


def loop_scores(X, theta, _):
    K, query = attention.keys(X, theta["W2"]), attention.queries(X, theta["W1"])
    expected = [[key @ q for key in sample] for sample, q in zip(K, query, strict=True)]
    return attention.scores(K, query), expected


def loop_weights(X, theta, _):
    scores = attention.scores(X, X[:, 0])
    return attention.attention_weights(scores), [softmax_of(row) for row in scores]


def loop_diag(X, theta, _):
    p = weights_of(X, theta)
    return attention.softmaxKq_diag(p), [np.diag(row) for row in p]


def loop_outer(X, theta, _):
    p = weights_of(X, theta)
    return attention.softmaxKq_outer(p), [[[a * b for b in row] for a in row] for row in p]


def loop_features_times_jacobian(X, _, upstream):
    D = np.random.default_rng(0).normal(size=(len(X), X.shape[1], X.shape[1]))
    expected = [x.T @ matrix for x, matrix in zip(X, D, strict=True)]
    return attention.features_times_jacobian(X, D), expected


def loop_forward(X, theta, _):
    W1, W2, w3 = theta["W1"], theta["W2"], theta["w3"]
    expected = []
    for x in X:
        p = softmax_of([(word @ W2) @ (x[-1] @ W1) for word in x])
        expected.append(sum(weight * (word @ w3) for weight, word in zip(p, x, strict=True)))
    return attention.attention_forward(X, theta), expected


def loop_causal(X, theta, _):
    expected = np.zeros((len(X), X.shape[1], X.shape[1]))
    for i, sample in enumerate(X):
        for t in range(len(sample)):
            past = sample[: t + 1]
            expected[i, t, : t + 1] = softmax_of(
                [(word @ theta["W2"]) @ (sample[t] @ theta["W1"]) for word in past]
            )
    return attention.causal_attention(X, theta["W1"], theta["W2"]), expected


LOOPS = [
    loop_keys,
    loop_queries,
    loop_scores,
    loop_weights,
    loop_diag,
    loop_outer,
    loop_features_times_jacobian,
    loop_forward,
    loop_causal,
]


@pytest.mark.parametrize("loop", LOOPS, ids=lambda each: each.__name__.removeprefix("loop_"))
@given(problems())
def test_batched_function_does_what_the_loops_do(loop, problem):
    found, expected = loop(*problem)
    assert found.shape == np.shape(expected)
    assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


@given(problems(), st.floats(-1e4, 1e4))
def test_attention_weights_stay_when_all_scores_of_a_sample_move(problem, shift):
    X, _, upstream = problem
    scores = attention.scores(X, X[:, -1])
    moved = scores + shift * upstream[:, np.newaxis]
    assert_allclose(
        attention.attention_weights(moved), attention.attention_weights(scores), atol=1e-9
    )


def test_a_masked_score_gets_no_weight():
    assert_allclose(attention.attention_weights(np.array([[0, -np.inf, 0]])), [[0.5, 0, 0.5]])


@given(problems())
def test_softmax_jacobian_is_what_autograd_derives(problem):
    X, _, _ = problem
    scores = attention.scores(X, X[:, -1])
    by_autograd = jacobian(lambda s: anp.exp(s) / anp.sum(anp.exp(s)))
    found = attention.softmax_jacobian(attention.attention_weights(scores))
    assert_allclose(found, [by_autograd(row) for row in scores], atol=1e-12)


@given(problems())
def test_attention_gradients_are_what_autograd_derives(problem):
    X, theta, upstream = problem
    expected = grad(lambda t: anp.dot(upstream, formula(X, t)))(theta)
    found = attention.attention_gradients(X, theta, upstream)
    assert found.keys() == theta.keys()
    for name in theta:
        assert found[name].shape == theta[name].shape
        assert_allclose(found[name], expected[name], rtol=1e-8, atol=1e-10)


@given(problems())
def test_attention_gradients_agree_with_difference_quotients(problem):
    X, theta, upstream = problem
    found, eps = attention.attention_gradients(X, theta, upstream), 1e-5
    for name, array in theta.items():
        for place in np.ndindex(array.shape):
            step = np.zeros(array.shape)
            step[place] = eps
            up = upstream @ attention.attention_forward(X, {**theta, name: array + step})
            down = upstream @ attention.attention_forward(X, {**theta, name: array - step})
            assert_allclose(found[name][place], (up - down) / (2 * eps), rtol=1e-4, atol=1e-6)


@given(problems())
def test_attention_gradients_agree_with_the_way_by_the_jacobians(problem):
    X, theta, upstream = problem
    p = weights_of(X, theta)
    XtD = attention.features_times_jacobian(X, attention.softmax_jacobian(p))
    by_scores = upstream[:, np.newaxis] * (theta["w3"] @ XtD)
    query = attention.queries(X, theta["W1"])
    expected = np.einsum("nc,ncd,nq->dq", by_scores, X, query)
    found = attention.attention_gradients(X, theta, upstream)["W2"]
    assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def test_attention_gradients_are_finite_where_exp_is_not():
    rng = np.random.default_rng(1)
    X, theta = 100 * rng.normal(size=(3, 5, 4)), parameters(rng, 4, 2)
    found = attention.attention_gradients(X, theta, np.ones(3))
    assert all(np.isfinite(each).all() for each in found.values())


@given(problems())
def test_the_formula_and_the_code_are_one_function_turned(problem):
    X, theta, _ = problem
    turned = {"W1": theta["W1"].T, "W2": theta["W2"].T, "w3": theta["w3"]}
    found = [attention.attention_forward_math(x.T, turned) for x in X]
    assert_allclose(found, attention.attention_forward(X, theta), rtol=1e-9, atol=1e-12)


@given(answers())
def test_logistic_loss_is_the_mean_of_the_formula(pairs):
    f, y = pairs
    expected = np.mean([math.log1p(math.exp(-b * a)) for a, b in zip(f, y, strict=True)])
    assert_allclose(attention.logistic_loss(f, y), expected, rtol=1e-12)


@given(answers())
def test_logistic_loss_der_is_what_autograd_derives(pairs):
    f, y = pairs
    expected = grad(lambda g: anp.mean(anp.logaddexp(0, -y * g)))(f)
    assert_allclose(attention.logistic_loss_der(f, y), expected, rtol=1e-9, atol=1e-300)


def test_logistic_loss_and_derivative_bear_any_output():
    f, y = np.array([1e5, -1e5, 1e5, -1e5]), np.array([1, 1, -1, -1])
    with np.errstate(over="raise", invalid="raise"):
        assert attention.logistic_loss(f, y) == 5e4
        assert_array_equal(attention.logistic_loss_der(f, y), [0, -0.25, 0.25, 0])


@given(problems())
def test_causal_attention_ends_in_the_weights_of_the_last_word(problem):
    X, theta, _ = problem
    found = attention.causal_attention(X, theta["W1"], theta["W2"])
    assert_allclose(found[:, -1], weights_of(X, theta), rtol=1e-9, atol=1e-12)


def test_causal_attention_is_not_disturbed_by_a_large_score_in_the_future():
    X = np.array([[[1.0, 0.0], [1.0, 1.0], [1.0, 5000.0]]])
    W1, W2 = np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]])
    found = attention.causal_attention(X, W1, W2)[0]
    past = softmax_of([0.0, 1.0])
    assert_allclose(found, [[1, 0, 0], [*past, 0], [0, 0, 1]], atol=1e-15)


def test_training_takes_the_steps_of_autograd():
    rng = np.random.default_rng(2)
    X, y, start = rng.normal(size=(6, 4, 3)), np.array([1, -1, -1, 1, 1, -1]), parameters(rng, 3, 2)

    def loss(theta):
        return anp.mean(anp.logaddexp(0, -y * formula(X, theta)))

    expected, losses = start, []
    for _ in range(5):
        losses.append(loss(expected))
        expected = {k: expected[k] - 0.7 * g for k, g in grad(loss)(expected).items()}
    theta, found = attention.train_next_word(X, y, start, 0.7, 5)
    assert_allclose(found, losses, rtol=1e-10)
    for name in start:
        assert_allclose(theta[name], expected[name], rtol=1e-9)


def test_no_steps_return_equal_parameters_in_a_new_dictionary():
    start = parameters(np.random.default_rng(3), 3, 2)
    theta, losses = attention.train_next_word(np.ones((2, 4, 3)), np.array([1, -1]), start, 1, 0)
    assert losses == []
    assert theta is not start
    assert theta == start


def test_sentences_end_in_one_of_six_words_and_nothing_new_is_held_out():
    sentences = [line.split() for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    assert len({tuple(each) for each in sentences}) == 48
    assert {len(each) for each in sentences} == {7}
    assert len({each[-1] for each in sentences}) == 6
    trained = {word for i, each in enumerate(sentences) if i % 4 != 3 for word in each}
    assert trained == {word for each in sentences for word in each}


def test_trained_attention_looks_at_the_word_that_decides():
    sentences = [line.split() for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    vocabulary = sorted({word for each in sentences for word in each})
    candidates = sorted({each[-1] for each in sentences})

    def as_arrays(questions):
        return np.eye(len(vocabulary))[[[vocabulary.index(w) for w in each] for each in questions]]

    known = [each for i, each in enumerate(sentences) if i % 4 != 3]
    questions = [[*each[:-1], word] for each in known for word in candidates]
    y = np.array([1 if word == each[-1] else -1 for each in known for word in candidates])
    rng = np.random.default_rng(1)
    start = {
        "W1": 0.5 * rng.normal(size=(len(vocabulary), 4)),
        "W2": 0.5 * rng.normal(size=(len(vocabulary), 4)),
        "w3": 0.1 * rng.normal(size=len(vocabulary)),
    }
    theta, losses = attention.train_next_word(as_arrays(questions), y, start, 4.0, 800)
    assert losses[-1] < 0.02 < 0.6 < losses[0]
    held_out = sentences[3::4]
    places = weights_of(as_arrays(held_out), theta).argmax(axis=1)
    deciding = {vocabulary[k] for k in np.flatnonzero(theta["w3"] > 0)}
    assert len(deciding) == 12
    assert all(each[place] in deciding for each, place in zip(held_out, places, strict=True))


def calls():
    rng = np.random.default_rng(4)
    n, C, d, q = 3, 5, 4, 2
    X, theta, p = rng.integers(-3, 4, (n, C, d)), parameters(rng, d, q), rng.dirichlet([1] * C, n)
    y = np.array([1, -1, 1])
    return {
        "keys": (X, theta["W2"]),
        "queries": (X, theta["W1"]),
        "scores": (rng.integers(-3, 4, (n, C, q)), rng.normal(size=(n, q))),
        "attention_weights": (rng.integers(-3, 4, (n, C)),),
        "softmaxKq_diag": (p,),
        "softmaxKq_outer": (p,),
        "softmax_jacobian": (p,),
        "features_times_jacobian": (X, rng.normal(size=(n, C, C))),
        "attention_forward": (X, theta),
        "attention_gradients": (X, theta, rng.integers(1, 5, n)),
        "attention_forward_math": (X[0].T, {**theta, "W1": theta["W1"].T, "W2": theta["W2"].T}),
        "logistic_loss": (rng.integers(-3, 4, n), y),
        "logistic_loss_der": (rng.integers(-3, 4, n), y),
        "causal_attention": (X, theta["W1"], theta["W2"]),
        "train_next_word": (X, y, theta, 0.1, 2),
    }


def converted(value, change):
    """An argument or result with each of its arrays changed."""
    if isinstance(value, dict):
        return {key: converted(item, change) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(converted(item, change) for item in value)
    return change(value) if isinstance(value, np.ndarray) else value


def numbers(result):
    """All numbers of a result in one row."""
    if isinstance(result, dict):
        result = tuple(result.values())
    if isinstance(result, tuple | list):
        return np.concatenate([numbers(each) for each in result])
    return np.ravel(result)


def locked(array):
    copy = array.copy()
    copy.flags.writeable = False
    return copy


@pytest.mark.parametrize("name", calls())
def test_arguments_can_be_read_only(name):
    assert getattr(attention, name)(*converted(calls()[name], locked)) is not None


@pytest.mark.parametrize("name", calls())
@pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=["doubles", "singles"])
def test_whole_numbers_are_treated_like_real_ones(name, dtype):
    function, arguments = getattr(attention, name), calls()[name]
    found = function(*converted(arguments, lambda each: each.astype(dtype)))
    rtol = 1e-12 if dtype is np.float64 else 2e-3
    assert_allclose(numbers(found), numbers(function(*arguments)), rtol=rtol, atol=rtol / 100)
