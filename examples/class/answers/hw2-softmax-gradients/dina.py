# %% softmax
def softmax(z):
    e = np.exp(z - np.amax(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)

# %% logsumexp
def logsumexp(z):
    m = z.max(axis=1, keepdims=True)
    return (m + np.log(np.exp(z - m).sum(axis=1, keepdims=True)))[:, 0]

# %% one_hot
def one_hot(y, n_classes):
    return np.eye(y.max() + 1)[y]

# %% cross_entropy
def cross_entropy(z, y):
    return (logsumexp(z) - z[range(len(y)), y]).mean()

# %% loss_der
def loss_der(p, y):
    Y = one_hot(y, p.shape[1])
    return (p - Y) / len(y)     # because J is a mean

# %% relu_derivative
def relu_derivative(z):
    return z > 0

# %% dJdb2
def dJdb2(loss_der):
    return loss_der.mean(axis=1)

# %% dJdW2
def dJdW2(h, loss_der):
    return loss_der.T @ h / len(h)

# %% dJdb1
def dJdb1(h, W2, loss_der):
    back = loss_der @ W2.T
    return relu(back).mean(axis=0)

# %% dJdW1
def dJdW1(X, h, W2, loss_der):
    back = (loss_der @ W2.T) * relu_derivative(h)
    return X.T @ back / X.shape[0]

# %% backward
def backward(X, y, theta):
    h, z = forward(X, theta)
    g = loss_der(softmax(z), y)
    back = (g @ theta["W2"].T) * relu_derivative(h)
    n = len(X)
    return {"W1": X.T @ back / n, "b1": back.mean(0), "W2": h.T @ g / n, "b2": g.mean(0)}

# %% gradcheck
def gradcheck(J, theta, grads, eps=1e-6):
    t = {name: 1.0 * value for name, value in theta.items()}
    errors = []
    for name, value in t.items():
        for i in np.ndindex(value.shape):
            x = value[i]
            value[i] = x + eps
            c = J(t)
            value[i] = x - eps
            c = (c - J(t)) / (2 * eps)
            value[i] = x
            a = grads[name][i]
            errors.append(abs(a - c) / (abs(a) + abs(c) + 1e-12))
    return np.mean(errors)

# %% predict_labels
def predict_labels(X, theta):
    z = forward(X, theta)[1]
    return np.argmax(z, axis=1) + 1     # classes 1, 2, 3
