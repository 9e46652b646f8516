"""Places of a layer as SVG: discs with a letter for kinds of offers, circles for gaps."""

from collections.abc import Sequence

import shapely

from export.figure_frame import Frame
from export.figure_svg import element, group, label
from layers.layer import PointLayer

#: Millimetres on paper of one pixel on screen.
PIXEL = 0.21
#: Font size of the letter in a disc, in radii.
LETTER = 1.45


def places(points: PointLayer, frame: Frame, *, zoom: float = 1.0) -> str:
    """Discs of a point layer that lie in the frame, `zoom` times larger; largest below."""
    xy = frame.to_paper(shapely.get_coordinates(points.points.geometry.to_numpy()))
    seen = frame.holds(xy)
    rows = points.table[seen].assign(x=xy[seen, 0], y=xy[seen, 1])
    rows = rows.sort_values("radius", ascending=False, kind="stable")
    drawn = [
        disc(x, y, radius * PIXEL * zoom, colour, letter)
        for x, y, radius, colour, letter in zip(
            rows["x"], rows["y"], rows["radius"], rows["colour"], rows["letter"], strict=True
        )
    ]
    return group(drawn)


def disc(x: float, y: float, radius: float, colour: str, letter: str) -> str:
    """One place; without a letter it is a see-through circle sized by persons."""
    if not letter:
        return element("circle", cx=x, cy=y, r=radius, fill=colour, fill_opacity=0.55,
                       stroke="#ffffff", stroke_width=0.2)  # fmt: skip
    size = radius * LETTER
    return element(
        "circle", cx=x, cy=y, r=radius, fill=colour, stroke="#ffffff", stroke_width=0.25
    ) + label(letter, x, y + size * 0.34, size, bold=True, anchor="middle", fill="#ffffff")


def in_frame(points: PointLayer, frame: Frame) -> dict[str, int]:
    """Number of places in the frame by kind, for the legend."""
    xy = frame.to_paper(shapely.get_coordinates(points.points.geometry.to_numpy()))
    kinds: Sequence[str] = list(points.table["kind"][frame.holds(xy)])
    return {entry.label: kinds.count(entry.label) for entry in points.classes}
