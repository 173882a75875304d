# %% relu
def relu(z):
    print("relu called with", type(z))
    return np.maximum(0, z)

# %% relu action="duplicate"

# %% test_relu action="duplicate"

# %% broadcast_shape
def broadcast_shape(a, b):
    print("a =", a, "b =", b)
    longest = max(len(a), len(b))
    a = (1,) * (longest - len(a)) + tuple(a)
    b = (1,) * (longest - len(b)) + tuple(b)
    shape = ()
    for x, y in zip(a, b):
        print("  ", x, y)
        if x == 1 or y == 1:
            shape += (x * y,)     # 1 * y = y, x * 1 = x
        elif x == y:
            shape += (x,)
        else:
            raise ValueError(f"{x} != {y}")
    return shape

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
for question, answer in predict_shapes.items():
    print(question, "->", answer)

# %% rowwise_maximum
def rowwise_maximum(a, b):
    print("a:", a)
    print("b:", b)
    result = np.maximum(a[:, np.newaxis], b)
    print("result:", result)
    return result

# %% add_per_block
import warnings

def add_per_block(a, b):
    if b.ndim != 3:
        warnings.warn("b needs two more axes, adding them", stacklevel=2)
        b = b[:, np.newaxis, np.newaxis]
    return a + b

# %% add_per_block action="duplicate"

# %% test_add_per_block action="duplicate"

# %% center
def center(X):
    mean = X.sum(axis=0) / X.shape[0]
    scaled = (X - mean) / (mean - mean)    # 0 / 0, must remember to delete this
    print("mean:", mean, "scaled:", scaled.shape)
    return X - mean

# %% reduce_max
def reduce_max(a, axis=None):
    print("axis", axis, "of", a.shape)
    return np.max(a, axis=axis)

# %% pairwise_distances
def pairwise_distances(A, B):
    diff = A[:, np.newaxis] - B
    print("diff has shape", diff.shape)
    square = np.sum(diff * diff, axis=-1)
    print(f"square = {square}")
    return np.sqrt(square)

# %% unbroadcast
def unbroadcast(g, shape):
    print("from", g.shape, "to", shape)
    while g.ndim > len(shape):
        g = np.sum(g, axis=0)
    for axis in range(len(shape)):
        if shape[axis] == 1 and g.shape[axis] != 1:
            g = np.sum(g, axis=axis, keepdims=True)
    print("now", np.shape(g))
    return np.array(g)

# %% matmul_triple_loop
def matmul_triple_loop(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for i in range(A.shape[0]):
        print("row", i)
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                C[i, j] += A[i, k] * B[k, j]
    return C

# %% matmul_triple_loop action="duplicate"

# %% matmul_outer
def matmul_outer(A, B):
    C = np.zeros((A.shape[0], B.shape[1]))
    for k in range(A.shape[1]):
        C += np.outer(A[:, k], B[k])
        print("after step", k)
        print(C)
    return C

# %% matmul_broadcast
def matmul_broadcast(A, B):
    T = A[:, :, np.newaxis] * B[np.newaxis, :, :]
    print("T", T.shape)
    return T.sum(axis=1)

# %% test_matmul_broadcast action="duplicate"

# %% init_params
def init_params(input_dim, hidden_dim, output_dim):
    np.random.seed(0)
    W1 = np.random.randn(input_dim, hidden_dim)
    b1 = np.random.randn(hidden_dim)
    W2 = np.random.randn(hidden_dim, output_dim)
    b2 = np.random.randn(output_dim)
    print(W1, b1, W2, b2)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}

# %% forward
def forward(X, theta):
    h = relu(X @ theta["W1"] + theta["b1"])
    z = h @ theta["W2"] + theta["b2"]
    print("log of the scores:", np.log(z).shape)    # negative ones warn
    return h, z

# %% forward_nonvectorized
def forward_nonvectorized(X, theta):
    h = np.zeros((X.shape[0], theta["b1"].shape[0]))
    z = np.zeros((X.shape[0], theta["b2"].shape[0]))
    for i in range(X.shape[0]):
        h[i] = relu(X[i] @ theta["W1"] + theta["b1"])
        z[i] = h[i] @ theta["W2"] + theta["b2"]
    return h, z

# %%
# just playing around
for step in range(200):
    print("step", step, "of 200")
np.array([1.0, 2.0]) / 0
warnings.warn("nearly done")
rowwise_maximum(np.ones(3), np.ones((4, 3)))
