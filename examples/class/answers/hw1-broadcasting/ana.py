# %% relu
def relu(z):
    # np.maximum (not np.max!) compares with 0 entry by entry
    return np.maximum(z, 0)

# %% broadcast_shape
def broadcast_shape(a, b):
    # make both equally long: missing axes are 1s on the left
    a, b = list(a), list(b)
    while len(a) < len(b):
        a.insert(0, 1)
    while len(b) < len(a):
        b.insert(0, 1)

    result = []
    for s, t in zip(a, b):
        if s == t or t == 1:
            result.append(s)
        elif s == 1:
            result.append(t)
        else:
            raise ValueError(f"sizes {s} and {t} don't fit")
    return tuple(result)

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
    column = a[:, None]             # (n, 1)
    return np.maximum(column, b)    # (n, 1) with (n, m)

# %% add_per_block
def add_per_block(a, b):
    n = len(b)
    return a + b.reshape(n, 1, 1)

# %% center
def center(X):
    mu = np.mean(X, axis=0)   # (d,), fits the rows as it is
    return X - mu

# %% reduce_max
def reduce_max(a, axis=None):
    return a.max(axis=axis)

# %% pairwise_distances
def pairwise_distances(A, B):
    # (n, 1, d) - (1, m, d) = (n, m, d)
    diff = A[:, None] - B[None]
    return np.sqrt((diff ** 2).sum(axis=-1))

# %% unbroadcast
def unbroadcast(g, shape):
    result = np.array(g)     # a copy, so that g is safe
    # axes that were put in front
    while result.ndim > len(shape):
        result = result.sum(axis=0)
    # axes of length 1 that were stretched
    for axis, length in enumerate(shape):
        if length == 1:
            result = result.sum(axis=axis, keepdims=True)
    return result

# %% matmul_triple_loop
def matmul_triple_loop(A, B):
    p, q = A.shape
    q, r = B.shape
    C = np.zeros((p, r))
    for i in range(p):
        for j in range(r):
            for k in range(q):
                C[i, j] = C[i, j] + A[i, k] * B[k, j]
    return C

# %% matmul_outer
def matmul_outer(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for k in range(A.shape[1]):
        C = C + A[:, [k]] * B[[k], :]     # (p, 1) times (1, r)
    return C

# %% matmul_broadcast
def matmul_broadcast(A, B):
    T = A[:, :, None] * B     # numpy puts the axis in front of B by itself
    return np.sum(T, axis=1)

# %% init_params
def init_params(input_dim, hidden_dim, output_dim):
    np.random.seed(0)
    theta = {}
    theta["W1"] = np.random.randn(input_dim, hidden_dim)
    theta["b1"] = np.random.randn(hidden_dim)
    theta["W2"] = np.random.randn(hidden_dim, output_dim)
    theta["b2"] = np.random.randn(output_dim)
    return theta

# %% forward
def forward(X, theta):
    W1, b1, W2, b2 = theta["W1"], theta["b1"], theta["W2"], theta["b2"]
    hidden = relu(np.matmul(X, W1) + b1)
    scores = np.matmul(hidden, W2) + b2
    return hidden, scores

# %% forward_nonvectorized
def forward_nonvectorized(X, theta):
    n = X.shape[0]
    m, K = theta["W2"].shape
    h = np.empty((n, m))
    z = np.empty((n, K))
    for i in range(n):
        h[i] = relu(X[i] @ theta["W1"] + theta["b1"])
        z[i] = h[i] @ theta["W2"] + theta["b2"]
    return h, z
