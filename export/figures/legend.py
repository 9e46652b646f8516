"""The legend of a printed map: classes with bounds and counts, flags, places.

Scale bar and north arrow as SVG.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from export.drawing.svg import GREY, INK, element, group, label, lines_of_text
from export.drawing.text import LINE, wrapped
from export.figures.areas import PIXEL, disc
from export.figures.frame import Frame
from layers.layer import Layer, LegendClass, PointLayer
from wording import count, number

#: Font sizes in millimetres.
TITLE, TEXT, SMALL = 3.3, 2.7, 2.4
_SWATCH = (6.0, 3.4)
#: Draws the sign of a line at (x, y).
Swatch = Callable[[float, float], str]


@dataclass(frozen=True)
class Legend:
    """A legend as SVG, and how high it is in millimetres."""

    content: str
    height: float


def legend(
    layer: Layer,
    points: tuple[PointLayer, ...] = (),
    *,
    x: float,
    y: float,
    width: float,
    outlines: str = "",
    seen: Mapping[str, int] | None = None,
) -> Legend:
    """Legend of a choropleth and the places on it.

    Parameters
    ----------
    layer : Layer
    points : tuple of PointLayer
    x, y, width : float
        Upper left corner and width in millimetres.
    outlines : str
        What thick outlines are ("Aktionsräume"); "" if there are none.
    seen : Mapping of str to int, optional
        Places in the frame by kind; default all.
    """
    heads, at = _head(layer, x, y, width)
    parts = [heads]
    for swatch, text, tally in _entries(layer, points, outlines, seen):
        lines = wrapped(text, width - _SWATCH[0] - 12, TEXT)
        parts.append(swatch(x, at))
        parts.append(lines_of_text(lines, x + _SWATCH[0] + 2, at + TEXT * 0.95, TEXT))
        if isinstance(tally, str):
            parts.append(label(tally, x + width, at + SMALL, SMALL, anchor="end", fill=GREY))
        elif tally is not None:
            parts.append(label(count(tally), x + width, at + TEXT * 0.95, TEXT, anchor="end"))
        at += max(len(lines) * TEXT * LINE, _SWATCH[1]) + 0.9
    return Legend("".join(parts), at - y)


def _head(layer: Layer, x: float, y: float, width: float) -> tuple[str, float]:
    title = wrapped(heading(layer), width, TITLE, bold=True)
    below = wrapped(subtitle(layer), width, SMALL)
    middle = y + len(title) * TITLE * LINE
    bottom = middle + len(below) * SMALL * LINE + 1.2
    over = label("Gebiete", x + width, bottom + SMALL, SMALL, anchor="end", fill=GREY)
    return (
        lines_of_text(title, x, y + TITLE * 0.9, TITLE, bold=True)
        + lines_of_text(below, x, middle + SMALL * 0.9, SMALL, fill=GREY)
        + over,
        bottom + SMALL * LINE + 0.6,
    )


def heading(layer: Layer) -> str:
    """Title of a legend with the unit."""
    return f"{layer.title} in {layer.unit}" if layer.unit else layer.title


def subtitle(layer: Layer) -> str:
    """Level, year and city value."""
    if layer.city_value != layer.city_value:
        return layer.subtitle
    value = f"{number(layer.city_value, layer.decimals)}\u00a0{layer.unit}".rstrip()
    return f"{layer.subtitle} · Stadtwert {value}"


def _entries(
    layer: Layer, points: tuple[PointLayer, ...], outlines: str, seen: Mapping[str, int] | None
) -> Iterator[tuple[Swatch, str, int | str | None]]:
    """Yield (function that draws the swatch, text, count) of each line."""
    for entry in layer.classes:
        yield _area_swatch(entry), entry.label, entry.count
    if layer.flagged_count:
        flagged = LegendClass(layer.flag_label, "#ffffff", 0, 0, layer.flagged_count, "flagged")
        yield _area_swatch(flagged), flagged.label, flagged.count
    for entry in layer.missing:
        yield _area_swatch(entry), entry.label, entry.count
    if outlines:
        yield _outline_swatch, outlines, None
    if points and seen is not None:
        yield _no_swatch, "", "im Ausschnitt"
    for places in points:
        for entry in places.classes:
            tally = entry.count if seen is None else seen.get(entry.label, 0)
            yield _disc_swatch(entry, places), entry.label, tally


def _area_swatch(entry: LegendClass) -> Swatch:
    def draw(x: float, y: float) -> str:
        wide, high = _SWATCH
        shape: dict[str, Any] = {"x": x, "y": y, "width": wide, "height": high}
        over = element("rect", **shape, fill=f"url(#{entry.pattern})") if entry.pattern else ""
        rim = element("rect", **shape, fill="none", stroke="#55626b", stroke_width=0.14)
        return element("rect", **shape, fill=entry.colour) + over + rim

    return draw


def _no_swatch(x: float, y: float) -> str:  # noqa: ARG001  # a line without a sign
    return ""


def _outline_swatch(x: float, y: float) -> str:
    wide, high = _SWATCH
    return element("rect", x=x + 0.2, y=y + 0.2, width=wide - 0.4, height=high - 0.4, fill="none",
                   stroke=INK, stroke_width=0.45)  # fmt: skip


def _disc_swatch(entry: LegendClass, places: PointLayer) -> Swatch:
    def draw(x: float, y: float) -> str:
        letter = places.letters.get(entry.label, "")
        return disc(x + _SWATCH[0] / 2, y + _SWATCH[1] / 2, 8 * PIXEL, entry.colour, letter)

    return draw


#: Lengths that a scale bar may have, in metres.
_STEPS = tuple(base * 10**power for power in range(1, 6) for base in (1, 2, 5))


def bar_length(frame: Frame, *, longest: float) -> int:
    """Longest round length in metres whose bar is at most `longest` millimetres.

    Examples
    --------
    >>> bar_length(Frame(0, 0, 100, 100, 0, 0, 25_000), longest=50)
    1000
    """
    return max((step for step in _STEPS if step * 1000 / frame.scale <= longest), default=_STEPS[0])


def scale_bar(frame: Frame, x: float, y: float, *, longest: float = 50.0, size: float = 2.4) -> str:
    """Bar with its ends and middle labelled; (x, y) is its upper left corner."""
    metres = bar_length(frame, longest=longest)
    long = metres * 1000 / frame.scale
    high = 1.1
    parts = [
        element("rect", x=x + long * step / 4, y=y, width=long / 4, height=high,
                fill=INK if step % 2 == 0 else "#ffffff", stroke=INK, stroke_width=0.15)
        for step in range(4)
    ]  # fmt: skip
    unit = "km" if metres >= 1000 else "m"
    texts = [
        label("0", x, y + high + size, size, anchor="middle"),
        label(_length(metres / 2, unit), x + long / 2, y + high + size, size, anchor="middle"),
        label(f"{_length(metres, unit)} {unit}", x + long, y + high + size, size, anchor="middle"),
    ]
    ground = element("rect", x=x - 2, y=y - 1.2, width=long + 9, height=high + size + 2.4,
                     fill="#ffffff", fill_opacity=0.8)  # fmt: skip
    return ground + group([*parts, *texts], id="massstabsleiste")


def _length(metres: float, unit: str) -> str:
    if unit == "m":
        return count(metres)
    kilometres = metres / 1000
    return number(kilometres, 0 if kilometres % 1 == 0 else 1 if (kilometres * 10) % 1 == 0 else 2)


def north_arrow(x: float, y: float, *, size: float = 8.0) -> str:
    """Arrow to grid north, (x, y) its centre at the top."""
    half = size * 0.22
    left = f"M{x:.3f} {y:.3f}L{x - half:.3f} {y + size * 0.7:.3f}L{x:.3f} {y + size * 0.55:.3f}Z"
    right = f"M{x:.3f} {y:.3f}L{x + half:.3f} {y + size * 0.7:.3f}L{x:.3f} {y + size * 0.55:.3f}Z"
    return group(
        [
            element("path", d=left, fill=INK),
            element("path", d=right, fill="#ffffff", stroke=INK, stroke_width=0.15),
            element("path", d=left, fill="none", stroke=INK, stroke_width=0.15),
            label("N", x, y + size * 1.02, size * 0.36, bold=True, anchor="middle"),
        ],
        id="nordpfeil",
    )
