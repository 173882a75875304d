# %% keys
def keys(X, W2):
    return X @ W2

# %% queries
def queries(X, W1):
    return X[:, -1] @ W1

# %% scores
def scores(Keys, queries):
    return (Keys @ queries[..., None]).squeeze()

# %% attention_weights
def attention_weights(scores):
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

# %% softmaxKq_diag
def softmaxKq_diag(softmaxKq):
    return softmaxKq[:, None, :] * np.eye(softmaxKq.shape[-1])

# %% softmaxKq_outer
def softmaxKq_outer(softmaxKq):
    return softmaxKq.T @ softmaxKq

# %% softmax_jacobian
def softmax_jacobian(softmaxKq):
    return softmaxKq_diag(softmaxKq) - softmaxKq_outer(softmaxKq)

# %% features_times_jacobian
def features_times_jacobian(X, D):
    n, C, d = X.shape
    return X.reshape(n, d, C) @ D

# %% attention_forward
def attention_forward(X, theta):
    K, q = keys(X, theta["W2"]), queries(X, theta["W1"])
    p = attention_weights(scores(K, q) / np.sqrt(q.shape[1]))
    return (p * (X @ theta["w3"])).sum(axis=1)

# %% attention_gradients
def attention_gradients(X, theta, upstream):
    q = queries(X, theta["W1"])
    K = keys(X, theta["W2"])
    p = attention_weights(scores(K, q))
    v = X @ theta["w3"]
    g = p * (v - (p * v).sum(axis=1, keepdims=True)) * upstream[:, None]
    back = g[:, None, :]
    return {
        "W1": X[:, -1].T @ (back @ K)[:, 0],
        "W2": (back @ X)[:, 0].T @ q,
        "w3": upstream @ (p[:, None, :] @ X)[:, 0],
    }

# %% attention_forward_math
def attention_forward_math(X, theta):
    x = X[:, -1:]
    s = (theta["W2"] @ X).T @ (theta["W1"] @ x)
    p = np.exp(s) / np.exp(s).sum()
    return theta["w3"] @ (X @ p)

# %% logistic_loss
def logistic_loss(f, y):
    return np.mean(np.log(1 + np.exp(-y * f)))

# %% logistic_loss_der
def logistic_loss_der(f, y):
    return -y / (1 + np.exp(y * f)) / len(f)

# %% causal_attention
def causal_attention(X, W1, W2):
    s = (X @ W1) @ keys(X, W2).transpose(0, 2, 1)
    e = np.tril(np.exp(s))
    return e / e.sum(axis=-1, keepdims=True)

# %% train_next_word
def train_next_word(X, y, theta, eta, n_steps):
    losses = []
    for i in range(n_steps):
        f = attention_forward(X, theta)
        losses.append(logistic_loss(f, y))
        grads = attention_gradients(X, theta, logistic_loss_der(f, y))
        for name in theta:
            theta[name] -= eta * grads[name]
    return theta, losses
