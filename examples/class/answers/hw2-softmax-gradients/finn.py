# %% softmax
def softmax(z):
    exponentials = np.exp(z - z.max(axis=1)[:, np.newaxis])
    return exponentials / exponentials.sum(axis=1)[:, np.newaxis]

# %% logsumexp
def logsumexp(z):
    c = z.max(axis=1, keepdims=True)
    return c + np.log(np.exp(z - c).sum(axis=1, keepdims=True))

# %% one_hot
def one_hot(y, n_classes):
    return np.eye(n_classes)[y]

# %% cross_entropy
def cross_entropy(z, y):
    losses = []
    for i in range(len(y)):
        c = z[i].max()
        losses.append(c + np.log(np.sum(np.exp(z[i] - c))) - z[i, y[i]])
    return sum(losses) / len(losses)

# %% loss_der
def loss_der(p, y):
    return p - one_hot(y, p.shape[1])

# %% relu_derivative
def relu_derivative(z):
    return 1.0 * (z > 0)

# %% dJdb2
def dJdb2(loss_der):
    n = len(loss_der)
    total = np.zeros(loss_der.shape[1])
    i = 0
    while i < n:
        total += loss_der[i] / n
    return total

# %% dJdW2
def dJdW2(h, loss_der):
    return (h / len(h)).T @ loss_der

# %% dJdb1
def dJdb1(h, W2, loss_der):
    D = relu_derivative(h) * (loss_der @ W2.T)
    return np.sum(D, axis=0) / len(D)

# %% dJdW1
def dJdW1(X, h, W2, loss_der):
    D = relu_derivative(h) * (loss_der @ W2.T
    return X.T @ D / len(D)

# %% backward
def backward(X, y, theta):
    h, z = forward(X, theta)
    G = loss_der(softmax(z), y) / len(X)
    D = relu_derivative(h) * (G @ theta["W2"].T)
    return {"W1": X.T @ D, "b1": D.sum(axis=0), "W2": h.T @ G, "b2": G.sum(axis=0)}

# %% gradcheck
def gradcheck(J, theta, grads, eps=1e-6):
    worst = 0
    for name in theta:
        for i in np.ndindex(theta[name].shape):
            plus = {k: np.array(v, dtype=float) for k, v in theta.items()}
            minus = {k: np.array(v, dtype=float) for k, v in theta.items()}
            plus[name][i] += eps
            minus[name][i] -= eps
            c = (J(plus) - J(minus)) / (2 * eps)
            a = grads[name][i]
            error = abs(a - c) / max(abs(a) + abs(c), 1e-8)
            worst = max(worst, error)
    return worst

# %% predict_labels
def predict_labels(X, theta):
    labels = np.zeros(len(X))
    for i, scores in enumerate(forward(X, theta)[1]):
        labels[i] = scores.argmax()
    return labels
