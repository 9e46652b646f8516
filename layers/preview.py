"""Areas not yet in a city in; a quiet picture of their outlines (SVG) out."""

import base64

import numpy as np
import shapely
from geopandas import GeoDataFrame

from layers.escape import literal
from wording import count, t

#: Longest side of the picture in its own units; outlines are simplified to one unit.
SIZE = 600


def outline_svg(areas: GeoDataFrame) -> str:
    """Draw the outlines of areas, each with its key and name as a tooltip.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons in a metric CRS; index key, column `name`.

    Returns
    -------
    str
        An `<svg>` element; text from files is escaped.
    """
    west, south, east, north = areas.total_bounds
    scale = SIZE / max(east - west, north - south, 1e-9)
    shapes = shapely.simplify(areas.geometry.to_numpy(), 1 / scale)
    shapes = shapely.transform(
        shapes, lambda points: np.column_stack([points[:, 0] - west, north - points[:, 1]]) * scale
    )
    paths = "".join(
        f'<path d="{_path(shape)}"><title>{literal(key)} {literal(name)}</title></path>'
        for shape, key, name in zip(shapes, areas.index, areas["name"], strict=True)
    )
    width, height = (east - west) * scale, (north - south) * scale
    alt = literal(t("Umrisse von {n} Gebieten", n=count(len(areas))))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{alt}" viewBox="-2 -2 {width + 4:.0f} {height + 4:.0f}" '
        f'fill="#dce8ee" stroke="#0b4f6c" stroke-width="0.8" '
        f'fill-rule="evenodd">{paths}</svg>'
    )


def outline_image(areas: GeoDataFrame) -> str:
    """Return the outlines as an HTML image without outside reference."""
    data = base64.b64encode(outline_svg(areas).encode()).decode()
    alt = literal(t("Umrisse von {n} Gebieten", n=count(len(areas))))
    return (
        f'<img alt="{alt}" style="width:100%;max-height:420px;object-fit:contain" '
        f'src="data:image/svg+xml;base64,{data}">'
    )


def _path(shape: shapely.Geometry) -> str:
    """Return the rings of a polygon as drawing commands."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(ring)[:-1]) + "Z"
        for ring in rings
    )
