# %% gradient_descent
def gradient_descent(d, x0, eta, n_steps):
    x = x0
    for t in range(n_steps):
        print(t, x, d(x))
        x = x - eta * d(x)
    return x

# %% gradient_descent_path
def gradient_descent_path(d, x0, eta, n_steps):
    path = []
    x = x0
    for t in range(n_steps):
        path.append(x)
        x = x - eta * d(x)
    return path

# %% momentum
def momentum(d, x0, eta, mu, n_steps):
    x = x0
    v = 0
    for t in range(n_steps):
        x = x + v
        v = mu * v - eta * d(x)
    return x

# %% descend_until
def descend_until(d, x0, eta, tol, max_steps):
    x, steps = x0, 0
    while d(x) > tol and steps < max_steps:
        x = x - eta * d(x)
        steps = steps + 1
    return x, steps

# %% scheduled_descent
def scheduled_descent(d, x0, etas):
    x = x0
    for eta in etas:
        x = gradient_descent(d, x, eta, 1)
    return x

# %% sgd_step
def sgd_step(theta, grads, eta):
    return {name: t - eta * g for name, t, g in zip(theta, theta.values(), grads.values())}

# %% minibatch
def minibatch(X, y, m, rng):
    Xb = X[rng.permutation(len(X))[:m]]
    yb = y[rng.permutation(len(y))[:m]]
    return Xb, yb

# %% sgd
def sgd(grad, theta, X, y, eta, m, n_steps, rng):
    for t in range(n_steps):
        Xb, yb = minibatch(X, y, m, rng)
        theta = sgd_step(theta, grad(X, y, theta), eta)
    return theta

# %% train_network
def train_network(X, y, theta, eta, n_steps):
    losses = []
    for t in range(n_steps):
        theta = sgd_step(theta, backward(X, y, theta), eta)
        h, z = forward(X, theta)
        losses.append(cross_entropy(z, y))
    return theta, losses

# %% adam
def adam(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    x, m, v = x0, 0, 0
    for t in range(n_steps):
        g = d(x)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g ** 2
        x = x - eta * m / (np.sqrt(v) + eps)
    return x
