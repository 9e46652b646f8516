"""A window on the city at a true scale: metres in, millimetres on paper out."""

from dataclasses import dataclass

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

#: Scales of German city maps, largest first (1 : n).
SCALES = (2_500, 5_000, 10_000, 15_000, 20_000, 25_000, 30_000, 40_000, 50_000, 60_000, 75_000,
          100_000, 125_000, 150_000, 200_000, 250_000, 300_000, 400_000, 500_000, 750_000,
          1_000_000)  # fmt: skip
#: Details smaller than this cannot be seen in print.
PAPER_TOLERANCE = 0.12


@dataclass(frozen=True)
class Frame:
    """A rectangle on paper that shows a part of the city.

    Attributes
    ----------
    x, y : float
        Upper left corner on the paper, millimetres.
    width, height : float
        Millimetres.
    east, north : float
        Centre of what is shown, metres in the city's CRS.
    scale : float
        1 : scale.
    """

    x: float
    y: float
    width: float
    height: float
    east: float
    north: float
    scale: float

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of what is shown, in metres."""
        half_x, half_y = self.metres(self.width) / 2, self.metres(self.height) / 2
        return self.east - half_x, self.north - half_y, self.east + half_x, self.north + half_y

    def metres(self, millimetres: float) -> float:
        """Length in the world of a length on paper."""
        return millimetres * self.scale / 1000

    def to_paper(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Places on paper (millimetres, y downwards) of places in metres, shape (n, 2)."""
        per = 1000 / self.scale
        return np.column_stack(
            [
                self.x + self.width / 2 + (xy[:, 0] - self.east) * per,
                self.y + self.height / 2 - (xy[:, 1] - self.north) * per,
            ]
        )

    def holds(self, xy: NDArray[np.float64], *, margin: float = 0.0) -> NDArray[np.bool_]:
        """Whether places on paper lie in the frame, `margin` millimetres inside its edge."""
        inside_x = (xy[:, 0] >= self.x + margin) & (xy[:, 0] <= self.x + self.width - margin)
        inside_y = (xy[:, 1] >= self.y + margin) & (xy[:, 1] <= self.y + self.height - margin)
        return inside_x & inside_y


def fitting_scale(
    bounds: tuple[float, float, float, float], width: float, height: float, *, margin: float = 3.0
) -> int:
    """Largest usual scale at which an extent fits a frame.

    Parameters
    ----------
    bounds : tuple of float
        West, south, east, north in metres.
    width, height, margin : float
        Frame and free rim in millimetres.

    Returns
    -------
    int
        n of 1 : n; beyond the usual ones the next full 100,000.

    Examples
    --------
    >>> fitting_scale((0, 0, 5000, 5000), 206, 250)
    25000
    """
    across = 1000 * (bounds[2] - bounds[0]) / max(width - 2 * margin, 1.0)
    down = 1000 * (bounds[3] - bounds[1]) / max(height - 2 * margin, 1.0)
    needed = max(across, down)
    return next(
        (scale for scale in SCALES if scale >= needed), int(-(-needed // 100_000) * 100_000)
    )


def frame_for(
    bounds: tuple[float, float, float, float],
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    scale: float | None = None,
    margin: float = 3.0,
) -> Frame:
    """Frame whose centre is that of an extent, at the largest usual scale or the given one."""
    chosen = scale or fitting_scale(bounds, width, height, margin=margin)
    centre = ((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    return Frame(x, y, width, height, *centre, float(chosen))


def free_frame(
    bounds: tuple[float, float, float, float], x: float, y: float, width: float, height: float
) -> Frame:
    """Frame filled as far as possible, at any scale: for small pictures without a stated scale."""
    across = 1000 * (bounds[2] - bounds[0]) / (width * 0.96)
    down = 1000 * (bounds[3] - bounds[1]) / (height * 0.96)
    return frame_for(bounds, x, y, width, height, scale=max(across, down, 1.0))


def paths_in_frame(areas: GeoDataFrame, frame: Frame) -> dict[str, str]:
    """SVG paths of areas, clipped to the frame, in millimetres with two decimals.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons in the city's metric CRS; index `key`.
    frame : Frame

    Returns
    -------
    dict
        Key → path; areas outside the frame are left out. Neighbours keep their common
        edges (simplified as one coverage to what can be seen in print).
    """
    seen = areas.geometry.to_numpy()
    window = shapely.box(*frame.bounds)
    hit = ~shapely.is_missing(seen) & shapely.intersects(seen, window)
    keys, shapes = areas.index[hit], seen[hit]
    simple = shapely.coverage_simplify(shapes, frame.metres(PAPER_TOLERANCE))
    whole = shapely.box(*_grown(frame, millimetres=3.0))
    clipped = shapely.intersection(simple, whole)
    return {str(key): path_of(shape, frame) for key, shape in zip(keys, clipped, strict=True)}


def _grown(frame: Frame, *, millimetres: float) -> tuple[float, float, float, float]:
    west, south, east, north = frame.bounds
    rim = frame.metres(millimetres)
    return west - rim, south - rim, east + rim, north + rim


def path_of(shape: object, frame: Frame) -> str:
    """SVG path of a polygon or line in the frame."""
    parts = shapely.get_parts(np.atleast_1d(np.asarray(shape, dtype=object)))
    polygons = parts[shapely.get_type_id(parts) == 3]
    lines = parts[np.isin(shapely.get_type_id(parts), (1, 2))]
    rings = shapely.get_rings(polygons) if len(polygons) else np.empty(0, dtype=object)
    return "".join(
        [_line_path(ring, frame, close=True) for ring in rings]
        + [_line_path(line, frame, close=False) for line in lines]
    )


def _line_path(line: object, frame: Frame, *, close: bool) -> str:
    xy = np.round(frame.to_paper(shapely.get_coordinates(line)), 2)
    if close:
        xy = xy[:-1]
    steps = "L".join(f"{x:g} {y:g}" for x, y in xy.tolist())
    return f"M{steps}{'Z' if close else ''}" if steps else ""
