# %% linear_forward
def linear_forward(W, x, b):
    return W @ x + b

# %% linear_backward
def linear_backward(dJdz, W, x):
    # shapes: (m, 1) @ (1, n) and (n, m) @ (m, 1)
    return dJdz @ x.T, dJdz.copy(), W.T @ dJdz

# %% relu_backward
def relu_backward(dJdh, v):
    return dJdh * (v > 0)

# %% regularization_forward
def regularization_forward(W, lam):
    return 0.5 * lam * np.sum(W**2)

# %% regularization_backward
def regularization_backward(dJdS, W, lam):
    return dJdS * lam * W

# %% sum_backward
def sum_backward(dJdK):
    return 1 * dJdK, 1 * dJdK

# %% l2_loss_forward
def l2_loss_forward(o, y):
    return 0.5 * np.sum((o - y)**2)

# %% l2_loss_backward
def l2_loss_backward(dJdL, o, y):
    return dJdL * (o - y)

# %% softmax_column
def softmax_column(v):
    e = np.exp(v - v.max())
    return e / e.sum()

# %% ce_forward
def ce_forward(o, y):
    return -np.sum(y * np.log(o))

# %% softmax_ce_backward
def softmax_ce_backward(dJdL, v, y):
    return dJdL * (softmax_column(v) - y)

# %% softmax_backward
def softmax_backward(dJdo, v):
    o = softmax_column(v)
    # sum_j g_j o_j (delta_ij - o_i) = o_i (g_i - sum_j g_j o_j)
    return o * (dJdo - np.sum(o * dJdo))

# %% gradient_step
def gradient_step(W, b, dJdW, dJdb, alpha):
    return W - alpha * dJdW, b - alpha * dJdb

# %% network_forward
def network_forward(x, W, b, M, c):
    z = linear_forward(W, x, b)
    h = np.maximum(z, 0)
    return z, h, linear_forward(M, h, c)

# %% network_backward
def network_backward(x, y, W, b, M, c, lam):
    z, h, o = network_forward(x, W, b, M, c)
    dL, dS = sum_backward(1)
    dM, dc, dh = linear_backward(l2_loss_backward(dL, o, y), M, h)
    dW, db, dx = linear_backward(relu_backward(dh, z), W, x)
    dW = dW + regularization_backward(dS, W, lam)
    dM = dM + regularization_backward(dS, M, lam)
    return {"W": dW, "b": db, "M": dM, "c": dc}

# %% corrected
corrected = {
    "u": [91, 54],
    "dJ/dW": [[2, 10, 5], [2, 10, 5]],
    "dJ/db": [1, 1],
    "dJ/dx": [4, 7, 11],
    "W*": [[0.8, 4, 6.5], [2.8, 1, 3.5]],
    "b*": [3.9, 7.9],
    "S": 5.2,
    "softmax(v)": [0.993307, 0.006693],
    "o - y": [-0.006693, 0.006693],
    "CE": 0.006715,
    "z": [24, 47, 86],
    "o": [320, 347],
}
# Stops here as long as an entry is missing.
if any(value is ... for value in corrected.values()):
    raise NotImplementedError
