"""Status and dynamics as in Berlin's Monitoring Soziale Stadtentwicklung.

Values of the rated areas in (higher is worse), index and classes out.
"""

import numpy as np
from numpy.typing import NDArray

from geo.arrays import Reals
from indicators.standardise import z_score

STATUS = ("hoch", "mittel", "niedrig", "sehr niedrig")
DYNAMICS = ("positiv", "stabil", "negativ")
DYNAMICS_MARKS = {"positiv": "+", "stabil": "+/-", "negativ": "-"}

#: Limits of the status classes in standard deviations: below the first "hoch", above the
#: last "sehr niedrig". Senatsverwaltung für Stadtentwicklung Berlin, MSS 2013 ff.
STATUS_LIMITS = (-1.0, 1.0, 1.5)
DYNAMICS_LIMITS = (-1.0, 1.0)

#: Classes with special need for attention. The rule is not published: `attention` in city.toml.
ATTENTION = ("4+", "4+/-", "4-", "3-")

#: Years between the two values of a change.
CHANGE_YEARS = 2


def standardised_sum(worse: Reals) -> Reals:
    """Sum of the indicators' z-scores, standardised once more.

    Parameters
    ----------
    worse : array, shape (areas, indicators, …)
        Values of the rated areas alone; higher is worse.

    Returns
    -------
    array, shape (areas, …)
        Index with mean 0 and standard deviation 1: a *low* index is a *high* status.

    Notes
    -----
    z = (x − mean) ÷ sd, sum over indicators with equal weights, and again
    (sum − mean) ÷ sd; unweighted over areas, population standard deviation (ddof = 0).
    The reference is the mean of the areas, not the city's value.

    References
    ----------
    .. [1] Senatsverwaltung für Stadtentwicklung Berlin (2013). Monitoring Soziale
       Stadtentwicklung Berlin 2013.

    Examples
    --------
    >>> worse = np.array([[10.0, 5.0], [20.0, 5.0], [60.0, 5.0]])
    >>> standardised_sum(worse).round(4).tolist()
    [-0.9258, -0.4629, 1.3887]
    """
    return z_score(z_score(worse).sum(axis=1))


def contributions(worse: Reals) -> Reals:
    """Part of each indicator in the index; an area's parts add up to its index.

    Notes
    -----
    z ÷ sd of the sums (their mean is 0).
    """
    z = z_score(worse)
    spread = z.sum(axis=1).std()
    return z / spread if spread > 0 else z


def class_numbers(
    values: Reals, limits: tuple[float, ...], *, first_limit_belongs_above: bool = True
) -> NDArray[np.int8]:
    """Number of the class of each value: 1 up to the first limit, 2 above it, and so on.

    Parameters
    ----------
    values : array
        Higher is worse; not missing. Rounded to 12 digits, so that a value on a limit stays on it.
    limits : tuple of float
        Ascending. A value on a limit belongs to the class below it …
    first_limit_belongs_above : bool
        … except on the first one: in Berlin's rule the middle class is −1 … 1.

    Examples
    --------
    >>> class_numbers(np.array([-1.2, -1.0, 1.0, 1.2, 1.5, 1.6]), STATUS_LIMITS).tolist()
    [1, 2, 2, 3, 3, 4]
    """
    rounded = np.round(values, 12)
    numbers = np.ones(values.shape, dtype=np.int8)
    for limit in limits:
        numbers += rounded > limit
    if first_limit_belongs_above:
        numbers += rounded == limits[0]
    return numbers


def status_dynamics_class(status: str, dynamics: str) -> str:
    """Return the class of both: 1–4 for the status with the sign of the dynamics.

    Examples
    --------
    >>> status_dynamics_class("mittel", "stabil")
    '2+/-'
    """
    if status not in STATUS or dynamics not in DYNAMICS:
        return ""
    return f"{STATUS.index(status) + 1}{DYNAMICS_MARKS[dynamics]}"
