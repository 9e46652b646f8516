"""Names of areas on a map, where there is room for them."""

import numpy as np
import shapely
from geopandas import GeoDataFrame

from export.drawing.svg import group, label
from export.drawing.text import LINE, text_width, wrapped
from export.figures.frame import Frame

#: With more areas than this a name is written only where its area is as wide.
CROWDED = 60

Rectangle = tuple[float, float, float, float]


def names(
    areas: GeoDataFrame, frame: Frame, *, size: float = 2.4, width: float = 24.0, bold: bool = True
) -> str:
    """Names of areas at a point inside each; larger areas first, none over another.

    Parameters
    ----------
    areas : GeoDataFrame
        Index `key`, column `name`.
    frame : Frame
    size, width : float
        Font size and longest line in millimetres.
    bold : bool
    """
    window = shapely.box(*frame.bounds)
    shapes = areas.geometry.to_numpy()
    hit = ~shapely.is_missing(shapes) & shapely.intersects(shapes, window)
    seen = shapely.intersection(shapes[hit], window)
    order = np.argsort(-shapely.area(seen), kind="stable")
    centres = frame.to_paper(shapely.get_coordinates(shapely.point_on_surface(seen)))
    texts = areas["name"].astype(str).to_numpy()[hit]
    taken: list[Rectangle] = []
    drawn = []
    own_width = np.ptp(shapely.bounds(seen).reshape(-1, 2, 2), axis=1)[:, 0] * 1000 / frame.scale
    crowded = len(areas) > CROWDED
    for number in order:
        if crowded and text_width(texts[number], size, bold=bold) > own_width[number]:
            continue
        lines = _lines_of_name(texts[number], width, size, bold=bold)
        found = _place(lines, centres[number], size, frame, taken, bold=bold)
        if found is not None:
            centre, room = found
            taken.append(room)
            drawn.append(_name(lines, centre, size, bold=bold))
    return group(drawn, id="namen")


#: Steps aside that a name may take from its area's point, in font sizes.
_ASIDE = (
    (0, 0),
    (0, -1.3),
    (0, 1.3),
    (-2.5, 0),
    (2.5, 0),
    (0, -2.6),
    (0, 2.6),
    (-3, 1.5),
    (3, 1.5),
)


def _place(
    lines: list[str],
    point: np.ndarray,
    size: float,
    frame: Frame,
    taken: list[Rectangle],
    *,
    bold: bool,
) -> tuple[np.ndarray, Rectangle] | None:
    """Centre and rectangle of a name at the first place with room; None if there is none."""
    for step in _ASIDE:
        centre = point + np.asarray(step) * size
        room = _room(lines, centre, size, frame, taken, bold=bold)
        if room is not None:
            return centre, room
    return None


def _lines_of_name(name: str, width: float, size: float, *, bold: bool) -> list[str]:
    """Break a name at slashes and blanks; at most three lines."""
    broken = wrapped(name.replace("/", "/ "), width, size, bold=bold)
    lines = [line.replace("/ ", "/") for line in broken]
    return lines if len(lines) <= 3 else [*lines[:2], lines[2].rstrip("-") + "…"]


def _room(
    lines: list[str],
    centre: np.ndarray,
    size: float,
    frame: Frame,
    taken: list[Rectangle],
    *,
    bold: bool,
) -> Rectangle | None:
    """The rectangle of a name if it lies in the frame and on no other name."""
    half = max(text_width(line, size, bold=bold) for line in lines) / 2 + 0.4
    high = len(lines) * size * LINE / 2
    west, north, east, south = (
        centre[0] - half, centre[1] - high, centre[0] + half, centre[1] + high,
    )  # fmt: skip
    inside = (
        west >= frame.x
        and east <= frame.x + frame.width
        and north >= frame.y
        and south <= frame.y + frame.height
    )
    free = all(west > t[2] or east < t[0] or north > t[3] or south < t[1] for t in taken)
    return (west, north, east, south) if inside and free else None


def _name(lines: list[str], centre: np.ndarray, size: float, *, bold: bool) -> str:
    top = centre[1] - (len(lines) - 1) * size * LINE / 2 + size * 0.34
    return "".join(
        label(line, float(centre[0]), float(top + index * size * LINE), size, bold=bold,
              anchor="middle", halo=size * 0.28)
        for index, line in enumerate(lines)
    )  # fmt: skip
