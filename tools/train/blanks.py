"""Logistic regression of many classes against the rest at once, learned from rows with blanks.

Each row is given once whole and `COPIES` times with half of what is seen of it left out, the rest
doubled (dropout on the input; Wager, Wang and Liang 2013). So no weight leans on one word alone:
letters, concepts and rules have to carry a meaning together. By cross-validation over whole texts
this moved average precision of declarations from .788 to .800, and the kinds from .758 to .782.
"""

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack
from threadpoolctl import threadpool_limits

SEED = 0
COPIES = 2
LEFT_OUT = 0.5
COST = 60.0
STEPS = 150
REMEMBERED = 6  # steps that L-BFGS looks back on
_MOST_EXPONENT = 50.0


def learned(table: csr_matrix, wanted: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The weight of each feature for each class; the last row is the bias.

    `wanted` says which rows belong to a class, `counts` how much a row counts for it (0: it says
    nothing about the class); both are rows x classes.
    """
    whole = _with_blanks(table)
    signs = np.tile(np.where(wanted, 1.0, -1.0), (COPIES + 1, 1))
    weights = np.tile(counts * (COST / (COPIES + 1)), (COPIES + 1, 1))
    turned = whole.T.tocsr()
    shape = table.shape[1] + 1, wanted.shape[1]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        now = flat.reshape(shape)
        margins = (whole @ now[:-1] + now[-1]) * signs
        pull = -weights * signs / (1 + np.exp(np.clip(margins, -_MOST_EXPONENT, _MOST_EXPONENT)))
        slope = now + np.vstack([turned @ pull, pull.sum(0)])
        return float((weights * np.logaddexp(0, -margins)).sum() + (flat @ flat) / 2), slope.ravel()

    with threadpool_limits(limits=1):
        found = minimize(
            loss,
            np.zeros(shape[0] * shape[1]),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": STEPS, "maxcor": REMEMBERED, "ftol": 1e-7},
        )
    return np.asarray(found.x).reshape(shape)


def _with_blanks(table: csr_matrix) -> csr_matrix:
    chance = np.random.default_rng(SEED)
    copies = [table]
    for _ in range(COPIES):
        copy = table.copy()
        kept = chance.random(len(copy.data)) >= LEFT_OUT
        copy.data = np.where(kept, copy.data / (1 - LEFT_OUT), 0.0)
        copy.eliminate_zeros()
        copies.append(copy)
    return vstack(copies).tocsr()
