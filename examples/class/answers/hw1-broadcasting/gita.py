# %% relu
def relu(z):
    return np.clip(z, 0, None)

# %% test_relu_examples action="delete"

# %% test_relu action="delete"

# %% broadcast_shape
def broadcast_shape(a, b):
    if len(a) < len(b):
        a, b = b, a
    # from here on a is the longer one
    shape = list(a)
    shift = len(a) - len(b)
    for i in range(len(b)):
        if a[shift + i] == 1:
            shape[shift + i] = b[i]
        elif b[i] != 1 and b[i] != a[shift + i]:
            raise ValueError("shapes cannot be broadcast")
    return tuple(shape)

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

# %% rowwise_maximum
def rowwise_maximum(a, b):
    col = np.expand_dims(a, axis=1)
    return np.maximum(b, col)

# %% add_per_block
def add_per_block(a, b):
    return a + np.expand_dims(b, axis=(1, 2))

# %% reduce_max
def reduce_max(a, axis=None):
    return np.maximum.reduce(a, axis=axis)

# %% center
def center(X):
    total = X.sum(axis=0)
    return X - total / len(X)

# %% pairwise_distances
def pairwise_distances(A, B):
    # put the points on two different axes
    left = np.expand_dims(A, 1)
    right = np.expand_dims(B, 0)
    return np.sqrt(np.square(left - right).sum(axis=2))

# %% unbroadcast
def unbroadcast(g, shape):
    extra = g.ndim - len(shape)
    out = g.sum(axis=tuple(range(extra)))
    ones = tuple(i for i in range(len(shape)) if shape[i] == 1)
    return out.sum(axis=ones, keepdims=True)

# %% matmul_triple_loop
def matmul_triple_loop(A, B):
    p, q = A.shape
    r = B.shape[1]
    C = np.zeros((p, r))
    for k in range(q):
        for i in range(p):
            for j in range(r):
                C[i, j] += A[i, k] * B[k, j]
    return C

# %% matmul_outer
def matmul_outer(A, B):
    C = 0
    for column, row in zip(A.T, B):
        C = C + np.multiply.outer(column, row)
    return C

# %% matmul_broadcast action="delete"

# %% init_params
def init_params(input_dim, hidden_dim, output_dim):
    np.random.seed(0)
    params = {"W1": np.random.randn(input_dim, hidden_dim)}
    params["b1"] = np.random.randn(hidden_dim)
    params["W2"] = np.random.randn(hidden_dim, output_dim)
    params["b2"] = np.random.randn(output_dim)
    return params

# %% forward
def forward(X, theta):
    a = X @ theta["W1"] + theta["b1"]
    h = relu(a)
    return h, h @ theta["W2"] + theta["b2"]

# %% test_forward action="delete"

# %% forward_nonvectorized
def forward_nonvectorized(X, theta):
    h = np.zeros((X.shape[0], theta["W1"].shape[1]))
    z = np.zeros((X.shape[0], theta["W2"].shape[1]))
    for i, sample in enumerate(X):
        h[i], z[i] = forward(sample, theta)
    return h, z
