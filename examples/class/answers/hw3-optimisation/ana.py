# %% gradient_descent
def gradient_descent(d, x0, eta, n_steps):
    x = x0
    for step in range(n_steps):
        x = x - eta * d(x)      # downhill is minus the slope
    return x

# %% gradient_descent_path
def gradient_descent_path(d, x0, eta, n_steps):
    x = x0
    path = [x]
    for step in range(n_steps):
        x = x - eta * d(x)
        path.append(x)
    return path

# %% momentum
def momentum(d, x0, eta, mu, n_steps):
    x = x0
    v = 0
    for step in range(n_steps):
        v = mu * v - eta * d(x)     # first the velocity ...
        x = x + v                   # ... then the place
    return x

# %% descend_until
def descend_until(d, x0, eta, tol, max_steps):
    x = x0
    steps = 0
    while steps < max_steps:
        slope = d(x)
        if np.sqrt(np.sum(slope ** 2)) <= tol:
            break
        x = x - eta * slope
        steps += 1
    return x, steps

# %% scheduled_descent
def scheduled_descent(d, x0, etas):
    x = x0
    for eta in etas:
        x = x - eta * d(x)
    return x

# %% sgd_step
def sgd_step(theta, grads, eta):
    new = {}
    for name in theta:
        new[name] = theta[name] - eta * grads[name]
    return new

# %% minibatch
def minibatch(X, y, m, rng):
    rows = rng.choice(len(X), m, replace=False)
    return X[rows], y[rows]

# %% sgd
def sgd(grad, theta, X, y, eta, m, n_steps, rng):
    for step in range(n_steps):
        Xb, yb = minibatch(X, y, m, rng)
        grads = grad(Xb, yb, theta)
        theta = sgd_step(theta, grads, eta)
    return theta

# %% train_network
def train_network(X, y, theta, eta, n_steps):
    losses = []
    for step in range(n_steps):
        h, z = forward(X, theta)
        losses.append(cross_entropy(z, y))
        grads = backward(X, y, theta)
        theta = sgd_step(theta, grads, eta)
    return theta, losses

# %% adam
def adam(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    x, m, v = x0, 0, 0
    for t in range(1, n_steps + 1):
        g = d(x)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g ** 2
        m_hat = m / (1 - beta1 ** t)
        v_hat = v / (1 - beta2 ** t)
        x = x - eta * m_hat / (np.sqrt(v_hat) + eps)
    return x
