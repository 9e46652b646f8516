"""Spatial statistics: values of areas in, clustering of the city and of each area out."""

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray
from pandas import DataFrame, Series

from geo.crs import require_metric

if TYPE_CHECKING:
    from libpysal.graph import Graph

PERMUTATIONS = 999

#: Fixed, so that the same data give the same p-values.
SEED = 2030

#: Largest share of false findings among the hot and cold spots (Benjamini & Hochberg 1995).
FALSE_DISCOVERY_RATE = 0.05

#: Quadrants of the local Moran in esda's order 1–4, for values where higher is worse.
QUADRANTS = ("hot", "better_among_worse", "cold", "worse_among_better")


@dataclass(frozen=True)
class GlobalMoran:
    """Whether similar areas lie next to each other.

    Attributes
    ----------
    statistic : float
        Moran's I: 0 about random, 1 strongly clustered.
    expected : float
        −1 ÷ (n − 1).
    z, p : float
        From random permutations (two-sided would be 2 p).
    areas, islands : int
        How many entered; how many of them have no neighbour.
    """

    statistic: float
    expected: float
    z: float
    p: float
    areas: int
    islands: int


def contiguity(areas: GeoDataFrame | GeoSeries, *, rook: bool = False) -> "Graph":
    """Neighbours that share an edge or a corner (queen), or an edge (rook), row-standardised.

    Parameters
    ----------
    areas : GeoDataFrame or GeoSeries
        Polygons in any CRS; index `key`. Neighbours must share their vertices.
    rook : bool
        True: a common corner is not enough.

    Returns
    -------
    libpysal.graph.Graph
    """
    from libpysal.graph import Graph

    return Graph.build_contiguity(_geometry(areas), rook=rook).transform("r")


def nearest(areas: GeoDataFrame | GeoSeries, *, k: int = 4) -> "Graph":
    """Return the k areas with the nearest centroids as neighbours, row-standardised.

    Raises
    ------
    CrsError
        If the CRS is not metric.
    """
    from libpysal.graph import Graph

    require_metric(areas)
    return Graph.build_knn(_geometry(areas).centroid, k=k).transform("r")


def within_distance(areas: GeoDataFrame | GeoSeries, *, metres: float) -> "Graph":
    """Return the areas whose centroids lie within a distance as neighbours, row-standardised.

    Raises
    ------
    CrsError
        If the CRS is not metric.
    """
    from libpysal.graph import Graph

    require_metric(areas)
    centroids = _geometry(areas).centroid
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # areas without neighbours are told in the result
        return Graph.build_distance_band(centroids, threshold=metres, binary=True).transform("r")


def graph_of(areas: GeoDataFrame | GeoSeries, weights: str) -> "Graph":
    """Neighbourhoods by a short name: `queen`, `rook`, `knn4`, or a distance in metres.

    Raises
    ------
    ValueError
        For any other name.
    """
    if weights in ("queen", "rook"):
        return contiguity(areas, rook=weights == "rook")
    if weights.startswith("knn"):
        return nearest(areas, k=int(weights.removeprefix("knn")))
    return within_distance(areas, metres=float(weights))


def _geometry(areas: GeoDataFrame | GeoSeries) -> GeoSeries:
    return areas.geometry if isinstance(areas, GeoDataFrame) else areas


def global_moran(
    values: Series, graph: "Graph", *, permutations: int = PERMUTATIONS, seed: int = SEED
) -> GlobalMoran:
    """Moran's I of a city.

    Parameters
    ----------
    values : Series
        Index `key`; areas without a value are left out together with their neighbourhoods.
    graph : libpysal.graph.Graph
        Over at least the areas of `values`.
    permutations, seed : int

    Returns
    -------
    GlobalMoran

    Notes
    -----
    I = n/S₀ · Σᵢⱼ wᵢⱼ (xᵢ − x̄)(xⱼ − x̄) ÷ Σᵢ (xᵢ − x̄)². Areal figures of different size do
    not vary equally by chance, and another division gives another I (MAUP).

    References
    ----------
    .. [1] Moran, P. A. P. (1950). Notes on continuous stochastic phenomena. Biometrika 37.
    .. [2] Rey, S. J. & Anselin, L. (2007). PySAL: a Python library of spatial analytical
       methods. Review of Regional Studies 37(1).
    """
    known, part = _known(values, graph)
    if not _varies(known):
        return GlobalMoran(np.nan, np.nan, np.nan, np.nan, len(known), len(part.isolates))
    from esda import Moran

    state = np.random.get_state()  # noqa: NPY002 - esda draws from the global generator
    np.random.seed(seed)  # noqa: NPY002
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        moran = Moran(known.to_numpy(dtype=float), part, permutations=permutations)
    np.random.set_state(state)  # noqa: NPY002
    return GlobalMoran(
        float(moran.I),
        float(moran.EI),
        float(moran.z_sim),
        float(moran.p_sim),
        len(known),
        len(part.isolates),
    )


def local_moran(
    values: Series,
    graph: "Graph",
    *,
    direction: Literal[1, -1] = 1,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
    rate: float = FALSE_DISCOVERY_RATE,
) -> DataFrame:
    """Clusters of unfavourable and favourable areas, and outliers among their neighbours.

    Parameters
    ----------
    values : Series
        Index `key`, NaN = missing.
    graph : libpysal.graph.Graph
    direction : {1, -1}
        +1 where higher is worse: then `hot` is a cluster of high values.
    permutations, seed : int
    rate : float
        Largest share of false findings that is accepted.

    Returns
    -------
    DataFrame
        Index as `values`; `statistic` (local Moran's I), `p` (two-sided), `spot`: `hot` (worse
        among worse), `cold` (better among better), `worse_among_better`,
        `better_among_worse`, `none` (not significant), "" (no value or no neighbour).

    Notes
    -----
    Significant after Benjamini and Hochberg's correction over all tested areas: without it
    one area in twenty would be a spot by chance alone.

    References
    ----------
    .. [1] Anselin, L. (1995). Local indicators of spatial association: LISA.
       Geographical Analysis 27(2).
    .. [2] Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate.
       Journal of the Royal Statistical Society B 57(1).
    """
    known, part = _known(values, graph)
    table = DataFrame({"statistic": np.nan, "p": np.nan, "spot": ""}, index=values.index)
    if not _varies(known):
        return table
    from esda import Moran_Local

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        local = Moran_Local(
            direction * known.to_numpy(dtype=float), part, permutations=permutations, seed=seed
        )
    tested = ~known.index.isin(part.isolates)
    p = np.minimum(2 * local.p_sim, 1.0)
    significant = np.zeros(len(known), dtype=bool)
    significant[tested] = discoveries(p[tested], rate)
    spot = np.where(significant, np.asarray(QUADRANTS, dtype=object)[local.q - 1], "none")
    table.loc[known.index[tested], "statistic"] = local.Is[tested]
    table.loc[known.index[tested], "p"] = p[tested]
    table.loc[known.index[tested], "spot"] = spot[tested]
    return table


def discoveries(p: NDArray[np.float64], rate: float) -> NDArray[np.bool_]:
    """Which tests are significant when a share of `rate` of the findings may be false.

    Notes
    -----
    Benjamini and Hochberg: the k smallest p-values, k the largest with p₍ₖ₎ ≤ k/n · rate.

    Examples
    --------
    >>> discoveries(np.array([0.04, 0.001, 0.03, 0.9]), 0.05).tolist()
    [False, True, False, False]
    """
    n = len(p)
    in_order = np.sort(p)
    below = in_order <= np.arange(1, n + 1) / n * rate
    if not below.any():
        return np.zeros(n, dtype=bool)
    return p <= in_order[np.flatnonzero(below)[-1]]


def _known(values: Series, graph: "Graph") -> tuple[Series, "Graph"]:
    """Areas that have a value, and the neighbourhoods among them, in the same order."""
    wanted = values.dropna().index
    known = values.loc[graph.unique_ids[graph.unique_ids.isin(wanted)]]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        part = graph if len(known) == graph.n else graph.subgraph(known.index)
        return known, part.transform("r")


def _varies(known: Series) -> bool:
    return len(known) > 2 and bool(known.nunique() > 1)
