# %% add_mul
def add(a, b):
    x, y = ag.array(a), ag.array(b)

    def to_a(g):
        return unbroadcast(g, x.shape)

    def to_b(g):
        return unbroadcast(g, y.shape)

    return ag.Tensor(x + y, [(a, to_a), (b, to_b)])


def mul(a, b):
    x, y = ag.array(a), ag.array(b)

    def to_a(g):
        return unbroadcast(g * y, x.shape)

    def to_b(g):
        return unbroadcast(g * x, y.shape)

    return ag.Tensor(x * y, [(a, to_a), (b, to_b)])


ag.Tensor.__add__ = ag.Tensor.__radd__ = add
ag.Tensor.__mul__ = ag.Tensor.__rmul__ = mul

# %% sub_div_neg
def neg(a):
    return ag.Tensor(-a.value, [(a, lambda g: -g)])


def sub(a, b):
    x, y = ag.array(a), ag.array(b)
    to_a = lambda g: unbroadcast(g, x.shape)
    to_b = lambda g: unbroadcast(-g, y.shape)
    return ag.Tensor(x - y, [(a, to_a), (b, to_b)])


def div(a, b):
    x, y = ag.array(a), ag.array(b)
    to_a = lambda g: unbroadcast(g / y, x.shape)
    to_b = lambda g: unbroadcast(-g * x / y**2, y.shape)
    return ag.Tensor(x / y, [(a, to_a), (b, to_b)])


ag.Tensor.__neg__ = neg
ag.Tensor.__sub__ = sub
ag.Tensor.__rsub__ = lambda self, other: sub(other, self)
ag.Tensor.__truediv__ = div
ag.Tensor.__rtruediv__ = lambda self, other: div(other, self)

# %% power
def power(a, exponent):
    x = a.value
    return ag.Tensor(x**exponent, [(a, lambda g: g * exponent * x ** (exponent - 1))])


ag.Tensor.__pow__ = power

# %% exp_log_relu
def exp(a):
    y = np.exp(a.value)
    return ag.Tensor(y, [(a, lambda g: g * y)])


def log(a):
    y = np.log(a.value)
    return ag.Tensor(y, [(a, lambda g: g / y)])


def relu(a):
    y = np.maximum(a.value, 0)
    return ag.Tensor(y, [(a, lambda g: g * (y > 0))])


ag.Tensor.exp, ag.Tensor.log, ag.Tensor.relu = exp, log, relu

# %% sum_mean
def tensor_sum(a, axis=None, keepdims=False):
    x = a.value
    kept = np.sum(x, axis=axis, keepdims=True).shape
    return ag.Tensor(
        np.sum(x, axis=axis, keepdims=keepdims),
        [(a, lambda g: np.broadcast_to(g.reshape(kept), x.shape))],
    )


def tensor_mean(a, axis=None, keepdims=False):
    x = a.value
    kept = np.mean(x, axis=axis, keepdims=True)
    n = x.size / kept.size
    return ag.Tensor(
        np.mean(x, axis=axis, keepdims=keepdims),
        [(a, lambda g: np.broadcast_to(g.reshape(kept.shape) / n, x.shape))],
    )


ag.Tensor.sum, ag.Tensor.mean = tensor_sum, tensor_mean

# %% max
def tensor_max(a, axis=None, keepdims=False):
    x = a.value
    top = x.max(axis=axis, keepdims=True)
    mask = x == top
    return ag.Tensor(
        x.max(axis=axis, keepdims=keepdims), [(a, lambda g: mask * g.reshape(top.shape))]
    )


ag.Tensor.max = tensor_max

# %% reshape_moveaxis
def reshape(a, *shape):
    return ag.Tensor(a.value.reshape(*shape), [(a, lambda g: g.reshape(a.shape))])


def moveaxis(a, source, destination):
    moved = np.moveaxis(a.value, source, destination)
    return ag.Tensor(moved, [(a, lambda g: np.moveaxis(g, destination, source))])


ag.Tensor.reshape, ag.Tensor.moveaxis = reshape, moveaxis

# %% matmul
def matmul(a, b):
    x, y = ag.array(a), ag.array(b)
    to_a = lambda g: g @ y.swapaxes(-1, -2)
    to_b = lambda g: x.swapaxes(-1, -2) @ g
    return ag.Tensor(x @ y, [(a, to_a), (b, to_b)])


ag.Tensor.__matmul__ = matmul
ag.Tensor.__rmatmul__ = lambda self, other: matmul(other, self)

# %% backward
def backward(self, upstream=None):
    order = []

    def visit(node):
        if node not in order_set:
            order_set.add(node)
            for tensor, pullback in node.inputs:
                visit(tensor)
            order.append(node)

    order_set = set()
    visit(self)
    self.grad = self.grad + (1.0 if upstream is None else upstream)
    for node in order[::-1]:
        for tensor, pullback in node.inputs:
            tensor.grad = tensor.grad + pullback(node.grad)


ag.Tensor.backward = backward

# %% cross_entropy
def cross_entropy(scores, y):
    logsumexp = scores.exp().sum(axis=1).log()
    return (logsumexp - scores[np.arange(len(y)), y]).mean()

# %% network_gradients
def network_gradients(X, y, theta):
    t = {name: ag.Tensor(value) for name, value in theta.items()}
    h = X @ t["W1"] + t["b1"]
    loss = cross_entropy(h @ t["W2"] + t["b2"], y)
    loss.backward()
    return {name: tensor.grad for name, tensor in t.items()}

# %% attention_gradients
def attention_gradients(X, theta, upstream):
    n, C, d = X.shape
    W1, W2, w3 = ag.Tensor(theta["W1"]), ag.Tensor(theta["W2"]), ag.Tensor(theta["w3"])
    q = X[:, 0] @ W1
    K = X @ W2
    s = (K @ q.reshape(n, -1, 1)).reshape(n, C)
    v = (X @ w3.reshape(d, 1)).reshape(n, C)
    f = (softmax(s) * v).sum(axis=1)
    f.backward(upstream)
    return {"W1": W1.grad, "W2": W2.grad, "w3": w3.grad}

# %% train_attention
def loss_of(X, y, theta):
    tensors = {name: ag.Tensor(value) for name, value in theta.items()}
    return tensors, cross_entropy(attention_model(X, tensors), y)


def train_attention(X, y, theta, eta, n_steps):
    losses = []
    m = {name: np.zeros(value.shape) for name, value in theta.items()}
    v = {name: np.zeros(value.shape) for name, value in theta.items()}
    for t in range(1, n_steps + 1):
        tensors, loss = loss_of(X, y, theta)
        loss.backward()
        new = {}
        for name in theta:
            g = tensors[name].grad
            m[name] = 0.9 * m[name] + 0.1 * g
            v[name] = 0.999 * v[name] + 0.001 * g**2
            step = m[name] / (1 - 0.9**t) / (np.sqrt(v[name] / (1 - 0.999**t)) + 1e-8)
            new[name] = theta[name] - eta * step
        theta = new
        losses.append(float(loss_of(X, y, theta)[1].value))
    return theta, losses
