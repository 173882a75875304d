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
    y, k = np.ones(x.shape), exponent
    while k > 0:
        y = y * x
    return ag.Tensor(y, [(a, lambda g: g * exponent * x ** (exponent - 1))])


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
    kept = x.sum(axis=axis, keepdims=True)
    return ag.Tensor(
        x.sum(axis=axis), [(a, lambda g: np.broadcast_to(g.reshape(kept.shape), x.shape))]
    )


def tensor_mean(a, axis=None, keepdims=False):
    x = a.value
    kept = x.mean(axis=axis, keepdims=True)
    share = kept.size / x.size
    return ag.Tensor(
        x.mean(axis=axis, keepdims=keepdims),
        [(a, lambda g: share * g.reshape(kept.shape) * np.ones(x.shape))],
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
    return ag.Tensor(a.value.reshape(*shape), [(a, lambda g: g.reshape(a.shape)])


def moveaxis(a, source, destination):
    return ag.Tensor(np.moveaxis(a.value, source, destination), [(a, lambda g: np.moveaxis(g, destination, source))])


ag.Tensor.reshape, ag.Tensor.moveaxis = reshape, moveaxis

# %% indexing
def getitem(a, index):
    def to_a(g):
        result = np.zeros(a.shape)
        np.add.at(result, index, g)
        return result

    return ag.Tensor(a.value[index], [(a, to_a)])


ag.Tensor.__getitem__ = getitem

# %% matmul
def matmul(a, b):
    x, y = ag.array(a), ag.array(b)
    to_a = lambda g: unbroadcast(g @ y.swapaxes(-1, -2), x.shape)
    to_b = lambda g: unbroadcast(x.swapaxes(-1, -2) @ g, y.shape)
    return ag.Tensor(x @ y, [(a, to_a), (b, to_b)])


ag.Tensor.__matmul__ = matmul
ag.Tensor.__rmatmul__ = lambda self, other: matmul(other, self)

# %% backward
def backward(self, upstream=None):
    users, found = {self: 0}, [self]
    for node in found:
        for tensor, _ in node.inputs:
            if tensor not in users:
                users[tensor] = 0
                found.append(tensor)
            users[tensor] += 1
    self.grad = np.array(1.0 if upstream is None else upstream, dtype=float)
    arrived, ready = set(), [self]
    while ready:
        node = ready.pop()
        for tensor, pullback in node.inputs:
            if tensor in arrived:
                tensor.grad += pullback(node.grad)
            else:
                tensor.grad = pullback(node.grad)
                arrived.add(tensor)
            users[tensor] -= 1
            if not users[tensor]:
                ready.append(tensor)


ag.Tensor.backward = backward

# %% cross_entropy
def cross_entropy(scores, y):
    z = scores - scores.value.max()
    return (z.exp().sum(axis=1).log() - z[np.arange(len(y)), y]).mean()

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
