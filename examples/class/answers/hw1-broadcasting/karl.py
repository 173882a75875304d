# %% relu
def relu(z):
    z = np.asarray(z)
    z[z < 0] = 0
    return z

# %% broadcast_shape
def broadcast_shape(a, b):
    while len(a) < len(b):
        a = (1, *a)
    while len(b) < len(a):
        b = (1, *b)
    for s, t in zip(a, b):
        if s != t and s != 1 and t != 1:
            raise ValueError("doesn't fit")
    return tuple(t if s == 1 else s for s, t in zip(a, b))

# %% predict_shapes
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
# Stops here as long as an entry is missing.
if any(value is ... for value in predict_shapes.values()):
    raise NotImplementedError

# %% rowwise_maximum
def rowwise_maximum(a, b):
    limit = a[:, None] + np.zeros(b.shape)
    mask = b < limit
    b[mask] = limit[mask]      # saves memory
    return b

# %% add_per_block
def add_per_block(a, b):
    a += b[:, None, None]
    return a

# %% center
def center(X):
    centered = np.zeros_like(X)
    centered[:] = X - X.mean(axis=0)
    return centered

# %% reduce_max
def reduce_max(a, axis=None):
    return np.max(a, axis=axis)

# %% pairwise_distances
def pairwise_distances(A, B):
    D = np.zeros((len(A), len(B)), dtype=A.dtype)
    D[...] = np.sqrt(((A[:, None] - B) ** 2).sum(axis=2))
    return D

# %% unbroadcast
def unbroadcast(g, shape):
    n_front = g.ndim - len(shape)
    axes = list(range(n_front))
    for k, s in enumerate(shape):
        if s == 1:
            axes.append(n_front + k)
    return g.sum(axis=tuple(axes)).reshape(shape)

# %% matmul_triple_loop
def matmul_triple_loop(A, B):
    C = np.zeros((A.shape[0], B.shape[1]), A.dtype)
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                C[i, j] += A[i, k] * B[k, j]
    return C

# %% matmul_outer
def matmul_outer(A, B):
    C = np.zeros((A.shape[0], B.shape[1]), dtype=int)
    for k in range(A.shape[1]):
        C = C + np.outer(A[:, k], B[k])
    return C

# %% matmul_broadcast
def matmul_broadcast(A, B):
    return (A[:, :, None] * B).sum(1)

# %% init_params
def init_params(input_dim, hidden_dim, output_dim):
    np.random.seed(0)
    theta = dict()
    theta["W1"] = np.random.randn(input_dim, hidden_dim)
    theta["b1"] = np.random.randn(hidden_dim)
    theta["W2"] = np.random.randn(hidden_dim, output_dim)
    theta["b2"] = np.random.randn(output_dim)
    return theta

# %% forward
def forward(X, theta):
    # biases become the last row of the weights, X gets a column of ones
    theta["W1"] = np.vstack([theta["W1"], theta["b1"]])
    X = np.hstack([X, np.ones((len(X), 1))])
    h = X @ theta["W1"]
    h *= h > 0
    return h, h @ theta["W2"] + theta["b2"]

# %% forward_nonvectorized
def forward_nonvectorized(X, theta):
    h = np.zeros((len(X), len(theta["b1"])), dtype=X.dtype)
    z = np.zeros((len(X), len(theta["b2"])), dtype=X.dtype)
    for i, x in enumerate(X):
        h[i] = relu(x @ theta["W1"] + theta["b1"])
        z[i] = h[i] @ theta["W2"] + theta["b2"]
    return h, z
