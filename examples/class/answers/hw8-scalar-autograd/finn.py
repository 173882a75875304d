# %% topological_sort
class ag:
    """Numbers that remember how they were computed. All given: nothing to change in this class."""

    class Scalar:
        def __init__(self, value, op="", _backward=lambda grad: None, inputs=(), label=""):
            self.value = float(value)
            self.grad = 0.0
            self.op = op
            self._backward = _backward
            self.inputs = inputs
            self.label = label

        def __repr__(self):
            return f"Scalar({self.label or self.op} value={self.value:.6g}, grad={self.grad:.6g})"

        def __add__(self, other):
            other = other if isinstance(other, ag.Scalar) else ag.Scalar(other)

            def _backward(grad):
                self.grad += grad
                other.grad += grad

            return ag.Scalar(self.value + other.value, "+", _backward, (self, other))

        def backward(self):
            self.grad = 1.0
            for node in reversed(self.topological_sort()):
                node._backward(node.grad)


def topological_sort(self):
    order = []
    def visit(node)
        for each in node.inputs:
            visit(each)
        if node not in order:
            order.append(node)
    visit(self)
    return order

ag.Scalar.topological_sort = topological_sort

# %% mul
def __mul__(self, other):
    other = other if isinstance(other, ag.Scalar) else ag.Scalar(other)

    def _backward(grad):
        self.grad += other.value * grad
        other.grad += self.value * grad

    return ag.Scalar(self.value * other.value, "*", _backward, (self, other))

ag.Scalar.__mul__ = __mul__

# %% pow
def __pow__(self, exponent):
    def _backward(grad):
        if exponent == 0:
            return
        self.grad += exponent * self.value ** (exponent - 1) * grad

    return ag.Scalar(self.value ** exponent, f"** {exponent}", _backward, (self,))

ag.Scalar.__pow__ = __pow__

# %% exp
@staticmethod
def exp(x):
    result = math.exp(x.value)

    def _backward(grad):
        x.grad += result * grad

    return ag.Scalar(result, "exp", _backward, (x,))

ag.exp = exp

# %% log
@staticmethod
def log(x):
    z = ag.Scalar(math.log(x.value), "log", inputs=(x,))

    def _backward(grad):
        x.grad += grad / z.value

    z._backward = _backward
    return z

ag.log = log

# %% relu
@staticmethod
def relu(x):
    if x.value > 0:
        return x
    return ag.Scalar(0)

ag.relu = relu

# %% operators
def __neg__(self):
    return self * -1

def __sub__(self, other):
    return self + -1 * other

def __truediv__(self, other):
    return self * other ** -1

def __radd__(self, other):
    return self + other

def __rmul__(self, other):
    return self * other

def __rsub__(self, other):
    return -self + other

def __rtruediv__(self, other):
    return self ** -1 * other

ag.Scalar.__neg__, ag.Scalar.__sub__, ag.Scalar.__truediv__ = __neg__, __sub__, __truediv__
ag.Scalar.__radd__, ag.Scalar.__rmul__ = __radd__, __rmul__
ag.Scalar.__rsub__, ag.Scalar.__rtruediv__ = __rsub__, __rtruediv__

# %% f
def f(x, y):
    return ag.log(x**2 + 1) * ag.exp(y) + y**2 * x

# %% draw
def draw(root):
    boxes, arrows = [], []

    def visit(node):
        sources = [visit(each) for each in node.inputs]
        boxes.append((node.label or node.op, node.value, node.grad))
        here = len(boxes) - 1
        for i in sources:
            arrows.append((i, here))
        return here

    visit(root)
    return boxes, arrows

# %% Model
class Model:
    def __init__(self, n_hidden, rng_seed=42):
        rng = np.random.default_rng(rng_seed)
        self.w1 = [ag.Scalar(v) for v in rng.standard_normal(n_hidden)]
        self.b1 = [ag.Scalar(v) for v in rng.standard_normal(n_hidden)]
        self.w2 = [ag.Scalar(v) for v in rng.standard_normal(n_hidden)]
        self.b2 = [ag.Scalar(v) for v in rng.standard_normal(1)]
        self.parameters = self.w1 + self.b1 + self.w2 + self.b2

    def forward(self, x):
        result = []
        for t in x:
            total = self.b2[0]
            for w1, b1, w2 in zip(self.w1, self.b1, self.w2):
                total = total + w2 * ag.relu(w1 * t + b1)
            result.append(total)
        return result

# %% Loss
class Loss:
    def mse(self, predictions, targets):
        total = ag.Scalar(0)
        for p, t in zip(predictions, targets):
            total = total + (p - t) ** 2
        return total / len(predictions)

# %% Optimizer
class Optimizer:
    def __init__(self, parameters, lr):
        self.parameters = parameters
        self.lr = lr

    def zero_grad(self):
        for p in self.parameters:
            p.grad = 0.0

    def step(self):
        for p in self.parameters:
            p.value -= self.lr * p.grad

# %% train
def train(xnp, ynp, n_hidden, lr, n_epochs):
    model = Model(n_hidden)
    optimizer = Optimizer(model.parameters, lr)
    losses = []
    for epoch in range(n_epochs):
        loss = Loss().mse(model.forward(xnp), ynp)
        optimizer.zero_grad()
        loss.backward()
        losses.append(loss.value)
        optimizer.step()
    return losses
