# %% sigmoid_prime
def sigmoid_prime(x):
    s = sigmoid(x)
    return s * (1 - s)

# %% mse
def mse(y_true, y_pred):
    return np.mean((y_true - y_pred) ** 2)

# %% mse_prime
def mse_prime(y_true, y_pred):
    return 2 * (y_pred - y_true) / y_true.size

# %% mse_half
def mse_half(y_true, y_pred):
    return np.sum((y_true - y_pred) ** 2) / 2

# %% mse_half_prime
def mse_half_prime(y_true, y_pred):
    return y_pred - y_true

# %% toy_gradient
def toy_gradient(theta, x, y):
    z1 = theta["w1"] * x[0] + theta["w3"] * x[1] + theta["b1"]
    z2 = theta["w2"] * x[0] + theta["w4"] * x[1] + theta["b2"]
    a1, a2 = sigmoid(z1), sigmoid(z2)
    d3 = theta["w5"] * a1 + theta["w6"] * a2 + theta["b3"] - y
    d1 = d3 * theta["w5"] * sigmoid_prime(z1)
    d2 = d3 * theta["w6"] * sigmoid_prime(z2)
    return {"w1": d1 * x[0], "w2": d2 * x[0], "w3": d1 * x[1], "w4": d2 * x[1],
            "w5": d3 * a1, "w6": d3 * a2, "b1": d1, "b2": d2, "b3": d3}

# %% FullyConnectedLayer
class FullyConnectedLayer:
    def __init__(self, input_size, output_size):
        self.weights = np.random.randn(input_size, output_size) / np.sqrt(input_size)
        self.bias = np.zeros((1, output_size))
        self.delta_w = np.zeros((input_size, output_size))
        self.delta_b = np.zeros((1, output_size))
        self.passes = 0

    def forward(self, input):
        self.input = input
        return input @ self.weights + self.bias

    def backward(self, output_error):
        self.delta_w += self.input.T @ output_error
        self.delta_b += output_error
        self.passes += 1
        return output_error @ self.weights.T

    def step(self, eta):
        self.weights = self.weights - eta * self.delta_w / self.passes
        self.bias = self.bias - eta * self.delta_b / self.passes
        self.delta_w = np.zeros_like(self.delta_w)
        self.delta_b = np.zeros_like(self.delta_b)
        self.passes = 0

# %% ActivationLayer
class ActivationLayer:
    def __init__(self):
        self.input = np.zeros((1, 0))

    def forward(self, input):
        self.input = input
        return sigmoid(input)

    def backward(self, output_error):
        return output_error * sigmoid_prime(self.input)

    def step(self, eta):
        """Do nothing: there are no parameters."""

# %% Network
class Network:
    def __init__(self, verbose=True):
        self.verbose = verbose
        self.layers = []

    def add(self, layer):
        self.layers.append(layer)

    def predict(self, X):
        outputs = []
        for output in X:
            for layer in self.layers:
                output = layer.forward(output)
            outputs.append(output)
        return outputs

    def fit(self, x_train, y_train, minibatches, learning_rate, batch_size=64):
        for k in range(minibatches):
            for i in np.random.randint(0, len(x_train), batch_size):
                output = x_train[i]
                for layer in self.layers:
                    output = layer.forward(output)
                error = mse_half_prime(y_train[i:i+1], output)
                for layer in reversed(self.layers):
                    error = layer.backward(error)
            for layer in self.layers:
                layer.step(learning_rate)
            if self.verbose and k % 100 == 0:
                print("minibatch", k)

# %% reshape_inputs
def reshape_inputs(X):
    return X[:, np.newaxis, :]

# %% confusion_matrix
def confusion_matrix(y_test, out):
    K = y_test.shape[1]
    truth = np.argmax(y_test, axis=1)
    taken = np.argmax(np.concatenate(out), axis=1)
    return np.bincount(K * truth + taken, minlength=K * K).reshape(K, K)

# %% accuracy
def accuracy(cm):
    return np.trace(cm) / np.sum(cm)

# %% recall
def recall(cm):
    return np.diag(cm) / np.sum(cm, axis=1)

# %% BatchedNetwork
class BatchedNetwork:
    def __init__(self, layers):
        self.layers = layers

    def predict(self, X):
        for layer in self.layers:
            X = layer.forward(X)
        return X

    def gradients(self, X, Y):
        error = (self.predict(X) - Y) / len(X)
        pairs = []
        for layer in reversed(self.layers):
            if hasattr(layer, "weights"):
                pairs.append((layer.input.T @ error, np.sum(error, axis=0, keepdims=True)))
                error = error @ layer.weights.T
            else:
                error = layer.backward(error)
        return pairs[::-1]

    def step(self, X, Y, learning_rate):
        pairs = iter(self.gradients(X, Y))
        for layer in self.layers:
            if hasattr(layer, "weights"):
                by_weights, by_bias = next(pairs)
                layer.weights = layer.weights - learning_rate * by_weights
                layer.bias = layer.bias - learning_rate * by_bias
