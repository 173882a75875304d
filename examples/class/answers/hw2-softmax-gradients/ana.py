# %% softmax
def softmax(z):
    z = z - z.max(axis=1, keepdims=True)    # a new array, the largest score of each row is 0
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)

# %% logsumexp
def logsumexp(z):
    c = z.max(axis=1)
    return c + np.log(np.exp(z - c[:, None]).sum(axis=1))

# %% one_hot
def one_hot(y, n_classes):
    Y = np.zeros((len(y), n_classes))
    Y[np.arange(len(y)), y] = 1
    return Y

# %% cross_entropy
def cross_entropy(z, y):
    right = z[np.arange(len(y)), y]
    return np.mean(logsumexp(z) - right)

# %% loss_der
def loss_der(p, y):
    return p - one_hot(y, p.shape[1])

# %% relu_derivative
def relu_derivative(z):
    return (z > 0).astype(float)

# %% dJdb2
def dJdb2(loss_der):
    return loss_der.mean(axis=0)

# %% dJdW2
def dJdW2(h, loss_der):
    n = len(h)
    return h.T @ loss_der / n

# %% dJdb1
def dJdb1(h, W2, loss_der):
    D = relu_derivative(h) * (loss_der @ W2.T)      # (n, m)
    return D.mean(axis=0)

# %% dJdW1
def dJdW1(X, h, W2, loss_der):
    D = relu_derivative(h) * (loss_der @ W2.T)
    return X.T @ D / len(X)

# %% backward
def backward(X, y, theta):
    h, z = forward(X, theta)
    G = loss_der(softmax(z), y)
    return {
        "W1": dJdW1(X, h, theta["W2"], G),
        "b1": dJdb1(h, theta["W2"], G),
        "W2": dJdW2(h, G),
        "b2": dJdb2(G),
    }

# %% gradcheck
def gradcheck(J, theta, grads, eps=1e-6):
    theta = {name: value.astype(float) for name, value in theta.items()}
    worst = 0.0
    for name in theta:
        for i in np.ndindex(theta[name].shape):
            old = theta[name][i]
            theta[name][i] = old + eps
            up = J(theta)
            theta[name][i] = old - eps
            down = J(theta)
            theta[name][i] = old
            a, c = grads[name][i], (up - down) / (2 * eps)
            worst = max(worst, abs(a - c) / max(abs(a) + abs(c), 1e-8))
    return worst

# %% predict_labels
def predict_labels(X, theta):
    h, z = forward(X, theta)
    return z.argmax(axis=1)
