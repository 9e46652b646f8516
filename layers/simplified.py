"""Display geometry: areas in metres in, small GeoJSON text in degrees out, made once."""

import hashlib
from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoDataFrame

from layers.escape import inert_json
from wording.visible import visible

#: Sizes below this are what a map of a whole city can show at its deepest zoom, in metres.
TOLERANCE_METRES = 10.0
#: The text of one level stays below this; coarser steps are taken until it does.
MAX_BYTES = 300_000
#: 1e-5 degrees are about one metre.
DEGREE_DECIMALS = 5


@dataclass(frozen=True)
class DisplayGeometry:
    """Areas of a level as the browser draws them.

    Attributes
    ----------
    digest : str
        Hash of the text: its address and its cache key.
    text : str
        GeoJSON in degrees; properties `key` and `name` (escaped), no figures.
    keys : tuple of str
        Order of the features.
    bounds : tuple of float
        West, south, east, north in degrees.
    """

    digest: str
    text: str
    keys: tuple[str, ...]
    bounds: tuple[float, float, float, float]


def display_geometry(
    areas: GeoDataFrame, *, tolerance: float = TOLERANCE_METRES, max_bytes: int = MAX_BYTES
) -> DisplayGeometry:
    """Simplify areas as one coverage, so that neighbours keep sharing their edges.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons in a metric CRS; index `key`, column `name`. Empty ones are left out.
    tolerance : float
        Metres; doubled until the text has at most `max_bytes`.

    Notes
    -----
    Visvalingam–Whyatt on the coverage: an area never vanishes, however small.
    """
    drawn = areas[~(areas.geometry.is_empty | areas.geometry.isna())]
    while True:
        geometry = _in_degrees(drawn, tolerance)
        text = _geojson(drawn, geometry)
        if len(text) <= max_bytes or tolerance > 1000:
            break
        tolerance *= 2
    bounds = tuple(float(b) for b in shapely.total_bounds(geometry))
    digest = hashlib.sha256(text.encode()).hexdigest()[:20]
    return DisplayGeometry(digest, text, tuple(map(str, drawn.index)), bounds)  # type: ignore[arg-type]


def _in_degrees(areas: GeoDataFrame, tolerance: float) -> np.ndarray:
    simple = shapely.coverage_simplify(areas.geometry.to_numpy(), tolerance)
    degrees = areas.geometry.__class__(simple, crs=areas.crs).to_crs(4326).to_numpy()
    return shapely.transform(degrees, lambda xy: np.round(xy, DEGREE_DECIMALS))


def _geojson(areas: GeoDataFrame, geometry: np.ndarray) -> str:
    features = [
        f'{{"type":"Feature","properties":{_properties(key, name)},"geometry":{shape}}}'
        for key, name, shape in zip(
            areas.index, areas["name"], shapely.to_geojson(geometry), strict=True
        )
    ]
    return '{"type":"FeatureCollection","features":[' + ",".join(features) + "]}"


def _properties(key: str, name: str) -> str:
    return inert_json({"key": str(key), "name": visible(name)})
