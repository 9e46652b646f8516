"""Papers as PDF: a template and its data in; PDF/UA-1 and PDF/A-2a out."""

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from export.drawing.text import FAMILIES, fonts

TEMPLATES = Path(__file__).parent.parent / "templates"
#: Accessible for readers, lasting for archives.
STANDARDS = ("ua-1", "a-2a")

_PICTURE = """
#set page(width: {width}mm, height: {height}mm, margin: 0mm, fill: white)
#image("picture.svg", width: {width}mm, height: {height}mm)
"""


def pdf_of(
    template: str,
    data: Mapping[str, Any],
    files: Mapping[str, bytes],
    *,
    date: datetime.date,
) -> bytes:
    """Set a paper.

    Parameters
    ----------
    template : str
        Name of a template in `templates/`, without ending.
    data : Mapping
        What the paper says, as JSON; nothing of it is read as markup.
    files : Mapping of str to bytes
        Pictures by the name that `data` uses.
    date : date
        Date of the paper; equal data and date give equal bytes.

    Returns
    -------
    bytes
        A PDF that conforms to PDF/UA-1 and PDF/A-2a (the writer refuses otherwise).
    """
    moment = datetime.datetime(date.year, date.month, date.day, tzinfo=datetime.UTC)
    content = {**data, "fonts": list(FAMILIES)}
    inputs = {
        "main": (TEMPLATES / f"{template}.typ").read_bytes(),
        "common.typ": (TEMPLATES / "common.typ").read_bytes(),
        "data.json": json.dumps(content, ensure_ascii=False).encode("utf-8"),
        **files,
    }
    return _compiled(inputs, format="pdf", pdf_standards=list(STANDARDS), timestamp=moment)


def png_of(svg: bytes, width: float, height: float, *, dpi: int = 200) -> bytes:
    """Return an SVG drawing of `width` × `height` millimetres as PNG."""
    page = _PICTURE.format(width=f"{width:.3f}", height=f"{height:.3f}").encode()
    return _compiled({"main": page, "picture.svg": svg}, format="png", ppi=float(dpi))


def _compiled(inputs: Mapping[str, bytes], **options: Any) -> bytes:
    import typst

    compiler = typst.Compiler(dict(inputs), font_paths=fonts(), ignore_system_fonts=True)
    written: Any = compiler.compile(**options)
    return bytes(written)
