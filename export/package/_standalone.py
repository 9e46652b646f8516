"""The standalone map: released layers in, one HTML file that needs no internet and no server out."""

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from export.package.facts import PackageContent
from layers.choropleth import indicator_layer
from layers.coverage import coverage_layer
from layers.escape import literal
from layers.layer import Layer, PointLayer
from layers.legend import legend_html, place_text
from layers.points import gap_layer
from layers.simplified import display_geometry
from wording import date

ASSETS = Path(__file__).parent.parent / "assets"
#: No script but the page's own may run, and nothing may be fetched.
POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
PAGE = """<!DOCTYPE html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>{leaflet_css}{css}</style>
</head>
<body>
<header><h1>{title}</h1><p class="sub">Stand der Ausgabe: {day}</p></header>
<main>
<label for="layer">Was die Karte zeigt</label>
<select id="layer"></select>
<div class="columns">
<div id="map" role="region" aria-label="Karte; dieselben Angaben stehen in der Tabelle darunter"></div>
<div id="legend" aria-live="polite"></div>
</div>
<table>
<caption id="caption"></caption>
<thead><tr><th scope="col"><button type="button">Schlüssel</button></th><th scope="col"><button type="button">Gebiet</button></th><th scope="col"><button type="button">Wert</button></th><th scope="col"><button type="button">Hinweis</button></th><th scope="col"><button type="button">warum kein Wert</button></th></tr></thead>
<tbody id="rows"></tbody>
</table>
</main>
<footer>{footer}</footer>
<script type="application/json" id="data">{data}</script>
<script>{leaflet_js}</script>
<script>{js}</script>
</body>
</html>
"""


@dataclass(frozen=True)
class Shown:
    """One choice of the standalone map: a choropleth and the places on it."""

    layer: Layer
    places: tuple[PointLayer, ...] = ()


def standalone_map(content: PackageContent, shown: Sequence[Shown]) -> str:
    """Return a map with legend, layer choice, table and sources as one HTML page.

    Parameters
    ----------
    content : PackageContent
    shown : sequence of Shown
        The choices; only released layers can be made.

    Returns
    -------
    str
        HTML; scripts, styles and data are inside, all texts are escaped.
    """
    levels = {entry.layer.level: entry.layer.areas for entry in shown}
    drawn = {level: display_geometry(areas) for level, areas in levels.items()}
    west, south, east, north = next(iter(drawn.values())).bounds
    data = {
        "geometry": {level: json.loads(shape.text) for level, shape in drawn.items()},
        "bounds": [[south, west], [north, east]],
        "layers": [_choice(entry) for entry in shown],
    }
    notes = [content.source, *dict.fromkeys(content.released.notes)]
    leaflet = _leaflet_folder()
    return PAGE.format(
        policy=POLICY,
        title=html.escape(f"Soziale Lage und Versorgung, {content.released.name}"),
        day=date(content.day),
        footer="".join(f"<p>{html.escape(note)}</p>" for note in notes if note),
        css=(ASSETS / "standalone.css").read_text(encoding="utf-8"),
        js=(ASSETS / "standalone.js").read_text(encoding="utf-8"),
        leaflet_css=(leaflet / "leaflet.css").read_text(encoding="utf-8"),
        leaflet_js=(leaflet / "leaflet.js").read_text(encoding="utf-8"),
        data=_inert(json.dumps(data, ensure_ascii=False, separators=(",", ":"))),
    )


def default_choices(content: PackageContent, level: str) -> list[Shown]:
    """Every indicator's newest year on one level, then each coverage with its gaps."""
    choices = [
        Shown(indicator_layer(content.released, level=level, indicator=name, year=years[0]))
        for name, years in content.years.items()
    ]
    for coverage in content.coverages:
        gaps = (gap_layer(coverage),) if len(coverage.gaps) else ()
        choices.append(Shown(coverage_layer(coverage, content.released), gaps))
    return [choice for choice in choices if choice.layer.classes]


def _choice(entry: Shown) -> dict[str, object]:
    layer = entry.layer
    return {
        "level": layer.level,
        "caption": f"{layer.title}, {layer.subtitle}",
        "flag": literal(layer.flag_label),
        "legend": legend_html(layer, *entry.places),
        "cells": {str(row.Index): _cell(row) for row in layer.table.itertuples()},
        "places": [place for places in entry.places for place in _places(places)],
    }


def _cell(row: Any) -> dict[str, object]:
    return {
        "k": literal(row.Index),
        "n": literal(row.name),
        "t": literal(row.text),
        "v": None if row.value != row.value else round(row.value, 6),
        "c": row.colour,
        "p": row.pattern,
        "f": int(row.flagged),
        "r": literal(row.reason_text),
    }


def _places(places: PointLayer) -> list[dict[str, object]]:
    degrees = places.points.geometry.to_crs(4326)
    rows = zip(degrees.y.round(5), degrees.x.round(5), places.table.itertuples(), strict=True)
    return [
        {"at": [y, x], "s": float(row.radius), "c": row.colour, "t": place_text(row.text)}
        for y, x, row in rows
    ]


def _inert(text: str) -> str:
    """Make JSON safe inside a script element: nothing can close it or open a comment."""
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _leaflet_folder() -> Path:
    """Folder of Leaflet's files, as its package ships them."""
    spec = find_spec("js_lib_leaflet")
    if spec is None or spec.origin is None:
        msg = "Leaflet is not installed (package django-js-lib-leaflet)."
        raise ModuleNotFoundError(msg)
    return Path(spec.origin).parent / "static" / "js_lib_leaflet"
