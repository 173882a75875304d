# %% sigmoid
def sigmoid(z):
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(z)))

# %% tanh
def tanh(z):
    z = np.clip(z, -50, 50)
    return np.sinh(z) / np.cosh(z)

# %% leaky_relu
def leaky_relu(z, alpha):
    z = np.asarray(z)
    slope = np.ones(z.shape)
    slope[z < 0] = alpha
    return slope * z

# %% fully_connected
def fully_connected(x, W, b, sigma):
    out = np.array(b, dtype=float)
    for i in range(W.shape[0]):
        for j in range(W.shape[1]):
            out[i] += W[i, j] * x[j]
    return sigma(out)

# %% feed_forward
def feed_forward(x, params, sigmas):
    if len(params) == 0:
        return x
    (W, b), *other_params = params
    sigma, *other_sigmas = sigmas
    return feed_forward(fully_connected(x, W, b, sigma), other_params, other_sigmas)

# %% squared_error
def squared_error(a, b):
    return np.power(np.subtract(a, b), 2)

# %% absolute_error
def absolute_error(a, b):
    return np.sqrt((a - b) ** 2)

# %% huber
def huber(a, b, delta):
    r = np.abs(a - b)
    too_far = np.maximum(r - delta, 0)
    return (r ** 2 - too_far ** 2) / 2

# %% huber_derivative
def huber_derivative(a, b, delta):
    r = a - b
    return np.sign(r) * np.minimum(np.abs(r), delta)

# %% cross_entropy_dist
def cross_entropy_dist(a, b):
    loss = 0.0
    for p, q in zip(a, b):
        if q > 0:
            loss = loss - q * np.log(p)
    return loss

# %% hinge
def hinge(a, b, delta):
    lacking = [delta - label * score for score, label in zip(a, b)]
    return sum(amount for amount in lacking if amount > 0)

# %% hinge_onehot
def hinge_onehot(a, b, delta):
    K = len(a)
    return hinge(a, b, delta) - (K - 1) * delta

# %% numerical_gradient
def numerical_gradient(f, x):
    x = x.astype(float)           # a copy, never integers
    result = np.empty_like(x)
    before = f(x)
    for i, value in np.ndenumerate(x):
        x[i] = value + 1e-6
        result[i] = (f(x) - before) / 1e-6
        x[i] = value
    return result

# %% jacobian
def jacobian(f, x):
    rows = [numerical_gradient(lambda v: f(v)[i], x) for i in range(len(f(x)))]
    return np.array(rows)

# %% chain_cost
def chain_cost(dims, mode):
    matrices = [(dims[i], dims[i + 1]) for i in range(len(dims) - 1)]
    total = 0
    while len(matrices) > 1:
        i = 0 if mode == "reverse" else len(matrices) - 2
        (p, q), (_, r) = matrices[i], matrices[i + 1]
        total += p * q * r
        matrices[i:i + 2] = [(p, r)]
    return total

# %% MultiplyGate
class MultiplyGate:
    def __init__(self):
        self.inputs = (0.0, 0.0)

    def forward(self, x, y):
        self.inputs = (x, y)
        return y * x

    def backward(self, dz):
        return [dz * other for other in reversed(self.inputs)]

# %% MaxGate
class MaxGate:
    def forward(self, x, y):
        self.mask = np.array([x > y, x <= y])
        return x if x > y else y

    def backward(self, dz):
        return list(dz * self.mask)

# %% graph_gradient
def graph_gradient(x1, x2, x3):
    inner = x1 + np.sin(x1)
    y = 2 * np.log(inner) * max(x2, x3)
    dx1 = 2 * max(x2, x3) * (1 + np.cos(x1)) / inner
    dmax = 2 * np.log(inner)
    return y, dx1, dmax * (x2 > x3), dmax * (x3 > x2)
