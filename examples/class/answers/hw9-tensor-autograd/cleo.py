# %% add_mul
def add(a, b):
    x, y = ag.array(a), ag.array(b)
    return ag.Tensor(x + y, [(a, lambda g: g), (b, lambda g: g)])


def mul(a, b):
    x, y = ag.array(a), ag.array(b)
    return ag.Tensor(x * y, [(a, lambda g: g * y), (b, lambda g: g * x)])


ag.Tensor.__add__ = ag.Tensor.__radd__ = add
ag.Tensor.__mul__ = ag.Tensor.__rmul__ = mul

# %% sub_div_neg
def neg(a):
    return ag.Tensor(-a.value, [(a, lambda g: -g)])


def sub(a, b):
    x, y = ag.array(a), ag.array(b)
    return ag.Tensor(
        x - y, [(a, lambda g: unbroadcast(g, x.shape)), (b, lambda g: unbroadcast(-g, y.shape))]
    )


def div(a, b):
    x, y = ag.array(a), ag.array(b)
    return ag.Tensor(
        x / y,
        [
            (a, lambda g: unbroadcast(g / y, x.shape)),
            (b, lambda g: unbroadcast(-g * x / y, y.shape)),
        ],
    )


ag.Tensor.__neg__ = neg
ag.Tensor.__sub__ = sub
ag.Tensor.__rsub__ = lambda self, other: sub(other, self)
ag.Tensor.__truediv__ = div
ag.Tensor.__rtruediv__ = lambda self, other: div(other, self)

# %% power
def power(a, exponent):
    x = a.value
    if exponent == 0:
        return ag.Tensor(x**0, [(a, lambda g: 0 * g)])
    return ag.Tensor(x**exponent, [(a, lambda g: g * exponent * x ** (exponent - 1))])


ag.Tensor.__pow__ = power

# %% exp_log_relu
def exp(a):
    return ag.Tensor(np.exp(a.value), [(a, lambda g: g * np.exp(a.value))])


def log(a):
    return ag.Tensor(np.log(a.value), [(a, lambda g: g / a.value)])


def relu(a):
    return ag.Tensor(np.maximum(a.value, 0), [(a, lambda g: np.where(a.value > 0, g, 0))])


ag.Tensor.exp, ag.Tensor.log, ag.Tensor.relu = exp, log, relu

# %% sum_mean
def tensor_sum(a, axis=None, keepdims=False):
    x = a.value
    value = x.sum(axis=axis, keepdims=keepdims)
    return ag.Tensor(value, [(a, lambda g: g * np.ones(x.shape))])


def tensor_mean(a, axis=None, keepdims=False):
    total = tensor_sum(a, axis, keepdims)
    return total * (total.value.size / a.value.size)


ag.Tensor.sum, ag.Tensor.mean = tensor_sum, tensor_mean

# %% max
def tensor_max(a, axis=None, keepdims=False):
    x = a.value
    mask = x == x.max(axis=axis, keepdims=True)
    return ag.Tensor(x.max(axis=axis, keepdims=keepdims), [(a, lambda g: mask * g)])


ag.Tensor.max = tensor_max

# %% reshape_moveaxis
def reshape(a, *shape):
    return ag.Tensor(a.value.reshape(*shape), [(a, lambda g: g.reshape(a.shape))])


def moveaxis(a, source, destination):
    def move(array):
        return np.moveaxis(array, source, destination)

    return ag.Tensor(move(a.value), [(a, move)])


ag.Tensor.reshape, ag.Tensor.moveaxis = reshape, moveaxis

# %% indexing
def getitem(a, index):
    def to_a(g):
        result = np.zeros(a.shape)
        result[index] += g
        return result

    return ag.Tensor(a.value[index], [(a, to_a)])


ag.Tensor.__getitem__ = getitem

# %% matmul
def matmul(a, b):
    x, y = ag.array(a), ag.array(b)
    return ag.Tensor(
        x @ y,
        [
            (a, lambda g: unbroadcast(g @ y.T, x.shape)),
            (b, lambda g: unbroadcast(x.T @ g, y.shape)),
        ],
    )


ag.Tensor.__matmul__ = matmul
ag.Tensor.__rmatmul__ = lambda self, other: matmul(other, self)

# %% backward
def backward(self, upstream=None):
    order, done, stack = [], set(), [(self, False)]
    while stack:
        node, expanded = stack.pop()
        if expanded:
            order.append(node)
        elif node not in done:
            done.add(node)
            stack.append((node, True))
            for tensor, _ in node.inputs:
                stack.append((tensor, False))
    for node in order:
        node.grad = np.zeros(node.shape)
    self.grad = np.ones(self.shape) if upstream is None else np.array(upstream, dtype=float)
    for node in reversed(order):
        for tensor, pullback in node.inputs:
            tensor.grad = tensor.grad + pullback(node.grad)


ag.Tensor.backward = backward

# %% cross_entropy
def cross_entropy(scores, y):
    z = scores - scores.value.max(axis=1, keepdims=True)
    losses = z.exp().sum(axis=1).log() - z[np.arange(len(y)), y]
    return losses.mean()

# %% network_gradients
def network_gradients(X, y, theta):
    t = {name: ag.Tensor(theta[name]) for name in theta}
    h = (X @ t["W1"] + t["b1"]).relu()
    cross_entropy(h @ t["W2"] + t["b2"], y).backward()
    return {name: t[name].grad for name in t}

# %% attention_gradients
def attention_gradients(X, theta, upstream):
    n, C, d = X.shape
    t = {name: ag.Tensor(theta[name]) for name in theta}
    query = (X[:, -1] @ t["W1"]).reshape(n, -1, 1)
    weights = softmax((X @ t["W2"] @ query).reshape(n, C))
    values = (X @ t["w3"].reshape(d, 1)).reshape(n, C)
    (weights * values).sum(axis=1).backward(upstream)
    return {name: t[name].grad for name in t}

# %% train_attention
def train_attention(X, y, theta, eta, n_steps):
    losses = []
    m = {name: 0.0 for name in theta}
    v = {name: 0.0 for name in theta}
    for t in range(n_steps):
        tensors = {name: ag.Tensor(theta[name]) for name in theta}
        loss = cross_entropy(attention_model(X, tensors), y)
        loss.backward()
        losses.append(float(loss.value))
        new = {}
        for name in theta:
            g = tensors[name].grad
            m[name] = 0.9 * m[name] + 0.1 * g
            v[name] = 0.999 * v[name] + 0.001 * g**2
            right_m, right_v = m[name] / (1 - 0.9 ** (t + 1)), v[name] / (1 - 0.999 ** (t + 1))
            new[name] = theta[name] - eta * right_m / (np.sqrt(right_v) + 1e-8)
        theta = new
    return theta, losses
