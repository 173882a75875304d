# %% relu
def relu(z):
    return np.maximum(0, z)

# %% broadcast_shape
def broadcast_shape(a, b):
    n = max(len(a), len(b))
    # fill the shorter one up with 1s
    a = tuple(a) + (1,) * (n - len(a))
    b = tuple(b) + (1,) * (n - len(b))
    out = ()
    for x, y in zip(a, b):
        if x != y and x != 1 and y != 1:
            raise ValueError("no broadcast")
        out += (y if x == 1 else x,)
    return out

# %% predict_shapes
predict_shapes = {
    "np.ones((3, 1, 1)) + np.ones((3, 4))": (3, 3, 4),
    "np.ones((8, 1, 6, 1)) + np.ones((7, 1, 5))": (8, 7, 6, 5),
    "np.ones((5, 4)) + np.ones(4)": (5, 4),
    "np.ones((5, 4)) + np.ones(5)": (5, 4),
    "np.ones((5, 4)) * np.ones((5, 1))": (5, 4),
    "np.maximum(0, np.ones(7))": (7,),
    "np.ones(3)[:, np.newaxis] - np.ones(2)": (3, 2),
    "np.ones((6, 2)) / np.ones((6, 2)).sum(axis=1)": (6, 2),
    "np.ones((6, 2)) / np.ones((6, 2)).sum(axis=1, keepdims=True)": (6, 2),
    "np.ones((2, 3)).max() + np.float64(5)": (),
}
# Stops here as long as an entry is missing.
if any(value is ... for value in predict_shapes.values()):
    raise NotImplementedError

# %% rowwise_maximum
def rowwise_maximum(a, b):
    return np.maximum(a[np.newaxis, :], b)

# %% add_per_block
def add_per_block(a, b):
    return a + b[:, np.newaxis, np.newaxis]

# %% center
def center(X):
    # one sample is one row, so every row gets mean 0
    return X - X.mean(axis=1, keepdims=True)

# %% reduce_max
def reduce_max(a, axis=None):
    if axis is None:
        return np.max(a)
    if axis == 0:
        # the maximum of each row
        return np.array([row.max() for row in a])
    # the maximum of each column
    return np.array([column.max() for column in a.T])

# %% pairwise_distances
def pairwise_distances(A, B):
    difference = A[:, np.newaxis, :] - B[np.newaxis, :, :]
    return np.sqrt(np.sum(difference ** 2, axis=1))

# %% unbroadcast
def unbroadcast(g, shape):
    # broadcasting adds axes in front, so they are summed
    for _ in range(g.ndim - len(shape)):
        g = g.sum(axis=0)
    return g

# %% matmul_triple_loop
def matmul_triple_loop(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                C[i, j] += A[i, k] * B[k, j]
    return C

# %% matmul_outer
def matmul_outer(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for k in range(A.shape[1]):
        C += A[:, k][:, np.newaxis] * B[k]
    return C

# %% matmul_broadcast
def matmul_broadcast(A, B):
    return (A[:, :, np.newaxis] * B[np.newaxis, :, :]).sum(axis=2)

# %% init_params
def init_params(input_dim, hidden_dim, output_dim):
    np.random.seed(0)
    return {
        "W1": np.random.randn(input_dim, hidden_dim),
        "b1": np.random.randn(hidden_dim),
        "W2": np.random.randn(hidden_dim, output_dim),
        "b2": np.random.randn(output_dim),
    }

# %% forward
def forward(X, theta):
    h = relu(X @ theta["W1"] + theta["b1"])
    z = h @ theta["W2"] + theta["b2"]
    return h, z

# %% forward_nonvectorized
def forward_nonvectorized(X, theta):
    hs, zs = [], []
    for x in X:
        h = relu(x @ theta["W1"] + theta["b1"])
        hs.append(h)
        zs.append(h @ theta["W2"] + theta["b2"])
    # rows next to each other
    return np.stack(hs, axis=1), np.stack(zs, axis=1)
