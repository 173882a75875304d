# %% keys
def keys(X, W2):
    return X @ W2

# %% queries
def queries(X, W1):
    return X[:, -1] @ W1

# %% scores
def scores(Keys, queries):
    return np.sum(Keys * queries[:, None, :], axis=2

# %% attention_weights
def attention_weights(scores):
    e = np.exp(scores - scores.max(axis=0))
    return e / e.sum(axis=0)

# %% softmaxKq_diag
def softmaxKq_diag(softmaxKq):
    return softmaxKq[:, :, None] * np.eye(softmaxKq.shape[1])

# %% softmaxKq_outer
def softmaxKq_outer(softmaxKq):
    return softmaxKq[:, :, None] @ softmaxKq[:, None, :]

# %% softmax_jacobian
def softmax_jacobian(softmaxKq):
    return softmaxKq_diag(softmaxKq) - softmaxKq_outer(softmaxKq)

# %% features_times_jacobian
def features_times_jacobian(X, D):
    return np.moveaxis(X, 2, 1) @ D

# %% attention_forward
def attention_forward(X, theta):
    weights = attention_weights(scores(keys(X, theta["W2"]), queries(X, theta["W1"])))
    mean_word = np.sum(weights[:, :, None] * X, axis=1)
    return mean_word @ theta["w3"]

# %% logistic_loss
def logistic_loss(f, y):
    return np.mean(np.logaddexp(0, -y * f))

# %% logistic_loss_der
def logistic_loss_der(f, y):
    return -y / len(f) / (1 + np.exp(y * f))
