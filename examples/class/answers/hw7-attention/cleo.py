# %% keys
def keys(X, W2):
    return X @ W2

# %% queries
def queries(X, W1):
    return X[:, 0] @ W1

# %% scores
def scores(Keys, queries):
    return np.sum(Keys * queries[:, None, :], axis=-1)

# %% attention_weights
def attention_weights(scores):
    e = np.exp(scores)
    return e / e.sum(axis=1, keepdims=True)

# %% softmaxKq_diag
def softmaxKq_diag(softmaxKq):
    return np.array([np.diag(p) for p in softmaxKq])

# %% softmaxKq_outer
def softmaxKq_outer(softmaxKq):
    return softmaxKq[:, :, None] * softmaxKq[:, None, :]

# %% softmax_jacobian
def softmax_jacobian(softmaxKq):
    return softmaxKq_outer(softmaxKq) - softmaxKq_diag(softmaxKq)

# %% features_times_jacobian
def features_times_jacobian(X, D):
    return np.swapaxes(X, 1, 2) @ D

# %% attention_forward
def attention_forward(X, theta):
    p = attention_weights(scores(keys(X, theta["W2"]), queries(X, theta["W1"])))
    return np.sum(p * (X @ theta["w3"]), axis=1)

# %% attention_gradients
def attention_gradients(X, theta, upstream):
    K, q = keys(X, theta["W2"]), queries(X, theta["W1"])
    p = attention_weights(scores(K, q))
    D = softmax_jacobian(p)
    g = upstream[:, None] * (D @ (X @ theta["w3"])[:, :, None])[:, :, 0]
    return {
        "W1": X[:, -1].T @ np.einsum("nc,ncq->nq", g, K),
        "W2": np.einsum("nc,ncd->nd", g, X).T @ q,
        "w3": np.einsum("nc,ncd->d", p, X),
    }

# %% attention_forward_math
def attention_forward_math(X, theta):
    s = (theta["W2"] @ X).T @ (theta["W1"] @ X[:, -1])
    p = attention_weights(s[None])[0]
    return theta["w3"] @ (X @ p)

# %% logistic_loss
def logistic_loss(f, y):
    return np.mean(np.logaddexp(0, -y * f))

# %% logistic_loss_der
def logistic_loss_der(f, y):
    return -y / (1 + np.exp(y * f))

# %% causal_attention
def causal_attention(X, W1, W2):
    s = (X @ W1) @ np.swapaxes(keys(X, W2), 1, 2)
    C = X.shape[1]
    s = np.where(np.tri(C, dtype=bool), s, -np.inf)
    return attention_weights(s.reshape(-1, C)).reshape(-1, C, C)

# %% train_next_word
def train_next_word(X, y, theta, eta, n_steps):
    losses = []
    for _ in range(n_steps):
        f = attention_forward(X, theta)
        losses.append(logistic_loss(f, y))
        grads = attention_gradients(X, theta, logistic_loss_der(f, y))
        theta = {"W1": theta["W1"] - eta * grads["W1"],
                 "W2": theta["W2"] - eta * grads["W2"],
                 "w3": theta["w3"] - eta * grads["w3"]}
    return theta, losses
