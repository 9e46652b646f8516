"""Map sheets at a true scale: a layer in; A4 or A3 as SVG and PDF out.

What a map shows, as a table: a layer in, the rows of a paper out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from geopandas import GeoDataFrame

from export.document import Table
from export.drawing.svg import GREY, INK, drawing, element, group, lines_of_text
from export.drawing.text import LINE, shortened, wrapped
from export.figures.areas import box, clip_definition, pattern_definitions
from export.figures.frame import Frame, fitting_scale, frame_for
from export.figures.legend import legend
from export.figures.map import PLAIN, MapParts, alternative, area_names_and_places
from export.papers.material import Office
from export.sheets._panel import SMALL, fitting_panel, imprint_lines, third_of
from layers.layer import Layer
from wording import count, date


def value_table(layer: Layer) -> Table:
    """What a map shows, as a table: the way to its figures without seeing it."""
    rows = layer.table.sort_values(["value", "name"], ascending=[False, True], kind="stable")
    classes = {place: entry.label for place, entry in enumerate(layer.classes)}
    return Table(
        f"Werte zur Karte: {layer.title} ({layer.subtitle})",
        ("Gebiet", "Klasse", "Vermerk", "Wert"),
        tuple(
            (name, classes.get(place, why), "▲ ungünstiger" if flagged else "", text)
            for name, text, place, why, flagged in zip(
                rows["name"],
                rows["text"],
                rows["class"],
                rows["reason_text"],
                rows["flagged"],
                strict=True,
            )
        ),
        text_columns=3,
        widths=(2.4, 1.8, 1.4, 1.2),
        notes=tuple(filter(None, [_marked(layer), _source(layer), *layer.notes])),
    )


def _marked(layer: Layer) -> str:
    return f"▲ {layer.flag_label}." if layer.flagged_count else ""


def _source(layer: Layer) -> str:
    return f"Quelle: {layer.source or 'nicht angegeben'}"


Format = Literal["A4", "A3"]
Orientation = Literal["auto", "landscape", "portrait"]
#: Short and long side in millimetres.
SIZES = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
MARGIN = 10.0
#: Side panel (landscape) or height of the panel below (portrait), by format.
PANEL = {"A4": (64.0, 56.0), "A3": (88.0, 68.0)}
#: Type and signs of a larger sheet are larger, too.
ZOOM = {"A4": 1.0, "A3": 1.35}
#: Most of an upright sheet that its panel may take.
MOST_PANEL = 0.45
TITLE = 6.0


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
    title_size : float
        Millimetres.
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
    title_size: float
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
    zoom = ZOOM[spec.size]
    title_size, small = TITLE * zoom, SMALL * min(zoom, 1.15)
    title_lines = _title_lines(title, wide - 2 * MARGIN, title_size)
    foot = _foot_lines(layer, wide - 2 * MARGIN, small)
    above, below = len(title_lines) * title_size * LINE + 1, len(foot) * small * LINE + 1.5
    under = _under(layer, parts, spec, wide, high) if high > wide else 0.0
    frame = _frame(spec, bounds, wide, high, (above, below, under))
    content = _map(layer, parts, frame, zoom)
    imprint = imprint_lines(frame, office, city, internal=internal)
    content += _panel(layer, parts, frame, imprint, spec, under)
    foot_y = high - MARGIN - len(foot) * small * LINE + small
    content += lines_of_text(foot, MARGIN, foot_y, small, fill=GREY)
    return Sheet(
        title=title,
        alt=_alternative(layer, parts, frame, office, foot),
        content=content,
        defs=pattern_definitions() + clip_definition(frame, "ausschnitt"),
        head=lines_of_text(title_lines, MARGIN, MARGIN + title_size * 0.8, title_size, bold=True),
        width=wide,
        height=high,
        frame=frame,
        title_lines=tuple(title_lines),
        title_size=title_size,
        table=value_table(layer),
    )


def _title_lines(title: str, width: float, size: float) -> list[str]:
    """The title in at most three lines."""
    lines = wrapped(title, width, size, bold=True)
    if len(lines) <= 3:
        return lines
    return [*lines[:2], shortened(" ".join(lines[2:]), width, size, bold=True)]


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
    taken: tuple[float, float, float],
) -> Frame:
    """The map between title, foot and panel, which take the heights `taken`."""
    above, below, under = taken
    beside, _ = PANEL[spec.size]
    top, bottom = MARGIN + above, high - MARGIN - below
    width = wide - 2 * MARGIN - (0 if under else beside)
    height = bottom - top - under
    if spec.extent is not None:
        chosen = spec.extent
        return Frame(MARGIN, top, width, height, chosen.east, chosen.north, chosen.scale)
    return frame_for(bounds, MARGIN, top, width, height, scale=spec.scale)  # type: ignore[arg-type]


def _under(layer: Layer, parts: MapParts, spec: SheetSpec, wide: float, high: float) -> float:
    """Height of the panel below the map of an upright sheet: as much as its legend needs."""
    zoom = ZOOM[spec.size]
    third = third_of((wide - 2 * MARGIN) / zoom)
    key = legend(layer, parts.points, x=0, y=0, width=third, outlines=parts.outlines_label, seen={})
    return min(max(PANEL[spec.size][1], key.height * zoom + 10), MOST_PANEL * high)


def _map(layer: Layer, parts: MapParts, frame: Frame, zoom: float) -> str:
    drawn = area_names_and_places(layer, parts, frame, zoom=zoom * 1.15)
    inside = group(drawn, clip_path="url(#ausschnitt)", id="karte")
    return inside + box(frame, fill="none", stroke=INK, stroke_width=0.3)


def _panel(
    layer: Layer,
    parts: MapParts,
    frame: Frame,
    imprint: list[tuple[str, str]],
    spec: SheetSpec,
    under: float,
) -> str:
    """The panel beside or below the map, as large as there is room for."""
    beside, _ = PANEL[spec.size]
    if under:
        x, y, room = frame.x, frame.y + frame.height + 4, (frame.width, under - 6)
    else:
        x, y, room = frame.x + frame.width + 5, frame.y, (beside - 5, frame.height)
    drawn = fitting_panel(
        layer, parts, frame, imprint, room=room, zoom=ZOOM[spec.size], upright=bool(under)
    )
    return f'<g transform="translate({x:.3f} {y:.3f})">{drawn}</g>'


def _foot_lines(layer: Layer, width: float, size: float) -> list[str]:
    """Quellenvermerk and notes across the sheet."""
    source = f"Quelle: {layer.source or 'nicht angegeben'}."
    notes = [note if note.endswith(".") else f"{note}." for note in layer.notes]
    return wrapped(" ".join(filter(None, [source, *notes])), width, size)


def _alternative(
    layer: Layer, parts: MapParts, frame: Frame, office: Office, foot: Sequence[str]
) -> str:
    number_ = f" Drucksache {office.number}." if office.number else ""
    return (
        f"{alternative(layer, parts)} Maßstab 1 : {count(frame.scale)}. "
        f"Stand {date(office.date)}.{number_} {' '.join(foot)}"
    )


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
