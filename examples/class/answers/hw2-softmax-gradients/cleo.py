# %% softmax
def softmax(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)

# %% logsumexp
def logsumexp(z):
    c = np.max(z)
    return c + np.log(np.exp(z - c).sum(axis=1))

# %% one_hot
def one_hot(y, n_classes):
    Y = np.zeros((len(y), n_classes))
    for i in range(len(y)):
        Y[i, y[i]] = 1
    return Y

# %% cross_entropy
def cross_entropy(z, y):
    p = softmax(z)
    p_right = p[np.arange(len(y)), y]
    return -np.mean(np.log(p_right + 1e-15))    # so that it is never log(0)

# %% loss_der
def loss_der(p, y):
    p[np.arange(len(y)), y] -= 1
    return p

# %% relu_derivative
def relu_derivative(z):
    return np.where(z > 0, 1, 0)

# %% dJdb2
def dJdb2(loss_der):
    return np.sum(loss_der, axis=0) / len(loss_der)

# %% dJdW2
def dJdW2(h, loss_der):
    result = 0
    for h_i, g_i in zip(h, loss_der):
        result = result + np.outer(h_i, g_i)
    return result / len(h)

# %% dJdb1
def dJdb1(h, W2, loss_der):
    rows = [relu_derivative(h[i]) * (W2 @ loss_der[i]) for i in range(len(h))]
    return np.mean(rows, axis=0)

# %% dJdW1
def dJdW1(X, h, W2, loss_der):
    n, m = h.shape
    back = loss_der @ W2.T
    columns = []
    for k in range(m):
        columns.append(X.T @ (relu_derivative(h[:, k]) * back[:, k]) / n)
    return np.stack(columns, axis=1)

# %% backward
def backward(X, y, theta):
    h, z = forward(X, theta)
    g = loss_der(softmax(z), y)
    grads = {}
    grads["W1"] = dJdW1(X, h, theta["W2"], g)
    grads["b1"] = dJdb1(h, theta["W2"], g)
    grads["W2"] = dJdW2(h, g)
    grads["b2"] = dJdb2(g)
    return grads

# %% gradcheck
def gradcheck(J, theta, grads, eps=1e-6):
    copy = {k: np.array(v, dtype=float) for k, v in theta.items()}
    errors = []
    for k in copy:
        for i in np.ndindex(copy[k].shape):
            copy[k][i] += eps
            J1 = J(copy)
            copy[k][i] -= 2 * eps
            J2 = J(copy)
            copy[k][i] += eps
            c = (J1 - J2) / (2 * eps)
            errors.append(abs(grads[k][i] - c) / max(abs(grads[k][i]) + abs(c), 1e-8))
    return max(errors)

# %% predict_labels
def predict_labels(X, theta):
    return np.argmax(forward(X, theta)[1], axis=1)
