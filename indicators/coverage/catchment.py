"""Floating catchments: persons, places and travel costs in, places per person out."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Decay: costs (same unit as `max_cost`) → weights 0–1.
Decay = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def floating_catchment(
    demand: ArrayLike,
    supply: ArrayLike,
    cost: object,
    *,
    max_cost: float,
    decay: "str | Decay | None" = None,
) -> NDArray[np.float64]:
    """Supply per person at each demand point: two-step floating catchment area.

    Parameters
    ----------
    demand : array-like, shape (n,)
        Persons of the target group; NaN counts as no known person.
    supply : array-like, shape (m,)
        Places (capacity) of the offers.
    cost : ndarray or scipy.sparse matrix, shape (n, m)
        Minutes or metres from demand point to offer. In a sparse matrix an entry that
        is not stored means "not within reach"; a stored 0 means "at the door".
    max_cost : float
        Size of the catchment, in the unit of `cost`; the limit itself is inside.
    decay : "gaussian", callable or None
        None: 2SFCA, everybody in the catchment counts the same. Otherwise E2SFCA:
        weight by cost; "gaussian" falls to 0.01 at `max_cost`.

    Returns
    -------
    ndarray, shape (n,)
        Places per person; 0 where no offer is in reach.

    Notes
    -----
    Step 1: R_j = S_j / Σ_i w(c_ij) P_i over the catchment of offer j. Step 2:
    A_i = Σ_j w(c_ij) R_j. Offers without any person in reach give nothing. The total is
    conserved: Σ_i P_i A_i = Σ_j S_j over offers with persons in reach.

    References
    ----------
    Luo & Wang (2003), doi:10.1068/b29120. Luo & Qi (2009),
    doi:10.1016/j.healthplace.2009.06.002.

    Examples
    --------
    >>> floating_catchment([100, 300], [20], np.array([[5.0], [9.0]]), max_cost=10).tolist()
    [0.05, 0.05]
    """
    return shares_of_supply(demand, supply, catchment_weights(cost, max_cost=max_cost, decay=decay))


def shares_of_supply(demand: ArrayLike, supply: ArrayLike, weights: object) -> NDArray[np.float64]:
    """Both steps on weights that are kept from `catchment_weights` (fast what-if).

    Parameters
    ----------
    demand, supply : array-like, shapes (n,) and (m,)
    weights : scipy.sparse.csr_array, shape (n, m)

    Returns
    -------
    ndarray, shape (n,)
    """
    persons = np.nan_to_num(np.asarray(demand, dtype=float))
    places = np.nan_to_num(np.asarray(supply, dtype=float))
    in_catchment = weights.T @ persons  # type: ignore[attr-defined]
    ratio = np.divide(places, in_catchment, out=np.zeros(len(places)), where=in_catchment > 0)
    return np.asarray(weights @ ratio, dtype=float)


def catchment_weights(cost: object, *, max_cost: float, decay: "str | Decay | None" = None) -> Any:
    """Weights of a cost matrix: 1 inside the catchment, or by decay; a sparse CSR array.

    Parameters
    ----------
    cost : ndarray or scipy.sparse matrix, shape (n, m)
    max_cost : float
    decay : "gaussian", callable or None

    Returns
    -------
    scipy.sparse.csr_array, shape (n, m)
    """
    from scipy import sparse

    if sparse.issparse(cost):
        entries = sparse.coo_array(cost)
        rows, columns, costs = entries.row, entries.col, entries.data.astype(float)
    else:
        dense = np.asarray(cost, dtype=float)
        rows, columns = np.nonzero(dense <= max_cost)
        costs = dense[rows, columns]
        entries = dense
    inside = costs <= max_cost
    weights = _weight(costs[inside], max_cost, decay)
    return sparse.csr_array((weights, (rows[inside], columns[inside])), shape=entries.shape)


def _weight(
    costs: NDArray[np.float64], max_cost: float, decay: "str | Decay | None"
) -> NDArray[np.float64]:
    if decay is None:
        return np.ones(len(costs))
    if decay == "gaussian":
        return gaussian(costs, max_cost=max_cost)
    if callable(decay):
        return np.asarray(decay(costs), dtype=float)
    msg = f"Unknown decay {decay!r}: use None, 'gaussian' or a function of the costs."
    raise ValueError(msg)


def gaussian(
    costs: NDArray[np.float64], *, max_cost: float, at_limit: float = 0.01
) -> NDArray[np.float64]:
    """Gaussian decay, 1 at the door and `at_limit` at `max_cost`.

    Parameters
    ----------
    costs : ndarray
    max_cost : float
    at_limit : float
        Weight at the edge of the catchment.

    Returns
    -------
    ndarray

    References
    ----------
    Luo & Qi (2009), doi:10.1016/j.healthplace.2009.06.002.
    """
    return np.exp(np.log(at_limit) * (costs / max_cost) ** 2)
