# %% gradient_descent
def gradient_descent(d, x0, eta, n_steps):
    x = x0
    for i in range(n_steps):
        x -= eta * d(x)
    return x

# %% gradient_descent_path
def gradient_descent_path(d, x0, eta, n_steps):
    x = np.array(x0, dtype=float)   # a copy, so that x0 stays as it is
    path = [x]
    for i in range(n_steps):
        x -= eta * d(x)
        path.append(x)
    return path

# %% momentum
def momentum(d, x0, eta, mu, n_steps):
    x, v = x0, 0.0
    for i in range(n_steps):
        v = mu * v - eta * d(x)
        x = x + v
    return x

# %% descend_until
def descend_until(d, x0, eta, tol, max_steps):
    x = x0
    for steps in range(max_steps):
        if np.max(np.abs(d(x))) <= tol:
            return x, steps
        x = x - eta * d(x)
    return x, max_steps

# %% scheduled_descent
def scheduled_descent(d, x0, etas):
    x = x0
    for i in range(len(etas)):
        x = x - etas[i] * d(x)
    return x

# %% sgd_step
def sgd_step(theta, grads, eta):
    new = theta.copy()
    for name in new:
        new[name] -= eta * grads[name]
    return new

# %% minibatch
def minibatch(X, y, m, rng):
    rows = rng.choice(len(X), m)
    return X[rows], y[rows]

# %% sgd
def sgd(grad, theta, X, y, eta, m, n_steps, rng):
    Xb, yb = minibatch(X, y, m, rng)
    for i in range(n_steps):
        theta = sgd_step(theta, grad(Xb, yb, theta), eta)
    return theta

# %% train_network
def train_network(X, y, theta, eta, n_steps):
    losses = []
    for i in range(n_steps):
        z = forward(X, theta)[1]
        losses += [cross_entropy(z, y)]
        theta = sgd_step(theta, backward(X, y, theta), eta)
    return theta, losses

# %% adam
def adam(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    x, m, v = x0, 0, 0
    for t in range(1, n_steps + 1):
        g = d(x)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        x = x - eta * (m / (1 - beta1 ** t)) / np.sqrt(v / (1 - beta2 ** t) + eps)
    return x
