# %% linear_forward
def linear_forward(W, x, b):
    return np.einsum("ij,jk->ik", W, x) + b

# %% linear_backward
def linear_backward(dJdz, W, x):
    dJdW = np.outer(dJdz, x)
    dJdx = np.sum(W * dJdz, axis=0, keepdims=True).T
    return (dJdW, dJdz, dJdx)

# %% relu_backward
def relu_backward(dJdh, v):
    out = np.zeros(v.shape)
    for i in range(len(v)):
        if v[i] > 0:
            out[i] = dJdh[i]
    return out

# %% regularization_forward
def regularization_forward(W, lam):
    return lam * np.linalg.norm(W) ** 2 / 2

# %% regularization_backward
def regularization_backward(dJdS, W, lam):
    return np.multiply(W, lam * dJdS)

# %% sum_backward
def sum_backward(dJdK):
    return dJdK, dJdK

# %% l2_loss_forward
def l2_loss_forward(o, y):
    loss = 0
    for j in range(o.shape[0]):
        loss += (o[j, 0] - y[j, 0]) ** 2
    return loss / 2

# %% l2_loss_backward
def l2_loss_backward(dJdL, o, y):
    return dJdL * o - dJdL * y

# %% softmax_column
def log_sum(v):
    return v.max() + np.log(np.exp(v - v.max()).sum())

def softmax_column(v):
    return np.exp(v - log_sum(v))

# %% ce_forward
def ce_forward(o, y):
    return sum(-y[j, 0] * np.log(o[j, 0]) for j in range(len(y)) if y[j, 0] > 0)

# %% softmax_ce_backward
def softmax_ce_backward(dJdL, v, y):
    out = np.array(softmax_column(v))
    out = out - y
    return dJdL * out

# %% softmax_backward
def softmax_backward(dJdo, v):
    o = softmax_column(v)
    expected = (o.T @ dJdo).item()
    return o * dJdo - expected * o

# %% gradient_step
def gradient_step(W, b, dJdW, dJdb, alpha):
    W, b = np.array(W, dtype=float), np.array(b, dtype=float)
    W -= alpha * dJdW
    b -= alpha * dJdb
    return W, b

# %% network_forward
def network_forward(x, W, b, M, c):
    z = W.dot(x) + b
    h = np.where(z > 0, z, 0)
    return z, h, M.dot(h) + c

# %% network_backward
def network_backward(x, y, W, b, M, c, lam):
    z, h, o = network_forward(x, W, b, M, c)
    e = o - y
    d = np.where(h > 0, M.T @ e, 0)
    return dict(c=e, M=e @ h.T + lam * M, b=d, W=d @ x.T + lam * W)

# %% corrected
corrected = {
    "u": (91, 54),
    "dJ/dW": ((2, 10, 5), (2, 10, 5)),
    "dJ/db": [[1], [1]],
    "dJ/dx": [[4], [7], [11]],
    "W*": [[1 - 0.2, 5 - 1, 7 - 0.5], [3 - 0.2, 2 - 1, 4 - 0.5]],
    "b*": [4 - 0.1, 8 - 0.1],
    "S": 0.05 * (1 + 25 + 49 + 9 + 4 + 16),
    "softmax(v)": (1 / (1 + np.exp(-5)), 1 / (1 + np.exp(5))),
    "o - y": (1 / (1 + np.exp(-5)) - 1, 1 / (1 + np.exp(5))),
    "CE": np.log(1 + np.exp(-5)),
    "z": (24, 47, 86),
    "o": (4 * 24 + 47 + 2 * 86 + 5, 3 * 24 + 4 * 47 + 86 + 1),
}
# Stops here as long as an entry is missing.
if any(value is ... for value in corrected.values()):
    raise NotImplementedError
