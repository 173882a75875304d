"""The Jacobian of the softmax: diagonal minus outer product, a matrix for each sample."""

import numpy as np

from autograder.exercise import Exercise
from autograder.exercises.attention.probes import softmax, weights
from solutions import attention
from solutions.attention import softmaxKq_diag, softmaxKq_outer

softmax_jacobian = Exercise(
    attention.softmax_jacobian, points=5, given=("softmaxKq_diag", "softmaxKq_outer")
)


@softmax_jacobian.check("entry [i, a, b] is the derivative of weight a by score b")
def _(softmax_jacobian, rng):
    n, C = 2, 4
    return softmax_jacobian(weights(rng, n, C))


@softmax_jacobian.check("more samples than words, weights close to 0 and to 1")
def _(softmax_jacobian, rng):
    n, C = 5, 3
    return softmax_jacobian(softmax(rng.normal(scale=4, size=(n, C))))


softmax_jacobian.untouched(lambda rng: (weights(rng, 3, 4),))


@softmax_jacobian.vectorised("no Python loop over the samples")
def _(softmax_jacobian, rng, n):
    C = 3
    return softmax_jacobian(weights(rng, n, C))


@softmax_jacobian.vectorised("no Python loop over the words", sizes=(8, 40))
def _(softmax_jacobian, rng, C):
    n = 3
    return softmax_jacobian(weights(rng, n, C))


@softmax_jacobian.misconception(
    "the sign is turned: it is the diagonal minus the outer product, not the reverse"
)
def outer_minus_diag(softmaxKq):
    return softmaxKq_outer(softmaxKq) - softmaxKq_diag(softmaxKq)


@softmax_jacobian.misconception(
    "the outer product is added; it is subtracted, since more for one word is less for the others"
)
def diag_plus_outer(softmaxKq):
    return softmaxKq_diag(softmaxKq) + softmaxKq_outer(softmaxKq)


@softmax_jacobian.misconception(
    "the outer product is missing: each score moves the weights of all words, not only its own"
)
def diagonal_part_only(softmaxKq):
    return softmaxKq_diag(softmaxKq)


@softmax_jacobian.misconception("the diagonal part is missing: diagonal minus outer product")
def outer_part_only(softmaxKq):
    return -softmaxKq_outer(softmaxKq)


@softmax_jacobian.misconception(
    "p (1 - p) on the diagonal and zeros elsewhere is the derivative of a sigmoid; a score moves "
    "the weights of the other words too, by -p_a p_b"
)
def sigmoid_in_matrices(softmaxKq):
    return softmaxKq_diag(softmaxKq * (1 - softmaxKq))


@softmax_jacobian.misconception(
    "p (1 - p) is a vector for each sample, (n, C); every score moves every weight, which makes a "
    "matrix (C, C)"
)
def sigmoid_derivative(softmaxKq):
    return softmaxKq * (1 - softmaxKq)


@softmax_jacobian.misconception(
    "the identity stands where the weights' own diagonal belongs: diag(p) - p pᵀ, not I - p pᵀ"
)
def identity_minus_outer(softmaxKq):
    return np.eye(softmaxKq.shape[1]) - softmaxKq_outer(softmaxKq)


@softmax_jacobian.misconception("the diagonal comes out 0; it is p_a - p_a²")
def zero_diagonal(softmaxKq):
    return softmaxKq_diag(softmaxKq**2) - softmaxKq_outer(softmaxKq)


@softmax_jacobian.misconception(
    "p_a (1 - p_b) stands everywhere; off the diagonal it is -p_a p_b, without the 1"
)
def one_everywhere(softmaxKq):
    return softmaxKq[:, :, np.newaxis] * (1 - softmaxKq[:, np.newaxis, :])


@softmax_jacobian.misconception(
    "that is the Jacobian of the logarithm of the weights, I - 1 pᵀ; its rows still have to be "
    "multiplied by the weights"
)
def of_the_logarithm(softmaxKq):
    return np.eye(softmaxKq.shape[1]) - softmaxKq[:, np.newaxis, :]


@softmax_jacobian.misconception(
    "a softmax is taken of the argument, which is one already: these are weights, not scores"
)
def softmax_twice(softmaxKq):
    return attention.softmax_jacobian(softmax(softmaxKq))


@softmax_jacobian.misconception(
    "the matrices of all samples are added up, (C, C); each sample keeps its own"
)
def matrices_added_up(softmaxKq):
    return attention.softmax_jacobian(softmaxKq).sum(axis=0)


@softmax_jacobian.misconception("the matrices are averaged, (C, C); each sample keeps its own")
def matrices_averaged(softmaxKq):
    return attention.softmax_jacobian(softmaxKq).mean(axis=0)


@softmax_jacobian.misconception(
    "diagonal and outer product are multiplied; the second is subtracted from the first"
)
def diag_times_outer(softmaxKq):
    return softmaxKq_diag(softmaxKq) @ softmaxKq_outer(softmaxKq)


@softmax_jacobian.misconception(
    "softmaxKq.shape = ... changes the caller's array for good; reshape or np.newaxis gives "
    "another view of it"
)
def jacobian_reshapes_the_argument(softmaxKq):
    D = attention.softmax_jacobian(softmaxKq)
    softmaxKq.shape = (*softmaxKq.shape, 1)
    return D


@softmax_jacobian.misconception(
    "a loop or comprehension goes from sample to sample; both parts come as stacks already"
)
def jacobian_by_sample(softmaxKq):
    return np.array([np.diag(p) - np.outer(p, p) for p in softmaxKq])


@softmax_jacobian.misconception(
    "loops go through the rows and columns of the matrices; both parts come as stacks already"
)
def jacobian_by_word(softmaxKq):
    D = -softmaxKq_outer(softmaxKq)
    for c in range(softmaxKq.shape[1]):
        D[:, c, c] += softmaxKq[:, c]
    return D


@softmax_jacobian.alternative("p_a times what is left of the identity")
def jacobian_by_factor(softmaxKq):
    return softmaxKq[:, :, None] * (np.eye(softmaxKq.shape[1]) - softmaxKq[:, None, :])


@softmax_jacobian.alternative("einsum and index arrays")
def jacobian_by_indices(softmaxKq):
    C = softmaxKq.shape[1]
    D = -np.einsum("na,nb->nab", softmaxKq, softmaxKq)
    D[:, np.arange(C), np.arange(C)] += softmaxKq
    return D


@softmax_jacobian.alternative("both parts by their functions, in single precision")
def jacobian_by_parts(softmaxKq):
    p = softmaxKq.astype(np.float32)
    return np.subtract(softmaxKq_diag(p), softmaxKq_outer(p)).astype(np.float32)
