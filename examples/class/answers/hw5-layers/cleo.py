# %% linear_forward
def linear_forward(W, x, b):
    return np.dot(W, x) + b

# %% linear_backward
def linear_backward(dJdz, W, x):
    dJdW = dJdz @ x.T
    dJdb = np.ones(dJdz.shape)   # the derivative of Wx + b by b is 1
    dJdx = W.T @ dJdz
    return dJdW, dJdb, dJdx

# %% relu_backward
def relu_backward(dJdh, v):
    dJdh[v <= 0] = 0
    return dJdh

# %% regularization_forward
def regularization_forward(W, lam):
    return lam / 2 * (W * W).sum()

# %% regularization_backward
def regularization_backward(dJdS, W, lam):
    return lam * W

# %% sum_backward
def sum_backward(dJdK):
    return dJdK / 2, dJdK / 2

# %% l2_loss_forward
def l2_loss_forward(o, y):
    return 0.5 * (o - y).T @ (o - y)

# %% l2_loss_backward
def l2_loss_backward(dJdL, o, y):
    return (o - y) * dJdL

# %% softmax_column
def softmax_column(v):
    return np.exp(v) / np.sum(np.exp(v))

# %% ce_forward
def ce_forward(o, y):
    c = np.argmax(y)
    return -np.log(o[c, 0])

# %% softmax_ce_backward
def softmax_ce_backward(dJdL, v, y):
    return dJdL * (softmax_column(v) - y)

# %% softmax_backward
def softmax_backward(dJdo, v):
    o = softmax_column(v)
    J = np.diagflat(o) - o @ o.T
    return J @ dJdo

# %% gradient_step
def gradient_step(W, b, dJdW, dJdb, alpha):
    W -= alpha * dJdW
    b -= alpha * dJdb
    return W, b

# %% network_forward
def network_forward(x, W, b, M, c):
    z = linear_forward(W, x, b)
    h = z * (z > 0)
    o = linear_forward(M, h, c)
    return z, h, o

# %% network_backward
def network_backward(x, y, W, b, M, c, lam):
    z, h, o = network_forward(x, W, b, M, c)
    dM, dc, dh = linear_backward(l2_loss_backward(1, o, y), M, h)
    dW, db, _ = linear_backward(relu_backward(dh, z), W, x)
    return {"W": dW + lam * W, "b": db + lam * b, "M": dM + lam * M, "c": dc + lam * c}

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
    "CE": 0.006693,
    "z": [24, 47, 86],
    "o": [318, 346],
}
# Stops here as long as an entry is missing.
if any(value is ... for value in corrected.values()):
    raise NotImplementedError
