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
    if exponent == 0:
        slope = np.zeros(x.shape)
    else:
        slope = exponent * x ** (exponent - 1)
    return ag.Tensor(x**exponent, [(a, lambda g: g * slope)])


ag.Tensor.__pow__ = power

# %% exp_log_relu
def exp(a):
    y = np.exp(a.value)
    return ag.Tensor(y, [(a, lambda g: g * y)])


def log(a):
    return ag.Tensor(np.log(a.value), [(a, lambda g: g / a.value)])


def relu(a):
    return ag.Tensor(np.maximum(0, a.value), [(a, lambda g: g * (a.value > 0))])


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
    # count how many pairs lead to each tensor
    users, found = {self: 0}, [self]
    for node in found:
        for tensor, _ in node.inputs:
            if tensor not in users:
                users[tensor] = 0
                found.append(tensor)
            users[tensor] += 1
    # pass on what has been reported by all users
    grads = {self: np.array(1.0 if upstream is None else upstream, dtype=float)}
    ready = [self]
    while ready:
        node = ready.pop()
        node.grad = grads[node]
        for tensor, pullback in node.inputs:
            grads[tensor] = grads.get(tensor, 0.0) + pullback(node.grad)
            users[tensor] -= 1
            if users[tensor] == 0:
                ready.append(tensor)


ag.Tensor.backward = backward

# %% cross_entropy
def cross_entropy(scores, y):
    z = scores - scores.value.max(axis=1, keepdims=True)
    return (z.exp().sum(axis=1).log() - z[np.arange(len(y)), y]).mean()

# %% network_gradients
def network_gradients(X, y, theta):
    t = {name: ag.Tensor(value) for name, value in theta.items()}
    h = (X @ t["W1"] + t["b1"]).relu()
    z = h @ t["W2"] + t["b2"]
    cross_entropy(z, y).backward()
    return {name: tensor.grad for name, tensor in t.items()}

# %% attention_gradients
def attention_gradients(X, theta, upstream):
    n, C, d = X.shape
    W1, W2, w3 = ag.Tensor(theta["W1"]), ag.Tensor(theta["W2"]), ag.Tensor(theta["w3"])
    q = X[:, -1] @ W1
    K = X @ W2
    s = (K @ q.reshape(n, -1, 1)).reshape(n, C)
    v = (X @ w3.reshape(d, 1)).reshape(n, C)
    f = (softmax(s) * v).sum(axis=1)
    f.backward(upstream)
    return {"W1": W1.grad, "W2": W2.grad, "w3": w3.grad}

# %% train_attention
def train_attention(X, y, theta, eta, n_steps):
    theta, losses = dict(theta), []
    m = {name: np.zeros(value.shape) for name, value in theta.items()}
    v = {name: np.zeros(value.shape) for name, value in theta.items()}
    for t in range(1, n_steps + 1):
        tensors = {name: ag.Tensor(value) for name, value in theta.items()}
        loss = cross_entropy(attention_model(X, tensors), y)
        losses.append(float(loss.value))
        loss.backward()
        for name in theta:
            g = tensors[name].grad
            m[name] = 0.9 * m[name] + 0.1 * g
            v[name] = 0.999 * v[name] + 0.001 * g**2
            m_hat, v_hat = m[name] / (1 - 0.9**t), v[name] / (1 - 0.999**t)
            theta[name] = theta[name] - eta * m_hat / (np.sqrt(v_hat) + 1e-8)
    return theta, losses
