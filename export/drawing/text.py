"""The type of all papers: fonts that come with the program, and how wide a text is in them."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

#: Source Sans Pro, and DejaVu Sans for signs it lacks; each regular and bold.
FONTS = Path(__file__).parent.parent / "fonts"
#: Families in the order in which a sign is looked for.
FAMILIES = ("Source Sans Pro", "DejaVu Sans")
#: Height of a line in font sizes.
LINE = 1.25


@cache
def fonts() -> Any:
    """Load the shipped fonts once, as typst wants them: nothing else on the machine counts."""
    import typst

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )


@cache
def _measure(bold: bool) -> Any:
    from PIL import ImageFont

    # The other engine needs a library of the system: widths, and so papers, would differ by machine.
    return ImageFont.truetype(
        FONTS / f"SourceSansPro-{'Bold' if bold else 'Regular'}.ttf",
        size=100,
        layout_engine=ImageFont.Layout.BASIC,
    )


@lru_cache(maxsize=50_000)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a text in millimetres, `size` being the font size in millimetres."""
    return float(_measure(bold).getlength(text)) * size / 100


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines of at most `width` millimetres; too long words are cut.

    Parameters
    ----------
    text : str
    width, size : float
        Millimetres.
    bold : bool
    """
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if text_width(longer, size, bold=bold) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _cut(word, width, size, bold)
        lines += full
    return [*lines, line] if line or not lines else lines


def _cut(word: str, width: float, size: float, bold: bool) -> list[str]:
    """Cut a word into pieces that fit, with a hyphen where there is room; never nothing."""
    pieces: list[str] = []
    while text_width(word, size, bold=bold) > width and len(word) > 1:
        fits = next(
            (n for n in range(len(word) - 1, 1, -1)
             if text_width(word[:n] + "-", size, bold=bold) <= width),
            1,
        )  # fmt: skip
        pieces.append(word[:fits].rstrip("-") + "-")
        word = word[fits:]
    return [*pieces, word]


def shortened(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """Return the text, or its beginning with "…" if it is wider than `width` millimetres."""
    if text_width(text, size, bold=bold) <= width:
        return text
    for end in range(len(text) - 1, 0, -1):
        short = text[:end].rstrip(" -/,(") + "…"
        if text_width(short, size, bold=bold) <= width:
            return short
    return "…"
