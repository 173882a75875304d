# %% add_mul
def as_tensor(x):
    return x if isinstance(x, ag.Tensor) else ag.Tensor(x)


def elementwise(value, *pairs):
    """A node whose pullbacks are slopes: g times the slope, summed back."""
    back = lambda t, slope: lambda g: unbroadcast(g * slope, t.shape)
    return ag.Tensor(value, [(t, back(t, slope)) for t, slope in pairs])


def add(a, b):
    a, b = as_tensor(a), as_tensor(b)
    return elementwise(a.value + b.value, (a, 1.0), (b, 1.0))


def mul(a, b):
    a, b = as_tensor(a), as_tensor(b)
    return elementwise(a.value * b.value, (a, b.value), (b, a.value))


ag.Tensor.__add__ = ag.Tensor.__radd__ = add
ag.Tensor.__mul__ = ag.Tensor.__rmul__ = mul

# %% sub_div_neg
def neg(a):
    return a * -1


def sub(a, b):
    return add(a, mul(b, -1))


def div(a, b):
    a, b = as_tensor(a), as_tensor(b)
    one_over = elementwise(1 / b.value, (b, -1 / b.value**2))
    return mul(a, one_over)


ag.Tensor.__neg__ = neg
ag.Tensor.__sub__ = sub
ag.Tensor.__rsub__ = lambda self, other: sub(other, self)
ag.Tensor.__truediv__ = div
ag.Tensor.__rtruediv__ = lambda self, other: div(other, self)

# %% power
def power(a, exponent):
    # the derivative of x ** 0 is 0, and 0 * x ** 0 is that without trouble at x = 0
    lowered = exponent - 1 if exponent else 0
    return elementwise(a.value**exponent, (a, exponent * a.value**lowered))


ag.Tensor.__pow__ = power

# %% exp_log_relu
def exp(a):
    return elementwise(np.exp(a.value), (a, np.exp(a.value)))


def log(a):
    return elementwise(np.log(a.value), (a, 1 / a.value))


def relu(a):
    return a * np.where(a.value > 0, 1.0, 0.0)


ag.Tensor.exp, ag.Tensor.log, ag.Tensor.relu = exp, log, relu

# %% sum_mean
def put_back(g, a, axis):
    """g with the reduced axes as size 1."""
    axes = range(len(a.shape)) if axis is None else np.atleast_1d(axis) % len(a.shape)
    return np.reshape(g, [1 if k in axes else size for k, size in enumerate(a.shape)])


def tensor_sum(a, axis=None, keepdims=False):
    value = np.sum(a.value, axis=axis, keepdims=keepdims)
    return ag.Tensor(value, [(a, lambda g: put_back(g, a, axis) * np.ones(a.shape))])


def tensor_mean(a, axis=None, keepdims=False):
    total = tensor_sum(a, axis, keepdims)
    return total * (total.value.size / a.value.size)


ag.Tensor.sum, ag.Tensor.mean = tensor_sum, tensor_mean

# %% max
def tensor_max(a, axis=None, keepdims=False):
    value = np.max(a.value, axis=axis, keepdims=keepdims)
    largest = a.value >= put_back(value, a, axis)
    return ag.Tensor(value, [(a, lambda g: np.where(largest, put_back(g, a, axis), 0.0))])


ag.Tensor.max = tensor_max

# %% reshape_moveaxis
def reshape(a, *shape):
    return ag.Tensor(np.reshape(a.value, shape), [(a, lambda g: np.reshape(g, a.shape))])


def moveaxis(a, source, destination):
    order = list(range(len(a.shape)))
    order.insert(destination % len(order), order.pop(source))
    back = np.argsort(order)
    return ag.Tensor(a.value.transpose(order), [(a, lambda g: g.transpose(back))])


ag.Tensor.reshape, ag.Tensor.moveaxis = reshape, moveaxis

# %% indexing
def getitem(a, index):
    # number all entries and pick the numbers: then bincount knows who was picked how often
    picked = np.arange(a.value.size).reshape(a.shape)[index]

    def to_a(g):
        flat = np.bincount(np.ravel(picked), np.ravel(g), minlength=a.value.size)
        return flat.reshape(a.shape)

    return ag.Tensor(a.value[index], [(a, to_a)])


ag.Tensor.__getitem__ = getitem

# %% matmul
def matmul(a, b):
    a, b = as_tensor(a), as_tensor(b)
    return ag.Tensor(
        np.einsum("...pq,...qr->...pr", a.value, b.value),
        [
            (a, lambda g: unbroadcast(np.einsum("...pr,...qr->...pq", g, b.value), a.shape)),
            (b, lambda g: unbroadcast(np.einsum("...pq,...pr->...qr", a.value, g), b.shape)),
        ],
    )


ag.Tensor.__matmul__ = matmul
ag.Tensor.__rmatmul__ = lambda self, other: matmul(other, self)

# %% backward
def topological_sort(last):
    order, seen, stack = [], set(), [(last, iter(last.inputs))]
    while stack:
        node, inputs = stack[-1]
        for tensor, _ in inputs:
            if tensor not in seen:
                seen.add(tensor)
                stack.append((tensor, iter(tensor.inputs)))
                break
        else:
            order.append(node)
            stack.pop()
    return order


def backward(self, upstream=None):
    order = topological_sort(self)
    for node in order:
        node.grad = np.zeros(node.shape)
    self.grad = self.grad + (1 if upstream is None else upstream)
    for node in reversed(order):
        for tensor, pullback in node.inputs:
            tensor.grad = tensor.grad + pullback(node.grad)


ag.Tensor.backward = backward

# %% cross_entropy
def cross_entropy(scores, y):
    n, K = scores.shape
    one_hot = np.eye(K)[np.asarray(y)]
    top = scores.max(axis=1, keepdims=True)
    logsumexp = (scores - top).exp().sum(axis=1, keepdims=True).log() + top
    return ((logsumexp - scores) * one_hot).sum() / n

# %% network_gradients
def network_gradients(X, y, theta):
    W1, b1, W2, b2 = tensors = [ag.Tensor(theta[name]) for name in ("W1", "b1", "W2", "b2")]
    loss = cross_entropy((X @ W1 + b1).relu() @ W2 + b2, y)
    loss.backward(1.0)
    return dict(zip(("W1", "b1", "W2", "b2"), [t.grad for t in tensors]))

# %% attention_gradients
def attention_gradients(X, theta, upstream):
    t = {name: ag.Tensor(theta[name]) for name in theta}
    query = X[:, -1:, :] @ t["W1"]
    weights = softmax(query @ (X @ t["W2"]).moveaxis(2, 1))
    pooled = (weights @ X)[:, 0]
    (pooled * t["w3"] * upstream[:, None]).sum().backward()
    return {name: t[name].grad for name in t}

# %% train_attention
class Adam:
    def __init__(self, eta):
        self.eta, self.t, self.m, self.v = eta, 0, {}, {}

    def step(self, theta, grads):
        self.t += 1
        new = {}
        for name, g in grads.items():
            self.m[name] = self.m.get(name, 0) * 0.9 + g * (1 - 0.9)
            self.v[name] = self.v.get(name, 0) * 0.999 + g * g * (1 - 0.999)
            m = self.m[name] / (1 - 0.9**self.t)
            v = self.v[name] / (1 - 0.999**self.t)
            new[name] = theta[name] - self.eta * m / (v**0.5 + 1e-8)
        return new


def train_attention(X, y, theta, eta, n_steps):
    adam, losses = Adam(eta), []
    while len(losses) < n_steps:
        tensors = {name: ag.Tensor(value) for name, value in theta.items()}
        loss = cross_entropy(attention_model(X, tensors), y)
        loss.backward()
        losses.append(loss.value.item())
        theta = adam.step(theta, {name: t.grad for name, t in tensors.items()})
    return theta, losses
