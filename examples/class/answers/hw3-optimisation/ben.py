# %% gradient_descent
def gradient_descent(d, x0, eta, n_steps):
    if n_steps == 0:
        return x0
    return gradient_descent(d, x0 - eta * d(x0), eta, n_steps - 1)

# %% gradient_descent_path
def gradient_descent_path(d, x0, eta, n_steps):
    # the whole walk, one gradient_descent for every place
    return [gradient_descent(d, x0, eta, t) for t in range(n_steps + 1)]

# %% momentum
def momentum(d, x0, eta, mu, n_steps):
    # the heavy ball: two places instead of a velocity
    before, now = x0, x0
    for _ in range(n_steps):
        before, now = now, now - eta * d(now) + mu * (now - before)
    return now

# %% descend_until
def descend_until(d, x0, eta, tol, max_steps):
    def level(x):
        return np.vdot(d(x), d(x)) <= tol ** 2

    place, steps = np.asarray(x0, dtype=float), 0
    while not (steps == max_steps or level(place)):
        place, steps = place - eta * d(place), steps + 1
    return place, steps

# %% scheduled_descent
from functools import reduce

def scheduled_descent(d, x0, etas):
    return reduce(lambda x, eta: gradient_descent(d, x, eta, 1), etas, x0)

# %% sgd_step
def sgd_step(theta, grads, eta):
    names = sorted(theta)
    return dict(zip(names, [np.subtract(theta[k], np.multiply(eta, grads[k])) for k in names]))

# %% minibatch
def minibatch(X, y, m, rng):
    lots = rng.random_sample(len(y))
    drawn = lots.argsort()[:m]              # the m smallest lots win
    return X.take(drawn, axis=0), y.take(drawn)

# %% sgd
def sgd(grad, theta, X, y, eta, m, n_steps, rng):
    def improved(theta, _):
        return sgd_step(theta, grad(*minibatch(X, y, m, rng), theta), eta)

    return reduce(improved, range(n_steps), theta)

# %% train_network
def train_network(X, y, theta, eta, n_steps):
    way = [theta]
    while len(way) <= n_steps:
        way.append(sgd_step(way[-1], backward(X, y, way[-1]), eta))
    *before, end = way
    return end, [float(cross_entropy(forward(X, each)[1], y)) for each in before]

# %% adam
def adam(d, x0, eta, n_steps, beta1=0.9, beta2=0.999, eps=1e-8):
    # the corrected mean is the weighted mean of all slopes so far
    x, slopes = np.asarray(x0, dtype=float), []
    for t in range(n_steps):
        slopes.append(d(x))
        past, age = np.array(slopes, dtype=float), np.arange(t, -1, -1)
        first = np.tensordot(beta1 ** age, past, 1) / np.sum(beta1 ** age)
        second = np.tensordot(beta2 ** age, past * past, 1) / np.sum(beta2 ** age)
        x = x - eta * first / (second ** 0.5 + eps)
    return x
