# %% keys
def keys(X, W2):
    return np.einsum("ncd,dq->ncq", X, W2)

# %% queries
def queries(X, W1):
    return np.einsum("nd,dq->nq", X[:, -1], W1)

# %% scores
def scores(Keys, queries):
    return np.einsum("ncq,nq->nc", Keys, queries)

# %% attention_weights
def attention_weights(scores):
    log_total = np.logaddexp.reduce(scores, axis=1)
    return np.exp(scores - log_total[:, None])

# %% softmaxKq_diag
def softmaxKq_diag(softmaxKq):
    return np.einsum("na,ab->nab", softmaxKq, np.eye(softmaxKq.shape[1]))

# %% softmaxKq_outer
def softmaxKq_outer(softmaxKq):
    return np.einsum("na,nb->nab", softmaxKq, softmaxKq)

# %% softmax_jacobian
def softmax_jacobian(softmaxKq):
    eye = np.eye(softmaxKq.shape[1])
    return softmaxKq[:, :, None] * (eye - softmaxKq[:, None, :])

# %% features_times_jacobian
def features_times_jacobian(X, D):
    return np.einsum("nak,nab->nkb", X, D)

# %% attention_forward
def attention_forward(X, theta):
    q = queries(X, theta["W1"])
    p = attention_weights(scores(keys(X, theta["W2"]), q))
    return np.einsum("nc,ncd,d->n", p, X, theta["w3"])

# %% attention_gradients
def attention_gradients(X, theta, upstream):
    K, q = keys(X, theta["W2"]), queries(X, theta["W1"])
    p = attention_weights(scores(K, q))
    # the lecture's way: w3' X' D, one row for each sample
    g = upstream[:, None] * (theta["w3"] @ features_times_jacobian(X, softmax_jacobian(p)))
    return {
        "w3": np.einsum("n,nc,ncd->d", upstream, p, X),
        "W1": np.einsum("nd,nc,ncq->dq", X[:, -1], g, K),
        "W2": np.einsum("ncd,nc,nq->dq", X, g, q),
    }

# %% attention_forward_math
def attention_forward_math(X, theta):
    q = theta["W1"] @ X[:, -1]
    total, output = 0.0, 0.0
    for c in range(X.shape[1]):
        e = np.exp(np.dot(theta["W2"] @ X[:, c], q))
        total += e
        output += e * np.dot(theta["w3"], X[:, c])
    return output / total

# %% logistic_loss
def logistic_loss(f, y):
    m = y * f
    return np.mean(np.log1p(np.exp(-np.abs(m))) + np.maximum(-m, 0))

# %% logistic_loss_der
def logistic_loss_der(f, y):
    return -y * (1 - np.tanh(y * f / 2)) / (2 * len(f))

# %% causal_attention
def causal_attention(X, W1, W2):
    s = np.einsum("ntq,ncq->ntc", X @ W1, X @ W2)
    future = np.triu(np.ones(s.shape[1:], dtype=bool), k=1)
    s[:, future] = -np.inf
    return attention_weights(s.reshape(-1, s.shape[2])).reshape(s.shape)

# %% train_next_word
def train_next_word(X, y, theta, eta, n_steps):
    theta = {name: np.array(theta[name], dtype=float) for name in theta}
    losses = np.zeros(n_steps)
    for step in range(n_steps):
        f = attention_forward(X, theta)
        losses[step] = logistic_loss(f, y)
        for name, slope in attention_gradients(X, theta, logistic_loss_der(f, y)).items():
            theta[name] -= eta * slope
    return theta, losses
