"""The panel of a map sheet: legend, scale, overview and imprint, as large as there is room for."""

from dataclasses import replace

import shapely
from geopandas import GeoDataFrame

from export.drawing.svg import GREY, INK, element, group, label, lines_of_text
from export.drawing.text import LINE, wrapped
from export.figures.areas import in_frame, outlines
from export.figures.frame import Frame, free_frame, paths_in_frame
from export.figures.legend import legend, north_arrow, scale_bar
from export.figures.map import MapParts
from export.papers.material import Office
from layers.layer import Layer
from wording import count, date, number

TEXT, SMALL = 2.8, 2.35
#: Height of the stated scale, its bar and the north arrow.
_SCALE_HEIGHT = 17.0
#: Sizes that are tried, as shares of the usual one.
_SMALLER = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)


def third_of(width: float) -> float:
    """Width of one of three columns with 5 mm between them."""
    return (width - 10) / 3


def fitting_panel(
    layer: Layer,
    parts: MapParts,
    frame: Frame,
    imprint: list[tuple[str, str]],
    *,
    room: tuple[float, float],
    zoom: float,
    upright: bool,
) -> str:
    """The panel, `zoom` times larger than usual, or smaller if it would not fit.

    Parameters
    ----------
    layer, parts, frame
        What the map shows, and where.
    imprint : list of (str, str)
        Name and text of each line.
    room : tuple of float
        Width and height in millimetres.
    zoom : float
    upright : bool
        Three columns below the map instead of one beside it.
    """
    for share in _SMALLER:
        used = zoom * share
        inside = (room[0] / used, room[1] / used)
        content, height = _panel(layer, parts, frame, imprint, inside, used, upright)
        if height <= inside[1]:
            break
    return f'<g transform="scale({used:g})">{content}</g>'


def _panel(
    layer: Layer,
    parts: MapParts,
    frame: Frame,
    imprint: list[tuple[str, str]],
    room: tuple[float, float],
    zoom: float,
    upright: bool,
) -> tuple[str, float]:
    """The panel in its own millimetres, and the height that it needs at least."""
    wide, high = room
    third = third_of(wide) if upright else wide
    columns = (0.0, third + 5, 2 * (third + 5)) if upright else (0.0, 0.0, 0.0)
    key = legend(layer, parts.points, x=0, y=0, width=third, outlines=parts.outlines_label,
                 seen=_seen(parts, frame))  # fmt: skip
    lines, lines_height = _imprint(imprint, columns[2], third)
    at = 0.0 if upright else key.height + 4
    place = 0.0 if upright else max(high - lines_height, at + _SCALE_HEIGHT + 2)
    bar = _scale(frame, columns[1], at, third, zoom)
    overview_room = (high if upright else place - 3) - at - _SCALE_HEIGHT
    small = _overview(layer, parts, columns[1], at + _SCALE_HEIGHT, third, overview_room)
    content = f'{key.content}{bar}{small}<g transform="translate(0 {place:.3f})">{lines}</g>'
    least = key.height if upright else at + _SCALE_HEIGHT + 2 + lines_height
    return content, max(least, lines_height)


def _seen(parts: MapParts, frame: Frame) -> dict[str, int]:
    """Places in the frame by kind."""
    found: dict[str, int] = {}
    for points in parts.points:
        found |= in_frame(points, frame)
    return found


def _scale(frame: Frame, x: float, y: float, width: float, zoom: float) -> str:
    """Stated scale, scale bar and north arrow; the bar is true although the panel is zoomed."""
    words = label(f"Maßstab 1 : {count(frame.scale)}", x, y + TEXT, TEXT * 1.1, bold=True)
    smaller = replace(frame, scale=frame.scale * zoom)
    bar = scale_bar(smaller, x + 1, y + TEXT + 3.2, longest=width - 22)
    return words + bar + north_arrow(x + width - 4, y, size=11)


def imprint_lines(
    frame: Frame, office: Office, city: str, *, internal: bool
) -> list[tuple[str, str]]:
    """Who made the sheet, when, for which paper; only what is known."""
    lines = [
        ("Herausgabe", f"Stadt {city}" + (f", {office.department}" if office.department else "")),
        ("Bearbeitung", office.author),
        ("Stand", date(office.date)),
        ("Drucksache", office.number),
        ("Kartenmitte", f"{number(frame.east, 0)} E, {number(frame.north, 0)} N"),
        ("Vermerk", "Nur für den Dienstgebrauch" if internal else ""),
    ]
    return [(name, text) for name, text in lines if text]


def _imprint(lines: list[tuple[str, str]], x: float, width: float) -> tuple[str, float]:
    drawn, y = [], TEXT
    for name, text in lines:
        rows = wrapped(text, width - 21, SMALL)
        drawn.append(label(name, x, y, SMALL, fill=GREY))
        drawn.append(lines_of_text(rows, x + 21, y, SMALL))
        y += len(rows) * SMALL * LINE + 0.6
    return "".join(drawn), y - TEXT


def _overview(
    layer: Layer, parts: MapParts, x: float, y: float, width: float, height: float
) -> str:
    """The city with the sheet's area marked; only for sheets of one area, if there is room."""
    if parts.focus is None or height < 18:
        return ""
    frame = free_frame(tuple(layer.areas.total_bounds), x, y, width, min(height, 55.0))
    city = GeoDataFrame(geometry=[shapely.union_all(layer.areas.geometry.to_numpy())],
                        index=["stadt"], crs=layer.areas.crs)  # fmt: skip
    ground = "".join(
        element("path", d=path, fill="#e3e8eb", stroke=GREY, stroke_width=0.2)
        for path in paths_in_frame(city, frame).values()
    )
    here = "".join(
        element("path", d=path, fill="#c96f1e", stroke=INK, stroke_width=0.3)
        for path in paths_in_frame(parts.focus, frame).values()
    )
    others = outlines(parts.outlined, frame, width=0.15) if parts.outlined is not None else ""
    return group([ground, here, others], id="uebersicht")
