# %% relu
def relu(z):
    return np.where(np.asarray(z) > 0, z, 0)

# %% broadcast_shape
from itertools import zip_longest

def broadcast_shape(a, b):
    # read both shapes from the right, that is where they are aligned
    pairs = list(zip_longest(reversed(a), reversed(b), fillvalue=1))
    if any(len({x, y} - {1}) == 2 for x, y in pairs):
        raise ValueError("operands could not be broadcast together")
    return tuple(y if x == 1 else x for x, y in pairs[::-1])

# %% predict_shapes
answers = {
    "np.ones((3, 1, 1)) + np.ones((3, 4))": [3, 3, 4],
    "np.ones((8, 1, 6, 1)) + np.ones((7, 1, 5))": [8, 7, 6, 5],
    "np.ones((5, 4)) + np.ones(4)": [5, 4],
    "np.ones((5, 4)) + np.ones(5)": None,
    "np.ones((5, 4)) * np.ones((5, 1))": [5, 4],
    "np.maximum(0, np.ones(7))": [7],
    "np.ones(3)[:, np.newaxis] - np.ones(2)": [3, 2],
    "np.ones((6, 2)) / np.ones((6, 2)).sum(axis=1)": None,
    "np.ones((6, 2)) / np.ones((6, 2)).sum(axis=1, keepdims=True)": [6, 2],
    "np.ones((2, 3)).max() + np.float64(5)": [],
}
# a shape is a tuple
predict_shapes = {key: None if shape is None else tuple(shape) for key, shape in answers.items()}

# %% rowwise_maximum
def rowwise_maximum(a, b):
    limits = np.repeat(a, b.shape[1]).reshape(b.shape)
    return np.where(limits > b, limits, b)

# %% add_per_block
def add_per_block(a, b):
    # the first axis goes to the end, where b fits, and back
    return (a.T + b).T

# %% center
def center(X):
    n = X.shape[0]
    weights = np.full((1, n), 1 / n)
    return X - np.einsum("in,nd->id", weights, X)

# %% reduce_max
import functools

def reduce_max(a, axis=None):
    if axis is None:
        a, axis = a.reshape(-1), 0
    return functools.reduce(np.maximum, np.moveaxis(a, axis, 0))

# %% pairwise_distances
def pairwise_distances(A, B):
    (n, d), m = A.shape, B.shape[0]
    D = A.reshape(n, 1, d) - B.reshape(1, m, d)
    return np.einsum("nmd,nmd->nm", D, D) ** 0.5

# %% unbroadcast
def unbroadcast(g, shape):
    full = (1,) * (np.ndim(g) - len(shape)) + tuple(shape)
    axes = tuple(i for i, size in enumerate(full) if size == 1)
    return np.add.reduce(g, axis=axes).reshape(shape)

# %% matmul_triple_loop
def matmul_triple_loop(A, B):
    return np.array([[sum(x * y for x, y in zip(row, col)) for col in B.T] for row in A])

# %% matmul_outer
def matmul_outer(A, B):
    tables = [np.outer(A[:, k], B[k]) for k in range(len(B))]
    return sum(tables)

# %% matmul_broadcast
def matmul_broadcast(A, B):
    p, q = A.shape
    r = B.shape[1]
    T = np.multiply(A.reshape(p, q, 1), B.reshape(1, q, r))
    return np.add.reduce(T, axis=1)

# %% init_params
def init_params(input_dim, hidden_dim, output_dim):
    np.random.seed(0)
    shapes = [("W1", (input_dim, hidden_dim)), ("b1", (hidden_dim,)),
              ("W2", (hidden_dim, output_dim)), ("b2", (output_dim,))]
    return {name: np.random.randn(*shape) for name, shape in shapes}

# %% forward
def forward(X, theta):
    h = np.einsum("nd,dm->nm", X, theta["W1"]) + theta["b1"]
    h = np.where(h < 0, 0, h)
    return h, np.einsum("nm,mk->nk", h, theta["W2"]) + theta["b2"]

# %% forward_nonvectorized
def forward_nonvectorized(X, theta):
    h = np.array([relu(theta["W1"].T.dot(x) + theta["b1"]) for x in X])
    z = np.array([theta["W2"].T.dot(row) + theta["b2"] for row in h])
    return h, z
