# %% sigmoid
def sigmoid(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e / (1 + e), 1 / (1 + e))

# %% tanh
def tanh(z):
    return np.tanh(z)

# %% leaky_relu
def leaky_relu(z, alpha):
    return np.maximum(0, z) + alpha * np.minimum(0, z)

# %% fully_connected
def fully_connected(x, W, b, sigma):
    return sigma(np.dot(W, x) + b)

# %% feed_forward
def feed_forward(x, params, sigmas):
    while params:
        W, b = params.pop(0)
        x = fully_connected(x, W, b, sigmas.pop(0))
    return x

# %% squared_error
def squared_error(a, b):
    return (b - a) ** 2

# %% absolute_error
def absolute_error(a, b):
    return abs(b - a)

# %% huber
def huber(a, b, delta):
    r = abs(a - b)
    small = r < delta
    return small * r ** 2 / 2 + (1 - small) * delta * (r - delta / 2)

# %% huber_derivative
def huber_derivative(a, b, delta):
    r = a - b
    return np.where(abs(r) < delta, r, delta * np.sign(r)

# %% cross_entropy_dist
def cross_entropy_dist(a, b):
    return -np.sum(b * np.log(np.where(b == 0, 1, a)))

# %% hinge
def hinge(a, b, delta):
    return np.clip(delta - a * b, 0, None).sum()

# %% hinge_onehot
def hinge_onehot(a, b, delta):
    return np.clip(delta - (a * b).sum(), 0, None)

# %% numerical_gradient
def numerical_gradient(f, x):
    h = 1e-6
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        right, left = x.copy(), x.copy()
        right[i] += h
        left[i] -= h
        gradient[i] = (f(right) - f(left)) / (2 * h)
    return gradient

# %% jacobian
def jacobian(f, x):
    h = 1e-6
    J = np.zeros((len(f(x)), len(x)))
    j = 0
    while j < len(x):
        e = np.zeros(len(x))
        e[j] = h
        J[:, j] = (f(x + e) - f(x - e)) / (2 * h)
    return J

# %% chain_cost
def chain_cost(dims, mode):
    if mode == "reverse":
        return sum(dims[0] * dims[i] * dims[i + 1] for i in range(1, len(dims) - 1))
    return sum(dims[-1] * dims[i] * dims[i + 1] for i in range(0, len(dims) - 2))

# %% MultiplyGate
class MultiplyGate:
    memory = {}

    def forward(self, x, y):
        self.memory["x"] = x
        self.memory["y"] = y
        return x * y

    def backward(self, dz):
        return [dz * self.memory["y"], dz * self.memory["x"]]
