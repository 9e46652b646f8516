"""Papers as one HTML page that works without internet: a `Paper` in, bytes out."""

from html import escape

from export.document import (
    Bullets,
    Contents,
    Facts,
    Figure,
    Heading,
    Paper,
    Paragraph,
    Part,
    Table,
    as_written,
    remark,
)
from export.drawing.picture import source_lines, svg_text

_STYLE = """
:root{--ink:#20303c;--grey:#5c6b75;--line:#c9d1d6;--accent:#1f5a7a}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem;max-width:60rem;color:var(--ink);background:#fff;
font:1rem/1.5 "Source Sans Pro","Segoe UI",Arial,sans-serif}
header{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.2rem 2rem;
border-bottom:3px solid var(--accent)}
header p{margin:0 0 .4rem;color:var(--grey)}header p:first-child{color:var(--accent);font-weight:700}
h1{font-size:1.9rem;line-height:1.2;overflow-wrap:anywhere}
h2{font-size:1.35rem;color:var(--accent);margin:2rem 0 .6rem}h3{font-size:1.1rem}h4{font-size:1rem}
dl{display:grid;grid-template-columns:minmax(8rem,auto) 1fr;gap:.2rem 1.2rem;margin:1rem 0;
padding:.8rem 1rem;background:#f1f4f6;border-radius:.3rem}
dt{color:var(--grey)}dd{margin:0;font-weight:600;overflow-wrap:anywhere}
.lead{font-size:1.12rem}.note{font-size:.85rem;color:var(--grey);margin:.15rem 0}
figure{margin:1.2rem 0}figcaption,caption{font-weight:700;text-align:left;padding:.3rem 0}
svg{width:100%;height:auto;max-width:50rem}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{padding:.25rem .5rem;border-bottom:1px solid var(--line);text-align:right;vertical-align:top}
th{border-bottom:2px solid var(--ink);vertical-align:bottom}.t{text-align:left}
tr.sum>*{font-weight:700;background:#f1f4f6}tbody th{border-bottom:1px solid var(--line);
font-weight:400;vertical-align:top}li{margin:.3rem 0}
footer{margin-top:2rem;padding-top:.5rem;border-top:1px solid var(--line);color:var(--grey);
font-size:.85rem}
@media print{body{max-width:none;padding:0;font-size:10pt}figure,tr{break-inside:avoid}
h2,h3{break-after:avoid}}
"""


def paper_html(paper: Paper) -> bytes:
    """Return a paper as one HTML page without scripts; every text is escaped.

    Parameters
    ----------
    paper : Paper
    """
    paper = as_written(paper)
    head = "".join(f"<p>{escape(line)}</p>" for line in (*paper.head, paper.kind))
    body = "".join(
        _contents(part, paper.parts) if isinstance(part, Contents) else _part(part, place)
        for place, part in enumerate(paper.parts)
    )
    facts = _facts(paper.facts) if paper.facts else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(paper.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        f'<meta name="description" content="{escape(paper.subject)}">'
        f"<title>{escape(paper.title)}</title><style>{_STYLE}</style></head><body>"
        f"<header>{head}</header><main><h1>{escape(paper.title)}</h1>{facts}{body}</main>"
        f"<footer>{escape(paper.footer)}</footer></body></html>\n"
    ).encode()


def _part(part: Part, place: int) -> str:
    match part:
        case Heading():
            tag = f"h{part.level + 1}"
            return f'<{tag} id="teil-{place}">{escape(part.text)}</{tag}>'
        case Paragraph():
            return f'<p class="{part.style}">{escape(part.text)}</p>'
        case Bullets():
            items = (f"{_lead(lead)}{escape(text)}" for lead, text in part.items)
            return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
        case Facts():
            return _facts(part.pairs)
        case Table():
            return _table(part)
        case Figure():
            return _figure(part, place)
        case _:
            return ""


def _contents(part: Contents, parts: tuple[Part, ...]) -> str:
    """Links to the chapters of the page."""
    places = [n for n, found in enumerate(parts) if isinstance(found, Heading) and found.level == 1]
    items = (
        f'<li><a href="#teil-{place}">{escape(entry)}</a></li>'
        for entry, place in zip(part.entries, places, strict=False)
    )
    return f"<nav><h2>{escape(part.title)}</h2><ul>{''.join(items)}</ul></nav>"


def _lead(text: str) -> str:
    return f"<strong>{escape(text)}</strong> " if text else ""


def _facts(pairs: tuple[tuple[str, str], ...]) -> str:
    return f"<dl>{''.join(f'<dt>{escape(n)}</dt><dd>{escape(t)}</dd>' for n, t in pairs)}</dl>"


def _table(table: Table) -> str:
    last = len(table.rows) - 1
    body = "".join(
        f"<tr{' class=sum' if table.bold_last and i == last else ''}>{_row(cells, table.text_columns)}</tr>"
        for i, cells in enumerate(table.rows)
    )
    header = "".join(
        f'<th scope="col"{_side(i, table.text_columns)}>{escape(text)}</th>'
        for i, text in enumerate(table.header)
    )
    return (
        f'<div class="wide"><table><caption>{escape(table.caption)}</caption>'
        f"<thead><tr>{header}</tr></thead><tbody>{body}</tbody></table></div>{_notes(table.notes)}"
    )


def _row(cells: tuple[str, ...], text_columns: int) -> str:
    first, *others = cells
    return f'<th scope="row" class="t">{escape(first)}</th>' + "".join(
        f"<td{_side(i, text_columns)}>{escape(text)}</td>" for i, text in enumerate(others, start=1)
    )


def _side(column: int, text_columns: int) -> str:
    return ' class="t"' if column < text_columns else ""


def _figure(figure: Figure, place: int) -> str:
    """A picture as inline SVG; its ids are made unique on the page."""
    svg = svg_text(figure.picture).split("\n", 1)[1]
    for old in ('id="', "url(#"):
        svg = svg.replace(old, f"{old}b{place}-")
    return (
        f"<figure><figcaption>{escape(figure.caption)}</figcaption>{svg}"
        f"{_notes(tuple(source_lines(figure.picture)))}</figure>"
    )


def _notes(lines: tuple[str, ...]) -> str:
    return f'<p class="note">{escape(remark(lines))}</p>' if lines else ""
