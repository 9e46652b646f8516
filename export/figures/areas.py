"""Areas of a layer as SVG: colours, hatching for flags, patterns for missing values.

Places of a layer as SVG: discs with a letter for kinds of offers, circles for gaps.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame

from export.drawing.svg import GREY, INK, element, group, label
from export.figures.frame import Frame, path_of, paths_in_frame
from layers.layer import Layer, PointLayer

#: Lines and dots of patterns by name: cell in millimetres and what is drawn in it.
_CELLS = {
    "flagged": (1.8, f'<path d="M-.45 .45 .45 -.45M0 1.8 1.8 0M1.35 2.25 2.25 1.35" stroke="{INK}" stroke-width=".16" fill="none"/>'),
    "missing": (1.8, f'<path d="M0 0 1.8 1.8M0 1.8 1.8 0" stroke="{GREY}" stroke-width=".1" fill="none"/>'),
    "suppressed": (1.6, f'<circle cx=".8" cy=".8" r=".26" fill="{GREY}"/>'),
    "too_small": (1.4, f'<path d="M0 .7H1.4" stroke="{GREY}" stroke-width=".1" fill="none"/>'),
    "not_applicable": (1.4, f'<path d="M.7 0V1.4" stroke="{GREY}" stroke-width=".1" fill="none"/>'),
}  # fmt: skip


def pattern_definitions(frame_name: str = "") -> str:
    """SVG patterns of flags and missing values, for the `defs` of a drawing."""
    return "".join(
        element("pattern", content, id=f"{frame_name}{name}", width=cell, height=cell,
                patternUnits="userSpaceOnUse")
        for name, (cell, content) in _CELLS.items()
    )  # fmt: skip


def clip_definition(frame: Frame, name: str) -> str:
    """A clip path of the frame, for the `defs` of a drawing."""
    return element("clipPath", box(frame, fill="none"), id=name)


def box(frame: Frame, **attributes: Any) -> str:
    """A rectangle around the frame."""
    return element(
        "rect", x=frame.x, y=frame.y, width=frame.width, height=frame.height, **attributes
    )


def ground(areas: GeoDataFrame, frame: Frame) -> str:
    """All areas of a level in plain grey, under what the map is about."""
    paths = paths_in_frame(areas, frame)
    drawn = [element("path", d=path) for path in paths.values()]
    return group(drawn, fill="#f1f3f4", stroke=_LINE, stroke_width=0.12, stroke_linejoin="round")


_LINE = "#c3ccd2"


def coloured_areas(layer: Layer, frame: Frame, *, shown: Sequence[str] | None = None) -> str:
    """The areas of a choropleth.

    Parameters
    ----------
    layer : Layer
    frame : Frame
    shown : sequence of str, optional
        Keys of the areas drawn; default all.
    """
    areas = layer.areas if shown is None else layer.areas.loc[list(shown)]
    paths = paths_in_frame(areas, frame)
    rows = layer.table.loc[list(paths)]
    fills, patterns, hatches, rims = [], [], [], []
    for key, colour, pattern, flagged in zip(
        rows.index, rows["colour"], rows["pattern"], rows["flagged"], strict=True
    ):
        path = paths[str(key)]
        fills.append(element("path", d=path, fill=colour))
        if pattern:
            patterns.append(element("path", d=path, fill=f"url(#{pattern})"))
        if flagged:
            hatches.append(element("path", d=path, fill="url(#flagged)"))
        rims.append(element("path", d=path))
    return (
        group(fills, id="gebiete", stroke="none")
        + group(patterns, id="ohne-wert")
        + group(hatches, id="markiert")
        + group(rims, id="grenzen", fill="none", stroke="#55626b", stroke_width=0.14,
                stroke_linejoin="round")
    )  # fmt: skip


def outlines(areas: GeoDataFrame, frame: Frame, *, width: float = 0.45) -> str:
    """Outlines of areas of another level, with a light rim so that they stand out."""
    paths = "".join(paths_in_frame(areas, frame).values())
    if not paths:
        return ""
    light = element("path", d=paths, fill="none", stroke="#ffffff", stroke_width=width + 0.5,
                    stroke_linejoin="round", stroke_opacity=0.7)  # fmt: skip
    dark = element("path", d=paths, fill="none", stroke=INK, stroke_width=width,
                   stroke_linejoin="round")  # fmt: skip
    return light + dark


def veil(area: GeoDataFrame, frame: Frame) -> str:
    """A light veil over everything outside the areas, so that they stand out."""
    window = shapely.box(*frame.bounds)
    inside = shapely.union_all(area.geometry.to_numpy())
    simple = shapely.simplify(inside, frame.metres(0.1))
    outside = shapely.difference(window, simple)
    return element(
        "path",
        d=path_of(np.asarray([outside], dtype=object), frame),
        fill="#ffffff",
        fill_opacity=0.62,
        fill_rule="evenodd",
    )


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
