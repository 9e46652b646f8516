"""Maps for papers: a layer in, a picture with legend, scale bar and alternative text out."""

from dataclasses import dataclass

from geopandas import GeoDataFrame

from export.drawing.picture import Picture
from export.drawing.svg import LIGHT, group
from export.figures._labels import names
from export.figures.areas import (
    box,
    clip_definition,
    coloured_areas,
    ground,
    in_frame,
    outlines,
    pattern_definitions,
    places,
    veil,
)
from export.figures.frame import Frame, free_frame
from export.figures.legend import legend, north_arrow, scale_bar
from layers.layer import Layer, PointLayer
from wording import count


@dataclass(frozen=True)
class MapParts:
    """What a printed map shows beside its choropleth.

    Attributes
    ----------
    points : tuple of PointLayer
    outlined : GeoDataFrame, optional
        Areas of another level drawn as outlines.
    outlines_label : str
        What they are, for the legend.
    focus : GeoDataFrame, optional
        The area that the map is about; everything else is veiled.
    ground : GeoDataFrame, optional
        Areas drawn in grey underneath.
    named : GeoDataFrame, optional
        Areas whose names are written.
    """

    points: tuple[PointLayer, ...] = ()
    outlined: GeoDataFrame | None = None
    outlines_label: str = ""
    focus: GeoDataFrame | None = None
    ground: GeoDataFrame | None = None
    named: GeoDataFrame | None = None


#: The choropleth alone.
PLAIN = MapParts()


def map_picture(
    layer: Layer,
    parts: MapParts = PLAIN,
    *,
    width: float = 170.0,
    height: float = 100.0,
    legend_width: float = 54.0,
) -> Picture:
    """A map with its legend at the right.

    Parameters
    ----------
    layer : Layer
    parts : MapParts
    width, height, legend_width : float
        Millimetres.
    """
    wide = width - legend_width - 4 if legend_width else width
    shown = parts.focus if parts.focus is not None else layer.areas
    frame = free_frame(_grown(shown, parts), 0.2, 0.2, wide - 0.4, height - 0.4)
    beside = legend(
        layer,
        parts.points,
        x=wide + 4,
        y=0,
        width=legend_width,
        outlines=parts.outlines_label,
        seen=_seen(parts.points, frame),
    )
    content = map_content(layer, parts, frame) + (beside.content if legend_width else "")
    return Picture(
        title=f"{layer.title} ({layer.subtitle})",
        alt=alternative(layer, parts),
        content=content,
        width=width,
        height=max(height, beside.height if legend_width else 0),
        source=layer.source,
        notes=layer.notes,
        defs=pattern_definitions() + clip_definition(frame, "ausschnitt"),
    )


def map_content(layer: Layer, parts: MapParts, frame: Frame) -> str:
    """Everything inside the frame, and scale bar and north arrow on it."""
    inside = group(
        area_names_and_places(layer, parts, frame), clip_path="url(#ausschnitt)", id="karte"
    )
    rim = box(frame, fill="none", stroke=LIGHT, stroke_width=0.2)
    bar = scale_bar(frame, frame.x + 4, frame.y + frame.height - 6, longest=frame.width / 4)
    arrow = north_arrow(frame.x + frame.width - 5, frame.y + 2.5, size=7)
    return inside + rim + bar + arrow


def area_names_and_places(
    layer: Layer, parts: MapParts, frame: Frame, *, zoom: float = 1.0
) -> list[str]:
    """What lies in the frame, from the ground up; names and places `zoom` times larger."""
    return [
        ground(parts.ground, frame) if parts.ground is not None else "",
        coloured_areas(layer, frame),
        veil(parts.focus, frame) if parts.focus is not None else "",
        outlines(parts.outlined, frame, width=0.45 * zoom) if parts.outlined is not None else "",
        *(places(points, frame, zoom=zoom) for points in parts.points),
        names(parts.named, frame, size=2.4 * zoom, width=24.0 * zoom)
        if parts.named is not None
        else "",
    ]


def _grown(shown: GeoDataFrame, parts: MapParts) -> tuple[float, float, float, float]:
    """Extent of what is shown, with surroundings where the map is about one area."""
    west, south, east, north = (float(bound) for bound in shown.total_bounds)
    rim = 0.12 * max(east - west, north - south) if parts.focus is not None else 0.0
    return west - rim, south - rim, east + rim, north + rim


def _seen(points: tuple[PointLayer, ...], frame: Frame) -> dict[str, int]:
    found: dict[str, int] = {}
    for layer in points:
        found |= in_frame(layer, frame)
    return found


def alternative(layer: Layer, parts: MapParts = PLAIN) -> str:
    """What the map shows, in words: classes with counts, flags and the ends of the scale."""
    known = layer.table[layer.table["value"].notna()].sort_values("value")
    classes = "; ".join(f"{entry.label}: {count(entry.count)}" for entry in layer.classes)
    missing = "; ".join(f"{entry.label}: {count(entry.count)}" for entry in layer.missing)
    sentences = [
        f"Karte: {layer.title}, {layer.subtitle}.",
        f"Gebiete je Klasse: {classes}." if classes else "",
        f"Ohne Wert: {missing}." if missing else "",
    ]
    if len(known):
        low, high = known.iloc[0], known.iloc[-1]
        sentences.append(
            f"Niedrigster Wert: {low['name']} mit {low['text']}; "
            f"höchster: {high['name']} mit {high['text']}."
        )
    if layer.flagged_count:
        sentences.append(f"Markiert ({layer.flag_label}): {count(layer.flagged_count)}.")
    for points in parts.points:
        sentences += [f"{entry.label}: {count(entry.count)}." for entry in points.classes]
    return " ".join(filter(None, sentences))
