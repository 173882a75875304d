# %% topological_sort
# I'd rather have it all in one class, with closures that look the gradient up.
class ag:
    class Scalar:
        def __init__(self, value, op="", inputs=[], label=""):
            self.value, self.grad = value, 0
            self.op, self.inputs, self.label = op, inputs, label
            self._backward = lambda: None

        def __repr__(self):
            return f"<{self.label}{self.op} {self.value}>"

        def topological_sort(self):
            users = {self: 0}
            todo = [self]
            while todo:
                for each in todo.pop().inputs:
                    if each not in users:
                        users[each] = 0
                        todo.append(each)
                    users[each] += 1
            order, free = [], [self]
            while free:
                node = free.pop()
                order.append(node)
                for each in node.inputs:
                    users[each] -= 1
                    if not users[each]:
                        free.append(each)
            order.reverse()
            return order

        def backward(self):
            self.grad = 1
            for node in self.topological_sort()[::-1]:
                node._backward()

        def __add__(self, other):
            return ag.make("+", lambda a, b: a + b, lambda a, b: (1, 1), self, other)

        def __sub__(self, other):
            return ag.make("-", lambda a, b: a - b, lambda a, b: (1, -1), self, other)

        def __mul__(self, other):
            return ag.make("*", lambda a, b: a * b, lambda a, b: (b, a), self, other)

        def __truediv__(self, other):
            return ag.make("/", lambda a, b: a / b, lambda a, b: (1 / b, -a / b**2), self, other)

        def __pow__(self, k):
            slope = lambda a: (k * a ** (k - 1) if k else 0,)
            return ag.make(f"^{k}", lambda a: a**k, slope, self)

        def __neg__(self):
            return ag.make("neg", lambda a: -a, lambda a: (-1,), self)

        __radd__, __rmul__ = __add__, __mul__

        def __rsub__(self, other):
            return ag.Scalar(other) - self

        def __rtruediv__(self, other):
            return ag.Scalar(other) / self

    @staticmethod
    def make(op, function, slopes, *inputs):
        inputs = [x if isinstance(x, ag.Scalar) else ag.Scalar(x) for x in inputs]
        values = [x.value for x in inputs]
        out = ag.Scalar(function(*values), op, inputs)

        def _backward():
            for x, slope in zip(inputs, slopes(*values)):
                x.grad += slope * out.grad

        out._backward = _backward
        return out

    @staticmethod
    def exp(x):
        return ag.make("exp", math.exp, lambda a: (math.exp(a),), x)

    @staticmethod
    def log(x):
        return ag.make("log", math.log, lambda a: (1 / a,), x)

    @staticmethod
    def relu(x):
        return ag.make("relu", lambda a: max(a, 0), lambda a: (int(a > 0),), x)

# %% mul
# see the class above

# %% pow
# see the class above

# %% exp
# see the class above

# %% log
# see the class above

# %% relu
# see the class above

# %% operators
# see the class above

# %% f
def f(x, y):
    first = ag.exp(y) * ag.log(1 + x * x)
    return first + x * y * y

# %% draw
def draw(root):
    found = [root]
    arrows = []
    for j, node in enumerate(found):
        for each in node.inputs:
            if each not in found:
                found.append(each)
            arrows.append((found.index(each), j))
    return [(node.label or node.op, node.value, node.grad) for node in found], arrows

# %% Model
class Model:
    def __init__(self, n_hidden, rng_seed=42):
        rng = np.random.default_rng(rng_seed)
        numbers = [ag.Scalar(float(v)) for v in rng.standard_normal(3 * n_hidden + 1)]
        self.parameters = numbers
        self.w1, self.b1 = numbers[:n_hidden], numbers[n_hidden : 2 * n_hidden]
        self.w2, self.b2 = numbers[2 * n_hidden : -1], numbers[-1:]

    def predict(self, number):
        hidden = (ag.relu(w * number + b) for w, b in zip(self.w1, self.b1))
        return sum((h * w for h, w in zip(hidden, self.w2)), self.b2[0])

    def forward(self, x):
        return [self.predict(float(number)) for number in x]

# %% Loss
class Loss:
    def mse(self, predictions, targets):
        errors = [t - p for p, t in zip(predictions, targets)]
        return sum(e * e for e in errors) / len(errors)

# %% Optimizer
class Optimizer:
    def __init__(self, parameters, lr):
        self.ps = list(parameters)
        self.lr = lr

    def zero_grad(self):
        for k in range(len(self.ps)):
            self.ps[k].grad = 0

    def step(self):
        for k in range(len(self.ps)):
            self.ps[k].value = self.ps[k].value - self.lr * self.ps[k].grad

# %% train
def train(xnp, ynp, n_hidden, lr, n_epochs):
    model = Model(n_hidden)
    opt = Optimizer(model.parameters, lr)
    losses = []
    while len(losses) < n_epochs:
        loss = Loss().mse(model.forward(xnp), ynp)
        losses += [loss.value]
        loss.backward()
        opt.step()
        opt.zero_grad()
    return losses
