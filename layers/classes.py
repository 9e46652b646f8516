"""Class breaks: values and a scheme in, upper bounds of the classes out."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pandas import Series

Scheme = Literal["city", "quantiles", "jenks", "equal"]

#: Names of the schemes on screen, in the order they are offered.
SCHEMES: dict[Scheme, str] = {
    "city": "Abstand zum Stadtwert",
    "quantiles": "Gleich viele Gebiete je Klasse",
    "jenks": "Natürliche Brüche (Jenks)",
    "equal": "Gleich breite Klassen",
}


def breaks(
    values: Series, *, scheme: Scheme, k: int, city_value: float = np.nan, decimals: int = 1
) -> list[float]:
    """Upper bounds of the classes, ascending; a value equal to a bound belongs below it.

    Parameters
    ----------
    values : Series
        Values of the areas; NaN is left out.
    scheme : {"city", "quantiles", "jenks", "equal"}
        `city` puts one bound on the city value and the others symmetrically around it
        (an odd `k` becomes the next smaller even one).
    k : int
        Number of classes wanted, >= 1.
    city_value : float
        Needed for `city`; NaN falls back to `quantiles`.
    decimals : int
        Bounds are rounded so, so that the legend says what was used; the city value and
        the largest value stay exact.

    Returns
    -------
    list of float
        At most `k` bounds; fewer where there are not enough distinct values. The last
        one is the largest value. Empty without values.

    References
    ----------
    Rey, S. & Anselin, L. mapclassify (quantiles, equal interval, Fisher–Jenks).
    Fisher, W. D. (1958). On grouping for maximum homogeneity. JASA 53(284).
    """
    known = np.sort(values.dropna().to_numpy(dtype=float))
    if len(known) == 0:
        return []
    if scheme == "city" and not np.isnan(city_value):
        bounds = _around_city(known, k, city_value, decimals)
    else:
        bounds = np.round(_inner_bounds(known, scheme, k), decimals)
    inner = [float(b) for b in np.unique(bounds) if known[0] <= b < known[-1]]
    return [*inner, float(known[-1])]


def class_of(values: Series, bounds: list[float]) -> Series:
    """Number of the class of each value, from 0; −1 for a missing value."""
    numbers = np.searchsorted(bounds, values.to_numpy(dtype=float), side="left")
    return Series(numbers, index=values.index).where(values.notna(), -1).astype(int)


def _inner_bounds(known: NDArray[np.float64], scheme: Scheme, k: int) -> NDArray[np.float64]:
    if scheme == "equal":
        return np.linspace(known[0], known[-1], k + 1)[1:-1]
    if scheme == "jenks":
        return natural_breaks(known, k)
    return np.quantile(known, np.arange(1, k) / k)


def _around_city(
    known: NDArray[np.float64], k: int, city_value: float, decimals: int
) -> NDArray[np.float64]:
    """The city value, and as many bounds at equal distances below as above it."""
    half = max(k // 2, 1)
    steps = np.quantile(np.abs(known - city_value), np.arange(1, half) / half)
    sides = np.round(np.concatenate([city_value - steps, city_value + steps]), decimals)
    return np.append(sides[sides != round(city_value, decimals)], city_value)


def natural_breaks(known: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """Upper bounds of all classes but the last, by Fisher's exact grouping.

    Parameters
    ----------
    known : array
        n sorted values.
    k : int
        Number of classes.

    Notes
    -----
    Minimises the sum of squared deviations from the class means. Time k·n²; areas are
    merged to distinct values first. Our own, because importing mapclassify takes two
    seconds and 110 MB of the server's memory; `tests/layers/test_classes.py` compares.
    """
    distinct, weights = np.unique(known, return_counts=True)
    n, k = len(distinct), min(k, len(distinct))
    weight = np.concatenate([[0.0], np.cumsum(weights)])
    sums = np.concatenate([[0.0], np.cumsum(distinct * weights)])
    squares = np.concatenate([[0.0], np.cumsum(distinct**2 * weights)])

    def spread(start: NDArray[np.int64], end: int) -> NDArray[np.float64]:
        total = sums[end] - sums[start]
        return squares[end] - squares[start] - total**2 / (weight[end] - weight[start])

    best = np.array([np.inf, *(spread(np.array([0]), end)[0] for end in range(1, n + 1))])
    first = np.zeros((k, n + 1), dtype=int)
    for group in range(1, k):
        previous, best = best, np.full(n + 1, np.inf)
        for end in range(group + 1, n + 1):
            starts = np.arange(group, end)
            costs = previous[starts] + spread(starts, end)
            first[group, end] = starts[np.argmin(costs)]
            best[end] = costs.min()
    ends, end = [], n
    for group in range(k - 1, 0, -1):
        end = first[group, end]
        ends.append(distinct[end - 1])
    return np.array(ends[::-1])
