"""A paper as a list of parts, the same for PDF, DOCX and HTML."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from export.drawing.picture import Picture
from wording.visible import visible


@dataclass(frozen=True)
class Heading:
    """A heading; levels 1 to 3 without gaps."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Running text; `style` is `body`, `lead` (larger) or `note` (small)."""

    text: str
    style: str = "body"


@dataclass(frozen=True)
class Bullets:
    """A list; each item has a lead in bold ("" for none) and its text."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """A table with one header row.

    Attributes
    ----------
    caption : str
    header : tuple of str
    rows : tuple of tuple of str
        As wide as the header; numbers already as people read them.
    text_columns : int
        So many columns at the left hold text, the others numbers.
    widths : tuple of float
        Relative widths; () = by content.
    bold_last : bool
        Whether the last row is a sum or the city.
    notes : tuple of str
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    text_columns: int = 1
    widths: tuple[float, ...] = ()
    bold_last: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A picture with caption; source and notes of the picture are printed below."""

    picture: Picture
    caption: str


@dataclass(frozen=True)
class Facts:
    """Pairs of a name and what stands for it, as a small box."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PageBreak:
    """A new page."""


@dataclass(frozen=True)
class Contents:
    """A table of contents down to a level of headings; `entries` are those of level 1."""

    title: str = "Inhalt"
    depth: int = 1
    entries: tuple[str, ...] = ()


def remark(lines: Iterable[str]) -> str:
    """Source and notes as one paragraph, each of them a sentence.

    Examples
    --------
    >>> remark(["Quelle: Amt", "Werte geschätzt."])
    'Quelle: Amt. Werte geschätzt.'
    """
    return " ".join(line if line.endswith((".", "!", "?")) else f"{line}." for line in lines)


Part = Heading | Paragraph | Bullets | Table | Figure | Facts | PageBreak | Contents


@dataclass(frozen=True)
class Paper:
    """A whole paper.

    Attributes
    ----------
    title : str
        Title of the document, also in its metadata.
    subject : str
        One sentence for the metadata.
    head : tuple of str
        Lines of the letterhead: city, then office.
    kind : str
        What it is ("Vorlage", "Steckbrief"), beside the letterhead.
    parts : tuple of Part
    date : date
    footer : str
        At the left of each page's foot; the page number is at the right.
    author : str
    language : str
    cover : bool
        Whether the title has a page of its own.
    """

    title: str
    subject: str
    head: tuple[str, ...]
    kind: str
    parts: tuple[Part, ...]
    date: datetime.date
    footer: str = ""
    author: str = ""
    language: str = "de-DE"
    cover: bool = False
    facts: tuple[tuple[str, str], ...] = field(default=())


def as_written(content: Any) -> Any:
    """Return a paper, or a part of one, whose texts show their invisible signs instead of obeying them."""
    if isinstance(content, str):
        return visible(content)
    if isinstance(content, tuple):
        return tuple(map(as_written, content))
    if not is_dataclass(content) or isinstance(content, (Picture, type)):
        return content  # a picture's texts have been written by `export.drawing.svg`
    return replace(
        content, **{f.name: as_written(getattr(content, f.name)) for f in fields(content)}
    )
