# %% sigmoid
def sigmoid(z):
    # exp may become inf, but 1 / inf is 0, so this is safe
    return 1 / (1 + np.exp(-z))

# %% tanh
def tanh(z):
    return 2 * sigmoid(2 * z) - 1

# %% leaky_relu
def leaky_relu(z, alpha):
    return np.maximum(z, alpha * z)

# %% fully_connected
def fully_connected(x, W, b, sigma):
    return sigma(W @ x + b)

# %% feed_forward
def feed_forward(x, params, sigmas):
    h = x
    for (W, b), sigma in zip(params, sigmas):
        h = fully_connected(h, W, b, sigma)
    return h

# %% squared_error
def squared_error(a, b):
    return (a - b) ** 2

# %% absolute_error
def absolute_error(a, b):
    return abs(a - b)

# %% huber
def huber(a, b, delta):
    r = abs(a - b)
    return np.where(r <= delta, r ** 2 / 2, delta * (r - delta / 2))

# %% huber_derivative
def huber_derivative(a, b, delta):
    return np.clip(a - b, -delta, delta)

# %% cross_entropy_dist
def cross_entropy_dist(a, b):
    used = b > 0
    return -np.sum(b[used] * np.log(a[used]))

# %% hinge
def hinge(a, b, delta):
    return np.sum(np.maximum(0, delta - b * a))

# %% hinge_onehot
def hinge_onehot(a, b, delta):
    c = np.argmax(b)
    return max(0, delta - a[c])

# %% numerical_gradient
def numerical_gradient(f, x):
    h = 1e-5
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = h
        gradient[i] = (f(x + e) - f(x - e)) / (2 * h)
    return gradient

# %% jacobian
def jacobian(f, x):
    h = 1e-5
    J = np.zeros((len(f(x)), len(x)))
    for j in range(len(x)):
        e = np.zeros(len(x))
        e[j] = h
        J[:, j] = (f(x + e) - f(x - e)) / (2 * h)
    return J

# %% chain_cost
def chain_cost(dims, mode):
    if mode == "forward":
        dims = dims[::-1]
    cost = 0
    for i in range(1, len(dims) - 1):
        cost += dims[0] * dims[i] * dims[i + 1]
    return cost

# %% MultiplyGate
class MultiplyGate:
    def forward(self, x, y):
        self.x = x
        self.y = y
        return x * y

    def backward(self, dz):
        return [dz * self.y, dz * self.x]

# %% MaxGate
class MaxGate:
    def forward(self, x, y):
        self.x = x
        self.y = y
        return max(x, y)

    def backward(self, dz):
        if self.x > self.y:
            return [dz, 0]
        return [0, dz]

# %% graph_gradient
def graph_gradient(x1, x2, x3):
    times, largest = MultiplyGate(), MaxGate()
    inner = x1 + np.sin(x1)
    log = np.log(inner)
    m = largest.forward(x2, x3)
    y = 2 * times.forward(log, m)

    dlog, dm = times.backward(2)
    dx2, dx3 = largest.backward(dm)
    dinner = dlog / inner
    dx1 = dinner * 1 + dinner * np.cos(x1)
    return y, dx1, dx2, dx3
