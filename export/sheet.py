"""Map sheets at a true scale: a layer in; A4 or A3 as SVG and PDF out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from geopandas import GeoDataFrame

from export.document import Table
from export.figure_areas import box, clip_definition, outlines, pattern_definitions
from export.figure_frame import Frame, fitting_scale, frame_for, free_frame, paths_in_frame
from export.figure_legend import legend
from export.figure_map import PLAIN, MapParts, alternative, area_names_and_places
from export.figure_marks import north_arrow, scale_bar
from export.figure_points import in_frame
from export.figure_svg import GREY, INK, drawing, element, group, label, lines_of_text
from export.figure_text import LINE, wrapped
from export.material import Office
from layers.layer import Layer
from wording import count, date, number

Format = Literal["A4", "A3"]
Orientation = Literal["auto", "landscape", "portrait"]
#: Short and long side in millimetres.
SIZES = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
MARGIN = 10.0
#: Side panel (landscape) or height of the panel below (portrait), by format.
PANEL = {"A4": (64.0, 72.0), "A3": (84.0, 84.0)}
TITLE, TEXT, SMALL = 6.0, 2.8, 2.35


@dataclass(frozen=True)
class Extent:
    """A part of the city at a scale, to be shown again exactly."""

    east: float
    north: float
    scale: float


@dataclass(frozen=True)
class SheetSpec:
    """How a sheet is to be.

    Attributes
    ----------
    size : {"A4", "A3"}
    orientation : {"auto", "landscape", "portrait"}
        `auto` takes the one that allows the larger scale.
    extent : Extent, optional
        Centre and scale as saved; default: what is shown, at the largest usual scale.
    scale : float, optional
        Scale only; the centre is that of what is shown.
    title : str
        "" = the layer's.
    """

    size: Format = "A4"
    orientation: Orientation = "auto"
    extent: Extent | None = None
    scale: float | None = None
    title: str = ""


A4 = SheetSpec()


@dataclass(frozen=True)
class Sheet:
    """A sheet, ready to be written.

    Attributes
    ----------
    title, alt : str
    content, defs : str
        SVG without the title line, in millimetres.
    head : str
        SVG of the title line.
    width, height : float
        Paper in millimetres.
    frame : Frame
        The map on the paper.
    title_lines : tuple of str
    table : Table
        What the map shows, as a table.
    """

    title: str
    alt: str
    content: str
    defs: str
    head: str
    width: float
    height: float
    frame: Frame
    title_lines: tuple[str, ...]
    table: Table

    @property
    def extent(self) -> Extent:
        """What must be saved to show the same part again."""
        return Extent(self.frame.east, self.frame.north, self.frame.scale)


def map_sheet(
    layer: Layer,
    parts: MapParts = PLAIN,
    *,
    spec: SheetSpec = A4,
    office: Office,
    city: str,
    internal: bool = False,
) -> Sheet:
    """Lay out a sheet.

    Parameters
    ----------
    layer : Layer
    parts : MapParts
        With `focus` the sheet is about one area and has an overview of the city.
    spec : SheetSpec
    office : Office
        Date (Stand), Bearbeitung and Drucksache.
    city : str
    internal : bool
        Prints that the sheet is for official use only.

    Returns
    -------
    Sheet
    """
    shown = parts.focus if parts.focus is not None else layer.areas
    bounds = tuple(float(bound) for bound in shown.total_bounds)
    title = spec.title or f"{layer.title} ({layer.subtitle})"
    wide, high = _paper(spec, bounds)
    title_lines = wrapped(title, wide - 2 * MARGIN, TITLE, bold=True)[:3]
    foot = _foot_lines(layer, wide - 2 * MARGIN)
    frame = _frame(spec, bounds, wide, high, len(title_lines), len(foot))
    content = _map(layer, parts, frame) + _panel(layer, parts, frame, spec, office, city, internal)
    foot_y = high - MARGIN - len(foot) * SMALL * LINE + SMALL
    content += lines_of_text(foot, MARGIN, foot_y, SMALL, fill=GREY)
    return Sheet(
        title=title,
        alt=_alternative(layer, parts, frame, office, foot),
        content=content,
        defs=pattern_definitions() + clip_definition(frame, "ausschnitt"),
        head=lines_of_text(title_lines, MARGIN, MARGIN + TITLE * 0.8, TITLE, bold=True),
        width=wide,
        height=high,
        frame=frame,
        title_lines=tuple(title_lines),
        table=value_table(layer),
    )


def sheet_svg(sheet: Sheet) -> bytes:
    """Return a sheet as SVG in millimetres."""
    ground = element("rect", width=sheet.width, height=sheet.height, fill="#ffffff")
    return drawing(
        ground + sheet.head + sheet.content,
        sheet.width,
        sheet.height,
        title=sheet.title,
        description=sheet.alt,
        defs=sheet.defs,
    ).encode("utf-8")


def _paper(spec: SheetSpec, bounds: tuple[float, ...]) -> tuple[float, float]:
    """Width and height of the paper."""
    short, long = SIZES[spec.size]
    if spec.orientation == "auto":
        scales = {
            way: fitting_scale(bounds, *_free(spec.size, way))  # type: ignore[arg-type]
            for way in ("landscape", "portrait")
        }
        upright = scales["portrait"] < scales["landscape"]
    else:
        upright = spec.orientation == "portrait"
    return (short, long) if upright else (long, short)


def _free(size: Format, way: str) -> tuple[float, float]:
    """Room for the map, about."""
    short, long = SIZES[size]
    beside, below = PANEL[size]
    if way == "portrait":
        return short - 2 * MARGIN, long - 2 * MARGIN - below - 25
    return long - 2 * MARGIN - beside, short - 2 * MARGIN - 25


def _frame(
    spec: SheetSpec,
    bounds: tuple[float, ...],
    wide: float,
    high: float,
    title_lines: int,
    foot_lines: int,
) -> Frame:
    beside, below = PANEL[spec.size]
    top = MARGIN + title_lines * TITLE * LINE + 1
    bottom = high - MARGIN - foot_lines * SMALL * LINE - 1.5
    upright = high > wide
    width = wide - 2 * MARGIN - (0 if upright else beside)
    height = bottom - top - (below if upright else 0)
    if spec.extent is not None:
        chosen = spec.extent
        return Frame(MARGIN, top, width, height, chosen.east, chosen.north, chosen.scale)
    return frame_for(bounds, MARGIN, top, width, height, scale=spec.scale)  # type: ignore[arg-type]


def _map(layer: Layer, parts: MapParts, frame: Frame) -> str:
    inside = group(
        area_names_and_places(layer, parts, frame), clip_path="url(#ausschnitt)", id="karte"
    )
    return inside + box(frame, fill="none", stroke=INK, stroke_width=0.3)


def _panel(
    layer: Layer,
    parts: MapParts,
    frame: Frame,
    spec: SheetSpec,
    office: Office,
    city: str,
    internal: bool,
) -> str:
    """Legend, scale, overview and imprint beside or below the map."""
    beside, below = PANEL[spec.size]
    upright = abs(frame.width - (SIZES[spec.size][0] - 2 * MARGIN)) < 0.01
    seen: dict[str, int] = {}
    for points in parts.points:
        seen |= in_frame(points, frame)
    if upright:
        third = (frame.width - 10) / 3
        x, y = frame.x, frame.y + frame.height + 4
        columns = (x, x + third + 5, x + 2 * (third + 5))
    else:
        third = beside - 5
        x, y = frame.x + frame.width + 5, frame.y
        columns = (x, x, x)
    key = legend(layer, parts.points, x=columns[0], y=y, width=third,
                 outlines=parts.outlines_label, seen=seen)  # fmt: skip
    at = y if upright else y + key.height + 4
    bar = _scale(frame, columns[1], at, third)
    at_overview = at + 17
    floor = y + below - 6 if upright else frame.y + frame.height
    imprint, imprint_height = _imprint(frame, office, city, internal, columns[2], third)
    place = y if upright else floor - imprint_height
    room = (floor if upright else place - 3) - at_overview
    small = _overview(layer, parts, columns[1], at_overview, third, room)
    return key.content + bar + small + f'<g transform="translate(0 {place:.3f})">{imprint}</g>'


def _scale(frame: Frame, x: float, y: float, width: float) -> str:
    """Stated scale, scale bar and north arrow."""
    words = label(f"Maßstab 1 : {count(frame.scale)}", x, y + TEXT, TEXT * 1.1, bold=True)
    bar = scale_bar(frame, x + 1, y + TEXT + 3.2, longest=width - 22)
    return words + bar + north_arrow(x + width - 4, y, size=11)


def _imprint(
    frame: Frame, office: Office, city: str, internal: bool, x: float, width: float
) -> tuple[str, float]:
    """Who made the sheet, when, for which paper."""
    lines = [
        ("Herausgabe", f"Stadt {city}" + (f", {office.department}" if office.department else "")),
        ("Bearbeitung", office.author),
        ("Stand", date(office.date)),
        ("Drucksache", office.number),
        ("Gitter", f"Mitte {number(frame.east, 0)} E, {number(frame.north, 0)} N"),
        ("Vermerk", "Nur für den Dienstgebrauch" if internal else ""),
    ]
    drawn, y = [], TEXT
    for name, text in lines:
        if not text:
            continue
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


def _foot_lines(layer: Layer, width: float) -> list[str]:
    """Quellenvermerk and notes across the sheet."""
    source = f"Quelle: {layer.source}." if layer.source else ""
    notes = [note if note.endswith(".") else f"{note}." for note in layer.notes]
    return wrapped(" ".join(filter(None, [source, *notes])), width, SMALL)


def _alternative(
    layer: Layer, parts: MapParts, frame: Frame, office: Office, foot: Sequence[str]
) -> str:
    number_ = f" Drucksache {office.number}." if office.number else ""
    return (
        f"{alternative(layer, parts)} Maßstab 1 : {count(frame.scale)}. "
        f"Stand {date(office.date)}.{number_} {' '.join(foot)}"
    )


def value_table(layer: Layer) -> Table:
    """What a map shows, as a table: the way to its figures without seeing it."""
    rows = layer.table.sort_values(["value", "name"], ascending=[False, True], kind="stable")
    classes = {place: entry.label for place, entry in enumerate(layer.classes)}
    return Table(
        f"Werte zur Karte: {layer.title} ({layer.subtitle})",
        ("Gebiet", "Wert", "Klasse", "Vermerk"),
        tuple(
            (name, text, classes.get(place, why), "▲ " + layer.flag_label if flagged else "")
            for name, text, place, why, flagged in zip(
                rows["name"], rows["text"], rows["class"], rows["reason_text"], rows["flagged"],
                strict=True,
            )
        ),
        widths=(2.4, 1.0, 1.6, 2.4),
        notes=(f"Quelle: {layer.source}", *layer.notes) if layer.source else layer.notes,
    )  # fmt: skip


def common_scale(areas: GeoDataFrame, spec: SheetSpec) -> int:
    """Largest usual scale at which each of the areas fits a sheet."""
    bounds = areas.geometry.bounds.to_numpy()
    ways = ("landscape", "portrait") if spec.orientation == "auto" else (spec.orientation,)
    per_area = [
        min(fitting_scale(tuple(row), *_free(spec.size, way)) for way in ways) for row in bounds
    ]
    return int(np.max(per_area))


def fitting_extent(areas: GeoDataFrame, size: Format) -> int:
    """Largest usual scale at which all areas together fit a sheet, upright or across."""
    bounds = tuple(float(bound) for bound in areas.total_bounds)
    ways = ("landscape", "portrait")
    return min(fitting_scale(bounds, *_free(size, way)) for way in ways)  # type: ignore[arg-type]
