"""Broadcasting, matrix products and a first forward pass: the reference of hw1-broadcasting."""

import numpy as np


def relu(z: np.ndarray | float) -> np.ndarray:
    """Replace everything negative by zero.

    Args:
        z: (...) numbers, an array of any shape or a single Python number.

    Returns:
        (...) array whose entries are max(0, z), in the shape of z.
    """
    return np.maximum(0, z)


def broadcast_shape(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    """Tell the shape that two arrays broadcast to, from their shapes alone.

    Args:
        a: the shape of the first array, such as (3, 1, 1) or ().
        b: the shape of the second array.

    Returns:
        The shape of their sum, a tuple of integers.

    Raises:
        ValueError: if arrays of these shapes can't be broadcast.
    """
    n_axes = max(len(a), len(b))
    padded_a = (1,) * (n_axes - len(a)) + tuple(a)
    padded_b = (1,) * (n_axes - len(b)) + tuple(b)
    shape = []
    for size_a, size_b in zip(padded_a, padded_b):
        if size_a != size_b and 1 not in (size_a, size_b):
            raise ValueError(f"shapes {a} and {b} do not broadcast")
        shape.append(size_b if size_a == 1 else size_a)
    return tuple(shape)


# The shape of each expression's value, or None where numpy raises an error.
predict_shapes = {
    "np.ones((3, 1, 1)) + np.ones((3, 4))": (3, 3, 4),
    "np.ones((8, 1, 6, 1)) + np.ones((7, 1, 5))": (8, 7, 6, 5),
    "np.ones((5, 4)) + np.ones(4)": (5, 4),
    "np.ones((5, 4)) + np.ones(5)": None,
    "np.ones((5, 4)) * np.ones((5, 1))": (5, 4),
    "np.maximum(0, np.ones(7))": (7,),
    "np.ones(3)[:, np.newaxis] - np.ones(2)": (3, 2),
    "np.ones((6, 2)) / np.ones((6, 2)).sum(axis=1)": None,
    "np.ones((6, 2)) / np.ones((6, 2)).sum(axis=1, keepdims=True)": (6, 2),
    "np.ones((2, 3)).max() + np.float64(5)": (),
}


def rowwise_maximum(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Compare each row of a matrix with its own number.

    Args:
        a: (n,) one number for each row.
        b: (n, m) the rows.

    Returns:
        (n, m) array whose entry [i, j] is max(a[i], b[i, j]).
    """
    return np.maximum(a[:, np.newaxis], b)


def add_per_block(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Add one number to each block of a stack of blocks.

    Args:
        a: (n, p, q) a stack of n blocks.
        b: (n,) one number for each block.

    Returns:
        (n, p, q) array whose entry [i, j, k] is a[i, j, k] + b[i].
    """
    return a + b[:, np.newaxis, np.newaxis]


def center(X: np.ndarray) -> np.ndarray:
    """Move the data so that every feature has mean zero.

    Args:
        X: (n, d) one sample in each row, one feature in each column.

    Returns:
        (n, d) array: X with each column's own mean subtracted.
    """
    return X - X.mean(axis=0)


def reduce_max(a: np.ndarray, axis: int | None = None) -> np.ndarray:
    """Find the largest number along one axis, or of the whole array.

    Args:
        a: (...) numbers, an array with any number of axes.
        axis: the axis that disappears, counted from the end if negative; None for all of them.

    Returns:
        The maxima, in the shape of a without that axis; a single number if axis is None.
    """
    return np.max(a, axis=axis)


def pairwise_distances(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """Measure how far every point of one set is from every point of another.

    Args:
        A: (n, d) points, one in each row.
        B: (m, d) points, one in each row.

    Returns:
        (n, m) array whose entry [i, j] is the Euclidean distance from A[i] to B[j].
    """
    differences = A[:, np.newaxis, :] - B[np.newaxis, :, :]
    return np.sqrt(np.sum(differences**2, axis=2))


def unbroadcast(g: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Sum an array back to the shape that it was broadcast from: the adjoint of broadcasting.

    Args:
        g: (...) numbers, in a shape that an array of the given shape broadcasts to.
        shape: the shape to return to, such as (3, 1) or ().

    Returns:
        A new array of that shape. Each entry is the sum of those entries of g which broadcasting
        would have filled with its copies.
    """
    n_new = g.ndim - len(shape)
    new_axes = tuple(range(n_new))
    stretched_axes = tuple(n_new + i for i, size in enumerate(shape) if size == 1)
    return np.sum(g, axis=new_axes + stretched_axes).reshape(shape)


def matmul_triple_loop(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """Multiply two matrices, one product of two numbers at a time.

    Args:
        A: (p, q) the left matrix.
        B: (q, r) the right matrix.

    Returns:
        (p, r) array whose entry [i, j] is the sum over k of A[i, k] B[k, j].
    """
    p, q = A.shape
    r = B.shape[1]
    C = np.zeros((p, r))
    for i in range(p):
        for j in range(r):
            for k in range(q):
                C[i, j] += A[i, k] * B[k, j]
    return C


def matmul_outer(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """Multiply two matrices as a sum of outer products: column k of A with row k of B.

    Args:
        A: (p, q) the left matrix.
        B: (q, r) the right matrix.

    Returns:
        (p, r) array, the matrix product of A and B.
    """
    C = np.zeros((A.shape[0], B.shape[1]))
    for column, row in zip(A.T, B):
        C += np.outer(column, row)
    return C


def matmul_broadcast(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """Multiply two matrices by broadcasting (p, q, 1) against (1, q, r), without a loop.

    Args:
        A: (p, q) the left matrix.
        B: (q, r) the right matrix.

    Returns:
        (p, r) array, the matrix product of A and B.
    """
    products = A[:, :, np.newaxis] * B[np.newaxis, :, :]
    return products.sum(axis=1)


def init_params(input_dim: int, hidden_dim: int, output_dim: int) -> dict[str, np.ndarray]:
    """Draw the parameters of a network with one hidden layer.

    After np.random.seed(0) they are drawn from np.random.randn in the order W1, b1, W2, b2.

    Args:
        input_dim: the number d of features.
        hidden_dim: the number m of hidden units.
        output_dim: the number K of classes.

    Returns:
        A dictionary with W1 of shape (d, m), b1 (m,), W2 (m, K) and b2 (K,).
    """
    np.random.seed(0)
    W1 = np.random.randn(input_dim, hidden_dim)
    b1 = np.random.randn(hidden_dim)
    W2 = np.random.randn(hidden_dim, output_dim)
    b2 = np.random.randn(output_dim)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def forward(X: np.ndarray, theta: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Send all samples through a network with one hidden layer, without a loop.

    Args:
        X: (n, d) one sample in each row.
        theta: the parameters: W1 (d, m), b1 (m,), W2 (m, K) and b2 (K,).

    Returns:
        The pair (h, z): the hidden layer h = relu(X W1 + b1) of shape (n, m), and the scores
        z = h W2 + b2 of shape (n, K).
    """
    h = relu(X @ theta["W1"] + theta["b1"])
    z = h @ theta["W2"] + theta["b2"]
    return h, z


def forward_nonvectorized(
    X: np.ndarray, theta: dict[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Send the samples through the network one at a time.

    Args:
        X: (n, d) one sample in each row.
        theta: the parameters: W1 (d, m), b1 (m,), W2 (m, K) and b2 (K,).

    Returns:
        The pair (h, z) that forward returns for X: h (n, m) and z (n, K).
    """
    h = np.zeros((len(X), len(theta["b1"])))
    z = np.zeros((len(X), len(theta["b2"])))
    for i, x in enumerate(X):
        h[i] = relu(x @ theta["W1"] + theta["b1"])
        z[i] = h[i] @ theta["W2"] + theta["b2"]
    return h, z
