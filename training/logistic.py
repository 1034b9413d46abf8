"""Logistic regression with a penalty on large weights, by Newton's steps, for the small fits of coding."""

import numpy as np

STEPS = 25


def fit(x, y, ridge, weights=1.0):
    """Return the weights of the columns.

    Parameters
    ----------
    x, y
        Features, one row a case, and labels of 0 and 1.
    ridge
        The penalty of each column.
    weights
        How much each case counts.
    """
    beta = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ beta))
        gradient = x.T @ (weights * (p - y)) + ridge * beta
        beta -= np.linalg.solve((x * (weights * p * (1 - p))[:, None]).T @ x + np.diag(ridge), gradient)
    return beta
