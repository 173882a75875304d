# %% sigmoid
def sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))

# %% tanh
def tanh(z):
    return 2 * sigmoid(z) - 1

# %% leaky_relu
def leaky_relu(z, alpha):
    return np.where(np.asarray(z) > 0, z, alpha * np.asarray(z))

# %% fully_connected
def fully_connected(x, W, b, sigma):
    return sigma(b + W.dot(x))

# %% feed_forward
def feed_forward(x, params, sigmas):
    for i in range(len(params)):
        W, b = params[i]
        x = fully_connected(x, W, b, sigmas[i])
    return x

# %% squared_error
def squared_error(a, b):
    return (a - b) * (a - b)

# %% absolute_error
def absolute_error(a, b):
    return np.abs(a - b)

# %% huber
def huber(a, b, delta):
    r = np.abs(a - b)
    return np.where(r < delta, 0.5 * r ** 2, delta * (r - 0.5 * delta))

# %% huber_derivative
def huber_derivative(a, b, delta):
    r = a - b
    return np.where(np.abs(r) < delta, r, delta * np.sign(r))

# %% cross_entropy_dist
def cross_entropy_dist(a, b):
    return -np.sum(b * np.log(a))

# %% hinge
def hinge(a, b, delta):
    return np.maximum(0, delta - a * b).sum()

# %% hinge_onehot
def hinge_onehot(a, b, delta):
    # isn't that the same as before?
    return np.maximum(0, delta - a * b).sum()

# %% numerical_gradient
def numerical_gradient(f, x):
    h = 1e-5
    x = np.array(x, dtype=float)
    gradient = np.zeros_like(x)
    for i in range(len(x)):
        e = np.zeros_like(x)
        e[i] = h
        gradient[i] = (f(x + e) - f(x - e)) / (2 * h)
    return gradient

# %% jacobian
def jacobian(f, x):
    columns = []
    for e in np.eye(len(x)) * 1e-6:
        columns.append((f(x + e) - f(x - e)) / 2e-6)
    return np.array(columns).T

# %% chain_cost
def chain_cost(dims, mode):
    total = 0
    n = len(dims)
    if mode == "reverse":
        for i in range(1, n - 1):
            total += dims[0] * dims[i] * dims[i + 1]
    if mode == "forward":
        for i in range(n - 2):
            total += dims[i] * dims[i + 1] * dims[n - 1]
    return total

# %% MultiplyGate
class MultiplyGate:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dz):
        dx = dz * self.y
        dy = dz * self.x
        return [dx, dy]

# %% MaxGate
class MaxGate:
    def forward(self, x, y):
        self.x, self.y = x, y
        return max(x, y)

    def backward(self, dz):
        if self.x > self.y:
            return [1.0, 0.0]
        else:
            return [0.0, 1.0]

# %% graph_gradient
def graph_gradient(x1, x2, x3):
    a = x1 + np.sin(x1)
    m = max(x2, x3)
    y = 2 * np.log(a) * m
    da = 2 * m / a
    dm = 2 * np.log(a)
    dx1 = da * (1 + np.cos(x1))
    if x2 > x3:
        return (y, dx1, dm, 0)
    return (y, dx1, 0, dm)
