"""A drawing with what a reader must know of it; SVG and PNG with the source line out."""

from dataclasses import dataclass

from export.drawing.svg import GREY, drawing, lines_of_text
from export.drawing.text import LINE, wrapped

#: Font size of the source line, millimetres.
_SMALL = 2.3


@dataclass(frozen=True)
class Picture:
    """A map or chart.

    Attributes
    ----------
    title, alt : str
        What it is; what it shows, for people who do not see it.
    content, defs : str
        SVG elements in millimetres.
    width, height : float
        Millimetres.
    source : str
        Quellenvermerk.
    notes : tuple of str
        What every reader must know ("Grenzen angenähert, nicht amtlich").
    """

    title: str
    alt: str
    content: str
    width: float
    height: float
    source: str = ""
    notes: tuple[str, ...] = ()
    defs: str = ""


def svg_text(picture: Picture) -> str:
    """Return the drawing alone, for papers that print title, source and notes as text."""
    return drawing(
        picture.content,
        picture.width,
        picture.height,
        title=picture.title,
        description=picture.alt,
        defs=picture.defs,
    )


def svg_bytes(picture: Picture) -> bytes:
    """Return a picture for its own use as SVG: with title, source line and notes."""
    return svg_text(with_source(picture)).encode("utf-8")


def png_bytes(picture: Picture, *, dpi: int = 200) -> bytes:
    """Return a picture for its own use as PNG: with title, source line and notes."""
    return rendered(with_source(picture), dpi=dpi)


def with_source(picture: Picture) -> Picture:
    """Return the picture with title above and source and notes below."""
    width = picture.width - 4
    head = wrapped(picture.title, width, 4.0, bold=True)
    foot = [line for text in source_lines(picture) for line in wrapped(text, width, _SMALL)]
    above = 2 + len(head) * 4.0 * LINE + 1.5
    below = 2 + len(foot) * _SMALL * LINE + 1
    moved = f'<g transform="translate(0 {above:.3f})">{picture.content}</g>'
    content = (
        '<rect width="100%" height="100%" fill="#ffffff"/>'
        + lines_of_text(head, 2, 2 + 4.0 * 0.9, 4.0, bold=True)
        + moved
        + lines_of_text(foot, 2, above + picture.height + 2 + _SMALL * 0.8, _SMALL, fill=GREY)
    )
    return Picture(
        title=picture.title,
        alt=picture.alt,
        content=content,
        width=picture.width,
        height=round(above + picture.height + below, 2),
        defs=picture.defs,
    )


def source_lines(picture: Picture) -> list[str]:
    """Source and notes of a picture, each a sentence."""
    return [f"Quelle: {picture.source or 'nicht angegeben'}", *picture.notes]


def rendered(picture: Picture, *, dpi: int = 200) -> bytes:
    """Return a drawing as PNG, drawn by the same engine as the papers."""
    from export.drawing.typst import png_of

    return png_of(svg_text(picture).encode("utf-8"), picture.width, picture.height, dpi=dpi)
