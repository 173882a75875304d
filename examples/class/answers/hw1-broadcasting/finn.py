# %% relu
def relu(z):
    return (np.asarray(z) > 0) * z

# %% broadcast_shape
def broadcast_shape(a, b):
    result = []
    for k in range(1, max(len(a), len(b)) + 1):
        x = a[-k] if k <= len(a) else 1
        y = b[-k] if k <= len(b) else 1
        if x != y and 1 not in (x, y):
            raise ValueError(f"{a} and {b} do not fit")
        result.insert(0, max(x, y))     # the larger one wins
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
    "np.ones((6, 2)) / np.ones((6, 2)).sum(axis=1)": (6, 2),
    "np.ones((6, 2)) / np.ones((6, 2)).sum(axis=1, keepdims=True)": (6, 2),
    "np.ones((2, 3)).max() + np.float64(5)": (),
}
# Stops here as long as an entry is missing.
if any(value is ... for value in predict_shapes.values()):
    raise NotImplementedError

# %% rowwise_maximum
def rowwise_maximum(a, b):
    return np.maximum(a.reshape(-1, 1), b)

# %% add_per_block
def add_per_block(a, b):
    return a + b.reshape(-1, 1, 1)

# %% center
def center(X):
    return X - np.mean(X, 0)

# %% reduce_max
def reduce_max(a, axis=None):
    return np.max(a, axis)

# %% pairwise_distances
def pairwise_distances(A, B):
    D = A[:, None, :] - B[None, :, :]
    return np.linalg.norm(D, axis=2)

# %% unbroadcast
def unbroadcast(g, shape):
    if g.ndim > len(shape):      # there is a new axis in front
        g = np.sum(g, axis=0)
    for i, s in enumerate(shape):
        if s == 1:
            g = np.sum(g, axis=i, keepdims=True)
    return g + 0

# %% matmul_triple_loop
def matmul_triple_loop(A, B):
    p, q, r = len(A), len(B), len(B[0])
    C = np.zeros((p, r))
    for i in range(p):
        for j in range(r):
            total = 0
            for k in range(q):
                total += A[i, k] * B[k, j]
            C[i, j] = total
    return C

# %% matmul_outer
def matmul_outer(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for k in range(A.shape[1])
        C += np.outer(A[:, k], B[k])
    return C

# %% matmul_broadcast
def matmul_broadcast(A, B):
    T = A[:, :, None] * B[None, :, :]
    return T.sum(1)

# %% init_params
np.random.seed(0)

def init_params(input_dim, hidden_dim, output_dim):
    W1 = np.random.randn(input_dim, hidden_dim)
    b1 = np.random.randn(hidden_dim)
    W2 = np.random.randn(hidden_dim, output_dim)
    b2 = np.random.randn(output_dim)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}

# %% forward
def forward(X, theta):
    h = relu(X @ theta["W1"] + theta["b1"])
    return h, h @ theta["W2"] + theta["b2"]

# %% forward_nonvectorized
def forward_nonvectorized(X, theta):
    H, Z = [], []
    for i in range(len(X)):
        h, z = forward(X[i], theta)
        H.append(h)
        Z.append(z)
    return np.array(H), np.array(Z)
