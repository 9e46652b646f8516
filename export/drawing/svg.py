"""Signs of an SVG drawing: places in millimetres in, text of elements out."""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from export.drawing.text import LINE, text_width
from wording.visible import visible

INK = "#20303c"
GREY = "#5c6b75"
LIGHT = "#c9d1d6"
#: Ours first, then what offices have.
FONT_FAMILY = (
    "'Source Sans Pro', 'Source Sans 3', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
)

#: Signs that XML cannot hold.
_FORBIDDEN = {code: None for code in range(32) if code not in (9, 10, 13)} | {
    0xFFFE: None,
    0xFFFF: None,
}


def plain(text: object) -> str:
    """Return a text as XML content; control signs and halves of signs are left out."""
    whole = visible(text).translate(_FORBIDDEN).encode("utf-8", "ignore").decode("utf-8")
    return escape(whole)


def attribute(text: object) -> str:
    """Return a text as a quoted XML attribute."""
    whole = str(text).translate(_FORBIDDEN).encode("utf-8", "ignore").decode("utf-8")
    return quoteattr(whole)


def element(name: str, content: str = "", **attributes: object) -> str:
    """Return an element; `_` in names of attributes stands for `-`, None leaves one out."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={attribute(_number(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def _number(value: object) -> object:
    return f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else value


def group(content: Sequence[str], **attributes: object) -> str:
    """Return a group of elements; nothing if it is empty."""
    inner = "".join(content)
    return element("g", inner, **attributes) if inner else ""


def label(
    text: str,
    x: float,
    y: float,
    size: float,
    *,
    bold: bool = False,
    anchor: str = "start",
    fill: str = INK,
    halo: float = 0.0,
) -> str:
    """Return a text with its baseline at (x, y); `halo` draws a white rim of that width."""
    common: dict[str, Any] = {
        "x": x,
        "y": y,
        "font_size": size,
        "font_weight": "bold" if bold else None,
        "text_anchor": None if anchor == "start" else anchor,
        # Readers without our font squeeze theirs to the same width.
        "textLength": round(text_width(text, size, bold=bold), 2) or None,
        "lengthAdjust": "spacingAndGlyphs",
    }
    content = plain(text)
    rim = ""
    if halo:
        rim = element("text", content, **common, fill="none", stroke="#ffffff",
                      stroke_width=halo, stroke_linejoin="round", aria_hidden="true")  # fmt: skip
    return rim + element("text", content, **common, fill=fill)


def lines_of_text(
    lines: Sequence[str], x: float, y: float, size: float, *, bold: bool = False, fill: str = INK
) -> str:
    """Return lines below each other, the first baseline at y."""
    return "".join(
        label(line, x, y + index * size * LINE, size, bold=bold, fill=fill)
        for index, line in enumerate(lines)
    )


def drawing(
    content: str, width: float, height: float, *, title: str, description: str = "", defs: str = ""
) -> str:
    """Return a whole SVG document of `width` × `height` millimetres."""
    head = element("title", plain(title)) + (
        element("desc", plain(description)) if description else ""
    )
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + element(
        "svg",
        head + (element("defs", defs) if defs else "") + content,
        xmlns="http://www.w3.org/2000/svg",
        width=f"{width:g}mm",
        height=f"{height:g}mm",
        viewBox=f"0 0 {width:g} {height:g}",
        role="img",
        lang="de",
        font_family=FONT_FAMILY,
    )
