"""The standalone map: released layers in, one HTML file that needs no internet and no server out."""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from export.package.facts import PackageContent
from layers.choropleth import indicator_layer
from layers.coverage import coverage_layer
from layers.escape import inert_json, literal
from layers.layer import Layer, PointLayer
from layers.legend import legend_html, place_lines
from layers.points import gap_layer
from layers.simplified import display_geometry
from wording import date
from wording.visible import visible

ASSETS = Path(__file__).parent.parent / "assets"
#: No script or style but the page's own, known by their hashes, counts; nothing may be fetched.
#: Colours of swatches stand in attributes.
POLICY = (
    "default-src 'none'; script-src {scripts}; style-src {style}; style-src-attr 'unsafe-inline'; "
    "img-src data:; base-uri 'none'; form-action 'none'"
)
PAGE = """<!DOCTYPE html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>{css}</style>
</head>
<body>
<header><h1>{title}</h1><p class="sub">Stand der Ausgabe: {day}</p></header>
<main>
<label for="layer">Was die Karte zeigt</label>
<select id="layer">{options}</select>
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
{legends}
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
    script, leaflet_script = _text(ASSETS / "standalone.js"), _text(leaflet / "leaflet.js")
    style = _text(leaflet / "leaflet.css") + _text(ASSETS / "standalone.css")
    return PAGE.format(
        policy=POLICY.format(
            scripts=f"{_hash(leaflet_script)} {_hash(script)}", style=_hash(style)
        ),
        title=literal(f"Soziale Lage und Versorgung, {content.released.name}"),
        day=date(content.day),
        footer="".join(f"<p>{literal(note)}</p>" for note in notes if note),
        options="".join(
            f'<option value="{number}">{literal(_caption(entry.layer))}</option>'
            for number, entry in enumerate(shown)
        ),
        legends="".join(
            f'<template id="legend-{number}">{legend_html(entry.layer, *entry.places)}</template>'
            for number, entry in enumerate(shown)
        ),
        css=style,
        js=script,
        leaflet_js=leaflet_script,
        data=inert_json(data),
    )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Name a script or style in a content security policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


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


def _caption(layer: Layer) -> str:
    return f"{layer.title}, {layer.subtitle}"


def _choice(entry: Shown) -> dict[str, object]:
    """What the script draws; it writes texts as text, so they stand here as they are."""
    layer = entry.layer
    return {
        "level": layer.level,
        "caption": visible(_caption(layer)),
        "flag": visible(layer.flag_label),
        "cells": {str(row.Index): _cell(row) for row in layer.table.itertuples()},
        "places": [place for places in entry.places for place in _places(places)],
    }


def _cell(row: Any) -> dict[str, object]:
    return {
        "k": visible(row.Index),
        "n": visible(row.name),
        "t": visible(row.text),
        "v": None if row.value != row.value else round(row.value, 6),
        "c": row.colour,
        "p": row.pattern,
        "f": int(row.flagged),
        "r": visible(row.reason_text),
    }


def _places(places: PointLayer) -> list[dict[str, object]]:
    degrees = places.points.geometry.to_crs(4326)
    rows = zip(degrees.y.round(5), degrees.x.round(5), places.table.itertuples(), strict=True)
    return [
        {"at": [y, x], "s": float(row.radius), "c": row.colour, "t": place_lines(row.text)}
        for y, x, row in rows
    ]


def _leaflet_folder() -> Path:
    """Folder of Leaflet's files, as its package ships them."""
    spec = find_spec("js_lib_leaflet")
    if spec is None or spec.origin is None:
        msg = "Leaflet is not installed (package django-js-lib-leaflet)."
        raise ModuleNotFoundError(msg)
    return Path(spec.origin).parent / "static" / "js_lib_leaflet"
