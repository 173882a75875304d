# %% linear_forward
def linear_forward(W, x, b):
    z = np.matmul(W, x)
    z = z + b
    return z

# %% linear_backward
def linear_backward(dJdz, W, x):
    dJdW = dJdz * x.T
    dJdx = (dJdz.T @ W).T
    return dJdW, dJdz, dJdx

# %% relu_backward
def relu_backward(dJdh, v):
    open_ = (v > 0).astype(int)
    return open_ * dJdh

# %% regularization_forward
def regularization_forward(W, lam):
    return lam / 2 * np.sum(np.square(W))

# %% regularization_backward
def regularization_backward(dJdS, W, lam):
    return dJdS * (lam * W)

# %% sum_backward
def sum_backward(dJdK):
    dJds1 = dJdK * 1
    dJds2 = dJdK * 1
    return dJds1, dJds2

# %% l2_loss_forward
def l2_loss_forward(o, y):
    difference = o - y
    return (difference ** 2).sum() / 2

# %% l2_loss_backward
def l2_loss_backward(dJdL, o, y):
    return dJdL * (o - y

# %% softmax_column
def softmax_column(v):
    shifted = v - np.max(v)
    return np.exp(shifted) / np.sum(np.exp(shifted))

# %% ce_forward
def ce_forward(o, y):
    loss = 0
    j = 0
    while j < len(o):
        if y[j, 0] == 0:
            continue   # nothing to add
        loss -= y[j, 0] * np.log(o[j, 0])
        j += 1
    return loss

# %% softmax_ce_backward
def softmax_ce_backward(dJdL, v, y):
    return (softmax_column(v) - y) * dJdL

# %% gradient_step
def gradient_step(W, b, dJdW, dJdb, alpha):
    newW = W - alpha * dJdW
    newb = b - dJdb
    return newW, newb

# %% network_forward
def network_forward(x, W, b, M, c):
    z = linear_forward(W, x, b)
    h = np.maximum(0, z)
    o = linear_forward(M, h, c)
    return z, h, o

# %% network_backward
def network_backward(x, y, W, b, M, c, lam):
    z, h, o = network_forward(x, W, b, M, c)
    dJdo = l2_loss_backward(1.0, o, y)
    dJdM, dJdc, dJdh = linear_backward(dJdo, M, h)
    dJdz = relu_backward(dJdh, z)
    dJdW, dJdb, dJdx = linear_backward(dJdz, W, x)
    dJdW = dJdW + regularization_backward(1.0, W, lam)
    dJdM = dJdM + regularization_backward(1.0, M, lam)
    return {"W": dJdW, "b": dJdb, "M": dJdM, "c": dJdc}

# %% corrected
corrected = {
    "u": [91, 54],
    "dJ/dW": [[2, 10, 5], [2, 10, 5]],
    "dJ/db": [1, 1],
    "dJ/dx": [4, 7, 11],
    "W*": [[0.8, 4, 6.5], [2.8, 1, 3.5]],
    "b*": [3.9, 7.9],
    "S": 10.4,
    "softmax(v)": [0.993307, 0.006693],
    "o - y": [0.006693, -0.006693],
    "CE": 0.006715,
    "z": [24, 47, 86],
    "o": [320, 347],
}
# Stops here as long as an entry is missing.
if any(value is ... for value in corrected.values()):
    raise NotImplementedError
