# %% gradient_descent
def gradient_descent(d, x0, eta, n_steps):
    for i in range(n_steps):
        x0 = x0 - eta * d(x0)
    return x0

# %% gradient_descent_path
def gradient_descent_path(d, x0, eta, n_steps):
    path = [x0]
    for i in range(n_steps):
        path.append(gradient_descent(d, path[i], eta, 1))
    return path

# %% momentum
def momentum(d, x0, eta, mu, n_steps):
    x, v = x0, 0
    for i in range(n_steps):
        v = mu * v + (1 - mu) * d(x)    # running mean, as in the other lecture
        x = x - eta * v
    return x

# %% descend_until
def descend_until(d, x0, eta, tol, max_steps):
    x = x0
    for steps in range(max_steps + 1):
        slope = d(x)
        if np.linalg.norm(slope) <= tol or steps == max_steps:
            return x, steps
        x = x - eta * slope

# %% scheduled_descent
def scheduled_descent(d, x0, etas):
    x, t = x0, 0
    while t < len(etas):
        x = x - etas[t] * d(x)
    return x

# %% sgd_step
def sgd_step(theta, grads, eta):
    new = {}
    for name in theta
        new[name] = theta[name] - eta * grads[name]
    return new

# %% minibatch
def minibatch(X, y, m, rng):
    rows = np.random.permutation(len(X))[:m]
    return X[rows], y[rows]

# %% sgd
def sgd(grad, theta, X, y, eta, m, n_steps, rng):
    for i in range(n_steps):
        Xb, yb = minibatch(X, y, m, rng)
        theta = sgd_step(theta, grad(Xb, yb, theta), eta)
    return theta
