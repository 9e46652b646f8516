"""The map in the browser: layers in, folium objects out that need nothing from outside."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import folium
from folium.template import Template

from layers.escape import inert_json, literal
from layers.layer import Layer, OutlineLayer, PointLayer
from layers.legend import area_words, place_lines
from layers.simplified import DEGREE_DECIMALS, DisplayGeometry
from wording import t
from wording.visible import visible

#: Own script and style of the map, served beside Leaflet.
ASSETS = Path(__file__).parent / "assets"

#: Details of a border below this are left out, metres.
OUTLINE_METRES = 8.0

# Addresses relative to the component's frame (`/component/<name>/index.html`), so that
# they also hold under a base path.
_SERVER = "../.."


class PlainMap(folium.Map):
    """A folium map whose scripts and styles come from this server, without tiles.

    Parameters
    ----------
    bounds : tuple of float
        West, south, east, north in degrees: the extent shown at first.
    """

    default_js = [  # noqa: RUF012 - folium's own form
        ("leaflet", f"{_SERVER}/vendor/leaflet/leaflet.js"),
        ("aktionsraum", f"{_SERVER}/vendor/map/map.js"),
    ]
    default_css = [  # noqa: RUF012
        ("leaflet_css", f"{_SERVER}/vendor/leaflet/leaflet.css"),
        ("aktionsraum_css", f"{_SERVER}/vendor/map/map.css"),
    ]

    def __init__(self, bounds: tuple[float, float, float, float]) -> None:
        west, south, east, north = (round(bound, 4) for bound in bounds)
        super().__init__(
            location=((south + north) / 2, (west + east) / 2),
            tiles=None,
            zoom_start=11,
            min_zoom=7,
            max_zoom=18,
            zoom_snap=0.1,
            scroll_wheel_zoom=True,
        )
        self.fit_bounds([[south, west], [north, east]], padding=(4, 4))

    def render(self, **kwargs: object) -> str:  # noqa: ARG002 - folium's signature
        """Skip folium's page: streamlit_folium takes the script and the links as they are."""
        return ""


class ScriptGroup(folium.FeatureGroup):
    """A feature group drawn by one call of `assets/map.js`.

    Parameters
    ----------
    function : {"areas", "places", "outline"}
    spec : dict
        What the function draws; its texts are written by the script as text, never as HTML.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = aktionsraum.{{ this.function }}({{ this.spec }});
        {% endmacro %}
        """
    )

    def __init__(self, function: str, spec: dict[str, object]) -> None:
        super().__init__(name=function, show=False, control=False)
        self.function = function
        self.spec = inert_json(spec)

    def render(self, **kwargs: object) -> str:  # noqa: ARG002 - folium's signature
        """Skip folium's page, as the map does."""
        return ""


def with_tiles(plain: PlainMap, url: str, attribution: str) -> PlainMap:
    """Put a background map under the layers; its host must be allowed by the server's policy."""
    tiles = folium.TileLayer(tiles=url, attr=literal(attribution), overlay=False, control=False)
    plain.add_child(tiles)
    tiles.render()  # adds the tiles to the map; the map itself skips this step
    return plain


def area_group(
    layer: Layer, shapes: DisplayGeometry, *, selected: str = "", opacity: float = 1.0
) -> ScriptGroup:
    """A level's areas in the colours of a layer: classes and texts, no geometry.

    Parameters
    ----------
    layer : Layer
    shapes : DisplayGeometry
        Fetched by the browser once, from `/shapes/<digest>.geojson`.
    selected : str
        Key of the area with the thick outline.
    opacity : float
        Below 1 where a background map shall show through.
    """
    styles = [[entry.colour, entry.pattern] for entry in (*layer.classes, *layer.missing)]
    place = {entry.pattern: len(layer.classes) + i for i, entry in enumerate(layer.missing)}
    rows = layer.table.loc[list(shapes.keys)]
    extras = sorted(set(rows["reason_text"]) - {""})
    estimated = t("geschätzt")
    if rows["estimated"].any():
        extras.append(estimated)
    values = [
        [
            number if number >= 0 else place[pattern],
            visible(text),
            int(flagged),
            extras.index(reason) + 1 if reason else (len(extras) if guess else 0),
        ]
        for number, pattern, text, flagged, reason, guess in zip(
            rows["class"], rows["pattern"], rows["text"], rows["flagged"],
            rows["reason_text"], rows["estimated"], strict=True,
        )
    ]  # fmt: skip
    spec = {
        "url": f"{_SERVER}/shapes/{shapes.digest}.geojson",
        "styles": styles,
        "values": values,
        "extras": [visible(extra) for extra in extras],
        "selected": selected,
        "opacity": opacity,
        **area_words(layer),
    }
    return ScriptGroup("areas", {**spec, "id": _digest(spec)})


def place_group(layer: PointLayer) -> ScriptGroup:
    """Places of a point layer, with their texts."""
    degrees = layer.points.geometry.to_crs(4326)
    kinds = list(dict.fromkeys(zip(layer.table["colour"], layer.table["letter"], strict=True)))
    points = [
        [round(lat, 5), round(lon, 5), kinds.index((colour, letter)), float(radius), place_lines(text)]
        for lat, lon, colour, letter, radius, text in zip(
            degrees.y, degrees.x, layer.table["colour"], layer.table["letter"],
            layer.table["radius"], layer.table["text"], strict=True,
        )
    ]  # fmt: skip
    return ScriptGroup(
        "places", {"kinds": [[c, visible(sign)] for c, sign in kinds], "points": points}
    )


def outline_group(layer: OutlineLayer) -> ScriptGroup:
    """A dashed border, in degrees, as fine as a map of the city can show."""
    simple = layer.shape.simplify(OUTLINE_METRES).to_crs(4326)
    shape = json.loads(simple.set_precision(10.0**-DEGREE_DECIMALS).to_json())
    rings = [feature["geometry"] for feature in shape["features"]]
    return ScriptGroup("outline", {"shapes": rings, "colour": layer.colour})


def group_of(layer: PointLayer | OutlineLayer) -> ScriptGroup:
    """What lies above the areas: places, or a border."""
    return outline_group(layer) if isinstance(layer, OutlineLayer) else place_group(layer)


def _digest(spec: Mapping[str, object]) -> str:
    """Short name of what is drawn, written onto the map once it is drawn."""
    return hashlib.sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()[:12]
