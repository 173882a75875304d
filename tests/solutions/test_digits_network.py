"""The reference of hw6-digits-network against HIPS autograd, plain loops and real digits."""

import itertools

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from solutions import digits_network as dn

sizes = st.integers(1, 6)
seeds = st.integers(0, 2**32 - 1)


def sigmoid(x):
    return 1 / (1 + anp.exp(-x))


def chain(rng, *widths):
    """Layers of these widths, each followed by a sigmoid, with random weights and biases."""
    layers = []
    for n_in, n_out in itertools.pairwise(widths):
        layer = dn.FullyConnectedLayer(n_in, n_out)
        layer.weights, layer.bias = rng.normal(size=(n_in, n_out)), rng.normal(size=(1, n_out))
        layers += [layer, dn.ActivationLayer()]
    return layers


def parameters(layers):
    return [(layer.weights, layer.bias) for layer in layers if hasattr(layer, "weights")]


def mean_loss(pairs, X, Y):
    """mse_half of the network of `chain`, averaged over the samples."""
    for weights, bias in pairs:
        X = sigmoid(anp.dot(X, weights) + bias)
    return 0.5 * anp.sum((X - Y) ** 2) / len(Y)


@given(st.lists(st.floats(-700, 700), min_size=1, max_size=6))
def test_sigmoid_divides_by_one_plus_the_exponential(x):
    assert_allclose(dn.sigmoid(x), 1 / (1 + np.exp(-np.array(x))), rtol=1e-9, atol=1e-16)


@given(seeds, sizes, sizes)
def test_sigmoid_prime_is_the_slope(seed, n, m):
    x = np.random.default_rng(seed).normal(scale=3, size=(n, m))
    assert_allclose(dn.sigmoid_prime(x), grad(lambda x: anp.sum(sigmoid(x)))(x), rtol=1e-9)


def test_sigmoid_prime_is_zero_far_out():
    with np.errstate(all="raise"):
        assert_array_equal(dn.sigmoid_prime(np.array([-1e4, 1e4])), [0, 0])


@pytest.mark.parametrize(("loss", "share"), [(dn.mse, "mean"), (dn.mse_half, "half")])
@given(seeds, sizes, sizes)
def test_a_loss_adds_up_squares(loss, share, seed, n, m):
    y, p = np.random.default_rng(seed).integers(-9, 10, size=(2, n, m))
    total = sum((int(p[i, j]) - int(y[i, j])) ** 2 for i in range(n) for j in range(m))
    assert loss(y, p) == pytest.approx(total / (n * m) if share == "mean" else total / 2)


@pytest.mark.parametrize(
    ("prime", "loss"),
    [
        (dn.mse_prime, lambda y, p: anp.mean((p - y) ** 2)),
        (dn.mse_half_prime, lambda y, p: anp.sum((p - y) ** 2) / 2),
    ],
    ids=["mse", "mse_half"],
)
@given(seeds, sizes, sizes)
def test_a_prime_is_the_gradient_by_the_prediction(prime, loss, seed, n, m):
    y, p = np.random.default_rng(seed).normal(size=(2, n, m))
    assert_allclose(prime(y, p), grad(loss, 1)(y, p), rtol=1e-12, atol=1e-15)


@given(seeds)
def test_toy_gradient_is_the_gradient(seed):
    rng = np.random.default_rng(seed)
    names = ("w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3")
    numbers, x, y = rng.normal(size=9), rng.normal(size=2), rng.normal()

    def loss(theta):
        w1, w2, w3, w4, w5, w6, b1, b2, b3 = theta
        a1, a2 = sigmoid(w1 * x[0] + w3 * x[1] + b1), sigmoid(w2 * x[0] + w4 * x[1] + b2)
        return 0.5 * (y - (w5 * a1 + w6 * a2 + b3)) ** 2

    found = dn.toy_gradient(dict(zip(names, numbers, strict=True)), x, y)
    assert_allclose([found[name] for name in names], grad(loss)(numbers), rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("place", [0, 1, 2], ids=["input", "weights", "bias"])
@given(seeds, sizes, sizes)
def test_one_pass_through_a_layer_is_the_gradient_by(place, seed, n_in, n_out):
    rng = np.random.default_rng(seed)
    layer = chain(rng, n_in, n_out)[0]
    x, upstream = rng.normal(size=(1, n_in)), rng.normal(size=(1, n_out))
    layer.forward(x)
    found = (layer.backward(upstream), layer.delta_w, layer.delta_b)[place]
    arguments = (x, layer.weights, layer.bias)
    expected = grad(lambda x, W, b: anp.sum(upstream * (anp.dot(x, W) + b)), place)(*arguments)
    assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


@given(seeds, st.integers(1, 5))
def test_a_step_walks_along_the_average_of_its_passes(seed, passes):
    rng = np.random.default_rng(seed)
    layer = chain(rng, 3, 2)[0]
    weights, bias = layer.weights, layer.bias
    X, D = rng.normal(size=(passes, 1, 3)), rng.normal(size=(passes, 1, 2))
    for x, d in zip(X, D, strict=True):
        layer.forward(x)
        layer.backward(d)
    layer.step(0.5)
    by_weights = np.mean([np.outer(x, d) for x, d in zip(X, D, strict=True)], axis=0)
    assert_allclose(layer.weights, weights - 0.5 * by_weights, rtol=1e-12, atol=1e-13)
    assert_allclose(layer.bias, bias - 0.5 * np.mean(D, axis=0), rtol=1e-12, atol=1e-13)


def test_a_step_begins_collecting_anew():
    layer = dn.FullyConnectedLayer(3, 2)
    layer.forward(np.ones((1, 3)))
    layer.backward(np.ones((1, 2)))
    layer.step(0.1)
    assert layer.passes == 0
    assert not layer.delta_w.any()
    assert not layer.delta_b.any()


def test_passes_share_no_memory_with_the_error():
    layer, error = dn.FullyConnectedLayer(3, 2), np.ones((1, 2))
    layer.forward(np.ones((1, 3)))
    layer.backward(error)
    layer.backward(error)
    assert_array_equal(error, [[1, 1]])


@given(seeds, sizes)
def test_activation_backward_is_the_gradient(seed, m):
    rng = np.random.default_rng(seed)
    x, upstream = rng.normal(size=(1, m)), rng.normal(size=(1, m))
    layer = dn.ActivationLayer()
    layer.forward(x)
    expected = grad(lambda x: anp.sum(upstream * sigmoid(x)))(x)
    assert_allclose(layer.backward(upstream), expected, rtol=1e-9, atol=1e-15)


@given(seeds, sizes)
def test_network_and_batched_network_predict_the_same(seed, n):
    rng = np.random.default_rng(seed)
    network = dn.Network(verbose=False)
    for layer in chain(rng, 3, 5, 2):
        network.add(layer)
    X = rng.normal(size=(n, 3))
    one_by_one = np.concatenate(network.predict(dn.reshape_inputs(X)))
    assert_allclose(dn.BatchedNetwork(network.layers).predict(X), one_by_one, rtol=1e-12)


def test_fit_on_equal_samples_walks_along_their_gradient():
    rng = np.random.default_rng(1)
    network = dn.Network(verbose=False)
    for layer in chain(rng, 3, 4, 2):
        network.add(layer)
    before = parameters(network.layers)
    x, y = rng.normal(size=(1, 3)), rng.normal(size=(1, 2))
    network.fit(np.tile(x, (10, 1, 1)), np.tile(y, (10, 1)), 1, 0.3, batch_size=4)
    gradients = grad(mean_loss)(before, x, y)
    for new, old, by in zip(parameters(network.layers), before, gradients, strict=True):
        assert_allclose(new[0], old[0] - 0.3 * by[0], rtol=1e-10)
        assert_allclose(new[1], old[1] - 0.3 * by[1], rtol=1e-10)


def test_fit_makes_the_loss_fall():
    rng = np.random.default_rng(2)
    np.random.seed(2)
    network = dn.Network(verbose=False)
    for layer in chain(rng, 2, 8, 1):
        network.add(layer)
    X = rng.normal(size=(40, 2))
    Y = (X[:, :1] * X[:, 1:] > 0).astype(float)
    before = mean_loss(parameters(network.layers), X, Y)
    network.fit(dn.reshape_inputs(X), Y, 150, 5.0, batch_size=16)
    assert mean_loss(parameters(network.layers), X, Y) < 0.5 * before


@pytest.mark.parametrize(("verbose", "lines"), [(True, 2), (False, 0)])
def test_verbose_prints_a_line_in_every_hundred(verbose, lines, capsys):
    network = dn.Network(verbose)
    network.add(dn.FullyConnectedLayer(1, 1))
    network.fit(np.ones((2, 1, 1)), np.ones((2, 1)), 250, 0.1, batch_size=1)
    assert len(capsys.readouterr().out.splitlines()) == lines


@given(seeds, sizes, sizes)
def test_reshape_inputs_makes_an_array_of_one_row_for_each_sample(seed, n, d):
    X = np.random.default_rng(seed).normal(size=(n, d))
    assert_array_equal(dn.reshape_inputs(X), [[row] for row in X])


@given(seeds, st.integers(1, 30), st.integers(2, 6))
def test_confusion_matrix_counts_pairs(seed, n, K):
    rng = np.random.default_rng(seed)
    y_test, out = np.eye(K)[rng.integers(K, size=n)], list(rng.normal(size=(n, 1, K)))
    expected = np.zeros((K, K))
    for y, output in zip(y_test, out, strict=True):
        expected[np.argmax(y), np.argmax(output)] += 1
    assert_array_equal(dn.confusion_matrix(y_test, out), expected)


def test_accuracy_and_recall_of_counts_done_by_hand():
    cm = np.array([[4, 1, 0], [2, 3, 0], [0, 4, 6]])
    assert dn.accuracy(cm) == pytest.approx(13 / 20)
    assert_allclose(dn.recall(cm), [4 / 5, 3 / 5, 6 / 10])


@given(seeds, st.integers(1, 9), sizes, sizes, sizes)
def test_batched_gradients_are_those_of_autograd(seed, n, d, m, k):
    rng = np.random.default_rng(seed)
    layers = chain(rng, d, m, k)
    X, Y = rng.normal(size=(n, d)), rng.normal(size=(n, k))
    expected = grad(mean_loss)(parameters(layers), X, Y)
    for found, pair in zip(dn.BatchedNetwork(layers).gradients(X, Y), expected, strict=True):
        assert_allclose(found[0], pair[0], rtol=1e-8, atol=1e-12)
        assert_allclose(found[1], pair[1], rtol=1e-8, atol=1e-12)


@given(seeds, st.integers(1, 9))
def test_batched_gradients_are_those_of_the_loop(seed, n):
    rng = np.random.default_rng(seed)
    layers = chain(rng, 4, 6, 5, 3)
    X, Y = rng.normal(size=(n, 4)), rng.normal(size=(n, 3))
    network = dn.Network(verbose=False)
    network.layers = layers
    for x, y in zip(dn.reshape_inputs(X), Y, strict=True):
        error = dn.mse_half_prime(y, network.predict(x[np.newaxis])[0])
        for layer in reversed(layers):
            error = layer.backward(error)
    found = dn.BatchedNetwork(layers).gradients(X, Y)
    for layer, (by_weights, by_bias) in zip(layers[::2], found, strict=True):
        assert_allclose(by_weights, layer.delta_w / n, rtol=1e-10, atol=1e-13)
        assert_allclose(by_bias, layer.delta_b / n, rtol=1e-10, atol=1e-13)


def test_batched_step_walks_against_the_gradients():
    rng = np.random.default_rng(4)
    layers = chain(rng, 3, 5, 2)
    X, Y = rng.normal(size=(7, 3)), rng.normal(size=(7, 2))
    before = parameters(layers)
    gradients = grad(mean_loss)(before, X, Y)
    dn.BatchedNetwork(layers).step(X, Y, 0.7)
    for new, old, by in zip(parameters(layers), before, gradients, strict=True):
        assert_allclose(new[0], old[0] - 0.7 * by[0], rtol=1e-9)
        assert_allclose(new[1], old[1] - 0.7 * by[1], rtol=1e-9)


def arguments():
    rng = np.random.default_rng(3)
    y, p = rng.normal(size=(2, 3, 4))
    cm = rng.integers(1, 9, size=(4, 4))
    return {
        "sigmoid_prime": (p,),
        "mse": (y, p),
        "mse_prime": (y, p),
        "mse_half": (y, p),
        "mse_half_prime": (y, p),
        "reshape_inputs": (y,),
        "confusion_matrix": (np.eye(4)[[0, 2, 1]], list(p[:, np.newaxis])),
        "accuracy": (cm,),
        "recall": (cm,),
    }


@pytest.mark.parametrize("name", arguments())
def test_arguments_can_be_read_only_and_share_no_memory_with_results(name):
    given_arguments = arguments()[name]
    arrays = [each for each in given_arguments if isinstance(each, np.ndarray)]
    for array in arrays:
        array.flags.writeable = False
    result = np.asarray(getattr(dn, name)(*given_arguments))
    assert not any(np.shares_memory(result, array) for array in arrays)


@pytest.mark.slow
def test_the_network_of_the_notebook_reads_97_in_100_held_out_digits():
    pictures, labels = load_digits(return_X_y=True)
    X, X_test, y, y_test = train_test_split(pictures / 16, labels, test_size=0.2, random_state=42)
    Y = np.eye(10)[y]
    np.random.seed(2)
    layers = []
    for n_in, n_out in [(64, 128), (128, 64), (64, 10)]:
        layers += [dn.FullyConnectedLayer(n_in, n_out), dn.ActivationLayer()]
    network = dn.BatchedNetwork(layers)
    for _ in range(8_000):
        drawn = np.random.randint(len(X), size=64)
        network.step(X[drawn] + 0.25 * np.random.randn(64, 64), Y[drawn], 2.0)
    out = list(network.predict(X_test)[:, np.newaxis])
    assert dn.accuracy(dn.confusion_matrix(np.eye(10)[y_test], out)) >= 0.97
