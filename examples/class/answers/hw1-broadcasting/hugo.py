# %% relu
def relu(z):
    return np.maximum(0, z)

# %% broadcast_shape
def broadcast_shape(a, b):
    i = len(a) - 1
    j = len(b) - 1
    shape = []
    while i >= 0 or j >= 0:
        s = a[i] if i >= 0 else 1
        t = b[j] if j >= 0 else 1
        shape.append(max(s, t))
        i -= 1
        j -= 1
    # TODO the error
    return tuple(shape[::-1])

# %% predict_shapes
predict_shapes = {
    "np.ones((3, 1, 1)) + np.ones((3, 4))": (3, 3, 4),
    "np.ones((8, 1, 6, 1)) + np.ones((7, 1, 5))": (8, 7, 6, 5),
    "np.ones((5, 4)) + np.ones(4)": (5, 4),
    "np.ones((5, 4)) + np.ones(5)": None,
    "np.ones((5, 4)) * np.ones((5, 1))": (5, 4),
    "np.maximum(0, np.ones(7))": (7),
    "np.ones(3)[:, np.newaxis] - np.ones(2)": (3, 2),
    "np.ones((6, 2)) / np.ones((6, 2)).sum(axis=1)": None,
    "np.ones((6, 2)) / np.ones((6, 2)).sum(axis=1, keepdims=True)": (6, 2),
    "np.ones((2, 3)).max() + np.float64(5)": (),
}
# Stops here as long as an entry is missing.
if any(value is ... for value in predict_shapes.values()):
    raise NotImplementedError

# %% rowwise_maximum
def rowwise_maximum(a, b):
    return np.maximum(a[:, np.newaxis], b)

# %% add_per_block
def add_per_block(a, b):
    return a + b[:, None, None]

# %% center
def center(X):
    return X - np.average(X, axis=0)

# %% reduce_max
def reduce_max(a, axis=None):
    if axis is None:
        best = 0
        for number in a.flatten():
            if number > best:
                best = number
        return best
    return np.max(a, axis=axis)

# %% matmul_triple_loop
def matmul_triple_loop(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    i = 0
    while i < A.shape[0]:
        j = 0
        while j < B.shape[1]:
            k = 0
            while k < A.shape[1]:
                C[i, j] += A[i, k] * B[k, j]
            j += 1
        i += 1
    return C

# %% matmul_outer
def matmul_outer(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for k in range(A.shape[1]):
        C += np.outer(A[:, k], B[k, :])
    return C

# %% init_params
def init_params(input_dim, hidden_dim, output_dim):
    np.random.seed(0)
    W1 = np.random.randn(input_dim, hidden_dim)
    b1 = np.random.randn(hidden_dim)
    W2 = np.random.randn(hidden_dim, output_dim)
    b2 = np.random.randn(output_dim)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
