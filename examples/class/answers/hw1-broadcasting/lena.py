# %% relu
def relu(z):
    return np.abs(z)    # negative numbers become positive

# %% broadcast_shape
def broadcast_shape(a, b):
    r = max(len(a), len(b))
    a = (r - len(a)) * (1,) + tuple(a)
    b = (r - len(b)) * (1,) + tuple(b)
    c = []
    for i in range(r):
        if a[i] == b[i] or b[i] == 1:
            c.append(a[i])
        elif a[i] == 1:
            c.append(b[i])
        else:
            print("ValueError: these shapes don't fit")
            exit()
    return tuple(c)

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
    return np.maximum(a.reshape(len(a), 1), b)

# %% add_per_block
def add_per_block(a, b):
    c = b.reshape(len(b), 1, 1)
    return a + c

# %% center
def center(X, mu):
    # mu = X.mean(axis=0)
    return X - mu

# %% reduce_max
def reduce_max(a, axis=None):
    return np.max(a, axis=axis, keepdims=False)

# %% pairwise_distances
def pairwise_distances(A, B):
    diff = np.subtract(A[:, np.newaxis, :], B[np.newaxis, :, :])
    return np.sqrt(np.sum(np.power(diff, 2), axis=2))

# %% unbroadcast
def unbroadcast(g, shape):
    while g.ndim > len(shape):
        g = g.sum(axis=0)
    axes = tuple(np.flatnonzero(np.array(shape) == 1))
    return g.sum(axis=axes, keepdims=True)

# %% matmul_triple_loop
def matmul_triple_loop(A, B):
    n_rows, n_inner = A.shape
    n_cols = B.shape[1]
    product = np.zeros((n_rows, n_cols))
    for row in range(n_rows):
        for col in range(n_cols):
            for inner in range(n_inner):
                product[row, col] += A[row, inner] * B[inner, col]
    return product

# %% matmul_outer
def matmul_outer(A, B):
    product = np.zeros((A.shape[0], B.shape[1]))
    for inner in range(A.shape[1]):
        product += np.outer(A[:, inner], B[inner, :])
    return product

# %% matmul_broadcast
def matmul_broadcast(A, B):
    return np.sum(A[:, :, np.newaxis] * B[np.newaxis, :, :], axis=1)

# %% init_params
def init_params(input_dim, hidden_dim, output_dim):
    np.random.seed(0)
    W1 = np.random.randn(input_dim, hidden_dim)
    b1 = np.random.randn(hidden_dim)
    W2 = np.random.randn(hidden_dim, output_dim)
    b2 = np.random.randn(output_dim)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}

# %% forward
def forward(X, theta):
    h = relu(X @ theta["W1"] + theta["b1"])
    z = h @ theta["W2"] + theta["b2"]
    return h, z

# %% forward_nonvectorized
def forward_nonvectorized(X, theta):
    h, z = [], []
    for x in X:
        h.append(relu(x @ theta["W1"] + theta["b1"]))
        z.append(h[-1] @ theta["W2"] + theta["b2"])
    return np.array(h), np.array(z)
