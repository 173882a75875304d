# %% keys
def keys(X, W2):
    return np.matmul(X, W2)

# %% queries
def queries(X, W1):
    last_words = X[:, -1, :]
    return last_words @ W1

# %% scores
def scores(Keys, queries):
    products = Keys * queries[:, np.newaxis, :]
    return products.sum(axis=2)

# %% attention_weights
def attention_weights(scores):
    largest = np.max(scores, axis=1, keepdims=True)
    e = np.exp(scores - largest)
    return e / np.sum(e, axis=1, keepdims=True)

# %% softmaxKq_diag
def softmaxKq_diag(softmaxKq):
    n, C = softmaxKq.shape
    result = np.zeros((n, C, C))
    k = np.arange(C)
    result[:, k, k] = softmaxKq
    return result

# %% softmaxKq_outer
def softmaxKq_outer(softmaxKq):
    columns = softmaxKq[:, :, np.newaxis]
    rows = softmaxKq[:, np.newaxis, :]
    return columns * rows

# %% softmax_jacobian
def softmax_jacobian(softmaxKq):
    return softmaxKq_diag(softmaxKq) - softmaxKq_outer(softmaxKq)

# %% features_times_jacobian
def features_times_jacobian(X, D):
    return np.moveaxis(X, 1, 2) @ D

# %% attention_forward
def attention_forward(X, theta):
    s = scores(keys(X, theta["W2"]), queries(X, theta["W1"]))
    p = attention_weights(s)
    v = X @ theta["w3"]
    return (p * v).sum(axis=1)

# %% attention_gradients
def attention_gradients(X, theta, upstream):
    K = keys(X, theta["W2"])
    q = queries(X, theta["W1"])
    p = attention_weights(scores(K, q))
    v = X @ theta["w3"]
    mean = (p * v).sum(axis=1, keepdims=True)
    up = upstream[:, np.newaxis]
    g = up * p * (v - mean)
    dq = (g[:, :, np.newaxis] * K).sum(axis=1)
    gx = (g[:, :, np.newaxis] * X).sum(axis=1)
    mean_words = (p[:, :, np.newaxis] * X).sum(axis=1)
    return {"W1": X[:, -1].T @ dq, "W2": gx.T @ q, "w3": mean_words.T @ upstream}

# %% attention_forward_math
def attention_forward_math(X, theta):
    q = theta["W1"] @ X[:, -1]
    s = (theta["W2"] @ X).T @ q
    e = np.exp(s - s.max())
    p = e / e.sum()
    return theta["w3"] @ X @ p

# %% logistic_loss
def logistic_loss(f, y):
    return np.logaddexp(0, -y * f).mean()

# %% logistic_loss_der
def logistic_loss_der(f, y):
    margin = y * f
    return -y * np.exp(-np.logaddexp(0, margin)) / len(y)

# %% causal_attention
def causal_attention(X, W1, W2):
    Q, K = X @ W1, keys(X, W2)
    s = Q @ np.moveaxis(K, 1, 2)
    C = X.shape[1]
    s = np.where(np.tri(C) == 1, s, -np.inf)
    e = np.exp(s - s.max(axis=2, keepdims=True))
    return e / e.sum(axis=2, keepdims=True)

# %% train_next_word
def train_next_word(X, y, theta, eta, n_steps):
    losses = []
    for _ in range(n_steps):
        f = attention_forward(X, theta)
        losses.append(logistic_loss(f, y))
        grads = attention_gradients(X, theta, logistic_loss_der(f, y))
        theta = {name: theta[name] - eta * grads[name] for name in theta}
    return theta, losses
