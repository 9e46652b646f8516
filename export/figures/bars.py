"""Bars of indicators with the city's mark: figures of one area in, a picture out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from export.drawing.picture import Picture
from export.drawing.svg import GREY, INK, element, group, label, lines_of_text
from export.drawing.text import LINE, text_width, wrapped

#: Fills: worse than the city (hatched as well), not worse, without a worse side.
WORSE, BETTER, NEUTRAL = "#c96f1e", "#a8cbe0", "#c3ccd2"
_TEXT = 2.9
_ROW = 7.6


@dataclass(frozen=True)
class Bar:
    """One indicator of an area.

    Attributes
    ----------
    label, text, city_text : str
        Name, and both values with their unit.
    value, city : float
        NaN where there is none.
    low, high : float
        Interval of the value; NaN without one.
    side : {"worse", "better", "neutral"}
    """

    label: str
    text: str
    city_text: str
    value: float
    city: float
    side: str
    low: float = np.nan
    high: float = np.nan


def bar_picture(
    bars: Sequence[Bar], *, title: str, width: float = 170.0, source: str = "",
    notes: tuple[str, ...] = (),
) -> Picture:  # fmt: skip
    """Horizontal bars, each on its own scale, with the city's value as a mark.

    Parameters
    ----------
    bars : sequence of Bar
    title : str
    width : float
        Millimetres.
    source, notes
        As in `Picture`.
    """
    left, right = width * 0.36, 36.0
    space = width - left - right - 4
    rows, at = [], 2.0
    for bar in bars:
        lines = wrapped(bar.label, left - 3, _TEXT)
        high = max(_ROW, len(lines) * _TEXT * LINE + 2.5)
        rows.append(_row(bar, lines, at, high, left, space, width))
        at += high
    return Picture(
        title=title,
        alt=_alternative(title, bars),
        content=group(rows) + _key(bars, at + 1.5, left),
        width=width,
        height=at + 7,
        source=source,
        notes=notes,
        defs=_HATCH,
    )


_HATCH = (
    '<pattern id="schraffur" width="1.6" height="1.6" patternUnits="userSpaceOnUse">'
    '<path d="M-.4 .4 .4 -.4M0 1.6 1.6 0M1.2 2 2 1.2" stroke="#853208" stroke-width=".22"/>'
    "</pattern>"
)
_FILLS = {"worse": WORSE, "better": BETTER, "neutral": NEUTRAL}


def _row(
    bar: Bar, lines: list[str], y: float, high: float, left: float, space: float, width: float
) -> str:
    """One indicator: name, bar, mark of the city, both values."""
    middle = y + high / 2
    top = middle - (len(lines) - 1) * _TEXT * LINE / 2 + _TEXT * 0.35
    rule = element("path", d=f"M0 {y + high:.2f}H{width:.2f}", stroke="#e3e8eb", stroke_width=0.15)
    texts = lines_of_text(lines, 0, top, _TEXT)
    city = f"Stadt {bar.city_text}" if np.isfinite(bar.city) else "kein Stadtwert"
    values = label(bar.text, width, middle - 0.2, _TEXT * 1.1, bold=True, anchor="end") + label(
        city, width, middle + 3.0, _TEXT * 0.85, anchor="end", fill=GREY
    )
    return rule + texts + values + _bar(bar, middle, left, space)


def _bar(bar: Bar, middle: float, left: float, space: float) -> str:
    """The bar itself on a scale from 0 to beyond the largest of its figures."""
    figures = [figure for figure in (bar.value, bar.city, bar.high) if np.isfinite(figure)]
    least = min([0.0, *figures, *([bar.low] if np.isfinite(bar.low) else [])])
    most = max([*figures, 0.0])
    if not figures or most - least <= 0 or not np.isfinite(bar.value):
        note = "" if np.isfinite(bar.value) else "kein Wert"
        return label(note, left, middle + _TEXT * 0.35, _TEXT, fill=GREY) if note else ""
    per = space / ((most - least) * 1.04)

    def at(figure: float) -> float:
        return left + (figure - least) * per

    start, end = sorted((at(0.0), at(bar.value)))
    shape: dict[str, Any] = {
        "x": start,
        "y": middle - 2.1,
        "width": max(end - start, 0.2),
        "height": 4.2,
    }
    drawn = [element("rect", **shape, fill=_FILLS[bar.side])]
    if bar.side == "worse":
        drawn.append(element("rect", **shape, fill="url(#schraffur)"))
    drawn.append(element("path", d=f"M{at(0):.2f} {middle - 3:.2f}V{middle + 3:.2f}", stroke=GREY,
                         stroke_width=0.2))  # fmt: skip
    if np.isfinite(bar.low) and np.isfinite(bar.high):
        drawn.append(_whisker(at(bar.low), at(bar.high), middle))
    if np.isfinite(bar.city):
        drawn.append(city_mark(at(bar.city), middle))
    return group(drawn)


def _whisker(low: float, high: float, y: float) -> str:
    """The interval of an uncertain value."""
    return element(
        "path",
        d=f"M{low:.2f} {y:.2f}H{high:.2f}M{low:.2f} {y - 0.8:.2f}v1.6M{high:.2f} {y - 0.8:.2f}v1.6",
        stroke=INK, stroke_width=0.2, fill="none",
    )  # fmt: skip


def city_mark(x: float, y: float) -> str:
    """The city's value: a bold line across the bar with a white rim."""
    line = f"M{x:.2f} {y - 3.3:.2f}V{y + 3.3:.2f}"
    rim = element("path", d=line, stroke="#ffffff", stroke_width=1.3)
    return rim + element("path", d=line, stroke=INK, stroke_width=0.7)


def _key(bars: Sequence[Bar], y: float, left: float) -> str:
    """What fills, mark and interval mean; only what occurs."""
    sides = {bar.side for bar in bars if np.isfinite(bar.value)}
    words = {
        "worse": "ungünstiger als die Stadt",
        "better": "nicht ungünstiger",
        "neutral": "ohne Wertung",
    }
    drawn, x = [], 0.0
    for side, text in words.items():
        if side not in sides:
            continue
        shape: dict[str, Any] = {"x": x, "y": y, "width": 4.0, "height": 2.6}
        drawn.append(element("rect", **shape, fill=_FILLS[side]))
        if side == "worse":
            drawn.append(element("rect", **shape, fill="url(#schraffur)"))
        drawn.append(label(text, x + 5.2, y + 2.2, 2.5, fill=GREY))
        x += 5.2 + text_width(text, 2.5) + 5
    x = max(x, 0.0)
    if any(np.isfinite(bar.city) for bar in bars):
        drawn.append(element("path", d=f"M{x + 1:.2f} {y - 0.3:.2f}v3.2", stroke=INK,
                             stroke_width=0.7))  # fmt: skip
        drawn.append(label("Stadtwert", x + 3, y + 2.2, 2.5, fill=GREY))
        x += 3 + text_width("Stadtwert", 2.5) + 5
    if any(np.isfinite(bar.low) for bar in bars):
        drawn.append(_whisker(x, x + 4, y + 1.3))
        drawn.append(label("95-%-Bereich", x + 5.2, y + 2.2, 2.5, fill=GREY))
    return group(drawn) if left else ""


def _alternative(title: str, bars: Sequence[Bar]) -> str:
    parts = [
        f"{bar.label}: {bar.text}"
        + (f", Stadt {bar.city_text}" if np.isfinite(bar.city) else "")
        + (", ungünstiger" if bar.side == "worse" else "")
        for bar in bars
    ]
    return f"Balken: {title}. " + "; ".join(parts) + "."
