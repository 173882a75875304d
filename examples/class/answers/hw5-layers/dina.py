# %% linear_forward
def linear_forward(W, x, b):
    return (W @ x + b).ravel()

# %% linear_backward
def linear_backward(dJdz, W, x):
    return dJdz @ x.T, dJdz, W @ dJdz

# %% relu_backward
def relu_backward(dJdh, v):
    return np.where(v > 0, 1.0, 0.0)

# %% regularization_forward
def regularization_forward(W, lam):
    total = 0
    for w in W.flatten():
        total += w * w
    return lam * total / 2

# %% regularization_backward
def regularization_backward(dJdS, W, lam):
    return lam * W * dJdS

# %% sum_backward
def sum_backward(dJdK):
    return [dJdK, dJdK]

# %% l2_loss_forward
def l2_loss_forward(o, y):
    return np.sum(np.square(y - o)) / 2

# %% l2_loss_backward
def l2_loss_backward(dJdL, o, y):
    return dJdL * (y - o)

# %% softmax_column
def softmax_column(v):
    e = np.exp(v - np.max(v, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)

# %% ce_forward
def ce_forward(o, y):
    return np.sum(-y * np.log(o))

# %% softmax_ce_backward
def softmax_ce_backward(dJdL, v, y):
    o = softmax_column(v)
    jacobian = np.diag(o[:, 0]) - np.outer(o, o)
    return jacobian @ (-dJdL * y / o)

# %% softmax_backward
def softmax_backward(dJdo, v):
    o = softmax_column(v)
    return dJdo * o * (1 - o)

# %% gradient_step
def gradient_step(W, b, dJdW, dJdb, alpha):
    return W - alpha * dJdW, b - alpha * dJdb

# %% network_forward
def network_forward(x, W, b, M, c):
    z = W @ x + b
    h = np.maximum(0, z)
    o = np.maximum(0, M @ h + c)
    return z, h, o

# %% network_backward
def network_backward(x, y, W, b, M, c, lam):
    z, h, o = network_forward(x, W, b, M, c)
    grads = {}
    grads["M"], grads["c"], dh = linear_backward(l2_loss_backward(1, o, y), M, h)
    grads["W"], grads["b"], dx = linear_backward(relu_backward(dh, z), W, x)
    # TODO where does lam go?
    return grads

# %% corrected
corrected = {
    "u": [91, 54],
    "dJ/dW": [[2, 10, 5], [2, 10, 5]],
    "dJ/db": [1, 1],
    "dJ/dx": [4, 7, 11],
    "W*": ...,
    "b*": ...,
    "S": 52,
    "softmax(v)": [0.99331, 0.00669],
    "o - y": [-0.00669, 0.00669],
    "CE": 0.006715,
    "z": [24, 47, 86],
    "o": [320, 347],
}
# Stops here as long as an entry is missing.
if any(value is ... for value in corrected.values()):
    raise NotImplementedError
