# %% relu
def relu(z):
    if z > 0:
        return z
    else:
        return 0

# %% broadcast_shape
def broadcast_shape(a, b):
    # only for equally long shapes so far
    c = []
    for x, y in zip(a, b):
        if x == 1:
            c.append(y)
        elif y == 1 or x == y:
            c.append(x)
        else:
            raise ValueError
    return tuple(c)

# %% predict_shapes
predict_shapes = {
    "np.ones((3, 1, 1)) + np.ones((3, 4))": (3, 3, 4),
    "np.ones((8, 1, 6, 1)) + np.ones((7, 1, 5))": (8, 7, 6, 5),
    "np.ones((5, 4)) + np.ones(4)": (5, 4),
    "np.ones((5, 4)) + np.ones(5)": None,
    "np.ones((5, 4)) * np.ones((5, 1))": (5, 4),
    "np.maximum(0, np.ones(7))": (7,),
    "np.ones(3)[:, np.newaxis] - np.ones(2)": ...,
    "np.ones((6, 2)) / np.ones((6, 2)).sum(axis=1)": ...,
    "np.ones((6, 2)) / np.ones((6, 2)).sum(axis=1, keepdims=True)": ...,
    "np.ones((2, 3)).max() + np.float64(5)": ...,
}
# Stops here as long as an entry is missing.
if any(value is ... for value in predict_shapes.values()):
    # your code here
    raise NotImplementedError

# %% rowwise_maximum
def rowwise_maximum(a, b):
    # TODO without the loops
    return slow_rowwise_maximum(a, b)

# %% center
def center(X):
    n = len(X)
    return X - X.sum(axis=0) / (n - 1)

# %% reduce_max
def reduce_max(a, axis=None):
    if axis is None:
        return a.max()
    # your code here
    raise NotImplementedError

# %% pairwise_distances
def pairwise_distances(A, B):
    D = np.zeros((len(A), len(B)))
    for i in range(len(A)):
        for j in range(len(B)):
            D[i, j] = np.sqrt(np.sum((A[i] - B[j]) ** 2))
    return D

# %% unbroadcast
def unbroadcast(g, shape):
    k = g.ndim - len(shape)
    axes = list(range(k))
    for i in range(len(shape)):
        if shape[i] == 1:
            axes.append(k + i)
    return g.sum(axis=tuple(axes))

# %% matmul_triple_loop
def matmul_triple_loop(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1] - 1):
                C[i, j] += A[i, k] * B[k, j]
    return C

# %% matmul_outer
def matmul_outer(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for k in range(A.shape[1]):
        C += np.outer(A[:, k], B[k])
    return C

# %% init_params
def init_params(input_dim, hidden_dim, output_dim):
    np.random.seed(0)
    W1 = np.random.randn(input_dim, hidden_dim)
    b1 = np.zeros(hidden_dim)
    W2 = np.random.randn(hidden_dim, output_dim)
    b2 = np.zeros(output_dim)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}

# %% forward
def forward(X, theta):
    h = X @ theta["W1"] + theta["b1"]
    # your code here
    raise NotImplementedError
