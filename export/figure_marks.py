"""Scale bar and north arrow as SVG."""

from export.figure_frame import Frame
from export.figure_svg import INK, element, group, label
from wording import count, number

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
