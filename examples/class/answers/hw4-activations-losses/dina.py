# %% sigmoid
def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))

# %% tanh
def tanh(z):
    return np.tanh(z)

# %% leaky_relu
def leaky_relu(z, alpha):
    z[z < 0] *= alpha
    return z

# %% fully_connected
def fully_connected(x, W, b, sigma):
    return sigma(W @ x) + b

# %% feed_forward
def feed_forward(x, params, sigmas):
    for layer, sigma in zip(params, sigmas):
        x = fully_connected(x, layer[0], layer[1], sigma)
    return x

# %% squared_error
def squared_error(a, b):
    return np.square(a - b)

# %% absolute_error
def absolute_error(a, b):
    return np.abs(a - b)

# %% huber
def huber(a, b, delta):
    r = a - b
    return np.where(r <= delta, 0.5 * r ** 2, delta * (np.abs(r) - 0.5 * delta))

# %% huber_derivative
def huber_derivative(a, b, delta):
    r = a - b
    return np.where(np.abs(r) <= delta, r, np.sign(r))

# %% cross_entropy_dist
def cross_entropy_dist(a, b):
    return -np.sum(b * np.log(a + 1e-12))

# %% hinge
def hinge(a, b, delta):
    return np.sum(np.maximum(0, 1 - b * a))

# %% hinge_onehot
def hinge_onehot(a, b, delta):
    return max(0, delta - np.dot(a, b))

# %% numerical_gradient
def numerical_gradient(f, x):
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = 1e-7
        gradient[i] = (f(x + e) - f(x)) / 1e-7
    return gradient

# %% jacobian
def jacobian(f, x):
    y = f(x)
    J = np.zeros((y.size, x.size))
    for j in range(x.size):
        e = np.zeros(x.size)
        e[j] = 1e-7
        J[:, j] = (f(x + e) - y) / 1e-7
    return J

# %% chain_cost
def chain_cost(dims, mode):
    cost = 0
    if mode == "forward":
        for i in range(2, len(dims)):
            cost += dims[0] * dims[i - 1] * dims[i]
    else:
        for i in range(len(dims) - 2):
            cost += dims[i] * dims[i + 1] * dims[-1]
    return cost

# %% MultiplyGate
class MultiplyGate:
    def forward(self, x, y):
        self.x = x
        self.y = y
        return self.x * self.y

    def backward(self, dz):
        return [self.y * dz, self.x * dz]

# %% MaxGate
class MaxGate:
    def forward(self, x, y):
        self.winner = 0 if x > y else 1
        return (x, y)[self.winner]

    def backward(self, dz):
        gradients = [0.0, 0.0]
        gradients[self.winner] = dz
        return gradients

# %% graph_gradient
def graph_gradient(x1, x2, x3):
    product, switch = MultiplyGate(), MaxGate()
    inner = x1 + np.sin(x1)
    y = 2 * product.forward(np.log(inner), switch.forward(x2, x3))
    dlog, dmax = product.backward(2.0)
    dx2, dx3 = switch.backward(dmax)
    dx1 = dlog / inner * np.cos(x1)
    return y, dx1, dx2, dx3
