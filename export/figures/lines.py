"""Development over the years: values of an area and the city in, small line charts out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from export.drawing.picture import Picture
from export.drawing.svg import GREY, INK, LIGHT, element, group, label, lines_of_text
from export.drawing.text import LINE, text_width, wrapped

#: Colour of the area's line; the city's is grey and dashed, with square marks.
OWN = "#a14a00"
_TEXT, _SMALL = 2.7, 2.3
_GAP = 5.0
_PLOT = 16.0


@dataclass(frozen=True)
class Course:
    """One indicator over the years.

    Attributes
    ----------
    label : str
    years : tuple of int
        Ascending, at least two.
    own, city : tuple of float
        One value per year; NaN where there is none.
    own_texts, city_texts : tuple of str
        The values as people read them, with unit.
    """

    label: str
    years: tuple[int, ...]
    own: tuple[float, ...]
    city: tuple[float, ...]
    own_texts: tuple[str, ...]
    city_texts: tuple[str, ...]


def line_picture(
    courses: Sequence[Course],
    *,
    title: str,
    name: str,
    width: float = 170.0,
    columns: int = 3,
    source: str = "",
    notes: tuple[str, ...] = (),
) -> Picture:
    """Small charts side by side, each on its own scale.

    Parameters
    ----------
    courses : sequence of Course
    title : str
    name : str
        The area, for the key.
    width : float
        Millimetres.
    columns : int
    source, notes
        As in `Picture`.
    """
    wide = (width - (columns - 1) * _GAP) / columns
    heads = [wrapped(course.label, wide, _TEXT, bold=True)[:2] for course in courses]
    head = max((len(lines) for lines in heads), default=1) * _TEXT * LINE
    high = head + _PLOT + 8.6
    drawn = [
        _chart(course, lines, (n % columns) * (wide + _GAP), (n // columns) * high, wide, head)
        for n, (course, lines) in enumerate(zip(courses, heads, strict=True))
    ]
    rows = -(-len(courses) // columns)
    return Picture(
        title=title,
        alt=_alternative(title, name, courses),
        content=group(drawn) + _key(name, rows * high + 0.5),
        width=width,
        height=rows * high + 5,
        source=source,
        notes=notes,
    )


def _chart(course: Course, lines: list[str], x: float, y: float, wide: float, head: float) -> str:
    """One indicator: name, axis of years, both lines with their first and last value."""
    top, bottom = y + head + 3.6, y + head + _PLOT
    left, right = x + 3, x + wide - 3
    values = np.array([*course.own, *course.city], dtype=float)
    known = values[np.isfinite(values)]
    low, high = (known.min(), known.max()) if len(known) else (0.0, 1.0)
    span = (high - low) or abs(high) or 1.0

    def place(year: int, value: float) -> tuple[float, float]:
        share = (year - course.years[0]) / (course.years[-1] - course.years[0])
        return left + share * (right - left), bottom - (value - low) / span * (bottom - top)

    axis = element("path", d=f"M{x:.2f} {bottom + 3.7:.2f}H{x + wide:.2f}", stroke=LIGHT,
                   stroke_width=0.2)  # fmt: skip
    years = label(str(course.years[0]), x, bottom + 6.4, _SMALL, fill=GREY) + label(
        str(course.years[-1]), x + wide, bottom + 6.4, _SMALL, anchor="end", fill=GREY
    )
    city = [place(t, v) for t, v in zip(course.years, course.city, strict=True) if np.isfinite(v)]
    own = [place(t, v) for t, v in zip(course.years, course.own, strict=True) if np.isfinite(v)]
    return (
        lines_of_text(lines, x, y + _TEXT * 0.9, _TEXT, bold=True)
        + axis
        + years
        + _line(city, GREY, dashed=True)
        + _line(own, OWN, dashed=False)
        + _ends(own, course.own_texts, city, course.city_texts)
    )


def _line(places: list[tuple[float, float]], colour: str, *, dashed: bool) -> str:
    if not places:
        return ""
    path = "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in places)
    line = element("path", d=path, fill="none", stroke=colour, stroke_width=0.5,
                   stroke_dasharray="1.4 0.9" if dashed else None)  # fmt: skip
    marks = (
        [
            element("rect", x=x - 0.7, y=y - 0.7, width=1.4, height=1.4, fill=colour)
            for x, y in places
        ]
        if dashed
        else [element("circle", cx=x, cy=y, r=0.85, fill=colour) for x, y in places]
    )
    return line + "".join(marks)


def _ends(
    own: list[tuple[float, float]],
    own_texts: tuple[str, ...],
    city: list[tuple[float, float]],
    city_texts: tuple[str, ...],
) -> str:
    """First and last value of both lines, the higher one above, the lower one below its mark."""
    drawn = []
    for end, anchor in ((0, "start"), (-1, "end")):
        pairs = [
            (places[end], texts[end], colour)
            for places, texts, colour in ((own, own_texts, OWN), (city, city_texts, GREY))
            if places
        ]
        pairs.sort(key=lambda pair: pair[0][1])
        for order, ((x, y), text, colour) in enumerate(pairs):
            shift = -1.5 if order == 0 else _SMALL + 0.9
            side = -2.0 if anchor == "start" else 2.0
            drawn.append(
                label(text, x + side, y + shift, _SMALL, bold=colour == OWN, anchor=anchor,
                      fill=colour, halo=0.5)
            )  # fmt: skip
    return "".join(drawn)


def _key(name: str, y: float) -> str:
    """Which line is the area's and which the city's."""
    own = _line([(1.0, y + 1.2), (7.0, y + 1.2)], OWN, dashed=False)
    words = label(name, 9, y + 2.1, _SMALL, fill=INK)
    x = 9 + text_width(name, _SMALL) + 6
    city = _line([(x, y + 1.2), (x + 6, y + 1.2)], GREY, dashed=True)
    return own + words + city + label("Stadt", x + 8, y + 2.1, _SMALL, fill=INK)


def _alternative(title: str, name: str, courses: Sequence[Course]) -> str:
    """The charts in words: first and last value of both."""
    parts = [
        f"{c.label}: {name} {c.own_texts[0]} ({c.years[0]}), {c.own_texts[-1]} ({c.years[-1]}); "
        f"Stadt {c.city_texts[0]}, {c.city_texts[-1]}"
        for c in courses
    ]
    return f"Linien: {title}. " + ". ".join(parts) + "."
