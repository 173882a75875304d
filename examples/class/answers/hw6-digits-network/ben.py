# %% sigmoid_prime
def sigmoid_prime(x):
    return (1 - np.tanh(np.asarray(x) / 2) ** 2) / 4

# %% mse
def mse(y_true, y_pred):
    d = (y_true - y_pred).ravel()
    return d.dot(d) / d.size

# %% mse_prime
def mse_prime(y_true, y_pred):
    return -2 / y_true.size * (y_true - y_pred)

# %% mse_half
def mse_half(y_true, y_pred):
    return 0.5 * np.linalg.norm(y_true - y_pred) ** 2

# %% mse_half_prime
def mse_half_prime(y_true, y_pred):
    return np.subtract(y_pred, y_true)

# %% toy_gradient
def toy_gradient(theta, x, y):
    W = np.array([[theta["w1"], theta["w2"]], [theta["w3"], theta["w4"]]])
    w = np.array([theta["w5"], theta["w6"]])
    a = sigmoid(np.array(x) @ W + np.array([theta["b1"], theta["b2"]]))
    delta = a @ w + theta["b3"] - y
    hidden = delta * w * a * (1 - a)
    grads = {"b1": hidden[0], "b2": hidden[1], "b3": delta, "w5": delta * a[0], "w6": delta * a[1]}
    (grads["w1"], grads["w2"]), (grads["w3"], grads["w4"]) = np.outer(x, hidden)
    return grads

# %% FullyConnectedLayer
class FullyConnectedLayer:
    def __init__(self, input_size, output_size):
        self.weights = np.random.rand(input_size, output_size) - 0.5
        self.bias = np.random.rand(1, output_size) - 0.5
        self.restart()

    def restart(self):
        self.delta_w = 0 * self.weights
        self.delta_b = 0 * self.bias
        self.passes = 0

    def forward(self, input):
        self.input = np.array(input)
        return np.dot(self.input, self.weights) + self.bias

    def backward(self, output_error):
        self.passes += 1
        self.delta_w = self.delta_w + np.outer(self.input, output_error)
        self.delta_b = self.delta_b + output_error
        return np.dot(output_error, self.weights.T)

    def step(self, eta):
        self.weights -= eta / self.passes * self.delta_w
        self.bias -= eta / self.passes * self.delta_b
        self.restart()

# %% ActivationLayer
class ActivationLayer:
    def __init__(self):
        self.output = None

    def forward(self, input):
        self.output = sigmoid(input)
        return self.output

    def backward(self, output_error):
        return output_error * self.output * (1 - self.output)

    def step(self, eta):
        """Do nothing: there are no parameters."""

# %% Network
class Network:
    def __init__(self, verbose=True):
        self.verbose = verbose
        self.layers = []

    def add(self, layer):
        self.layers += [layer]

    def through(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def predict(self, X):
        return [self.through(x) for x in X]

    def fit(self, x_train, y_train, minibatches, learning_rate, batch_size=64):
        for k in range(minibatches):
            chosen = np.random.permutation(len(x_train))[:batch_size]
            for x, y in zip(x_train[chosen], y_train[chosen]):
                error = self.through(x) - y
                for layer in self.layers[::-1]:
                    error = layer.backward(error)
            for layer in self.layers:
                layer.step(learning_rate)

# %% reshape_inputs
def reshape_inputs(X):
    n, d = X.shape
    return X.reshape(n, 1, d)

# %% confusion_matrix
def confusion_matrix(y_test, out):
    cm = np.zeros((y_test.shape[1], y_test.shape[1]))
    taken = np.array(out)[:, 0, :].argmax(axis=1)
    np.add.at(cm, (y_test.argmax(axis=1), taken), 1)
    return cm

# %% accuracy
def accuracy(cm):
    return 1 - (cm.sum() - cm.diagonal().sum()) / cm.sum()

# %% recall
def recall(cm):
    return np.array([row[i] / row.sum() for i, row in enumerate(cm)])

# %% BatchedNetwork
class BatchedNetwork:
    def __init__(self, layers):
        self.layers = layers

    def predict(self, X):
        self.inputs = []
        for layer in self.layers:
            self.inputs.append(X)
            X = layer.forward(X)
        return X

    def gradients(self, X, Y):
        delta = self.predict(X) - Y
        pairs = []
        for layer, came_in in zip(self.layers[::-1], self.inputs[::-1]):
            if isinstance(layer, FullyConnectedLayer):
                pairs.insert(0, (came_in.T @ delta / len(X), delta.mean(axis=0, keepdims=True)))
                delta = delta @ layer.weights.T
            else:
                delta = delta * sigmoid_prime(came_in)
        return pairs

    def step(self, X, Y, learning_rate):
        trained = [layer for layer in self.layers if isinstance(layer, FullyConnectedLayer)]
        for layer, (dW, db) in zip(trained, self.gradients(X, Y)):
            layer.weights -= learning_rate * dW
            layer.bias -= learning_rate * db
